package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Literals are strings of which one wants to know whether they stand in a text at all, whatever the case of their letters: one
// pass over the text, however many they are. Katakana counts as hiragana. They do not change and are safe for use from any
// goroutine.
type Literals struct {
	automaton *automaton
	count     int
}

// NewLiterals compiles strings that are not empty, and returns for each the number by which Mark tells of it; equal ones share one.
func NewLiterals(list []string) (l *Literals, numbers []int32) {
	l, t := &Literals{}, newTrie()
	for _, s := range list {
		at := t.add(caseless(s))
		if t.nodes[at].ends < 0 {
			t.nodes[at].ends = int32(l.count) // #nosec G115 -- bounded by the number of nodes
			l.count++
		}
		numbers = append(numbers, t.nodes[at].ends)
	}
	l.automaton = t.build()
	return l, numbers
}

// Len returns how many strings there are; their numbers are below it.
func (l *Literals) Len() int { return l.count }

// Mark sets found, by number, for each string that stands in a text.
func (l *Literals) Mark(found []bool, text string) {
	if l.count > 0 {
		l.automaton.mark(found, caseless(text))
	}
}

// mark sets found for the strings that occur. Where one was found before, those that end within it were too, so that each costs
// one visit for the whole text.
func (a *automaton) mark(found []bool, text string) {
	at := int32(0)
	for i := 0; i < len(text); i++ {
		if at == 0 {
			if i = a.begins.next(text, i); i == len(text) {
				return
			}
		}
		if second, third, ok := katakanaAt(text, i); ok {
			at = a.step(a.step(a.step(at, text[i]), second), third)
			i += 2
		} else {
			at = a.step(at, text[i])
		}
		for out := a.nodes[at].output; out >= 0 && !found[a.nodes[out].ends]; out = a.nodes[a.nodes[out].fail].output {
			found[a.nodes[out].ends] = true
		}
	}
}

// caseless makes one of the characters that package regexp takes for one another when it ignores case.
func caseless(s string) string {
	if utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return one(r) != r }) {
		return s
	}
	return strings.Map(one, s)
}

// one is the first of all forms of a character.
func one(r rune) rune {
	switch {
	case r < 'a', r >= 0x3000 && r <= 0x9fff:
		return r
	case r <= 'z':
		return r - 'a' + 'A'
	case r < 0x80:
		return r
	}
	first := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		first = min(first, next)
	}
	return first
}
