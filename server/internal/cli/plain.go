package cli

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// plain makes text from mails, files and policies fit for a terminal and for one line: control characters (ESC begins orders
// to the terminal, CR and LF a line of the attacker's own), characters that turn the direction of writing, and broken UTF-8 are
// written as \u001b.
func plain(s string) string {
	if !strings.ContainsFunc(s, unfit) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case unfit(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}

// unfit are the C0 and C1 control characters, the line and paragraph separators, and the bidirectional controls.
func unfit(r rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r < 0xa0, r == 0x061c, r == 0x200e, r == 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return false
}

// say writes one line: whatever the arguments hold, it stays one.
func say(b *strings.Builder, format string, args ...any) {
	b.WriteString(plain(fmt.Sprintf(format, args...)))
	b.WriteByte('\n')
}
