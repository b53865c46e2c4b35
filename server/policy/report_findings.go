package policy

import "slices"

// reportFindings makes a Finding of each code, set of arguments and set of rules, the worst first.
func (e *evaluation) reportFindings(door rank) []Finding {
	e.addRuleFindings()
	e.leaveRepeatsOut()
	packed := e.packUses()
	e.tellings, e.told, e.toldArgs = e.tellings[:0], 0, 0
	for from := 0; from < len(packed); {
		to := from
		for to < len(packed) && packed[to].finding() == packed[from].finding() {
			to++
		}
		e.tell(packed, from, to, door)
		from = to
	}
	slices.SortStableFunc(e.tellings, func(a, b telling) int { return int(a.place - b.place) })
	e.reserve(e.told)
	out := make([]Finding, len(e.tellings))
	room := make(Args, 0, e.toldArgs)
	for i, t := range e.tellings {
		e.writeFinding(&out[i], packed[t.from:t.to], &room)
		out[i].Severity = t.severity
		if e.trace != nil && e.findings[packed[t.from].finding()].byRule {
			e.trace.to.Added = append(e.trace.to.Added, i)
		}
	}
	return out
}

// telling is a Finding to be: uses of one finding, by the same rules at every target.
type telling struct {
	from, to int // of the packed uses
	severity Severity
	place    int32 // by severity, then by the order of the table
}

// tell splits the uses of one finding by the set of rules at each target. A detector's use says only that it points there.
// Nearly always the rules are the same everywhere, and then it is one Finding.
func (e *evaluation) tell(packed []packedUse, from, to int, door rank) {
	uses := packed[from:to]
	width := targetEnd(uses, 0)
	for at := width; at < len(uses); {
		end := targetEnd(uses, at)
		if !sameRules(uses[:width], uses[at:end]) {
			e.tellApart(packed, from, to, door)
			return
		}
		at = end
	}
	e.addTelling(packed, from, to, door)
}

// addTelling takes severity from the first target: the rules are the same at all of them.
func (e *evaluation) addTelling(packed []packedUse, from, to int, door rank) {
	uses := packed[from:to]
	f := &e.findings[uses[0].finding()]
	first := uses[:targetEnd(uses, 0)]
	severity := e.severity(f, first, door)
	people, files := countTargets(uses)
	e.told += len(byRules(first)) + people + files
	e.toldArgs += len(f.args)
	place := n32((severityRank(SeverityDanger)-severityRank(severity))*len(codeTable) + f.info.order)
	e.tellings = append(e.tellings, telling{from: from, to: to, severity: severity, place: place})
}

// tellApart brings the uses at targets with the same rules together, in the order of the first of each.
func (e *evaluation) tellApart(packed []packedUse, from, to int, door rank) {
	index := map[string]int{}
	var groups [][]packedUse
	var key []byte
	for at := from; at < to; {
		end := at + targetEnd(packed[at:to], 0)
		key = key[:0]
		for _, u := range byRules(packed[at:end]) {
			key = append(key, byte(u.rule()), byte(u.rule()>>8)) //nolint:gosec // two octets are enough for 2,001 rules
		}
		group, known := index[string(key)]
		if !known {
			group = len(groups)
			index[string(key)] = group
			groups = append(groups, nil)
		}
		groups[group] = append(groups[group], packed[at:end]...)
		at = end
	}
	for _, group := range groups {
		copy(packed[from:], group)
		e.addTelling(packed, from, from+len(group), door)
		from += len(group)
	}
}

// packedUse is a use as one number, so that sorting thousands of them is cheap: finding, target + 1, rule + 1.
type packedUse uint64

const (
	ruleBits   = 12
	targetBits = 26
)

func (u packedUse) finding() int32 { return int32(u >> (ruleBits + targetBits)) }
func (u packedUse) target() int32  { return int32(u>>ruleBits&(1<<targetBits-1)) - 1 }
func (u packedUse) rule() int32    { return int32(u&(1<<ruleBits-1)) - 1 }

