package policy

import (
	"slices"
	"strings"

	"sekisho/server/address"
)

// hit says that a recipient is in a set, by which of its items.
type hit struct{ set, item, who int32 }

// lookUp calls yield for every set a is in. A set may come more than once, by several items; yield says whether it was new,
// so that lists which contain one another by many ways are climbed once.
func (e *evaluation) lookUp(a address.Address, yield func(set, item int32) bool) {
	if a.IsZero() {
		return
	}
	x := &e.p.index
	e.climbAny(a, x.exact[a], yield)
	e.climbAny(a, x.wild, yield)
	if at := x.domain[a.Domain]; at != nil {
		e.climbAny(a, at.exact, yield)
		e.climbAny(a, at.tree, yield)
		e.climbAny(a, at.wild, yield)
	}
	rest := a.Domain
	for dot := strings.IndexByte(rest, '.'); dot >= 0; {
		rest = rest[dot+1:]
		if dot = strings.IndexByte(rest, '.'); dot < 0 && !x.topLevel {
			return
		}
		if at := x.domain[rest]; at != nil {
			e.climbAny(a, at.tree, yield)
			e.climbAny(a, at.below, yield)
			e.climbAny(a, at.wild, yield)
		}
	}
}

// climbAny is climb, without a call where there is nothing to climb, which is nearly everywhere.
func (e *evaluation) climbAny(a address.Address, postings []posting, yield func(set, item int32) bool) {
	if len(postings) > 0 {
		e.climb(a, postings, yield)
	}
}

// climb reports the sets of postings, then the sets those are in.
func (e *evaluation) climb(a address.Address, postings []posting, yield func(set, item int32) bool) {
	for _, p := range postings {
		if p.check {
			if _, in := e.p.sets[p.set].list.Match(a); !in {
				continue
			}
		}
		if !yield(p.set, p.item) {
			continue
		}
		if within := e.p.index.within[p.set]; within != nil {
			e.climb(a, within, yield)
		}
	}
}

// sortHits orders the hits by set; within a set the recipients keep their order.
func (e *evaluation) sortHits() {
	clear(e.setStart)
	for _, h := range e.hits {
		e.setStart[h.set+1]++
	}
	for i := 1; i < len(e.setStart); i++ {
		e.setStart[i] += e.setStart[i-1]
	}
	e.byHits = slices.Grow(e.byHits[:0], len(e.hits))[:len(e.hits)]
	for _, h := range e.hits {
		e.byHits[e.setStart[h.set]] = h
		e.setStart[h.set]++
	}
	for i := len(e.setStart) - 1; i > 0; i-- {
		e.setStart[i] = e.setStart[i-1]
	}
	e.setStart[0] = 0
}

// members returns the hits of a set in the order of recipients.
func (e *evaluation) members(set int32) []hit {
	return e.byHits[e.setStart[set]:e.setStart[set+1]]
}

// inSet returns the item by which a recipient is in a set.
func (e *evaluation) inSet(set, who int32) (item int32, in bool) {
	hits := e.members(set)
	at, in := slices.BinarySearchFunc(hits, who, func(h hit, who int32) int { return int(h.who - who) })
	if !in {
		return none, false
	}
	return hits[at].item, true
}
