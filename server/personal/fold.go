package personal

import (
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// fold brings a text into the form that is scanned: full-width signs as ASCII, half-width kana as full-width, kana and their
// marks joined, digits of other scripts as ASCII, dashes as "-", all blanks but tabs as a space, line ends as "\n", nothing invisible,
// no marks above or below letters, no marks of quotation at the beginning of lines. It returns s itself where nothing is to be done.
func fold(s string) string {
	from := unquoted(s, 0)
	if from == 0 && nextOdd(s, 0) == len(s) {
		return s
	}
	out := make([]byte, 0, len(s))
	for {
		at := nextOdd(s, from)
		out = append(out, s[from:at]...)
		if at == len(s) {
			return unsafe.String(unsafe.SliceData(out), len(out)) //nolint:gosec // nothing writes to it any more, as in strings.Builder
		}
		out, from = foldOne(out, s, at)
	}
}

// nextOdd returns the place of the next octet, from i on, that fold may have to change.
func nextOdd(s string, i int) int {
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 0xe4 && c <= 0xe9 && i+2 < len(s) && s[i+2] >= utf8.RuneSelf:
			i += 2 // a Chinese character
		case !odd[c]:
		case c == '\n':
			if i+1 < len(s) && (s[i+1] == '>' || s[i+1] == ' ' || s[i+1] == 0xef) {
				return i
			}
		case c == 0xe3:
			if i+2 < len(s) && s[i+1] != 0x81 && oddKana(s, i) {
				return i
			}
			i += 2
		default:
			return i
		}
	}
	return len(s)
}

// oddKana reports whether the character at i, of three octets and among the kana and their signs, is a blank, a wave, a voicing mark,
// a filler, an era, or a long vowel mark that is a dash.
func oddKana(s string, i int) bool {
	switch c := s[i+2]; s[i+1] {
	case 0x80:
		return c == 0x80 || c == 0x9c
	case 0x82:
		return c == 0x99 || c == 0x9a
	case 0x83:
		return c == 0xbc && afterDigit(s, i)
	case 0x85:
		return c == 0xa4
	case 0x8b:
		return c == 0xbf
	case 0x8d:
		return c >= 0xbb && c <= 0xbe
	}
	return false
}

// afterDigit reports whether a digit, of either width, ends at i: there a long vowel mark is a dash.
func afterDigit(s string, i int) bool {
	return i > 0 && isDigit(s[i-1]) || i > 2 && s[i-3] == 0xef && s[i-2] == 0xbc && s[i-1] >= 0x90 && s[i-1] <= 0x99
}

// odd are the octets at which something may be to be done: lead octets of the characters that fold changes, and line ends.
var odd = func() (a [256]bool) {
	for _, c := range []byte("\r\n\v\f\xc2\xcc\xcd\xd9\xdb\xe0\xe1\xe2\xe3\xef\xf0\xf3") {
		a[c] = true
	}
	return a
}()

