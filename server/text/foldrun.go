package text

import (
	"unicode"
	"unicode/utf8"
)

// asciiKind says what folding does with an ASCII character inside a run.
type asciiKind uint8

const (
	asciiOther asciiKind = iota // a control, or white space that is no blank
	asciiSteady
	asciiUpper
	asciiBlank
)

func kindOf(c byte) asciiKind {
	switch {
	case c >= 'A' && c <= 'Z':
		return asciiUpper
	case c > ' ' && c < 0x7f:
		return asciiSteady
	case c == ' ':
		return asciiBlank
	}
	return asciiOther
}

// run returns the end of what stands at from in s and is copied as it is: small letters, digits and signs of ASCII with one
// blank between them, kana and kanji. It ends before whatever depends on more than its neighbour.
func (f *folder) run(s string, from int) int {
	if f.space || f.held {
		return from
	}
	i := from
	for i < len(s) {
		switch c := s[i]; {
		case c < utf8.RuneSelf:
			if kind := kindOf(c); kind != asciiSteady && (kind != asciiBlank || !betweenASCII(s, from, i)) {
				return i
			}
			i++
		case isSteady3(s, i) && !f.afterDigit(s, from, i):
			i += 3
		default:
			return i
		}
	}
	return i
}

// betweenASCII reports whether the blank at i has a visible ASCII character of the run before it, and one behind it.
func betweenASCII(s string, from, i int) bool {
	return i > from && s[i-1] > ' ' && s[i-1] < 0x7f && i+1 < len(s) && s[i+1] > ' ' && s[i+1] < 0x7f
}

// isSteady3 reports whether s has a kanji or kana at i, all of which have three octets in UTF-8, that folding leaves alone.
func isSteady3(s string, i int) bool {
	if i+2 >= len(s) || s[i+1]&0xc0 != 0x80 || s[i+2]&0xc0 != 0x80 {
		return false
	}
	return s[i]&0xf0 == 0xe0 && isSteady(rune(s[i]&0xf)<<12|rune(s[i+1]&0x3f)<<6|rune(s[i+2]&0x3f))
}

// afterDigit reports whether a long vowel mark stands at i behind a digit. There it may be a dash.
func (f *folder) afterDigit(s string, from, i int) bool {
	if s[i:i+3] != string(longVowel) {
		return false
	}
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
	last, size := utf8.DecodeLastRuneInString(s[from:end])
	f.beforeLast, f.last = f.last, last
	if size < end-from {
		f.beforeLast, _ = utf8.DecodeLastRuneInString(s[from : end-size])
	}
}
