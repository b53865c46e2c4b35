package policy

import "slices"

// tellFindings decides which findings the verdict has: one for each code, set of arguments and set of rules, the worst first.
func (e *evaluation) tellFindings(door rank) {
	e.addRuleFindings()
	e.leaveRepeatsOut()
	ends := e.packUses()
	e.tellings, e.order, e.told = e.tellings[:0], e.order[:0], 0
	from := int32(0)
	for i, end := range ends {
		if uses := once(e.packed[from:end]); len(uses) > 0 {
			e.tell(e.findings[i].code, uses, from, door)
		}
		from = end
	}
	sortFew(e.order)
}

// reportFindings writes the findings that tellFindings decided on.
func (e *evaluation) reportFindings() []Finding {
	out := make([]Finding, len(e.tellings))
	e.orderArgs()
	for i, at := range e.order {
		t := &e.tellings[at&orderMask]
		e.writeFinding(&out[i], t)
		if e.trace != nil && e.findings[t.first.finding()].byRule {
			e.trace.to.Added = append(e.trace.to.Added, i)
		}
	}
	return out
}

// telling is a Finding to be: uses of one finding, by the same rules at every target.
type telling struct {
	first                use
	from, to             int32 // of the packed uses
	rules, people, files int32 // how many it names
	rule                 int32 // the last of the rules, or none
	width                int32 // uses at each target, or 1 where that differs
	shared               int32 // the number of the set of its people, or none
	severity             int   // its rank
}

// orderMask takes the number of a telling from what tellings are sorted by: the severity, the code, then that number.
const orderMask = 1<<32 - 1

// tell splits the uses of one finding by the set of rules at each target. A detector's use says only that it points there.
// Nearly always the rules are the same everywhere, and then it is one Finding.
func (e *evaluation) tell(c code, uses []use, from int32, door rank) {
	width := targetEnd(uses, 0)
	first := byRules(uses[:width])
	if at, alike := countAlike(uses, width); alike {
		e.addTelling(c, uses, first, from, width, at, door)
		return
	}
	for at := width; at < len(uses); {
		end := at + targetEnd(uses[at:], 0)
		if !sameRules(uses[:width], uses[at:end]) {
			e.tellApart(c, uses, from, door)
			return
		}
		at = end
	}
	e.addTelling(c, uses, first, from, 1, countTargets(uses), door)
}

// addTelling takes severity from first, the rules' uses at the first target: the rules are the same at all of them. Names that several
// findings share are told of once.
func (e *evaluation) addTelling(c code, uses, first []use, from int32, width int, at targets, door rank) {
	rule, severity := none, e.severity(c, first, door)
	if len(first) > 0 {
		rule = first[len(first)-1].rule()
	}
	if e.told += int(at.files); len(first) > 1 {
		e.told += len(first)
	}
	shared, fresh := none, true
	if at.people > 0 && len(e.people) <= maxSet {
		shared, fresh = e.share(at.set)
	}
	if fresh {
		e.told += int(at.people)
	}
	place := (rankDanger-severity)*len(codeTable) + int(c)
	e.order = append(e.order, uint64(place)<<32|uint64(len(e.tellings))) //nolint:gosec // neither is negative
	e.tellings = append(e.tellings, telling{
		first: uses[0], from: from, to: from + n32(len(uses)), rules: n32(len(first)), people: at.people, files: at.files,
		rule: rule, width: n32(width), shared: shared, severity: severity,
	})
}

// tellApart brings the uses at targets with the same rules together, in the order of the first of each.
func (e *evaluation) tellApart(c code, uses []use, from int32, door rank) {
	index := map[string]int{}
	var groups [][]use
	var key []byte
	for at := 0; at < len(uses); {
		end := at + targetEnd(uses[at:], 0)
		key = key[:0]
		for _, u := range byRules(uses[at:end]) {
			key = append(key, byte(u.rule()), byte(u.rule()>>8)) //nolint:gosec // two octets are enough for 2,001 rules
		}
		group, known := index[string(key)]
		if !known {
			group = len(groups)
			index[string(key)] = group
			groups = append(groups, nil)
		}
		groups[group] = append(groups[group], uses[at:end]...)
		at = end
	}
	for _, group := range groups {
		n := copy(uses, group)
		e.addTelling(c, uses[:n], byRules(uses[:targetEnd(uses[:n], 0)]), from, 1, countTargets(group), door)
		uses, from = uses[n:], from+n32(n)
	}
}

