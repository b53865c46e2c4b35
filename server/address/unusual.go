package address

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Unusual reports whether s is written in full-width or like forms (＠, 。, long dashes, invisible characters) that a keyboard
// left in another mode or a paste makes, and suggests the usual form. Capitals, blanks at the ends and international domain
// names are not unusual. It is false for what is no address even in its usual form.
func Unusual(s string) (suggest string, ok bool) {
	if len(s) > maxWritten || hasControl(s) {
		return "", false
	}
	written := norm.NFC.String(strings.TrimSpace(s))
	usual := usualForm(written)
	if usual == written {
		return "", false
	}
	a, err := parse(usual)
	if err != nil {
		return "", false
	}
	return a.String(), true
}

// usualForm is s in the characters an ASCII keyboard would have made, where it has them.
func usualForm(s string) string {
	runes := []rune(norm.NFKC.String(s))
	out := make([]rune, 0, len(runes))
	for i, r := range runes {
		switch {
		case invisible(r):
		case isDot(r):
			out = append(out, '.')
		case isDash(r), r == 'ー' && besideLatin(runes, i):
			out = append(out, '-')
		default:
			out = append(out, r)
		}
	}
	return strings.TrimSpace(string(out))
}

// besideLatin tells a long vowel mark typed for "-" from one in a katakana word.
func besideLatin(runes []rune, i int) bool {
	latin := func(j int) bool {
		return j < 0 || j >= len(runes) || runes[j] <= unicode.MaxASCII
	}
	return latin(i-1) && latin(i+1)
}

// suggest looks for the address that was meant by one that Parse refuses: without brackets and blanks, with commas in the
// domain as dots. It is empty unless the outcome is valid.
func suggest(s string) string {
	if len(s) > maxWritten || hasControl(strings.TrimSpace(s)) {
		return ""
	}
	s = usualForm(s)
	if open := strings.LastIndexByte(s, '<'); open >= 0 && strings.HasSuffix(s, ">") {
		s = s[open+1 : len(s)-1]
	}
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
	}
	s = strings.Trim(strings.ReplaceAll(s, " ", ""), ".,;:、，<>'")
	at := strings.LastIndexByte(s, '@')
	domain := strings.NewReplacer(",", ".", "、", ".", "・", ".", ";", ".").Replace(s[at+1:])
	for strings.Contains(domain, "..") {
		domain = strings.ReplaceAll(domain, "..", ".")
	}
	a, err := parse(s[:at+1] + strings.TrimPrefix(domain, "."))
	if err != nil {
		return ""
	}
	return a.String()
}
