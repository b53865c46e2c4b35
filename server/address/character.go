package address

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// hasControl reports what may never be part of an address: controls, line and paragraph separators, broken UTF-8.
// A tab is a blank that trimming or the grammar takes care of.
func hasControl(s string) bool {
	if !utf8.ValidString(s) {
		return true
	}
	return strings.ContainsFunc(s, func(r rune) bool {
		return r != '\t' && unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp)
	})
}

// trim cuts white space and invisible characters, which pasting brings along, from both ends.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) })
}

// invisible characters are Unicode's format characters: zero-width spaces, joiners, bidirectional overrides, the BOM.
func invisible(r rune) bool { return unicode.Is(unicode.Cf, r) }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isDot knows the dots that a Japanese input method makes of ".", UTS #46, 2.3.
func isDot(r rune) bool { return r == '.' || r == '。' || r == '．' || r == '｡' }

// isDash knows the hyphens and dashes that are typed for "-"; the long vowel mark is one only beside Latin letters and digits.
func isDash(r rune) bool { return r >= '\u2010' && r <= '\u2015' || r == '\u2212' || r == '－' }