// packUses files the uses by finding into e.packed and returns where those of each finding end.
func (e *evaluation) packUses() (ends []int32) {
	ends = slices.Grow(e.useEnds[:0], len(e.findings)+1)[:len(e.findings)+1]
	clear(ends)
	for _, u := range e.uses {
		ends[u.finding()+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	packed := slices.Grow(e.packed[:0], len(e.uses))[:len(e.uses)]
	for _, u := range e.uses {
		end := &ends[u.finding()]
		packed[*end] = u
		*end++
	}
	e.packed, e.useEnds = packed, ends
	return ends[:len(e.findings)]
}

// once puts the uses of a finding into the order of targets and rules, which most are in, and leaves out what is said twice.
func once(uses []use) []use {
	for i := 1; i < len(uses); i++ {
		if uses[i-1] >= uses[i] {
			sortFew(uses)
			return slices.Compact(uses)
		}
	}
	return uses
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
func targetEnd(uses []use, from int) int {
	to := from + 1
	for to < len(uses) && uses[to].target() == uses[from].target() {
		to++
	}
	return to
}

// sameRules reports whether the uses of two targets are by the same rules; both are in order.
func sameRules(a, b []use) bool {
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
func byRules(uses []use) []use {
	if uses[0].rule() == none {
		return uses[1:]
	}
	return uses
}

// writeFinding writes what all targets of a finding share, and the targets.
func (e *evaluation) writeFinding(out *Finding, t *telling) {
	f := &e.findings[t.first.finding()]
	out.Code, out.Severity, out.Args = f.code.String(), severities[t.severity], e.args[f.from:f.to:f.to]
	out.Rules, out.Recipients, out.Attachments = e.listRules(t), []string{}, e.room(t.files)
	if t.shared != none {
		out.Recipients = e.sharedNames(t.shared)
	} else if t.people > 0 {
		out.Recipients = e.cut(int(t.people))
	}
	if t.files > 0 || t.people > 0 && t.shared == none {
		e.writeTargets(out, t)
	}
}

// writeTargets names files, and recipients whose names are not shared.
func (e *evaluation) writeTargets(out *Finding, t *telling) {
	before, uses := noTarget, e.packed[t.from:t.to]
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

func (e *evaluation) listRules(t *telling) []string {
	if t.rules == 1 {
		return e.p.rules[t.rule].ids
	}
	ids := e.room(t.rules)
	if t.rules > 0 {
		for _, u := range byRules(e.packed[t.from:t.to])[:t.rules] {
			ids = append(ids, e.p.rules[u.rule()].id)
		}
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

// targets is how many recipients and files uses point at, besides the mail itself.
type targets struct {
	people, files int32
	set           peopleSet // of the people
}

func (t *targets) add(target int32) {
	switch {
	case target == noTarget:
	case target >= fileBase:
		t.files++
	default:
		t.people++
		t.set = t.set.with(target)
	}
}

// countAlike counts the targets if each has as many uses as the first, which has width, by the same rules.
func countAlike(uses []use, width int) (t targets, alike bool) {
	t.add(uses[0].target())
	if len(uses) == width {
		return t, true
	}
	for at := width; at < len(uses); at += width {
		if len(uses)-at < width {
			return t, false
		}
		for i, u := range uses[at : at+width] {
			if u>>ruleBits != uses[at]>>ruleBits || (u^uses[i])&(1<<ruleBits-1) != 0 {
				return t, false
			}
		}
		t.add(uses[at].target())
	}
	return t, true
}

// countTargets counts the different targets of uses in order.
func countTargets(uses []use) (t targets) {
	for i := range uses {
		if target := uses[i].target(); i == 0 || target != uses[i-1].target() {
			t.add(target)
		}
	}
	return t
}

// severity is the rank of the table's or the settings', less if nobody is external, and more by what the rules that used it do.
func (e *evaluation) severity(c code, uses []use, door rank) int {
	info := &e.p.codes[c]
	s := info.rank
	if s == rankHidden {
		return s
	}
	if !e.anyExternal && !info.star {
		s = rankInfo
	}
	if s == rankDanger || c == codeDoorNoPolicy {
		return rankDanger
	}
	lift := rankAllow
	if c == codeDoorOffline {
		lift = door
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
