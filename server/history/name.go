package history

import (
	"sort"
	"strings"
	"unicode"

	"sekisho/server/text"
)

// NameKey returns a display name as names are looked up: folded, without titles, brackets and what stands in them, marks and
// blanks; the words of a name in Latin letters in alphabetical order, because some write the family name last. Two spellings of
// one name have one key; empty: there is no name, or it is an address.
func NameKey(name string) string {
	if len(name) > 1000 || strings.ContainsRune(name, '@') {
		return ""
	}
	var words []string
	for _, w := range strings.FieldsFunc(text.Fold(withoutBrackets(name)), apart) {
		if !titles[w] {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return ""
	}
	if latin(words) {
		sort.Strings(words)
		return strings.Join(words, " ")
	}
	return untitled(strings.Join(words, ""))
}

// titles are words of Latin names that are no part of them.
var titles = map[string]bool{"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "san": true, "sama": true}

// untitled takes a Japanese title off the end.
func untitled(s string) string {
	for _, title := range [...]string{"様", "さま", "殿", "先生", "さん", "氏", "御中"} {
		if rest, ok := strings.CutSuffix(s, title); ok && rest != "" {
			return rest
		}
	}
	return s
}

// apart are the runes between the words of a name.
func apart(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != 'ー'
}

// withoutBrackets drops what stands in brackets of any kind: a company, a department, a reading.
func withoutBrackets(s string) string {
	const opening, closing = "([{（［｛【〔〈《「<", ")]}）］｝】〕〉》」>"
	if !strings.ContainsAny(s, opening) {
		return s
	}
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case strings.ContainsRune(opening, r):
			depth++
			b.WriteByte(' ')
		case strings.ContainsRune(closing, r):
			depth = max(depth-1, 0)
		case depth == 0:
			b.WriteRune(r)
		}
	}
	if strings.TrimSpace(b.String()) == "" { // nothing but brackets: better those than nothing
		return s
	}
	return b.String()
}

func latin(words []string) bool {
	for _, w := range words {
		for _, r := range w {
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
				return false
			}
		}
	}
	return true
}
