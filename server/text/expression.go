package text

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
)

// expression is a regular expression that answers one question: whether a text matches. Its automaton is made while it is used, a
// state at a time, as Thompson's grep did ("Regular expression search algorithm", Communications of the ACM 11(6), 1968), so that
// a text costs one look-up for each character, whatever the number of alternatives. It knows what package regexp knows, and is for
// valid UTF-8.
//
// # Limits
// At most maxStates states are kept; then all are forgotten. They hold nothing of the texts.
type expression struct {
	source  string
	prog    *syntax.Prog
	classes classes
	need    need   // what every text that matches has
	words   bool   // it asks for borders of words
	yes, no *state // the two that end a search

	first atomic.Pointer[state]
	mu    sync.Mutex
	known map[string]*state
}

// maxStates is how many states an expression keeps. Ordinary mail needs some fifty.
const maxStates = 1000

// state is where the expression may be after some characters.
type state struct {
	threads []uint32                // the instructions that wait for a character or for a border, in order
	before  syntax.EmptyOp          // what stands before the next character: beginText, wordBefore or nothing
	next    []atomic.Pointer[state] // by class of character; nil: not known yet
}

const (
	beginText  = syntax.EmptyBeginText
	wordBefore = syntax.EmptyWordBoundary
)

// express compiles an expression of the program; one that is wrong is a mistake of the programmer.
func express(s string) *expression {
	parsed, err := syntax.Parse(s, syntax.Perl)
	if err != nil {
		panic(err)
	}
	parsed = parsed.Simplify()
	prog, err := syntax.Compile(parsed)
	if err != nil {
		panic(err)
	}
	words := slices.ContainsFunc(prog.Inst, func(i syntax.Inst) bool {
		return i.Op == syntax.InstEmptyWidth && syntax.EmptyOp(i.Arg)&(syntax.EmptyWordBoundary|syntax.EmptyNoWordBoundary) != 0 // #nosec G115 -- a few flags
	})
	return &expression{source: s, prog: prog, classes: classify(prog), need: clueOf(parsed).needs(), words: words, yes: &state{}, no: &state{}, known: map[string]*state{}}
}

// MatchString reports whether the expression matches somewhere in s.
func (e *expression) MatchString(s string) bool {
	at := e.first.Load()
	if at == nil {
		at = e.begin()
	}
	for i := 0; i < len(s) && at != e.yes && at != e.no; {
		class, size := e.classes.at(s, i)
		i += size
		next := at.next[class].Load()
		if next == nil {
			next = e.step(at, class)
		}
		at = next
	}
	if at != e.yes && at != e.no {
		at = e.step(at, endOfText)
	}
	return at == e.yes
}

func (e *expression) begin() *state {
	e.mu.Lock()
	defer e.mu.Unlock()
	t := threads{prog: e.prog}
	t.add(uint32(e.prog.Start)) // #nosec G115 -- an index
	at := e.keep(&t, beginText)
	e.first.Store(at)
	return at
}

// step finds where a character of a class leads, and remembers it.
func (e *expression) step(at *state, class uint16) *state {
	if next := at.next[class].Load(); next != nil {
		return next
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	next := e.after(at, class)
	at.next[class].Store(next)
	return next
}

func (e *expression) after(at *state, class uint16) *state {
	here := threads{prog: e.prog, border: e.border(at, class)}
	for _, pc := range at.threads {
		here.cross(pc)
	}
	if here.matched {
		return e.yes
	}
	if class == endOfText {
		return e.no
	}
	next := threads{prog: e.prog}
	for _, pc := range here.waiting {
		if inst := &e.prog.Inst[pc]; inst.MatchRune(e.classes.example[class]) {
			next.add(inst.Out)
		}
	}
	next.add(uint32(e.prog.Start)) // #nosec G115 -- an index
	before := syntax.EmptyOp(0)
	if e.words && syntax.IsWordChar(e.classes.example[class]) {
		before = wordBefore
	}
	return e.keep(&next, before)
}

// border tells what borders lie before a character of a class.
func (e *expression) border(at *state, class uint16) syntax.EmptyOp {
	op := at.before & beginText
	word := false
	if class == endOfText {
		op |= syntax.EmptyEndText
	} else {
		word = syntax.IsWordChar(e.classes.example[class])
	}
	if word != (at.before == wordBefore) {
		return op | syntax.EmptyWordBoundary
	}
	return op | syntax.EmptyNoWordBoundary
}

// keep returns the state of some threads.
func (e *expression) keep(t *threads, before syntax.EmptyOp) *state {
	if t.matched {
		return e.yes
	}
	if before&beginText == 0 { // what waits for the beginning waits in vain
		t.waiting = slices.DeleteFunc(t.waiting, func(pc uint32) bool {
			inst := &e.prog.Inst[pc]
			return inst.Op == syntax.InstEmptyWidth && syntax.EmptyOp(inst.Arg)&beginText != 0 // #nosec G115 -- a few flags
		})
	}
	if len(t.waiting) == 0 {
		return e.no
	}
	slices.Sort(t.waiting)
	key := []byte{byte(before)}
	for _, pc := range t.waiting {
		key = binary.AppendUvarint(key, uint64(pc))
	}
	if s := e.known[string(key)]; s != nil {
		return s
	}
	if len(e.known) == maxStates {
		clear(e.known)
		e.first.Store(nil)
	}
	s := &state{threads: t.waiting, before: before, next: make([]atomic.Pointer[state], len(e.classes.example))}
	e.known[string(key)] = s
	return s
}

// threads are places in a program, each once.
type threads struct {
	prog    *syntax.Prog
	border  syntax.EmptyOp
	waiting []uint32
	seen    map[uint32]bool
	matched bool
}

// add follows what asks for nothing.
func (t *threads) add(pc uint32) { t.walk(pc, false) }

// cross follows borders too.
func (t *threads) cross(pc uint32) { t.walk(pc, true) }

func (t *threads) walk(pc uint32, cross bool) {
	if t.seen == nil {
		t.seen = map[uint32]bool{}
	}
	if t.seen[pc] {
		return
	}
	t.seen[pc] = true
	switch inst := &t.prog.Inst[pc]; inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		t.walk(inst.Out, cross)
		t.walk(inst.Arg, cross)
	case syntax.InstCapture, syntax.InstNop:
		t.walk(inst.Out, cross)
	case syntax.InstMatch:
		t.matched = true
	case syntax.InstFail:
	case syntax.InstEmptyWidth:
		switch {
		case !cross:
			t.waiting = append(t.waiting, pc)
		case syntax.EmptyOp(inst.Arg)&^t.border == 0: // #nosec G115 -- a few flags
			t.walk(inst.Out, cross)
		}
	default:
		t.waiting = append(t.waiting, pc)
	}
}
