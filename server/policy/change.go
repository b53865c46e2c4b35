package policy

import (
	"math/bits"
	"slices"
	"strings"
)

// changing is one rule's change of one kind, and whose copy it changes.
type changing struct {
	scoped
	change *Change
	m      *result
}

// combineChanges merges the changes of all enforced rules, kind by kind in the order in which they are made: policy language,
// section 7. A change that would alter nothing is left out, so judging a changed mail again asks for nothing more.
func (e *evaluation) combineChanges() []ChangeVerdict {
	all := e.changing()
	if len(all) == 0 {
		return []ChangeVerdict{}
	}
	made, kinds := make([]ChangeVerdict, 0, len(all)), uint16(0)
	for i := range all {
		kinds |= e.p.rules[all[i].rule].changeKinds
	}
	for ; kinds != 0; kinds &= kinds - 1 { // a rule asks for one or two
		kind := &changeKinds[bits.TrailingZeros16(kinds)]
		of := e.ofKind[:0]
		for _, c := range all {
			if kind.asks(e, c.change) {
				of = append(of, c)
			}
		}
		e.ofKind = of
		for _, g := range e.changeGroups(of) {
			change := ChangeVerdict{Kind: kind.name, Rules: e.idsOf(g.group.rules), Recipients: e.labels(g.group)}
			if args, needed := kind.merge(e, g.of); needed {
				change.Args = args
				if kind.inside && len(e.m.Protected) > 0 {
					change.Args = change.Args.with(words(argProtected, slices.Clone(e.m.Protected)))
				}
				made = append(made, change)
			}
		}
	}
	return made
}

// changeKind is one kind of change: who asks for it, and how several rules' are one. merge returns the arguments, and whether
// there is anything to do.
type changeKind struct {
	name   string
	inside bool // it alters the inside of the mail, which a signed or encrypted one does not allow
	asks   func(*evaluation, *Change) bool
	merge  func(*evaluation, []changing) (Args, bool)
}

var changeKinds = [...]changeKind{
	{name: "fixAddresses", asks: func(_ *evaluation, c *Change) bool { return c.FixAddresses }, merge: (*evaluation).mergeFix},
	{name: "removeRecipients", asks: func(_ *evaluation, c *Change) bool { return len(c.RemoveRecipients.Items) > 0 }, merge: (*evaluation).mergeRemove},
	{name: "addRecipients", asks: func(_ *evaluation, c *Change) bool { return c.AddRecipients != nil }, merge: (*evaluation).mergeAdd},
	{name: "forceBcc", asks: func(e *evaluation, c *Change) bool { return c.ForceBcc != nil && !e.isMeeting() }, merge: (*evaluation).mergeBcc},
	{name: "separate", asks: asksSeparate, merge: mergeNothing},
	{name: "link", inside: true, asks: func(_ *evaluation, c *Change) bool { return c.Link != nil }, merge: (*evaluation).mergeLink},
	{name: "zip", inside: true, asks: func(_ *evaluation, c *Change) bool { return c.Zip != nil }, merge: (*evaluation).mergeZip},
	{name: "addText", inside: true, asks: func(_ *evaluation, c *Change) bool { return c.AddText != nil }, merge: (*evaluation).mergeText},
	{name: "sign", inside: true, asks: func(_ *evaluation, c *Change) bool { return c.Sign != "" }, merge: mergeMethod},
	{name: "encrypt", inside: true, asks: func(_ *evaluation, c *Change) bool { return c.Encrypt != "" }, merge: mergeMethod},
	{name: "requireTls", asks: func(_ *evaluation, c *Change) bool { return c.RequireTLS != "" }, merge: mergeTLS},
}

// kindsAsked are the kinds that a change asks for, of a mail or of a meeting.
func kindsAsked(c *Change) (kinds uint16) {
	for _, m := range [...]Message{{Kind: KindMail}, {Kind: KindMeeting}} {
		e := evaluation{m: &m}
		for i := range changeKinds {
			if changeKinds[i].asks(&e, c) {
				kinds |= 1 << i
			}
		}
	}
	return kinds
}

