package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold brings s into the form in which words are compared: NFKC without case; dashes are "-" and wave dashes "~"; format
// characters, controls and variation selectors are gone; white space, line ends too, is gone beside a Japanese or Chinese
// character and at the ends, and one space elsewhere. What is no UTF-8 becomes U+FFFD.
func Fold(s string) string {
	if isPlain(s) {
		return squash(strings.ToLower(s))
	}
	s = drop(strings.ToValidUTF8(s, string(utf8.RuneError)))
	// Each step can undo another in rare texts: what joins when a space is dropped may compose, what composes may have case.
	// Three rounds are enough for every text known; a text that is through costs no round.
	for range 3 {
		folded := dashes(squash(foldCase(norm.NFKC.String(s))))
		if folded == s {
			break
		}
		s = folded
		if norm.NFKC.IsNormalString(s) {
			break
		}
	}
	return s
}

// isPlain spares ASCII, the common case of names and addresses, the whole effort.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

func foldCase(s string) string { return cases.Fold().String(s) }

// drop takes out what has no shape of its own, so that nothing invisible can split a word.
func drop(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= ' ' && r < 0x7f {
			return r
		}
		if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && !unicode.IsSpace(r) || unicode.Is(unicode.Variation_Selector, r) {
			return -1
		}
		return r
	}, s)
}

// squash makes one space of a run of white space, or none beside a CJK character and at the ends.
func squash(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	before := rune(-1) // the last character written
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if space && before >= 0 && !isCJK(before) && !isCJK(r) {
			b.WriteByte(' ')
		}
		space, before = false, r
		b.WriteRune(r)
	}
	return b.String()
}

// dashes makes alike what is typed for a hyphen. The long vowel mark is one between digits, as in 03ー1234; in words it stays.
func dashes(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r == 'ー' || dash(r) != r }) {
		return s
	}
	runes := []rune(s)
	for i, r := range runes {
		if r == 'ー' && i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1]) {
			r = '-'
		}
		runes[i] = dash(r)
	}
	return string(runes)
}

func dash(r rune) rune {
	switch {
	case r >= '\u2010' && r <= '\u2015', r == '\u2212', r == '\u2043':
		return '-'
	case r == '\u301c', r == '\u223c': // 〜, which one system types as ～ (NFKC: ~) and another does not
		return '~'
	}
	return r
}

// isCJK knows the characters of scripts that are written without spaces, with their punctuation and marks.
func isCJK(r rune) bool {
	if r < 0x2e80 {
		return false
	}
	return r >= 0x3001 && r <= 0x303f || r >= 0x3099 && r <= 0x309c || r == 'ー' ||
		unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo)
}
