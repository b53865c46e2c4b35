package personal

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// word is one word of the vocabulary.
type word struct {
	text  string
	next  uint64 // what may stand behind its first character, by nextKey; behind the second one of a Latin word, by thirdKey
	class class
	latin bool // begins with a Latin letter: stands at the border of a word
}

// start are the words that begin with one character.
type start struct {
	next uint64 // what may stand behind it, as of its words; most texts are ruled out by this alone
	list []word // longest first
}

// matcher finds words by their first two characters.
type matcher struct {
	begins [1024]uint64         // a bit for each character of the basic plane that words begin with
	pages  [256]*[256]uint16    // by the two octets of a character of the basic plane: the number of its start; 0: none
	pairs  [26 * pairs]uint16   // by a Latin letter and the last five bits of the octet behind it: the number of its start; 0: none
	starts []start              // the first one is nobody's
	signs  [utf8.RuneSelf]start // by a sign of ASCII
}

// pairs is how many octets behind a Latin letter are told apart. A letter is told from all others, whatever its case.
const pairs = 32

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
	for i := range m.starts {
		m.starts[i].sort()
	}
	for i := range m.signs {
		m.signs[i].sort()
	}
	return m
}

func (t *start) sort() {
	slices.SortStableFunc(t.list, func(a, b word) int { return len(b.text) - len(a.text) })
}

func (t *start) add(w word) {
	t.list = append(t.list, w)
	t.next |= w.next
}

func (m *matcher) add(w word) {
	r, size := utf8.DecodeRuneInString(w.text)
	w.next = ^uint64(0)
	if size < len(w.text) && w.text[size] != ' ' {
		w.next = nextKey(w.text, size)
	}
	switch {
	case w.latin:
		m.addLatin(w)
	case r < utf8.RuneSelf:
		m.signs[r].add(w)
	case r <= 0xffff: // texts are not searched for others
		m.begins[r>>6] |= 1 << (r & 63)
		page := m.pages[r>>8]
		if page == nil {
			page = new([256]uint16)
			m.pages[r>>8] = page
		}
		m.at(&page[r&255]).add(w)
	}
}

// addLatin keeps a word by its first two letters. What a space in it stands for is each of the signs, or the letter behind it.
func (m *matcher) addLatin(w word) {
	next := w.text[1:2]
	if next == " " {
		next = " _-." + w.text[2:3]
	}
	w.next = ^uint64(0)
	if len(w.text) > 2 && !strings.Contains(w.text[:3], " ") {
		w.next = thirdKey(w.text, 2)
	}
	seen := map[byte]bool{}
	for i := range len(next) {
		if c := next[i] % pairs; !seen[c] {
			seen[c] = true
			m.at(&m.pairs[pair(w.text[0], c)]).add(w)
		}
	}
}

func pair(letter, next byte) int { return int(letter|0x20-'a')*pairs + int(next%pairs) }

// at is the start of a number, made where there is none.
func (m *matcher) at(n *uint16) *start {
	if *n == 0 {
		*n = uint16(len(m.starts)) //nolint:gosec // a few hundred
		m.starts = append(m.starts, start{})
	}
	return &m.starts[*n]
}

// wide returns the longest word that begins with r, whose encoding of size octets stands at i in s, and where it ends; 0: none.
func (m *matcher) wide(r rune, s string, i, size int) (*word, int) {
	t := &m.starts[m.pages[r>>8&255][r&255]]
	key := nextKey(s, i+size)
	if t.next&key == 0 {
		return nil, 0
	}
	for k := range t.list {
		if w := &t.list[k]; w.next&key != 0 {
			if end := matchSpaced(w.text[1:], s, i+1); end > 0 {
				return w, end
			}
		}
	}
	return nil, 0
}

// latin returns the longest word of Latin letters that begins at i in s, and where it ends; 0: none.
func (m *matcher) latin(s string, i int) (*word, int) {
	var next byte
	if i+1 < len(s) {
		next = s[i+1]
	}
	t, key := &m.starts[m.pairs[pair(s[i], next)]], thirdKey(s, i+2)
	if t.next&key == 0 {
		return nil, 0
	}
	for k := range t.list {
		if w := &t.list[k]; w.next&key != 0 {
			if end := matchLatin(w.text, s, i); end > 0 {
				return w, end
			}
		}
	}
	return nil, 0
}

// thirdKey tells octets apart by their last five bits: letters whatever their case.
func thirdKey(s string, i int) uint64 {
	if i >= len(s) {
		return 1
	}
	return 1 << (s[i] % pairs)
}

// sign returns the longest word that begins with a sign at i in s, and where it ends; 0: none.
func (m *matcher) sign(s string, i int) (*word, int) {
	list := m.signs[s[i]].list
	for k := range list {
		if end := matchSpaced(list[k].text[1:], s, i+1); end > 0 {
			return &list[k], end
		}
	}
	return nil, 0
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

// matchSpaced compares what is left of a Japanese word, before whose characters blanks may stand, as in forms: 氏  名.
func matchSpaced(w, s string, i int) int {
	for k := 0; k < len(w); k++ {
		if w[k] >= 0xc0 && i < len(s) && s[i] == ' ' {
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
