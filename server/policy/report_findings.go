package policy

import "slices"

// reportFindings makes a Finding of each code, set of arguments and set of rules.
func (e *evaluation) reportFindings(door rank) []Finding {
	e.addRuleFindings()
	packed := e.packUses()
	out := make([]Finding, 0, len(e.findings))
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
		packed[i] = packedUse(u.finding)<<(ruleBits+targetBits) | packedUse(u.target+1)<<ruleBits | packedUse(u.rule+1)
	}
	slices.Sort(packed)
	return slices.Compact(packed)
}

// reportFinding splits the uses of one finding by the set of rules at each target. A detector's use says only that it points
// there.
func (e *evaluation) reportFinding(out []Finding, uses []packedUse, door rank) []Finding {
	f := &e.findings[uses[0].finding()]
	first, n := len(out), len(uses)
	index := map[string]int(nil)
	var key []byte
	for from := 0; from < n; {
		to := from
		for to < n && uses[to].target() == uses[from].target() {
			to++
		}
		key = key[:0]
		for _, u := range uses[from:to] {
			if u.rule() != none {
				key = append(key, byte(u.rule()), byte(u.rule()>>8))
			}
		}
		at, known := first, len(out) > first && from > 0 && sameRules(uses, from, to)
		if index != nil {
			at, known = index[string(key)]
		} else if !known && from > 0 {
			index = map[string]int{firstKey(uses): first}
			at, known = index[string(key)]
		}
		if !known {
			at = len(out)
			out = append(out, e.newFinding(f, uses[from:to], door, n-from))
			if index != nil {
				index[string(key)] = at
			}
		}
		e.point(&out[at], uses[from].target())
		from = to
	}
	return out
}

// sameRules reports whether the uses from..to are by the same rules as the first target's.
func sameRules(uses []packedUse, from, to int) bool {
	first := 0
	for first < len(uses) && uses[first].target() == uses[0].target() {
		first++
	}
	if first != to-from {
		return false
	}
	for i := range first {
		if uses[i].rule() != uses[from+i].rule() {
			return false
		}
	}
	return true
}

func firstKey(uses []packedUse) string {
	var key []byte
	for _, u := range uses {
		if u.target() != uses[0].target() {
			break
		}
		if u.rule() != none {
			key = append(key, byte(u.rule()), byte(u.rule()>>8))
		}
	}
	return string(key)
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

// newFinding writes what all targets of a finding share. room is how many targets there may be.
func (e *evaluation) newFinding(f *finding, uses []packedUse, door rank, room int) Finding {
	out := Finding{Code: f.code, Rules: []string{}, Attachments: []string{}, Args: make(map[string]any, len(f.args))}
	if t := uses[0].target(); t >= 0 && t < fileBase {
		out.Recipients = make([]string, 0, room)
	} else {
		out.Recipients = []string{}
	}
	for i := range f.args {
		out.Args[f.args[i].name] = f.args[i].value()
	}
	for _, u := range uses {
		if u.rule() != none {
			if out.Rules == nil || cap(out.Rules) == 0 {
				out.Rules = make([]string, 0, len(uses))
			}
			out.Rules = append(out.Rules, e.p.rules[u.rule()].id)
		}
	}
	out.Severity = e.severity(f, uses, door)
	return out
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
