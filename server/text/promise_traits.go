package text

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// traitBits is the size of the space into which traits are hashed: 2^18 weights of one octet. In 2^16 too many share one.
const traitBits = 18

// How many tokens a trait spans: words and characters as they are, their kinds, kinds of the sentences beside, and a pair.
const (
	maxTokens  = 3
	maxKinds   = 4
	maxBeside  = 3
	maxEnding  = 4
	maxBetween = 7
)

// Spaces keep the traits of one sort apart from those of another.
const (
	spaceEnding  uint32 = 20
	spacePair    uint32 = 30
	spaceLink    uint32 = 104
	spaceGrams   uint32 = 1000
	ofSentence   uint32 = 0
	ofBefore     uint32 = 1
	ofAfter      uint32 = 2
	ofSubject    uint32 = 3
	kindsOfSpace uint32 = 10
)

// traits are what stands in a sentence, as numbers that have weights. The slices are used again for the next one.
type traits struct {
	all    []uint32
	tokens []uint32
	kinds  []uint32
	once   [1 << traitBits / 64]uint64 // all zero between mails

	letterAsks, letterLinks bool // what the letter says somewhere
}

// spareTraits are traits that are not in use.
var spareTraits = sync.Pool{New: func() any {
	return &traits{all: make([]uint32, 0, 2048), tokens: make([]uint32, 0, 256), kinds: make([]uint32, 0, 256)}
}}

func newTraits() *traits { return spareTraits.Get().(*traits) }

// end gives the traits back, unless a long sentence made them grow. They are of no use then.
func (x *traits) end() {
	if cap(x.all) <= maxSpare {
		spareTraits.Put(x)
	}
}

// maxSpare is how many traits are kept room for. A sentence of ordinary mail has a thousand.
const maxSpare = 16 << 10

// ofWords reads the words of a sentence, folded and softened.
func (x *traits) ofWords(folded string) {
	x.all = x.all[:0]
	x.tokens = appendTokens(x.tokens[:0], folded)
	x.words(ofSentence)
	x.link()
}

// ofSubjectWords reads those of a subject: as a sentence's, and as what only subjects say.
func (x *traits) ofSubjectWords(folded string) {
	x.all = x.all[:0]
	x.tokens = appendTokens(x.tokens[:0], folded)
	x.words(ofSentence)
	x.words(ofSubject)
	x.link()
}

func (x *traits) link() {
	if x.letterLinks {
		x.put(spaceLink, 2)
	}
}

// words puts the tokens read last, and how they end.
func (x *traits) words(space uint32) {
	x.grams(space, x.tokens, maxTokens)
	for k := 1; k <= min(maxEnding, len(x.tokens)); k++ {
		h := uint32(7)
		for _, t := range x.tokens[len(x.tokens)-k:] {
			h = mixed(h, t)
		}
		x.put(space+spaceEnding, h)
	}
}

// ofKinds reads the kinds of words in a sentence, folded and softened.
func (x *traits) ofKinds(space uint32, folded string) {
	x.all = x.all[:0]
	x.kinds = appendKinds(x.kinds[:0], folded)
	x.grams(space+kindsOfSpace, x.kinds, maxKinds)
	for i, first := range x.kinds {
		for _, second := range x.kinds[min(i+2, len(x.kinds)):min(i+maxBetween, len(x.kinds))] {
			x.put(space+spacePair, mixed(mixed(3, first), second))
		}
	}
}

// ofBeside reads the sentences beside one of a text, folded and softened.
func (x *traits) ofBeside(before, after string) {
	x.all = x.all[:0]
	x.beside(ofBefore, before)
	x.beside(ofAfter, after)
}

func (x *traits) beside(space uint32, folded string) {
	x.kinds = appendKinds(x.kinds[:0], folded)
	x.grams(space+kindsOfSpace, x.kinds, maxBeside)
}

// grams puts every run of one to n tokens.
func (x *traits) grams(space uint32, tokens []uint32, n int) {
	for i := range tokens {
		h := uint32(1)
		for k, t := range tokens[i:min(i+n, len(tokens))] {
			h = mixed(h, t)
			x.put(space*8+uint32(k)+spaceGrams, h) // #nosec G115 -- k is below n
		}
	}
}

func (x *traits) put(space, h uint32) {
	h = (h ^ space*0x9e3779b1) * 0x85ebca6b
	h ^= h >> 15
	x.all = append(x.all, h&(1<<traitBits-1))
}

// mixed adds a token to a hash, after Fowler, Noll and Vo.
func mixed(h, token uint32) uint32 {
	h = (h ^ token) * 16777619
	return h ^ h>>13
}

func hashOf(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// Tokens that stand for something else than themselves. Characters are numbered from aCharacter on.
const (
	begin uint32 = 2 + iota
	end
	_
	aNumber
	anyWord
	anyKanji
	anyKatakana
	aCharacter uint32 = 100
)

// appendTokens appends the words of Latin letters, numbers as one, and other characters of a folded text.
func appendTokens(to []uint32, s string) []uint32 {
	to = append(to, begin)
	for i := 0; i < len(s); {
		if j := wordEnd(s, i); j > i {
			to = append(to, hashOf(s[i:j]))
			i = j
			continue
		}
		if j := numberEnd(s, i); j > i {
			to = append(to, aNumber)
			i = j
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r != ' ' {
			to = append(to, uint32(r)+aCharacter) // #nosec G115 -- a rune is not negative
		}
		i += size
	}
	return append(to, end)
}

func wordEnd(s string, i int) int {
	for i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] == '\'') {
		i++
	}
	return i
}

func numberEnd(s string, i int) int {
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}

// sentenceBefore returns the sentence that ends where another begins.
func sentenceBefore(s string, from int) string {
	s = strings.TrimRight(s[:from], " \n")
	if s == "" {
		return ""
	}
	_, size := utf8.DecodeLastRuneInString(s)
	start, _ := sentenceAt(s, 0, len(s)-size)
	return s[start:]
}

// sentenceAfter returns the sentence that begins where another ends.
func sentenceAfter(s string, to int) string {
	s = strings.TrimLeft(s[to:], " \r\n")
	if s == "" {
		return ""
	}
	_, after := sentenceAt(s, 0, 0)
	return s[:after]
}
