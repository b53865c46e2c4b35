package text

import (
	"strings"
	"unicode/utf8"
)

// minTold is how many lines of questions and answers, or of dates, tell of something. A single one may be the writer's word.
const minTold = 3

// tells reports whether so many lines of a text are questions, answers, or begin with a date or a time that what they say of files
// is told of then, and promised of none.
func tells(s string) bool {
	n := 0
	for at := 0; at < len(s); at += lineIn(s[at:]) {
		if isTold(s[at:]) {
			n++
		}
	}
	return n >= minTold
}

// toldBegins are the first octets of what isTold knows.
var toldBegins = func() (begins [256]bool) {
	for _, mark := range []string{"Q", "A", "Ｑ", "問", "答", "["} {
		begins[mark[0]] = true
	}
	for c := '0'; c <= '9'; c++ {
		begins[c] = true
	}
	return begins
}()

// isTold reports whether a text begins as a line of those: Q1, 答, 10:15, 11/5, 4 Nov.
func isTold(s string) bool {
	if s == "" || !toldBegins[s[0]] {
		return false // nearly every line: six prefixes cost more than all else that is asked of it
	}
	for _, mark := range [...]string{"Q", "A", "Ｑ", "Ａ", "問", "答"} {
		if rest, ok := strings.CutPrefix(s, mark); ok {
			r, _ := utf8.DecodeRuneInString(rest[digitsIn(rest):])
			return strings.ContainsRune(" \u3000.．:：)", r)
		}
	}
	s = strings.TrimPrefix(s, "[")
	n := digitsIn(s)
	if n == 0 || n > 2 {
		return false
	}
	rest := s[n:]
	switch {
	case strings.HasPrefix(rest, ":"), strings.HasPrefix(rest, "/"), strings.HasPrefix(rest, "月"):
		_, size := utf8.DecodeRuneInString(rest)
		return digitsIn(rest[size:]) > 0
	}
	return strings.HasPrefix(rest, " ") && beginsMonth(rest[1:])
}

func beginsMonth(s string) bool {
	const short = 3
	return len(s) > short && strings.Contains("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ", s[:short]+" ")
}

func digitsIn(s string) (n int) {
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// draftWords say that what stands between rules is a text to be looked at.
var draftWords = [...]string{"文面", "文案", "案文", "下書", "草案", "文例", "例文", "定型", "ひな形", "雛形", "返信案", "回答案", "通知案", "原文", "draft", "Draft", "wording", "Wording", "template", "Template"}

// maxBefore is how many octets before a rule may announce a draft.
const maxBefore = 240

// draftIn returns how many octets stand, from a rule at a place on, up to the next rule, if what stands before speaks of a draft.
func draftIn(s string, at, line int) int {
	if !isRule(strings.TrimRight(s[at:at+line], "\r\n")) || !containsAny(s[max(0, at-maxBefore):at], draftWords[:]...) {
		return 0
	}
	for size := line; at+size < len(s) && size < maxCited; {
		next := lineIn(s[at+size:])
		if isRule(strings.TrimRight(s[at+size:at+size+next], "\r\n")) {
			return size + next
		}
		size += next
	}
	return 0
}
