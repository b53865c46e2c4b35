package policy

import "slices"

// mergeFix lists the addresses in an unusual form, as written, and what they become.
func (e *evaluation) mergeFix(of []changing) (Args, bool) {
	fixes := map[string]string{}
	for i := range e.people[:e.named] {
		r := &e.people[i]
		if !e.changed(of, n32(i)) {
			continue
		}
		if r.flags&flagUnusual != 0 {
			fixes[r.odd.written] = r.odd.suggest
		} else if r.odd != nil && r.odd.invalid != nil && r.odd.invalid.Suggest != "" {
			fixes[r.odd.written] = r.odd.invalid.Suggest
		}
	}
	return ArgsOf(map[string]any{"addresses": fixes}), len(fixes) > 0
}

// changed reports whether one of the rules sees a recipient: what a rule does not see it does not change.
func (e *evaluation) changed(of []changing, who int32) bool {
	return slices.ContainsFunc(of, func(c changing) bool { return e.seesToChange(&c, who) })
}

func (e *evaluation) seesToChange(c *changing, who int32) bool {
	except := e.p.rules[c.rule].except
	if except == none {
		return true
	}
	_, excepted := e.inSet(except, who)
	return !excepted
}

// removed returns the recipients that some rule takes out, by label.
func (e *evaluation) removed(of []changing) []string {
	gone := []string{}
	for i := range e.people[:e.named] {
		if e.removes(of, n32(i)) {
			gone = append(gone, e.people[i].label())
		}
	}
	return gone
}

func (e *evaluation) removes(of []changing, who int32) bool {
	return slices.ContainsFunc(of, func(c changing) bool {
		set := e.p.rules[c.rule].remove
		if set == none {
			return false
		}
		_, in := e.inSet(set, who)
		return in && e.seesToChange(&c, who)
	})
}

func (e *evaluation) mergeRemove(of []changing) (Args, bool) {
	gone := e.removed(of)
	return ArgsOf(map[string]any{"addresses": gone}), len(gone) > 0
}

// removesAll reports whether the changes leave nobody whom the mail reaches: then it is blocked, by the rules that remove.
func (e *evaluation) removesAll() bool {
	all := e.changing()
	if len(all) == 0 {
		return false
	}
	gone := false
	for i := range e.people[:e.named] {
		if !e.people[i].envelope {
			continue
		}
		if !e.removes(all, n32(i)) {
			return false
		}
		gone = true
	}
	for i := range all {
		if gone && e.p.rules[all[i].rule].remove != none {
			all[i].m.action = rankBlock
		}
	}
	return gone
}

// mergeAdd collects whom to add, each once, in the most visible field that asks. Nobody is added who is there, or whom a rule
// takes out.
func (e *evaluation) mergeAdd(of []changing) (Args, bool) {
	gone := e.removed(e.changing())
	seen := map[string]bool{}
	for i := range e.people[:e.named] {
		seen[e.people[i].text] = true
	}
	for _, who := range gone {
		seen[who] = true
	}
	args := map[string]any{}
	for _, field := range [...]Field{FieldTo, FieldCc, FieldBcc} {
		var added []string
		for _, c := range of {
			for _, who := range c.change.AddRecipients.in(field) {
				text := e.added(who)
				if text != "" && !seen[text] && !e.listedToRemove(text) {
					seen[text] = true
					added = append(added, text)
				}
			}
		}
		if len(added) > 0 {
			args[string(field)] = added
		}
	}
	return ArgsOf(args), len(args) > 0
}

// listedToRemove reports whether a rule that is at work would take the address out if it were there: removing beats adding.
func (e *evaluation) listedToRemove(text string) bool {
	a, _ := normal(text)
	for _, acts := range e.acting {
		if remove := acts.r.remove; remove != none {
			if _, in := e.p.sets[remove].list.Match(a); in {
				return true
			}
		}
	}
	return false
}

func (a *AddRecipients) in(field Field) []string {
	switch field {
	case FieldTo:
		return a.To
	case FieldCc:
		return a.CC
	}
	return a.BCC
}

func (e *evaluation) added(who string) string {
	if who != "manager" {
		_, text := normal(who)
		return text
	}
	if e.f.Sender.Manager == "" {
		return "manager"
	}
	_, text := normal(e.f.Sender.Manager)
	return text
}

// mergeBcc says whom to move: all beats external. What an empty To gets stays where it is.
func (e *evaluation) mergeBcc(of []changing) (Args, bool) {
	who, to := "external", ""
	for _, c := range of {
		if c.change.ForceBcc.Who == "all" {
			who = "all"
		}
		if to == "" {
			to = orElse(c.change.ForceBcc.To, "sender")
		}
	}
	if to == "sender" {
		to = orElse(e.fromText, e.accountText)
	} else {
		_, to = normal(to)
	}
	moved := e.numbers(e.named)
	for i := range e.people[:e.named] {
		r := &e.people[i]
		if r.bit != bitBcc && (who == "all" || r.external) && r.text != to && e.changed(of, n32(i)) {
			moved = append(moved, n32(i))
		}
	}
	if len(moved) == 0 {
		return nil, false
	}
	return Args{e.words(argAddresses, e.labelsOf(moved)), word(argTo, to), word(argWho, who)}, true
}
