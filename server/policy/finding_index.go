package policy

import "hash/maphash"

// findingIndex finds the finding of a code and arguments among those of a mail that has many. Slots are a power of two; the findings
// of one follow one another by their next.
type findingIndex struct {
	slots []int32
	seed  maphash.Seed
	base  uint64 // odd, and as little known to who writes mails as the seed
}

// fewFindings is up to how many findings are looked through one by one, which nearly all mails have, and how many slots there are at
// first for more.
const (
	fewFindings  = 32
	manyFindings = 4096
)

func newFindingIndex() findingIndex {
	seed := maphash.MakeSeed()
	return findingIndex{slots: make([]int32, fewFindings), seed: seed, base: maphash.String(seed, "base") | 1}
}

// shrink forgets the slots that only a huge mail needs.
func (x *findingIndex) shrink() {
	if len(x.slots) > manyFindings {
		x.slots = make([]int32, fewFindings)
	}
}

func (x *findingIndex) empty() {
	for i := range x.slots {
		x.slots[i] = none
	}
}

// slot is where findings of a sum are kept. The upper bits of a product are the ones that depend on all that is in it.
func (x *findingIndex) slot(sum uint64) *int32 {
	return &x.slots[sum*x.base>>32&uint64(len(x.slots)-1)] //nolint:gosec // there are slots always
}

// sum is equal for equal findings, and for others hardly ever.
func (x *findingIndex) sum(c code, args []arg) uint64 {
	sum := uint64(c) + 1
	for i := range args {
		sum = sum*x.base + x.sumOf(&args[i])
	}
	return sum
}

func (x *findingIndex) sumOf(a *arg) uint64 {
	switch a.kind {
	case kindText:
		return maphash.String(x.seed, a.text)
	case kindNumber:
		return uint64(a.num) //nolint:gosec // any bits will do
	case kindList:
		sum := uint64(0)
		for _, s := range a.rest.list {
			sum = sum*x.base + maphash.String(x.seed, s)
		}
		return sum
	}
	return 0
}

// codeSet is a set of codes, by bit.
type codeSet [(codeCount + 63) / 64]uint64

func (s *codeSet) add(c code)      { s[c>>6] |= 1 << (c & 63) }
func (s *codeSet) has(c code) bool { return s[c>>6]>>(c&63)&1 != 0 }

// argRoom is how many arguments there is room for at least; up to maxArgRoom there is room for as many as the last mail had.
const (
	argRoom    = 4
	maxArgRoom = 1024
)

// intern returns the number of the finding with this code and these arguments. As long as there are few, each is looked at, unless
// the code is new.
func (e *evaluation) intern(c code, args ...arg) int32 {
	if len(e.findings) < fewFindings {
		if !e.codes.has(c) {
			return e.appendFinding(c, args)
		}
		for i := range e.findings {
			if f := &e.findings[i]; f.code == c && e.sameArgs(f, args) {
				return n32(i)
			}
		}
		return e.appendFinding(c, args)
	}
	sum := e.index.sum(c, args)
	for at := *e.index.slot(sum); at != none; at = e.findings[at].next {
		if f := &e.findings[at]; f.sum == sum && f.code == c && e.sameArgs(f, args) {
			return at
		}
	}
	return e.addFinding(c, args, sum)
}

func (e *evaluation) sameArgs(f *finding, args []arg) bool {
	before := e.argsOf(f)
	if len(before) != len(args) {
		return false
	}
	for i := range args {
		if !before[i].equal(&args[i]) {
			return false
		}
	}
	return true
}

func (e *evaluation) argsOf(f *finding) []arg { return e.args[f.from:f.to] }

func (e *evaluation) appendFinding(c code, args []arg) int32 {
	at, from := n32(len(e.findings)), n32(len(e.args))
	e.codes.add(c)
	if e.args == nil {
		e.args = make(Args, 0, max(argRoom, e.argsBefore))
	}
	e.args = append(e.args, args...)
	e.findings = append(e.findings, finding{code: c, byRule: !e.detecting, from: from, to: n32(len(e.args)), next: none})
	if len(e.findings) == fewFindings {
		e.indexFindings(len(e.index.slots))
	}
	return at
}

func (e *evaluation) addFinding(c code, args []arg, sum uint64) int32 {
	if len(e.findings) >= 2*len(e.index.slots) {
		e.indexFindings(4 * len(e.index.slots))
	}
	at := e.appendFinding(c, args)
	e.file(at, sum)
	return at
}

func (e *evaluation) file(at int32, sum uint64) {
	f, slot := &e.findings[at], e.index.slot(sum)
	f.sum, f.next, *slot = sum, *slot, at
}

// indexFindings files all findings in so many slots.
func (e *evaluation) indexFindings(slots int) {
	if len(e.index.slots) != slots {
		e.index.slots = make([]int32, slots)
	}
	e.index.empty()
	for i := range e.findings {
		f := &e.findings[i]
		e.file(n32(i), e.index.sum(f.code, e.argsOf(f)))
	}
}
