package policy

import (
	"slices"
	"strings"
)

// passing returns the recipients that pass a test, in order, whether the mail reaches them or only names them.
func (e *evaluation) passing(id int32) []int32 {
	if e.passDone[id] {
		return e.passes[id]
	}
	t := &e.p.tests[id]
	from := len(e.pool)
	if t.in != none {
		for _, h := range e.members(t.in) {
			if e.passes1(t, h.who) {
				e.pool = append(e.pool, h.who)
			}
		}
	} else {
		for i := range e.people {
			if e.passes1(t, n32(i)) {
				e.pool = append(e.pool, n32(i))
			}
		}
	}
	e.passes[id] = e.pool[from:len(e.pool):len(e.pool)]
	e.passDone[id] = true
	return e.passes[id]
}

// passes1 asks everything but t.in, which the caller has asked.
func (e *evaluation) passes1(t *recipientTest, who int32) bool {
	r := &e.people[who]
	switch {
	case r.bit&t.fields == 0,
		t.who == whoExternal && !r.external,
		t.who == whoInternal && r.external,
		t.hasIs && r.flags&t.is == 0,
		r.flags&t.isNot != 0:
		return false
	}
	if t.notIn != none {
		if _, in := e.inSet(t.notIn, who); in {
			return false
		}
	}
	return true
}

// sees reports whether a rule sees somebody in a test. An internal list stays external only while it sees a member that is.
func (e *evaluation) sees(t *recipientTest, who int32, visible bool, unseen []bool) bool {
	if !e.people[who].counts(visible) {
		return false
	}
	if unseen == nil {
		return true
	}
	return !unseen[who] && (t.who != whoExternal || e.outside(who, unseen))
}

// reached counts those who pass a test among those the mail reaches.
func (e *evaluation) reached(id int32, unseen []bool) int {
	t, n := &e.p.tests[id], 0
	for _, who := range e.passing(id) {
		if e.sees(t, who, false, unseen) {
			n++
		}
	}
	return n
}

// reachesAny reports whether the mail reaches somebody who passes a test.
func (e *evaluation) reachesAny(id int32, unseen []bool) bool {
	t := &e.p.tests[id]
	for _, who := range e.passing(id) {
		if e.sees(t, who, false, unseen) {
			return true
		}
	}
	return false
}

func (e *evaluation) holdsRecipients(q *recipientCondition, unseen []bool) bool {
	if q.any != none && !e.saw("recipients.any", e.reachesAny(q.any, unseen)) {
		return false
	}
	if q.none != none && !e.saw("recipients.none", !e.reachesAny(q.none, unseen)) {
		return false
	}
	if q.all != none {
		n := e.reached(q.all, unseen)
		if !e.saw("recipients.all", n != 0 && n == e.reached(e.p.tests[q.all].rangeOf, unseen)) {
			return false
		}
	}
	return (q.count.test == none || e.saw("recipients.count", q.count.holds(e.countPeople(q.count.test, unseen)))) &&
		(q.domains.test == none || e.saw("recipients.domains", q.domains.holds(e.countDifferent(q.domains.test, unseen, e.domains())))) &&
		(q.companies.test == none || e.saw("recipients.companies", q.companies.holds(e.countDifferent(q.companies.test, unseen, e.companies()))))
}

// countPeople counts a list once, however many of its members pass: that is what its readers see.
func (e *evaluation) countPeople(id int32, unseen []bool) int64 {
	t, n := &e.p.tests[id], int64(0)
	mark := e.nextMark(len(e.people))
	for _, who := range e.passing(id) {
		if !e.sees(t, who, true, unseen) {
			continue
		}
		if parent := e.people[who].parent; parent != none {
			who = parent
		}
		if e.counted[who] != mark {
			e.counted[who] = mark
			n++
		}
	}
	return n
}

// countDifferent counts the different ids of those who pass.
func (e *evaluation) countDifferent(id int32, unseen []bool, ids []int32) int64 {
	t, n := &e.p.tests[id], int64(0)
	mark := e.nextMark(len(e.people))
	for _, who := range e.passing(id) {
		if !e.sees(t, who, true, unseen) || e.standsFor(t, who) {
			continue
		}
		if e.counted[ids[who]] != mark {
			e.counted[ids[who]] = mark
			n++
		}
	}
	return n
}

// standsFor reports whether somebody is in range only for members: an internal list with external members has no domain or
// company among externals; its members have.
func (e *evaluation) standsFor(t *recipientTest, who int32) bool {
	return t.who == whoExternal && e.people[who].own
}

// nextMark returns a value that nothing in e.counted has yet.
func (e *evaluation) nextMark(size int) int32 {
	if len(e.counted) < size {
		e.counted = make([]int32, size+size/2)
		e.countMark = 0
	} else if e.countMark == 0 {
		clear(e.counted)
	}
	e.countMark++
	return e.countMark
}

// domains numbers the domains of all recipients.
func (e *evaluation) domains() []int32 {
	if len(e.domainIDs) != len(e.people) {
		e.domainIDs = e.numberBy(e.domainIDs, func(r *recipient) string {
			if r.addr.Domain == "" {
				return "\x00" + r.label()
			}
			return r.addr.Domain
		})
	}
	return e.domainIDs
}

// companies numbers the companies of all recipients.
func (e *evaluation) companies() []int32 {
	if len(e.groupIDs) != len(e.people) {
		e.groupIDs = e.numberBy(e.groupIDs, func(r *recipient) string { return r.company })
	}
	return e.groupIDs
}

