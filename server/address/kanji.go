package address

import (
	_ "embed" // for the table
	"strings"
	"sync"
)

//go:embed alike/kanji.txt
var kanjiText string

// kanjiTable knows kanji that are one in another form (靑 and 青), and pairs that a quick look mistakes (未 and 末).
type kanjiTable struct {
	form map[rune]rune
	near map[[2]rune]bool
}

var kanji = sync.OnceValue(func() kanjiTable {
	t := kanjiTable{form: make(map[rune]rune, 4096), near: map[[2]rune]bool{}}
	for line := range strings.Lines(kanjiText) {
		first, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch first {
		case "#":
		case "!":
			for pair := range strings.FieldsSeq(rest) {
				p := []rune(pair)
				t.near[[2]rune{min(p[0], p[1]), max(p[0], p[1])}] = true
			}
		default:
			for _, r := range rest {
				t.form[r] = []rune(first)[0]
			}
		}
	}
	return t
})

// usualKanji returns the form of a kanji that others are compared in.
func usualKanji(r rune) rune {
	if r < firstKanji {
		return r
	}
	if form, ok := kanji().form[r]; ok {
		return form
	}
	return r
}

// firstKanji is the first code point of the blocks of CJK ideographs.
const firstKanji = 0x3400

// kanjiNear reports whether a quick look mistakes two kanji for one another.
func kanjiNear(a, b rune) bool {
	return a >= firstKanji && b >= firstKanji && kanji().near[[2]rune{min(a, b), max(a, b)}]
}
