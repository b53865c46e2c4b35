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
		if s[i] < utf8.RuneSelf {
			i = endOfASCII(s, i)
			continue
		}
		if end := endOfSteady(s, i); end > i {
			i = end
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

// isComposed reports whether form C leaves r alone wherever it stands: Latin-1 and its extensions, Japanese punctuation,
// kana, kanji and full-width forms. Marks, and what a mark joins from the left, are not among them.
func isComposed(r rune) bool {
	return r < 0x300 || isSteady(r) || r >= 0x3000 && r <= 0x3020 || r >= 0x2010 && r <= 0x2027 || r >= 0xff01 && r <= 0xff9d
}
