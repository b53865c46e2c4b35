package text

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// kindTable knows words by what kind they are of.
type kindTable struct {
	words map[string]uint32   // of Latin letters
	first map[rune][]kindWord // others, by their first character
	known [1 << 10]uint64     // a bit for each key of first below U+10000
}

type kindWord struct {
	word string
	kind uint32
}

// firstKind is the number of the first list's kind.
const firstKind = 11

// itself marks the kind of a word that is like no other.
const itself = 1 << 31

var kindsOfWords = sync.OnceValue(func() *kindTable {
	c := &kindTable{words: map[string]uint32{}, first: map[rune][]kindWord{}}
	for i, list := range kindLists() {
		for _, w := range strings.Fields(list) {
			c.put(w, uint32(firstKind+i)) // #nosec G115 -- two dozen
		}
	}
	for _, w := range strings.Fields(keptWords) {
		c.put(w, hashOf(w)|itself)
	}
	return c
})

func (c *kindTable) put(w string, kind uint32) {
	if w[0] >= utf8.RuneSelf {
		w = soften(w)
		r, _ := utf8.DecodeRuneInString(w)
		c.first[r] = append(c.first[r], kindWord{w, kind})
		c.known[r>>6&(1<<10-1)] |= 1 << (r & 63)
	} else if c.words[w] == 0 {
		c.words[w] = kind
	}
}

// longest returns the longest word with which s begins, in octets, and its kind.
func (c *kindTable) longest(r rune, s string) (length int, kind uint32) {
	if c.known[r>>6&(1<<10-1)]>>(r&63)&1 == 0 {
		return 0, 0
	}
	for _, e := range c.first[r] {
		if len(e.word) > length && strings.HasPrefix(s, e.word) {
			length, kind = len(e.word), e.kind
		}
	}
	return length, kind
}

// appendKinds appends what kinds of words a folded text is made of. Kanji, katakana and Latin words that are not known are
// each one kind, hiragana and marks are themselves: 御見積書を and 図面を are alike.
func appendKinds(to []uint32, s string) []uint32 {
	c := kindsOfWords()
	to = append(to, begin)
	for i := 0; i < len(s); {
		kind, length := c.at(s[i:])
		if i += length; kind != 0 && (kind != to[len(to)-1] || kind >= aCharacter) {
			to = append(to, kind)
		}
	}
	return append(to, end)
}

// at returns the kind of what s begins with, zero for a space, and how many octets it has.
func (c *kindTable) at(s string) (kind uint32, length int) {
	if n := wordEnd(s, 0); n > 0 {
		if kind = c.words[s[:n]]; kind == 0 {
			kind = anyWord
		}
		return kind, n
	}
	if n := numberEnd(s, 0); n > 0 {
		return aNumber, n
	}
	r, size := utf8.DecodeRuneInString(s)
	if n, kind := c.longest(r, s); n > 0 {
		return kind, n
	}
	switch {
	case r == ' ':
		return 0, size
	case r >= 0x4e00 && r <= 0x9fff || r == '々':
		return anyKanji, size
	case r >= 'ァ' && r <= 'ー':
		return anyKatakana, size
	}
	return uint32(r) + aCharacter, size // #nosec G115 -- a rune is not negative
}
