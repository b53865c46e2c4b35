package text

import (
	"slices"
	"unicode/utf8"
)

// Word is the number of a word in its Set.
type Word int

// Match is one occurrence of a word: octet offsets in the folded text.
type Match struct {
	Word       Word
	Start, End int
}

// Builder collects words for a Set. The zero Builder is ready for use.
type Builder struct {
	words map[string]Word // by the folded form
	forms []form
}

// Add takes in one word as written ("*" and "?" allowed, no leading "!") and returns its number; equal words share one.
// It fails with ErrNoLetter or ErrTooLong.
func (b *Builder) Add(word string) (Word, error) {
	key, f, err := parseWord(word)
	if err != nil {
		return 0, err
	}
	if w, ok := b.words[key]; ok {
		return w, nil
	}
	if b.words == nil {
		b.words = map[string]Word{}
	}
	w := Word(len(b.forms))
	b.words[key], b.forms = w, append(b.forms, f)
	return w, nil
}

// Set is all words of a policy in one automaton. Build it once, use it from any goroutine.
type Set struct {
	automaton *automaton
	forms     []form
	uses      [][]use // by the number of the piece that the automaton finds
}

// use is a segment of a word that is found by some piece.
type use struct {
	word    Word
	segment int
}

// Build compiles the words. The Builder may be used further; the Set does not change.
func (b *Builder) Build() *Set {
	s := &Set{forms: slices.Clone(b.forms)}
	t := newTrie()
	for w, f := range s.forms {
		for i, seg := range f.segments {
			at := t.add(seg.pieces[seg.anchor])
			if t.nodes[at].ends < 0 {
				t.nodes[at].ends = int32(len(s.uses)) // #nosec G115 -- bounded by the number of nodes
				s.uses = append(s.uses, nil)
			}
			ends := t.nodes[at].ends
			s.uses[ends] = append(s.uses[ends], use{Word(w), i})
		}
	}
	s.automaton = t.build()
	return s
}

// Len returns how many words the set has; their numbers are below it.
func (s *Set) Len() int { return len(s.forms) }

// span is where a segment stands.
type span struct{ start, end int }

// Find returns every occurrence of every word in a folded text, ordered by Start, then Word. A word with "*" occurs at most
// once for each Start, with the nearest End. The text may hold what Cut left.
func (s *Set) Find(folded string) []Match { return s.Append(nil, folded) }

// Append does what Find does and appends to matches, which need not be of the same text.
func (s *Set) Append(matches []Match, folded string) []Match {
	before := len(matches)
	var chains map[Word][][]span // of words with "*": where each segment stands
	s.automaton.find(folded, func(ends int32, at int) {
		for _, u := range s.uses[ends] {
			f := &s.forms[u.word]
			start, end, ok := f.segments[u.segment].around(folded, at)
			switch {
			case !ok:
			case len(f.segments) > 1:
				if chains == nil {
					chains = map[Word][][]span{}
				}
				if chains[u.word] == nil {
					chains[u.word] = make([][]span, len(f.segments))
				}
				chains[u.word][u.segment] = append(chains[u.word][u.segment], span{start, end})
			default:
				matches = appendMatch(matches, folded, u.word, f, span{start, end})
			}
		}
	})
	for w, found := range chains {
		matches = s.forms[w].join(matches, folded, w, found)
	}
	slices.SortFunc(matches[before:], compareMatches)
	return matches
}

func compareMatches(a, b Match) int {
	if a.Start != b.Start {
		return a.Start - b.Start
	}
	return int(a.Word - b.Word)
}

// join links the segments of a word with "*": to each first segment the nearest following second, and so on.
func (f *form) join(matches []Match, folded string, w Word, found [][]span) []Match {
	last := len(found) - 1
	fits := found[last][:0:0]
	for _, sp := range found[last] {
		if end, ok := forth(folded, sp.end, f.gaps[last+1]); ok && f.end.free(after(folded, end)) {
			fits = append(fits, sp)
		}
	}
	reach := fits // spans of segment i to the word's end, ordered by start
	for i := last - 1; i >= 0; i-- {
		next := 0
		joined := found[i][:0:0]
		for _, sp := range found[i] {
			from, ok := forth(folded, sp.end, f.gaps[i+1])
			for ok && next < len(reach) && reach[next].start < from {
				next++
			}
			if ok && next < len(reach) {
				joined = append(joined, span{sp.start, reach[next].end})
			}
		}
		reach = joined
	}
	for _, sp := range reach {
		matches = appendMatch(matches, folded, w, f, sp)
	}
	return matches
}

// appendMatch takes in the wildcards at the ends and looks at the neighbours.
func appendMatch(matches []Match, folded string, w Word, f *form, sp span) []Match {
	start, ok := back(folded, sp.start, f.gaps[0])
	if !ok || !f.start.free(before(folded, start)) {
		return matches
	}
	end, ok := forth(folded, sp.end, f.gaps[len(f.gaps)-1])
	if !ok || !f.end.free(after(folded, end)) {
		return matches
	}
	return append(matches, Match{Word: w, Start: start, End: end})
}

func (b border) free(neighbour rune) bool { return b == borderNone || borderOf(neighbour) != b }

// before and after return a neighbour, or RuneError, which is neither letter nor digit, where there is none.
func before(s string, at int) rune {
	r, _ := utf8.DecodeLastRuneInString(s[:at])
	return r
}

func after(s string, at int) rune {
	r, _ := utf8.DecodeRuneInString(s[at:])
	return r
}

// Cut returns folded without the matches, for footers that do not count. A line end stands in the place of each, so that
// what stood apart does not become one word.
func Cut(folded string, matches []Match) string {
	out, at := make([]byte, 0, len(folded)), 0
	for _, m := range matches {
		if m.End <= at {
			continue
		}
		if m.Start >= at {
			out = append(out, folded[at:m.Start]...)
			out = append(out, '\n')
		}
		at = m.End
	}
	return string(append(out, folded[at:]...))
}