// foldOne writes the folded form of the character at i and returns where the next one stands.
func foldOne(out []byte, s string, i int) ([]byte, int) {
	switch s[i] {
	case '\n':
		return append(out, '\n'), unquoted(s, i+1)
	case '\r':
		if i+1 < len(s) && s[i+1] == '\n' {
			return out, i + 1
		}
		return append(out, '\n'), unquoted(s, i+1)
	case '\v', '\f':
		return append(out, '\n'), i + 1
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	next := i + size
	switch {
	case r >= 0xff01 && r <= 0xff5e:
		return append(out, byte(r-0xff01+'!')), next
	case r >= 0xff61 && r <= 0xff9f:
		return foldKana(out, s, r, next)
	case r >= 0x660 && unicode.IsDigit(r):
		return append(out, digitOf(r)), next
	case r == 0x3000, r == 0xa0, r >= 0x2000 && r <= 0x200a, r == 0x202f, r == 0x2800, r == 0x3164, r == 0xffa0, r == 0x115f, r == 0x1160:
		return append(out, ' '), next
	case isDash(r), r == 'ー': // nextOdd stops at a long vowel mark behind a digit only
		return append(out, '-'), next
	case r == 0x3099, r == 0x309a:
		return voice(out, r), next
	case r == 0xad, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0xfeff, unicode.In(r, unicode.Variation_Selector, unicode.Me),
		r >= 0x300 && r <= 0x36f, r >= 0xe0000 && r <= 0xe007f:
		return out, next
	case r == 0x2028, r == 0x2029:
		return append(out, '\n'), next
	case r == 0x301c:
		return append(out, '~'), next
	case r >= 0x337b && r <= 0x337e, r == 0x32ff: // in one square
		return append(out, eraSquare(r)...), next
	case r == 0x2502, r == 0x2503: // the lines of a drawn table
		return append(out, '|'), next
	}
	return append(out, s[i:next]...), next
}

// digitOf is the ASCII form of a digit of any script. Those of a script stand together, from 0 on.
func digitOf(r rune) byte {
	for _, block := range unicode.Nd.R16 {
		if lo := rune(block.Lo); r >= lo && r <= rune(block.Hi) {
			return byte('0' + (r-lo)%10)
		}
	}
	for _, block := range unicode.Nd.R32 {
		if lo := rune(block.Lo); r >= lo && r <= rune(block.Hi) { //nolint:gosec // code points
			return byte('0' + (r-lo)%10)
		}
	}
	return '0'
}

func eraSquare(r rune) string {
	switch r {
	case 0x337b:
		return "平成"
	case 0x337c:
		return "昭和"
	case 0x337d:
		return "大正"
	case 0x337e:
		return "明治"
	}
	return "令和"
}

// unquoted returns where a line that begins at i begins without marks of quotation.
func unquoted(s string, i int) int {
	for end := i; end < len(s); {
		switch {
		case s[end] == '>':
			end++
			i = end
			if i < len(s) && s[i] == ' ' {
				i++
			}
		case s[end] == ' ', s[end] == '\t':
			end++
		case strings.HasPrefix(s[end:], "＞"):
			end += len("＞")
			i = end
		default:
			return i
		}
	}
	return i
}

func isDash(r rune) bool {
	return r >= 0x2010 && r <= 0x2015 || r == 0x2212 || r == 0x2043 || r == 0x2500 || r == 0x2501 || r == 0xfe63
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// halfKana are the full-width forms of U+FF61 to U+FF9F.
var halfKana = []rune("。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜")

// foldKana writes a half-width sign as its full-width form, joined with the mark that may follow it.
func foldKana(out []byte, s string, r rune, next int) ([]byte, int) {
	full := halfKana[r-0xff61]
	if full == 'ー' && len(out) > 0 && isDigit(out[len(out)-1]) {
		return append(out, '-'), next
	}
	out = utf8.AppendRune(out, full)
	if mark, size := utf8.DecodeRuneInString(s[next:]); mark == 0xff9e || mark == 0xff9f {
		return voice(out, mark-0xff9e+0x3099), next + size
	}
	return out, next
}

// voice joins a voicing mark with the kana that was written last.
func voice(out []byte, mark rune) []byte {
	last, size := utf8.DecodeLastRune(out)
	step := rune(1)
	switch {
	case mark == 0x309a && (last >= 'は' && last <= 'ほ' || last >= 'ハ' && last <= 'ホ'):
		step = 2
	case mark == 0x309a:
		return out
	case last == 'ウ':
		step = 'ヴ' - 'ウ'
	case !voiced(last):
		return out
	}
	return utf8.AppendRune(out[:len(out)-size], last+step)
}

// voiced reports whether the character after r is r with a voicing mark.
func voiced(r rune) bool {
	if r >= 'ァ' {
		r -= 'ァ' - 'ぁ'
	}
	switch {
	case r >= 'か' && r <= 'ち':
		return (r-'か')%2 == 0
	case r == 'つ', r == 'て', r == 'と':
		return true
	}
	return r >= 'は' && r <= 'ほ' && (r-'は')%3 == 0
}
