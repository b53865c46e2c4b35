package address

import "math/bits"

// What one question may cost in one set, whoever wrote the names in it.
const (
	maxLooked   = 1 << 15 // candidates that a key leads to, in each half of the work
	maxCompared = 200     // of them, compared letter by letter, in each half
	narrow      = 32      // candidates of a key that tells something
)

// Scores that two slips reach at most. What has a better match has no use for them.
const (
	mostOfTwoSlips = 65
	mostOfTwoDrawn = 88 // of a name in characters that are drawn like Latin ones
)

// search is one question, with room for what it looks up.
type search struct {
	a        *Alikes
	q        *shape
	marks    marks
	best     *Alike
	looked   int // candidates, in this half
	compared int // of them, compared letter by letter
	skipped  bool
	seen     seen
}

func (s *search) run() {
	s.seen = seen{}
	s.looked, s.compared = 0, 0
	s.bySpelling()
	s.looked, s.compared = 0, 0
	s.byParts()
	s.byWords()
}

// offer keeps a finding if it is better than the best so far; of equal ones the alphabet decides, not the order of the sets.
func (s *search) offer(k *shape, reason AlikeReason, score int) {
	score = max(1, min(score, 100))
	if score > s.best.Score || score == s.best.Score && k.full < s.best.Known {
		*s.best = Alike{Known: k.full, Kind: reason.kind(), Reason: reason, Score: score}
	}
}

// bySpelling compares with the known names that have a spelling in common with q: first with those that are one slip or a look
// away, then, if nothing better came of it, with those that share a piece and may be two slips away.
func (s *search) bySpelling() {
	s.mostTellingFirst(s.q.faces, s.compare)
	most := mostOfTwoSlips
	if !isASCII(s.q.label) {
		most = mostOfTwoDrawn
	}
	if s.best.Score > most {
		return
	}
	s.looked, s.compared = 0, 0
	s.mostTellingFirst(s.q.wholePieces, func(shape int32) {
		if s.marks.mayBeTwoSlipsFrom(s.a.marks[shape]) {
			s.compare(shape)
		}
	})
}

// mostTellingFirst yields the names behind keys: those behind keys that few names have before those behind keys that many have.
// A name may come more than once.
func (s *search) mostTellingFirst(keys func(func(uint64)), yield func(shape int32)) {
	s.skipped = false
	keys(func(hash uint64) {
		if found := s.a.table.find(hash); len(found) <= narrow {
			s.each(found, hash, yield)
		} else {
			s.skipped = true
		}
	})
	if !s.skipped {
		return
	}
	keys(func(hash uint64) {
		if found := s.a.table.find(hash); len(found) > narrow {
			s.each(found, hash, yield)
		}
	})
}

// each yields the names that have a key, of all that share its bucket.
func (s *search) each(found []tableEntry, hash uint64, yield func(shape int32)) {
	found = found[:min(len(found), maxLooked-s.looked)]
	s.looked += len(found)
	for _, at := range found {
		if at.check == check(hash) {
			yield(at.shape)
		}
	}
}

// compare compares with a known name, unless that was done or enough are.
func (s *search) compare(shape int32) {
	if s.compared == maxCompared || !s.seen.add(shape) {
		return
	}
	s.compared++
	k := &s.a.shapes[shape]
	if reason, score := compare(s.q, k); score > 0 && (reason != AlikeSuffix || !s.a.famous || isMailbox(k.site)) {
		s.offer(k, reason, score)
	}
}

// exact yields the known domains whose label or glued name is text.
func (s *search) exact(text string, yield func(k *shape)) {
	hash := hashOf(text, saltSpelling)
	s.each(s.a.table.find(hash), hash, func(shape int32) {
		if k := &s.a.shapes[shape]; k.label == text || k.skel == text {
			yield(k)
		}
	})
}

// glued yields the known domains that are text when dots and hyphens are taken out of both.
func (s *search) glued(text string, yield func(k *shape)) {
	hash := hashGlued(text)
	s.each(s.a.table.find(hash), hash, func(shape int32) {
		if k := &s.a.shapes[shape]; gluedIs(k.site, text) || gluedIs(k.full, text) {
			yield(k)
		}
	})
}

// seen are the names that were compared, as a table with open addressing: it is larger than all that are compared.
type seen [512]int32

// add reports whether a name is new.
func (t *seen) add(shape int32) bool {
	for i := uint32(shape) * 0x9e3779b1 >> 23; ; i = (i + 1) % uint32(len(t)) { //nolint:gosec // an index
		switch t[i] {
		case 0:
			t[i] = shape + 1
			return true
		case shape + 1:
			return false
		}
	}
}

// marks tell which characters a name has, a bit each; rare characters share some.
type marks uint64

func marksOf(name string) marks {
	var m marks
	for _, r := range name {
		m |= 1 << mark(r)
	}
	return m
}

func mark(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z':
		return r - 'a'
	case isDigitRune(r):
		return 26 + r - '0'
	case r == '-':
		return 36
	}
	return 37 + r%27
}

// mayBeTwoSlipsFrom is false for names that more than two slips lie between: a slip takes one character away and brings one in, or
// less.
func (m marks) mayBeTwoSlipsFrom(other marks) bool { return bits.OnesCount64(uint64(m^other)) <= 4 }
