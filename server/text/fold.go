package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold brings s into the form in which words are compared: NFKC without case; dashes are "-" and wave dashes "~"; format
// characters, controls, variation selectors, fillers and marks that letters are struck out or underlined with are gone; white space, line ends too, is gone beside a Japanese or Chinese
// character and at the ends, and one space elsewhere. What is no UTF-8 becomes U+FFFD.
func Fold(s string) string {
	if folded, ok := fold(s, true); ok {
		return folded
	}
	s, _ = fold(compatible(strings.ToValidUTF8(s, string(utf8.RuneError))), false)
	// What joins when something between is dropped may compose, and what composes may have to be dropped or lose its case.
	// Few texts need a second round; the bound is for those made to need many.
	for range 3 {
		again := compatible(s)
		if again == s {
			break
		}
		s, _ = fold(again, false)
	}
	return s
}

// fold does everything but NFKC. With settled it gives up at the first character that might need it. Most of a text stays as
// it is and is copied in runs.
func fold(s string, settled bool) (string, bool) {
	f := folder{last: none}
	for i := 0; i < len(s); {
		if end := f.run(s, i); end > i {
			if end-i == len(s) {
				return s, true
			}
			f.copy(s, i, end)
			i = end
			continue
		}
		if i == 0 {
			f.out.Grow(len(s))
		}
		if c := s[i]; c < utf8.RuneSelf {
			f.addASCII(c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if settled && !isSettled(r) {
			return "", false
		}
		f.add(fullWidth(r))
		i += size
	}
	f.letGo(none)
	return f.out.String(), true
}

type folder struct {
	out   strings.Builder
	last  rune // what was written last
	space bool // white space came since
	held  bool // the last is a long vowel mark after a digit, not written yet
}

const none rune = -1

func (f *folder) add(r rune) {
	switch {
	case unicode.IsSpace(r), r == '\u2800': // Braille without a dot looks like a blank
		f.space = true
		return
	case isShapeless(r):
		return
	case f.space && f.last != none && !takesBlanks(f.last) && !takesBlanks(r):
		f.put(' ')
	}
	f.space = false
	if r == 'ß' || r == 'ẞ' {
		f.put('s')
		r = 's'
	}
	f.put(dash(foldCase(r)))
}

// addASCII does what add does for what most often ends a run.
func (f *folder) addASCII(c byte) {
	switch {
	case c == ' ', c == '\n', c == '\r':
		f.space = true
	case c >= 'A' && c <= 'Z' && !f.held && !f.space:
		f.put(rune(c + 'a' - 'A'))
	default:
		f.add(rune(c))
	}
}

func (f *folder) put(r rune) {
	f.letGo(r)
	if f.held = r == longVowel && unicode.IsDigit(f.last); !f.held {
		f.out.WriteRune(r)
	}
	f.last = r
}

const longVowel = 'ー'

// letGo writes a long vowel mark that was held back until r is known to follow it. It is a dash between digits, as in
// 03ー1234; in words it stays.
func (f *folder) letGo(r rune) {
	switch {
	case !f.held:
	case unicode.IsDigit(r):
		f.out.WriteByte('-')
	default:
		f.out.WriteRune(longVowel)
	}
	f.held = false
}

// foldCase goes by way of the capital, so that letters with two small forms (σ ς) become one.
func foldCase(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z', r >= 0x3000 && r < 0xa000:
		return r
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	}
	return unicode.ToLower(unicode.ToUpper(r))
}

// isShapeless reports what is never seen, so that nothing invisible can split a word: format characters, controls, variation
// selectors, fillers (Default_Ignorable_Code_Point of Unicode). Marks of the general blocks that NFKC has not joined to a letter go too:
// what is left of them strikes words out, underlines or frames them.
func isShapeless(r rune) bool {
	switch {
	case r < 0x7f:
		return r < ' '
	case r >= 0x3000 && r < 0xa000:
		return false
	}
	switch {
	case r >= 0x300 && r <= 0x36f, r >= 0x1ab0 && r <= 0x1aff, r >= 0x1dc0 && r <= 0x1dff, r >= 0x20d0 && r <= 0x20ff:
		return true
	case r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5, r == 0x3164, r == 0xffa0:
		return true
	}
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Variation_Selector)
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

// takesBlanks reports a character beside which no blank stays. Marks that stand on another character are none, though kana have two of
// them: NFKC moves such a mark before others, and where it took the blanks there, each round would begin another.
func takesBlanks(r rune) bool {
	return isCJK(r) && r != '\u3099' && r != '\u309a'
}

// isCJK knows the characters of scripts that are written without spaces, with their punctuation and marks.
func isCJK(r rune) bool {
	switch {
	case r < 0x2e80:
		return false
	case r >= 0x3001 && r <= 0x30ff, r >= 0x4e00 && r <= 0x9fff:
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo)
}
