package policy

import "slices"

// reportFindings makes a Finding of each code, set of arguments and set of rules.
func (e *evaluation) reportFindings(door rank) []Finding {
	e.addRuleFindings()
	packed := e.packUses()
	out := make([]Finding, 0, len(e.findings))
	e.names = make([]string, 0, 2*len(packed))
	for from := 0; from < len(packed); {
		to := from
		for to < len(packed) && packed[to].finding() == packed[from].finding() {
			to++
		}
		out = e.reportFinding(out, packed[from:to], door)
		from = to
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		if a.Severity != b.Severity {
			return severityRank(b.Severity) - severityRank(a.Severity)
		}
		return e.p.codes[a.Code].order - e.p.codes[b.Code].order
	})
	return out
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
	packed := make([]packedUse, len(e.uses))
	for i, u := range e.uses {
		//nolint:gosec // none of the three is below -1, and each fits its bits
		packed[i] = packedUse(u.finding)<<(ruleBits+targetBits) | packedUse(u.target+1)<<ruleBits | packedUse(u.rule+1)
	}
	slices.Sort(packed)
	return slices.Compact(packed)
}

// reportFinding splits the uses of one finding by the set of rules at each target. A detector's use says only that it points
// there. Nearly always the rules are the same everywhere, and then it is one Finding.
func (e *evaluation) reportFinding(out []Finding, uses []packedUse, door rank) []Finding {
	f := &e.findings[uses[0].finding()]
	width := targetEnd(uses, 0)
	targets := 0
	for from := 0; from < len(uses); targets++ {
		to := targetEnd(uses, from)
		if !sameRules(uses[:width], uses[from:to]) {
			return e.reportSplit(out, f, uses, door)
		}
		from = to
	}
	one := e.newFinding(f, uses[:width], door, targets)
	for from := 0; from < len(uses); from = targetEnd(uses, from) {
		e.point(&one, uses[from].target())
	}
	return append(out, one)
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

func (e *evaluation) reportSplit(out []Finding, f *finding, uses []packedUse, door rank) []Finding {
	index := map[string]int{}
	var key []byte
	for from := 0; from < len(uses); {
		to := targetEnd(uses, from)
		key = key[:0]
		for _, u := range byRules(uses[from:to]) {
			key = append(key, byte(u.rule()), byte(u.rule()>>8)) //nolint:gosec // two octets are enough for 2,001 rules
		}
		at, known := index[string(key)]
		if !known {
			at = len(out)
			index[string(key)] = at
			out = append(out, e.newFinding(f, uses[from:to], door, 0))
		}
		e.point(&out[at], uses[from].target())
		from = to
	}
	return out
}

func (e *evaluation) point(f *Finding, target int32) {
	switch {
	case target == noTarget:
	case target >= fileBase:
		f.Attachments = append(f.Attachments, e.label(target))
	default:
		f.Recipients = append(f.Recipients, e.label(target))
	}
}

// newFinding writes what all targets of a finding share. room is how many targets there are, if that is known.
func (e *evaluation) newFinding(f *finding, uses []packedUse, door rank, room int) Finding {
	out := Finding{Code: f.code, Rules: []string{}, Recipients: []string{}, Attachments: []string{}, Args: make(map[string]any, len(f.args))}
	for i := range f.args {
		out.Args[f.args[i].name] = f.args[i].value()
	}
	rules := byRules(uses)
	if len(rules) > 0 {
		out.Rules = e.cut(len(rules))
	}
	for _, u := range rules {
		out.Rules = append(out.Rules, e.p.rules[u.rule()].id)
	}
	switch t := uses[0].target(); {
	case room == 0, t == noTarget && room == 1:
	case t < fileBase:
		out.Recipients = e.cut(room)
	default:
		out.Attachments = e.cut(room)
	}
	out.Severity = e.severity(f, uses, door)
	return out
}

// cut returns room for n names out of the one stretch of memory that all findings share.
func (e *evaluation) cut(n int) []string {
	from := len(e.names)
	if from+n > cap(e.names) {
		return make([]string, 0, n)
	}
	e.names = e.names[:from+n]
	return e.names[from : from : from+n]
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
