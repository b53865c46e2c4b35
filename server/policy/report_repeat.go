package policy

import "slices"

// slips are flags that say by themselves what is wrong with an address: it is nearly that of somebody else.
const slips = flagLookAlike | flagTypo

// repeats are flags that follow from a slip. An address that is one letter off has never been written to, its domain is new, and
// what stands before its "@" is that of the person meant. Beside the slip such a line says the same again, and a namesake says
// worse: that it is another person. A person reads the slip and that it is external; five lines of one letter are read by
// nobody.
const repeats = flagFirstTime | flagFirstTimeDomain | flagOtherMailbox | flagNamesake

// leaveRepeatsOut takes findings out of the list that only repeat a recipient's slip. Flags stay, and so does what a rule holds on
// that does not hold on the slip: nobody could see why it acted.
func (e *evaluation) leaveRepeatsOut() {
	if e.allFlags&slips == 0 || e.allFlags&repeats == 0 {
		return
	}
	for i := range e.people {
		if r := &e.people[i]; r.flags&slips != 0 && r.flags&repeats != 0 {
			e.leaveRepeatsOutOf(n32(i))
		}
	}
}

func (e *evaluation) leaveRepeatsOutOf(who int32) {
	var slip []int32 // the rules that use it
	reported := false
	for _, u := range e.uses {
		if u.target() == who && e.flagOf(u)&slips != 0 {
			reported = true
			slip = append(slip, u.rule())
		}
	}
	if !reported {
		return // nothing is said of whom the mail does not reach
	}
	var needed []int32
	for _, u := range e.uses {
		if u.target() == who && e.flagOf(u)&repeats != 0 && u.rule() != none && !slices.Contains(slip, u.rule()) {
			needed = append(needed, u.finding())
		}
	}
	e.uses = slices.DeleteFunc(e.uses, func(u use) bool {
		return u.target() == who && e.flagOf(u)&repeats != 0 && !slices.Contains(needed, u.finding())
	})
}

// flagOf is the flag that a use tells of, or 0 if it tells of something else.
func (e *evaluation) flagOf(u use) flags {
	if c := e.findings[u.finding()].code; c < flagManager.code() {
		return flags(1) << c & (slips | repeats)
	}
	return 0
}
