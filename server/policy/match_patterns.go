package policy

import (
	"slices"

	"sekisho/server/text"
)

// askedOf is what patterns found in a part. The text is brought into the form that patterns see once, and the literals that they
// need are looked for once.
type askedOf struct {
	ready   bool
	plain   []string // in NFKC
	length  int64    // octets of all of it
	found   []bool   // literals of the policy, by number
	answers []answer // by number of the pattern
	asked   []askedPattern
}

type answer uint8

const (
	unasked answer = iota
	matchesNot
	matchesIt
)

// release forgets the mail.
func (a *askedOf) release() {
	if a.ready {
		clear(a.found)
		clear(a.answers)
	}
	clear(a.plain[:cap(a.plain)])
	a.ready, a.length, a.plain, a.asked = false, 0, a.plain[:0], a.asked[:0]
}

// prepare makes room, and reads the part for all patterns.
func (a *askedOf) prepare(p *Policy, raw []string) {
	if a.ready {
		return
	}
	a.ready = true
	if a.found == nil {
		a.found, a.answers = make([]bool, p.literals.Len()), make([]answer, len(p.patternNumbers))
	}
	for _, was := range a.asked { // of a text that is gone
		if number, ok := p.patternNumbers[was.written]; ok {
			a.answers[number] = answered(was.held)
		}
	}
	for _, s := range raw {
		s = text.NFKC(s)
		a.plain, a.length = append(a.plain, s), a.length+int64(len(s))
		p.literals.Mark(a.found, s)
	}
}

func answered(held bool) answer {
	if held {
		return matchesIt
	}
	return matchesNot
}

// matchesPattern reports whether a pattern matches in one of the parts. One that costs too much, with those before it, counts as
// the stricter thing.
func (e *evaluation) matchesPattern(parts []textPart, p patternUse) bool {
	return slices.ContainsFunc(parts, func(part textPart) bool {
		switch e.askPattern(part, p.pattern) {
		case matchesIt:
			return true
		case matchesNot:
			return false
		}
		return p.otherwise
	})
}

// askPattern finds whether a pattern matches in a part; unasked is that it would cost too much. What was asked is known.
func (e *evaluation) askPattern(part textPart, p *pattern) answer {
	s := e.part(part)
	a := &s.patterns
	a.prepare(e.p, s.raw)
	if known := a.answers[p.number]; known != unasked {
		return known
	}
	held := len(p.needs) == 0 || slices.ContainsFunc(p.needs, func(n int32) bool { return a.found[n] })
	if held {
		cost := p.size * a.length
		if e.patternSpent+cost > patternWork {
			return unasked
		}
		e.patternSpent += cost
		held = slices.ContainsFunc(a.plain, p.re.MatchString)
	}
	a.answers[p.number] = answered(held)
	a.asked = append(a.asked, askedPattern{p.written, held})
	return a.answers[p.number]
}
