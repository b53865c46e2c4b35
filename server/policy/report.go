package policy

import "slices"

// report writes the findings, recipients, attachments and rules of the verdict: policy language 8, step 7.
func (e *evaluation) report(v *Verdict) {
	v.Findings = e.reportFindings()
	v.Recipients = e.reportRecipients()
	v.Attachments = e.reportFiles()
	v.Rules = e.reportRules()
}

// addRuleFindings lets each enforced rule that used no finding, and does not only exempt, show itself.
func (e *evaluation) addRuleFindings() {
	for _, a := range e.acting {
		if !a.m.used && !a.r.onlyExempts {
			e.add(a.m, e.intern(codePolicyRule, word(argRule, a.r.id)), noTarget)
		}
	}
}

func (e *evaluation) reportRecipients() []RecipientVerdict {
	out := make([]RecipientVerdict, e.named)
	names := e.cut(e.flagNames)
	for i := range e.named {
		r := &e.people[i]
		list := r.flags.list()
		if list == nil {
			from := len(names)
			names = r.flags.appendNames(names)
			list = names[from:len(names):len(names)]
		}
		out[i] = RecipientVerdict{
			Address: r.text, Name: r.name, Field: r.field(), Domain: r.addr.Domain, Internal: !r.external, Envelope: r.envelope,
			Company: r.company, Flags: list,
		}
	}
	return out
}

// reportFiles tells of each attachment what was found in it at any depth.
func (e *evaluation) reportFiles() []AttachmentVerdict {
	out := make([]AttachmentVerdict, e.attachments)
	for i := range out {
		a := e.files[i].src
		out[i] = AttachmentVerdict{Name: a.Name, Size: a.Size, Type: a.Type, Flags: []string{}}
	}
	for i := range e.files {
		f := &e.files[i]
		if f.src == nil {
			continue
		}
		at := &out[f.top]
		for k := range f.src.Marks {
			if flag := f.src.Marks[k].Flag; !slices.Contains(at.Flags, flag) {
				if len(at.Flags) == 0 {
					at.Flags = e.cut(len(f.src.Marks))
				}
				at.Flags = append(at.Flags, flag)
			}
		}
	}
	for i := range out {
		slices.Sort(out[i].Flags)
		out[i].Encrypted = slices.Contains(out[i].Flags, "encrypted")
		out[i].Macro = slices.Contains(out[i].Flags, "macro")
		out[i].Disguised = slices.Contains(out[i].Flags, "disguised")
	}
	return out
}

func (e *evaluation) reportRules() []RuleVerdict {
	out := make([]RuleVerdict, len(e.results))
	var texts []Text
	for i := range e.results {
		m := &e.results[i]
		r := &e.p.rules[m.rule]
		told := &out[i]
		told.ID, told.Effect, told.Action = r.id, effectNames[m.effect], actions[m.action]
		if r.hasMessage && m.effect != exempted {
			if texts == nil {
				texts = make([]Text, 0, len(out)-i)
			}
			texts = append(texts, e.message(r, m))
			told.Message = &texts[len(texts)-1]
		}
	}
	return out
}

// label names a target of a finding.
func (e *evaluation) label(target int32) string {
	if target >= fileBase {
		return e.files[target-fileBase].src.Name
	}
	return e.people[target].label()
}
