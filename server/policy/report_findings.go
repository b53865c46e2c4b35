package policy

import "slices"

// tellFindings decides which findings the verdict has: one for each code, set of arguments and set of rules, the worst first.
func (e *evaluation) tellFindings(door rank) {
	e.addRuleFindings()
	e.leaveRepeatsOut()
	ends := e.packUses()
	e.tellings, e.order, e.told, e.toldArgs = e.tellings[:0], e.order[:0], 0, 0
	from := 0
	for _, end := range ends {
		to := int(end)
		if from < to {
			e.tell(e.packed, from, to, door)
		}
		from = to
	}
	sortFew(e.order)
}

// reportFindings writes the findings that tellFindings decided on.
func (e *evaluation) reportFindings() []Finding {
	out := make([]Finding, len(e.tellings))
	room := make(Args, 0, e.toldArgs)
	for i, at := range e.order {
		t := &e.tellings[at&orderMask]
		uses := e.packed[t.from:t.to]
		e.writeFinding(&out[i], t, uses, &room)
		if e.trace != nil && e.findings[uses[0].finding()].byRule {
			e.trace.to.Added = append(e.trace.to.Added, i)
		}
	}
	return out
}

// telling is a Finding to be: uses of one finding, by the same rules at every target.
type telling struct {
	from, to             int32 // of the packed uses
	rules, people, files int32 // how many it names
	width                int32 // uses at each target, or 1 where that differs
	shared               int32 // the number of the set of its people, or none
	severity             int   // its rank
}

// orderMask takes the number of a telling from what tellings are sorted by: the severity, the code, then that number.
const orderMask = 1<<32 - 1

// tell splits the uses of one finding by the set of rules at each target. A detector's use says only that it points there.
// Nearly always the rules are the same everywhere, and then it is one Finding.
func (e *evaluation) tell(packed []packedUse, from, to int, door rank) {
	uses := packed[from:to]
	width := targetEnd(uses, 0)
	if alike(uses, width) {
		e.addTelling(packed, from, to, width, door)
		return
	}
	for at := width; at < len(uses); {
		end := at + targetEnd(uses[at:], 0)
		if !sameRules(uses[:width], uses[at:end]) {
			e.tellApart(packed, from, to, door)
			return
		}
		at = end
	}
	e.addTelling(packed, from, to, 1, door)
}

// alike reports whether all targets have as many uses as the first, by the same rules.
func alike(uses []packedUse, width int) bool {
	if len(uses)%width != 0 {
		return false
	}
	for at := width; at < len(uses); at += width {
		base := uses[at].target()
		for i := range width {
			if u := uses[at+i]; u.target() != base || u.rule() != uses[i].rule() {
				return false
			}
		}
	}
	return true
}

