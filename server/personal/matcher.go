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

// start are the words that begin with one character.
type start struct {
	next uint64 // what may stand behind it, by nextKey; most texts are ruled out by this alone
	list []word // longest first
}

// matcher finds words by their first two characters.
type matcher struct {
	pages  [256]*[256]uint16 // by the two octets of a character of the basic plane: the number of its start; 0: none
	starts []start
	ascii  [128]start // the same for ASCII, by the small letter
}

// words is never written to after it is made.
var words = newMatcher()

func newMatcher() *matcher {
	m := &matcher{starts: make([]start, 1)}
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
	for i := range m.starts {
		slices.SortStableFunc(m.starts[i].list, longest)
	}
	for i := range m.ascii {
		slices.SortStableFunc(m.ascii[i].list, longest)
	}
	return m
}

func (m *matcher) add(w word) {
	r, size := utf8.DecodeRuneInString(w.text)
	at := m.at(r)
	at.list = append(at.list, w)
	if size == len(w.text) || w.text[size] == ' ' {
		at.next = ^uint64(0)
		return
	}
	at.next |= nextKey(w.text, size)
}

// at is where the words that begin with r are kept. Those of characters beyond the basic plane share one place, which is never
// looked at.
func (m *matcher) at(r rune) *start {
	if r < utf8.RuneSelf {
		return &m.ascii[r]
	}
	if r > 0xffff {
		return &m.starts[0]
	}
	page := m.pages[r>>8]
	if page == nil {
		page = new([256]uint16)
		m.pages[r>>8] = page
	}
	if page[r&255] == 0 {
		page[r&255] = uint16(len(m.starts)) //nolint:gosec // a few hundred
		m.starts = append(m.starts, start{})
	}
	return &m.starts[page[r&255]]
}

// find returns the words that may begin with r, whose encoding of size octets stands at i in s, by the character behind it.
func (m *matcher) find(r rune, s string, i, size int) []word {
	page := m.pages[r>>8&255]
	if page == nil || page[r&255] == 0 {
		return nil
	}
	return m.starts[page[r&255]].before(s, i+size)
}

// before are the words whose second character may stand at i in s.
func (t *start) before(s string, i int) []word {
	if t.next&nextKey(s, i) == 0 {
		return nil
	}
	return t.list
}

// nextKey tells characters apart by 6 bits that are cheap to get at. A blank may stand within a word.
func nextKey(s string, i int) uint64 {
	switch {
	case i >= len(s):
		return 1
	case s[i] == ' ':
		return ^uint64(0)
	case s[i] >= 0xe0 && i+2 < len(s):
		return 1 << (s[i+2] & 63)
	}
	return 1 << (lower(s[i]) & 63)
}

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
