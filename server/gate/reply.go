package gate

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reply is one SMTP reply (RFC 5321, 4.2).
type Reply struct {
	Code     int    // 200 to 599
	Enhanced string // "5.7.1" (RFC 3463), repeated on every line; empty: none, or Text has it already as in an upstream's own reply
	Text     string // lines are separated by "\n"
}

// maxReplyLine keeps a reply line below the 512 octets of RFC 5321, 4.5.3.1.5, with code, enhanced code and CRLF.
const maxReplyLine = 490

// ReplyError is a reply as an error: from Backend.Open the greeting, inside the package an upstream's refusal.
type ReplyError struct{ Reply Reply }

// Error returns the reply on one line.
func (e *ReplyError) Error() string { return e.Reply.String() }

// String returns the reply on one line, as it is logged.
func (r Reply) String() string {
	text := strings.ReplaceAll(r.Text, "\n", " | ")
	if r.Enhanced != "" {
		text = r.Enhanced + " " + text
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", r.Code, text))
}

// positive reports whether the reply says yes.
func (r Reply) positive() bool { return r.Code >= 200 && r.Code < 300 }

// transient reports whether trying again may help.
func (r Reply) transient() bool { return r.Code >= 400 && r.Code < 500 }

// appendWire appends the reply as it goes over the wire. Control characters become blanks: text from elsewhere cannot make a line of its own.
func (r Reply) appendWire(b []byte) []byte {
	lines := strings.Split(strings.TrimRight(r.Text, "\n"), "\n")
	for i, line := range lines {
		sep := byte('-')
		if i == len(lines)-1 {
			sep = ' '
		}
		b = fmt.Appendf(b, "%03d%c", r.Code, sep)
		if r.Enhanced != "" {
			b = append(append(b, r.Enhanced...), ' ')
		}
		b = append(b, clip(printable(line), maxReplyLine)...)
		b = append(b, "\r\n"...)
	}
	return b
}

// printable replaces control characters, those that turn the direction of writing, and broken UTF-8.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Bidi_Control, r) || r == 0x2028 || r == 0x2029 || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
}

// clip shortens s to at most n octets without cutting a character in two.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// maxSentence is how many characters clients show of a reply without trouble.
const maxSentence = 200

// Notice builds a reply of one line in both languages, ending in the mail's id, of at most 200 characters; detail gives way. Empty
// detail and id are left out.
func Notice(code int, enhanced, ja, en, detail, id string) Reply {
	return notice(code, enhanced, ja, en, detail, id)
}

// Undecided is the answer to a mail that could not be judged: it is to be sent again.
func Undecided(id string) Reply { return undecided(id) }

// TooLate is the answer when nobody confirmed in time.
func TooLate(id string) Reply { return tooLate(errBudget, id) }

// notice builds a reply of one line in both languages, ending in the mail's id, of at most 200 characters; detail gives way.
func notice(code int, enhanced, ja, en, detail, id string) Reply {
	head, tail := "Sekisho: "+ja+" / "+en, ""
	if id != "" {
		tail = " (id " + id + ")"
	}
	detail = strings.Join(strings.Fields(printable(detail)), " ")
	room := maxSentence - utf8.RuneCountInString(head) - len(tail) - 2
	if detail != "" && room > 0 {
		runes := []rune(detail)
		if len(runes) > room {
			runes = append(runes[:room-1], '…')
		}
		head += ": " + string(runes)
	}
	return Reply{Code: code, Enhanced: enhanced, Text: clip(head, maxReplyLine-len(tail)) + tail}
}
