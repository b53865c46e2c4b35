package text

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NFKC brings s into the form in which patterns see it: compatibility forms as usual ones, nothing else changed.
func NFKC(s string) string {
	for _, r := range s {
		if r >= 0x80 && !isSteady(r) && r != '、' && r != '。' {
			return norm.NFKC.String(s)
		}
	}
	return s
}

// NFC brings s into Unicode's form C. Texts of the usual characters are in it and cost a look only.
func NFC(s string) string {
	for i := 0; i < len(s); {
		if n := usual(s, i); n > 0 {
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !isComposed(r) {
			return norm.NFC.String(s)
		}
		i += n
	}
	return s
}

// usual returns the length of the character at s[i] if it is ASCII, kana, a kanji or usual punctuation, and 0 for any
// other: of these isComposed holds, and their octets show what they are without decoding.
func usual(s string, i int) int {
	switch {
	case s[i] < 0x80:
		return 1
	case i+2 >= len(s) || s[i+1]&0xc0 != 0x80 || s[i+2]&0xc0 != 0x80:
		return 0
	}
	steady := false
	switch lead, second, third := s[i], s[i+1], s[i+2]; {
	case lead >= 0xe5 && lead <= 0xe9, lead == 0xe4 && second >= 0xb8: // U+4E00 to U+9FFF
		steady = true
	case lead == 0xe3 && second == 0x80: // U+3000 to U+3020
		steady = third <= 0xa0
	case lead == 0xe3 && second == 0x82: // without U+3097 to U+309F
		steady = third <= 0x96 || third >= 0xa0
	case lead == 0xe3: // U+3041 to U+307F, U+30C0 to U+30FE
		steady = second == 0x81 && third > 0x80 || second == 0x83 && third < 0xbf
	}
	if !steady {
		return 0
	}
	return 3
}

// isComposed reports whether form C leaves r alone wherever it stands: Latin-1 and its extensions, Japanese punctuation,
// kana, kanji and full-width forms. Marks, and what a mark joins from the left, are not among them.
func isComposed(r rune) bool {
	return r < 0x300 || isSteady(r) || r >= 0x3000 && r <= 0x3020 || r >= 0x2010 && r <= 0x2027 || r >= 0xff01 && r <= 0xff9d
}