// numberBy gives each recipient the number of the first who has the same key.
func (e *evaluation) numberBy(ids []int32, key func(*recipient) string) []int32 {
	clear(e.ids)
	for i := range e.people {
		of, id := key(&e.people[i]), n32(i)
		if len(e.people) > fewPeople {
			if first, known := e.ids[of]; known {
				id = first
			} else {
				e.ids[of] = id
			}
		} else {
			for before := i - 1; before >= 0; before-- {
				if key(&e.people[before]) == of {
					id = ids[before]
					break
				}
			}
		}
		ids = append(ids, id)
	}
	return ids
}

func (e *evaluation) recordRecipients(q *recipientCondition, unseen []bool, r *rule, m *result) {
	m.asked = m.asked || q.any != none || q.all != none || q.count.test != none || q.domains.test != none || q.companies.test != none
	for _, id := range [...]int32{q.any, q.all} {
		if id != none {
			e.recordPassing(id, false, none, unseen, r, m)
		}
	}
	if q.none != none {
		wanted, fields := e.p.tests[q.none].wanted()
		e.add(m, e.intern(codeRecipientMissing, e.words(argWanted, wanted), e.words(argFields, fields)), noTarget)
	}
	if q.count.test != none {
		code := codeRecipientMany
		if e.p.tests[q.count.test].fields&bitBcc == 0 {
			code = codeRecipientManyVisible
		}
		e.recordCount(code, q.count, e.countPeople(q.count.test, unseen), unseen, r, m)
	}
	if q.domains.test != none {
		e.recordCount(codeRecipientManyDomains, q.domains, e.countDifferent(q.domains.test, unseen, e.domains()), unseen, r, m)
	}
	if q.companies.test != none {
		finding := e.intern(codeRecipientMixedCompanies, e.words(argCompanies, e.companyNames(q.companies.test, unseen)))
		e.recordPassing(q.companies.test, true, finding, unseen, r, m)
	}
}

func (e *evaluation) recordCount(code code, q countCondition, n int64, unseen []bool, r *rule, m *result) {
	m.count, m.limit = n, q.limit
	finding := none
	if q.lower() {
		finding = e.intern(code, number(argCount, n), number(argLimit, q.limit))
		e.add(m, finding, noTarget)
	}
	e.recordPassing(q.test, true, finding, unseen, r, m)
}

// recordPassing notes who passed a test, and which findings that used: recipient.listed for `in`, the flags' own for `is`,
// and the one a number condition adds.
func (e *evaluation) recordPassing(id int32, visible bool, finding int32, unseen []bool, r *rule, m *result) {
	t := &e.p.tests[id]
	if r.keepsPeople || t.in != none || finding != none {
		e.recordEach(id, visible, finding, unseen, r, m)
	}
	if t.is != 0 {
		e.useFlags(id, visible, unseen, m)
	}
}

// recordEach is what recordPassing notes of one recipient after the other.
func (e *evaluation) recordEach(id int32, visible bool, finding int32, unseen []bool, r *rule, m *result) {
	t, passing := &e.p.tests[id], e.passing(id)
	lastItem, listed := none, none
	if r.keepsPeople && m.people == nil && len(passing) > 0 {
		m.people = e.numbers(len(passing))
	}
	for _, who := range passing {
		if !e.sees(t, who, visible, unseen) {
			continue
		}
		if r.keepsPeople {
			m.people = append(m.people, who)
		}
		if t.in != none {
			item, _ := e.inSet(t.in, who)
			if item != lastItem {
				set := &e.p.sets[t.in]
				lastItem, listed = item, e.intern(codeRecipientListed, word(argList, set.items[item]))
			}
			e.add(m, listed, e.people[who].same)
		}
		if finding != none {
			e.add(m, finding, e.people[who].same)
		}
	}
}

// useFlags uses the findings of the flags a test asks for, at those who passed.
func (e *evaluation) useFlags(id int32, visible bool, unseen []bool, m *result) {
	t := &e.p.tests[id]
	for rest := t.is; rest != 0; rest &= rest - 1 {
		passing := e.passing(id)
		for _, s := range e.flagUses[rest.number()] {
			at, ok := slices.BinarySearch(passing, s.target)
			if ok && e.sees(t, passing[at], visible, unseen) {
				e.add(m, s.finding, s.target)
			}
		}
	}
}

// wanted says in words what a `none` test looked for.
func (t *recipientTest) wanted() (wanted, fields []string) {
	wanted = append(append(wanted, t.src.In.Items...), t.src.Is...)
	if fields = t.src.Fields; len(fields) == 0 {
		fields = []string{"to", "cc", "bcc"}
	}
	return slices.DeleteFunc(wanted, func(s string) bool { return strings.HasPrefix(s, "#") }), slices.Clone(fields)
}

func (e *evaluation) companyNames(id int32, unseen []bool) []string {
	t := &e.p.tests[id]
	names := e.labelRoom[:0]
	for _, who := range e.passing(id) {
		if e.sees(t, who, true, unseen) && !e.standsFor(t, who) {
			if name := e.people[who].company; len(names) == 0 || names[len(names)-1] != name {
				names = append(names, name)
			}
		}
	}
	sortNames(names)
	different := slices.Compact(names)
	different = append(e.cut(len(different)), different...)
	e.labelRoom = names[:0]
	clear(names)
	return different
}

// sortNames sorts names. Those of most mails are few, and comparing them takes longer than moving them.
func sortNames(names []string) {
	if len(names) > fewSorted {
		slices.Sort(names)
		return
	}
	for i := 1; i < len(names); i++ {
		for at := i; at > 0 && names[at] < names[at-1]; at-- {
			names[at], names[at-1] = names[at-1], names[at]
		}
	}
}