func (e *evaluation) packUses() []packedUse {
	packed := slices.Grow(e.packed[:0], len(e.uses))
	for _, u := range e.uses {
		//nolint:gosec // none of the three is below -1, and each fits its bits
		packed = append(packed, packedUse(u.finding)<<(ruleBits+targetBits)|packedUse(u.target+1)<<ruleBits|packedUse(u.rule+1))
	}
	e.packed = packed
	slices.Sort(packed)
	return slices.Compact(packed)
}

// targetEnd is where the uses at the target of uses[from] end.
func targetEnd(uses []packedUse, from int) int {
	to := from + 1
	for to < len(uses) && uses[to].target() == uses[from].target() {
		to++
	}
	return to
}

// sameRules reports whether the uses of two targets are by the same rules; both are in order.
func sameRules(a, b []packedUse) bool {
	a, b = byRules(a), byRules(b)
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].rule() != b[i].rule() {
			return false
		}
	}
	return true
}

// byRules leaves out the detector's use, which comes first.
func byRules(uses []packedUse) []packedUse {
	if uses[0].rule() == none {
		return uses[1:]
	}
	return uses
}

// writeFinding writes what all targets of a finding share, and the targets.
func (e *evaluation) writeFinding(out *Finding, uses []packedUse, room *Args) {
	f := &e.findings[uses[0].finding()]
	*out = Finding{Code: f.code, Rules: []string{}, Recipients: []string{}, Attachments: []string{}, Args: e.cutArgs(room, f.args)}
	rules := byRules(uses[:targetEnd(uses, 0)])
	if len(rules) > 0 {
		out.Rules = e.cut(len(rules))
	}
	for _, u := range rules {
		out.Rules = append(out.Rules, e.p.rules[u.rule()].id)
	}
	people, files := countTargets(uses)
	if people > 0 {
		out.Recipients = e.cut(people)
	}
	if files > 0 {
		out.Attachments = e.cut(files)
	}
	for from := 0; from < len(uses); from = targetEnd(uses, from) {
		switch target := uses[from].target(); {
		case target == noTarget:
		case target >= fileBase:
			out.Attachments = append(out.Attachments, e.label(target))
		default:
			out.Recipients = append(out.Recipients, e.label(target))
		}
	}
}

func countTargets(uses []packedUse) (people, files int) {
	for from := 0; from < len(uses); from = targetEnd(uses, from) {
		switch target := uses[from].target(); {
		case target == noTarget:
		case target >= fileBase:
			files++
		default:
			people++
		}
	}
	return people, files
}

// severity is the table's or the settings', less if nobody is external, and more by what the rules that used it do.
func (e *evaluation) severity(f *finding, uses []packedUse, door rank) Severity {
	s := f.info.severity
	if s == SeverityHidden {
		return s
	}
	if !e.anyExternal && !f.info.star {
		s = SeverityInfo
	}
	lift := rankAllow
	if f.code == "door.offline" {
		lift = door
	}
	if f.code == "door.no-policy" {
		return SeverityDanger
	}
	for _, u := range uses {
		if u.rule() != none {
			lift = max(lift, e.liftOf(u.rule()))
		}
	}
	switch {
	case lift == rankBlock:
		return SeverityDanger
	case lift == rankConfirm && s == SeverityInfo:
		return SeverityWarning
	}
	return s
}

// liftOf is block, or confirm for a rule that asks or has somebody approve, whatever its strongest duty is called.
func (e *evaluation) liftOf(number int32) rank {
	m := &e.results[e.byRule[number]]
	r := &e.p.rules[number]
	switch {
	case m.action == rankBlock:
		return rankBlock
	case m.action == rankConfirm, m.action == rankApprove, r.confirm != nil, r.approve != nil:
		return rankConfirm
	}
	return rankAllow
}
