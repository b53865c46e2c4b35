package policy

import "math/bits"

// Many findings of a mail point at the same recipients, most of them were used by one rule, and most recipients have one flag. A
// verdict is only read, so such lists are written once: those of recipients for each verdict, those of one name when a policy is
// compiled or the program starts.

// peopleSet is a set of the first 64 recipients, by bit.
type peopleSet uint64

const (
	maxSet      = 64 // recipients that a set can hold
	maxSetsKept = 16 // sets of which a verdict shares the names; of more, each list is written for itself
)

// setNames are the names of a set, once they are written.
type setNames struct {
	set   peopleSet
	names []string
}

func (s peopleSet) with(who int32) peopleSet { return s | 1<<who }

// share returns the number of a set among those whose names are shared, and whether it is new; none: it is not shared.
func (e *evaluation) share(set peopleSet) (number int32, fresh bool) {
	for i := range e.shared {
		if e.shared[i].set == set {
			return n32(i), false
		}
	}
	if len(e.shared) == maxSetsKept {
		return none, true
	}
	e.shared = append(e.shared, setNames{set: set})
	return n32(len(e.shared) - 1), true
}

// sharedNames are the names of a set that share has numbered, in the order of the mail.
func (e *evaluation) sharedNames(number int32) []string {
	s := &e.shared[number]
	if s.names == nil {
		names := e.cut(bits.OnesCount64(uint64(s.set)))
		for rest := s.set; rest != 0; rest &= rest - 1 {
			names = append(names, e.people[bits.TrailingZeros64(uint64(rest))].label())
		}
		s.names = names
	}
	return s.names
}

// labelsOf names recipients, who are in the order of the mail.
func (e *evaluation) labelsOf(who []int32) []string {
	if len(who) > 0 && len(e.people) <= maxSet {
		var set peopleSet
		for _, at := range who {
			set = set.with(at)
		}
		if number, _ := e.share(set); number != none {
			return e.sharedNames(number)
		}
	}
	names := e.cut(len(who))
	for _, at := range who {
		names = append(names, e.people[at].label())
	}
	return names
}

// idsOf names rules.
func (e *evaluation) idsOf(rules []int32) []string {
	if len(rules) == 1 {
		return e.p.rules[rules[0]].ids
	}
	ids := e.cut(len(rules))
	for _, n := range rules {
		ids = append(ids, e.p.rules[n].id)
	}
	return ids
}

// flagLists are lists of one flag, by bit.
var flagLists = func() (lists [flagCount][]string) {
	for i := range flagNames {
		lists[i] = flagNames[i : i+1 : i+1]
	}
	return lists
}()
