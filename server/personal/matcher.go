package personal

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// word is one word of the vocabulary.
type word struct {
	text  string
	class class
	latin bool // begins with a Latin letter: stands at the border of a word
}

// matcher finds words by their first character.
type matcher struct {
	bits  [1 << 10]uint64 // characters of the basic plane with which words begin
	by    map[rune][]word // longest first
	ascii [128][]word     // the same for ASCII, by the small letter
}

// words is never written to after it is made.
var words = newMatcher()

func newMatcher() *matcher {
	m := &matcher{by: map[rune][]word{}}
	seen := map[string]bool{}
	for c, list := range vocabulary {
		for w := range strings.SplitSeq(list, "|") {
			if w == "" || seen[w] {
				continue
			}
			seen[w] = true
			m.add(word{text: fold(w), class: class(c & 0xff), latin: isLetter(w[0])})
		}
	}
	longest := func(a, b word) int { return len(b.text) - len(a.text) }
	for _, list := range m.by {
		slices.SortStableFunc(list, longest)
	}
	for i := range m.ascii {
		slices.SortStableFunc(m.ascii[i], longest)
	}
	return m
}

func (m *matcher) add(w word) {
	r, _ := utf8.DecodeRuneInString(w.text)
	if r < utf8.RuneSelf {
		m.ascii[r] = append(m.ascii[r], w)
		return
	}
	if r < 1<<16 {
		m.bits[r>>6] |= 1 << (r & 63)
	}
	m.by[r] = append(m.by[r], w)
}

// mayBegin reports whether a word begins with r.
func (m *matcher) mayBegin(r rune) bool { return r < 1<<16 && m.bits[r>>6]&(1<<(r&63)) != 0 }

// match returns the longest word of list that stands at i in s, and where it ends.
func match(list []word, s string, i int) (word, int) {
	for _, w := range list {
		var end int
		if w.latin {
			end = matchLatin(w.text, s, i)
		} else {
			end = matchSpaced(w.text, s, i)
		}
		if end > 0 {
			return w, end
		}
	}
	return word{}, 0
}

// matchLatin compares without case. A space in w is an optional blank or sign. No letter may follow.
func matchLatin(w, s string, i int) int {
	for k := 0; k < len(w); k++ {
		if w[k] == ' ' {
			if i < len(s) && (s[i] == ' ' || s[i] == '_' || s[i] == '-' || s[i] == '.') {
				i++
			}
			continue
		}
		if i >= len(s) || lower(s[i]) != w[k] {
			return 0
		}
		i++
	}
	if i < len(s) && isLetter(s[i]) && isLetter(w[len(w)-1]) {
		return 0
	}
	return i
}

// matchSpaced compares a Japanese word, between whose characters blanks may stand, as in forms: 氏  名.
func matchSpaced(w, s string, i int) int {
	for k := 0; k < len(w); k++ {
		if k > 0 && w[k] >= 0xc0 && i < len(s) && s[i] == ' ' {
			i = skip(s, i, ' ', 4)
		}
		if i >= len(s) || lower(s[i]) != w[k] {
			return 0
		}
		i++
	}
	return i
}

// skip passes over at most most octets c.
func skip(s string, i int, c byte, most int) int {
	for ; most > 0 && i < len(s) && s[i] == c; most-- {
		i++
	}
	return i
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
