package text

import (
	"unicode"
	"unicode/utf8"
)

// steadyASCII are the visible characters of ASCII but capitals.
var steadyASCII = func() (steady [256]bool) {
	for c := '!'; c <= '~'; c++ {
		steady[c] = c < 'A' || c > 'Z'
	}
	return steady
}()

// run returns the end of what stands at from in s and is copied as it is: small letters, digits and signs of ASCII with one
// blank between them, kana, kanji and their usual marks. It ends before whatever depends on more than its neighbour.
func (f *folder) run(s string, from int) int {
	if f.held || f.space && !f.joins(s, from) {
		return from
	}
	i := from
	for i < len(s) {
		if steadyASCII[s[i]] {
			i++
			continue
		}
		if end := endOfSteady(s, i); end > i { // nearly all of a Japanese text
			i = end
			continue
		}
		switch r := threeOctets(s, i); {
		case r == none:
			if s[i] != ' ' || !betweenASCII(s, from, i) {
				return i
			}
			i++
		case r == longVowel && !f.afterDigit(s, from, i):
			i += 3
		default:
			return i
		}
	}
	return i
}

// endOfSteady returns the end of what stands at i and is copied whatever stands beside it.
func endOfSteady(s string, i int) int {
	for i+2 < len(s) {
		lead, second, third := s[i]^0xe0, s[i+1]^0x80, s[i+2]^0x80 // what remains of each says its bits alone
		if lead > 0xf || second|third > 0x3f || copied[uint(lead)<<6|uint(second)]>>third&1 == 0 {
			return i
		}
		i += 3
	}
	return i
}

// joins decides on the blank before a run: none beside a Japanese character.
func (f *folder) joins(s string, from int) bool {
	switch {
	case steadyASCII[s[from]]:
		if f.last != none && !takesBlanks(f.last) {
			f.put(' ')
		}
	case !isCopied(threeOctets(s, from)):
		return false
	}
	f.space = false
	return true
}

// isCopied reports what a run is made of besides ASCII: what is steady, and the marks that are settled and beside which no blank
// stays.
func isCopied(r rune) bool {
	return isSteady(r) || r == '、' || r == '。' || r >= '「' && r <= '】'
}

// copied has a bit for each character of which isCopied holds but the long vowel mark, which may be a dash: one look instead of six
// comparisons, a third of what folding costs.
var copied = func() (bits [1 << 10]uint64) {
	for r := rune(0x3000); r <= 0x9fff; r++ {
		if isCopied(r) && r != longVowel {
			bits[r>>6] |= 1 << (r & 63)
		}
	}
	return bits
}()

// betweenASCII reports whether the blank at i has a visible ASCII character of the run before it, and one behind it.
func betweenASCII(s string, from, i int) bool {
	return i > from && s[i-1] > ' ' && s[i-1] < 0x7f && i+1 < len(s) && s[i+1] > ' ' && s[i+1] < 0x7f
}

// threeOctets returns the character at i if it takes three octets in UTF-8, as kana and kanji do, or none.
func threeOctets(s string, i int) rune {
	if i+2 >= len(s) {
		return none
	}
	lead, second, third := s[i]^0xe0, s[i+1]^0x80, s[i+2]^0x80 // what remains of each says its bits alone
	if lead > 0xf || second|third > 0x3f {
		return none
	}
	return rune(lead)<<12 | rune(second)<<6 | rune(third)
}

// afterDigit reports whether what stands at i follows a digit. There a long vowel mark may be a dash.
func (f *folder) afterDigit(s string, from, i int) bool {
	if i > from {
		return s[i-1] >= '0' && s[i-1] <= '9'
	}
	return unicode.IsDigit(f.last)
}

// copy writes the run s[from:end].
func (f *folder) copy(s string, from, end int) {
	if from == 0 {
		f.out.Grow(len(s))
	}
	f.out.WriteString(s[from:end])
	f.last, _ = utf8.DecodeLastRuneInString(s[from:end])
}