func (e *evaluation) isMeeting() bool { return e.m.Kind == KindMeeting }

// asksSeparate: a meeting has no Bcc to move anybody to, so there forceBcc becomes separate.
func asksSeparate(e *evaluation, c *Change) bool {
	return c.Separate || c.ForceBcc != nil && e.isMeeting()
}

func mergeNothing(*evaluation, []changing) (Args, bool) { return Args{}, true }

func mergeMethod(*evaluation, []changing) (Args, bool) {
	return ArgsOf(map[string]any{"method": "smime"}), true
}

func mergeTLS(_ *evaluation, of []changing) (Args, bool) {
	level := "true"
	if slices.ContainsFunc(of, func(c changing) bool { return c.change.RequireTLS == "verified" }) {
		level = "verified"
	}
	return ArgsOf(map[string]any{"level": level}), true
}

// changing returns the enforced rules that change something.
func (e *evaluation) changing() []changing {
	if e.asked {
		return e.changes
	}
	for _, a := range e.acting {
		if a.r.change != nil {
			e.changes = append(e.changes, changing{scoped: e.scopeOf(a.m, a.r, true), change: a.r.change, m: a.m})
		}
	}
	e.asked = true
	return e.changes
}

type changeGroup struct {
	group group
	of    []changing
}

// changeGroups tells apart the recipients whose copies are changed by different rules.
func (e *evaluation) changeGroups(of []changing) []changeGroup {
	if len(of) == 0 {
		return nil
	}
	e.scopes = e.scopes[:0]
	for i := range of {
		e.scopes = append(e.scopes, of[i].scoped)
	}
	groups := e.apart[:0]
	for _, g := range e.partition(e.scopes) {
		one := changeGroup{group: g}
		if len(g.rules) == len(of) {
			one.of = of
			groups = append(groups, one)
			continue
		}
		for _, c := range of {
			if slices.Contains(g.rules, c.rule) {
				one.of = append(one.of, c)
			}
		}
		groups = append(groups, one)
	}
	e.apart = groups
	return groups
}

// mergeText joins texts in rule order, the same text once, and leaves out what stands in its place already.
func (e *evaluation) mergeText(of []changing) (Args, bool) {
	var subject, head, tail []Text
	add := func(to []Text, t Text) []Text {
		if spaced(t.JA) == "" && spaced(t.EN) == "" || slices.Contains(to, t) {
			return to
		}
		return append(to, t)
	}
	for _, c := range of {
		t := c.change.AddText
		subject, head, tail = add(subject, t.Subject), add(head, t.Head), add(tail, t.Tail)
	}
	args := map[string]any{}
	for name, texts := range map[string][]Text{
		"subject": lacking(subject, e.m.Subject, strings.CutPrefix),
		"head":    lacking(head, e.m.Body, strings.CutPrefix),
		"tail":    lacking(tail, e.m.Body, strings.CutSuffix),
	} {
		if len(texts) > 0 {
			args[name] = texts
		}
	}
	return ArgsOf(args), len(args) > 0
}

// lacking returns those of texts that do not stand at the end of in from which cut cuts. They stand there one behind the other,
// in any order: what was added first is the innermost. The longest comes first, for one may begin another.
func lacking(texts []Text, in string, cut func(s, text string) (rest string, found bool)) []Text {
	if len(texts) == 0 {
		return nil
	}
	for in = spaced(in); ; {
		stands, longest, rest := -1, 0, ""
		for i, t := range texts {
			for _, text := range []string{spaced(t.JA), spaced(t.EN)} {
				if after, ok := cut(in, text); ok && len(text) > longest {
					stands, longest, rest = i, len(text), after
				}
			}
		}
		if stands < 0 {
			return texts
		}
		texts, in = slices.Delete(texts, stands, stands+1), strings.TrimSpace(rest)
	}
}

// spaced is a text with one blank for each run of blanks and line ends, and none around it.
func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }
