package text

import (
	"maps"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// kindTable knows words by what kind they are of.
type kindTable struct {
	words map[string]uint32 // of Latin letters
	known [1 << 10]uint64   // a bit for each character below U+10000 with which another word begins
	below [1 << 10]uint16   // how many bits are set in front of each of these
	lists [][]kindWord      // of each such character, in their order: its words, the longest first
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
	c, first := &kindTable{words: map[string]uint32{}}, map[rune][]kindWord{}
	put := func(w string, kind uint32) {
		if w[0] >= utf8.RuneSelf {
			w = soften(w)
			r, _ := utf8.DecodeRuneInString(w)
			first[r] = append(first[r], kindWord{w, kind})
		} else if c.words[w] == 0 {
			c.words[w] = kind
		}
	}
	for i, list := range kindLists() {
		for _, w := range strings.Fields(list) {
			put(w, uint32(firstKind+i)) // #nosec G115 -- two dozen
		}
	}
	for _, w := range strings.Fields(keptWords) {
		put(w, hashOf(w)|itself)
	}
	c.order(first)
	return c
})

// order makes the lists. A map would cost a third of what it costs to read a letter.
func (c *kindTable) order(first map[rune][]kindWord) {
	for _, r := range slices.Sorted(maps.Keys(first)) {
		slices.SortStableFunc(first[r], func(a, b kindWord) int { return len(b.word) - len(a.word) })
		c.known[r>>6] |= 1 << (r & 63)
		c.lists = append(c.lists, first[r])
	}
	count := 0
	for i, bitsSet := range c.known {
		c.below[i] = uint16(count) // #nosec G115 -- some hundred
		count += bits.OnesCount64(bitsSet)
	}
}

// longest returns the longest word with which s begins, in octets, and its kind.
func (c *kindTable) longest(r rune, s string) (length int, kind uint32) {
	if r > 0xffff {
		return 0, 0
	}
	known, bit := c.known[r>>6], uint64(1)<<(r&63)
	if known&bit == 0 {
		return 0, 0
	}
	for _, e := range c.lists[int(c.below[r>>6])+bits.OnesCount64(known&(bit-1))] {
		// The last octet tells nearly all words apart, and costs no call.
		if n := len(e.word); n <= len(s) && s[n-1] == e.word[n-1] && s[:n] == e.word {
			return len(e.word), e.kind
		}
	}
	return 0, 0
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
	r, size := threeOctets(s, 0), 3
	if r == none {
		r, size = utf8.DecodeRuneInString(s)
	}
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
