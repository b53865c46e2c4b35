package text

import (
	"strings"
	"unicode/utf8"
)

// quotes are the marks around what somebody says, and what closes them.
var quotes = [...]struct{ open, close string }{{"「", "」"}, {"『", "』"}, {"“", "”"}, {`"`, `"`}, {"«", "»"}}

const (
	// maxQuoted is how many octets may stand between two marks.
	maxQuoted = 1200
	// minQuoted is from how many octets on what stands between marks is said and no name.
	minQuoted = 20
)

// unquoted leaves out what a text gives as somebody's words, where words of files are among them: a mail that cites a clause, a
// phishing mail or a button promises nothing.
func unquoted(s string) string {
	for _, q := range quotes {
		if strings.Contains(s, q.open) {
			s = withoutSaid(s, q.open, q.close)
		}
	}
	return s
}

func withoutSaid(s, opening, closing string) string {
	var b strings.Builder
	done := 0
	for at := 0; ; {
		i := strings.Index(s[at:], opening)
		if i < 0 {
			break
		}
		from := at + i + len(opening)
		n := strings.Index(clipOctets(s[from:], maxQuoted), closing)
		if n < 0 || strings.Contains(s[from:from+n], "\n\n") {
			at = from
			continue
		}
		inches := opening == closing && isMeasure(s[:from-1])
		if n >= minQuoted && !inches && saysOfFiles(s[from:from+n]) {
			b.WriteString(s[done:from])
			done = from + n
		}
		at = from + n + len(closing)
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// isMeasure reports whether a mark stands behind a digit: 24" are inches.
func isMeasure(before string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return r >= '0' && r <= '9'
}

func saysOfFiles(s string) bool {
	return literals{automaton: promiseWords()}.MatchString(s)
}