// addTelling takes severity from the first target: the rules are the same at all of them.
func (e *evaluation) addTelling(packed []packedUse, from, to, width int, door rank) {
	uses := packed[from:to]
	f := &e.findings[uses[0].finding()]
	first := byRules(uses[:targetEnd(uses, 0)])
	e.tellings = append(e.tellings, telling{from: n32(from), to: n32(to), rules: n32(len(first)), width: n32(width), severity: e.severity(f, first, door)})
	t := &e.tellings[len(e.tellings)-1]
	e.countTargets(t, uses)
	e.told += int(t.files)
	if t.rules > 1 {
		e.told += int(t.rules)
	}
	e.toldArgs += int(f.to - f.from)
	place := (rankDanger-t.severity)*len(codeTable) + int(f.code)
	e.order = append(e.order, uint64(place)<<32|uint64(len(e.tellings)-1)) //nolint:gosec // neither is negative
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
		e.addTelling(packed, from, from+len(group), 1, door)
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

// packUses files the uses by finding into e.packed, in the order of targets and rules, each once, and returns where those of each
// finding end. Rules come in order, so most findings' uses do, or are few.
func (e *evaluation) packUses() (ends []int32) {
	ends = slices.Grow(e.useEnds[:0], len(e.findings)+1)[:len(e.findings)+1]
	clear(ends)
	for i := range e.uses {
		ends[e.uses[i].finding+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	packed := slices.Grow(e.packed[:0], len(e.uses))[:len(e.uses)]
	for _, u := range e.uses {
		//nolint:gosec // none of the three is below -1, and each fits its bits
		packed[ends[u.finding]] = packedUse(u.finding)<<(ruleBits+targetBits) | packedUse(u.target+1)<<ruleBits | packedUse(u.rule+1)
		ends[u.finding]++
	}
	e.packed, e.useEnds = packed, ends
	return e.compactUses(ends[:len(e.findings)])
}

// compactUses sorts the uses of each finding and leaves out what is said twice.
func (e *evaluation) compactUses(ends []int32) []int32 {
	from, kept := int32(0), int32(0)
	for i, end := range ends {
		uses := e.packed[from:end]
		sortFew(uses)
		from = end
		for k, u := range uses {
			if k == 0 || u != uses[k-1] {
				e.packed[kept] = u
				kept++
			}
		}
		ends[i] = kept
	}
	return ends
}

// fewSorted is up to how many numbers are sorted by moving each to its place.
const fewSorted = 16

// sortFew sorts numbers that are few, or nearly in order.
func sortFew[N ~uint64](all []N) {
	if len(all) > fewSorted {
		slices.Sort(all)
		return
	}
	for i := 1; i < len(all); i++ {
		one, at := all[i], i
		for ; at > 0 && all[at-1] > one; at-- {
			all[at] = all[at-1]
		}
		all[at] = one
	}
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
func (e *evaluation) writeFinding(out *Finding, t *telling, uses []packedUse, room *Args) {
	f := &e.findings[uses[0].finding()]
	out.Code, out.Severity, out.Args = f.code.String(), severities[t.severity], e.cutArgs(room, e.argsOf(f))
	out.Rules, out.Recipients, out.Attachments = e.listRules(byRules(uses)[:t.rules]), []string{}, e.room(t.files)
	if t.shared != none {
		out.Recipients = e.sharedNames(t.shared)
	} else if t.people > 0 {
		out.Recipients = e.cut(int(t.people))
	}
	if t.files > 0 || t.people > 0 && t.shared == none {
		e.writeTargets(out, t, uses)
	}
}

// writeTargets names files, and recipients whose names are not shared.
func (e *evaluation) writeTargets(out *Finding, t *telling, uses []packedUse) {
	before := noTarget
	for at := 0; at < len(uses); at += int(t.width) {
		target := uses[at].target()
		if target == before {
			continue
		}
		before = target
		if target >= fileBase {
			out.Attachments = append(out.Attachments, e.label(target))
		} else if t.shared == none {
			out.Recipients = append(out.Recipients, e.label(target))
		}
	}
}

func (e *evaluation) listRules(uses []packedUse) []string {
	if len(uses) == 1 {
		return e.p.rules[uses[0].rule()].ids
	}
	ids := e.room(n32(len(uses)))
	for _, u := range uses {
		ids = append(ids, e.p.rules[u.rule()].id)
	}
	return ids
}

// room is room for n names, never nil.
func (e *evaluation) room(n int32) []string {
	if n == 0 {
		return []string{}
	}
	return e.cut(int(n))
}

// countTargets counts the different targets; those of the mail itself come first and are none. Names that several findings share
// are told of once.
func (e *evaluation) countTargets(t *telling, uses []packedUse) {
	before, set := noTarget, peopleSet(0)
	for at := 0; at < len(uses); at += int(t.width) {
		target := uses[at].target()
		if target == before {
			continue
		}
		before = target
		if target >= fileBase {
			t.files++
		} else {
			t.people++
			set = set.with(target)
		}
	}
	fresh := true
	if t.shared = none; t.people > 0 && len(e.people) <= maxSet {
		t.shared, fresh = e.share(set)
	}
	if fresh {
		e.told += int(t.people)
	}
}

// severity is the rank of the table's or the settings', less if nobody is external, and more by what the rules that used it do.
func (e *evaluation) severity(f *finding, uses []packedUse, door rank) int {
	info := &e.p.codes[f.code]
	s := info.rank
	if s == rankHidden {
		return s
	}
	if !e.anyExternal && !info.star {
		s = rankInfo
	}
	lift := rankAllow
	if f.code == codeDoorOffline {
		lift = door
	}
	if f.code == codeDoorNoPolicy {
		return rankDanger
	}
	for _, u := range uses {
		lift = max(lift, e.liftOf(u.rule()))
	}
	switch {
	case lift == rankBlock:
		return rankDanger
	case lift == rankConfirm && s == rankInfo:
		return rankWarning
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
