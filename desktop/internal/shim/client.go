package shim

import (
	"strings"
	"time"
	"unicode"

	"sekisho/server/message"
)

// usualWait is how long a program of which nothing is known waits for the answer to a mail.
const usualWait = 60 * time.Second

// margin is what a program's patience is shortened by: clocks differ, and answers travel.
const margin = 10 * time.Second

// waits are how long programs wait, measured, by a word in the name they give. Those that never stop get ten minutes.
var waits = map[string]time.Duration{
	"thunderbird": 100 * time.Second,
	"swaks":       30 * time.Second,
	"s-nail":      44 * time.Second,
	"claws mail":  60 * time.Second,
	"nodemailer":  10 * time.Minute,
	"mutt":        10 * time.Minute,
}

// clientOf is what a mail program calls itself in the mail, on one line; empty: nothing.
func clientOf(h message.Header) string {
	for _, field := range []string{"user-agent", "x-mailer"} {
		for _, v := range h.Values(field) {
			if v = strings.Join(strings.FieldsFunc(v, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " "); v != "" {
				return cut(strings.ToValidUTF8(v, "?"), 200)
			}
		}
	}
	return ""
}

// waitOf is how long a program waits. A setting goes before what is known; of several that fit the shortest counts.
func waitOf(client string, settings map[string]time.Duration) time.Duration {
	if d := shortest(client, settings); d > 0 {
		return d
	}
	if d := shortest(client, waits); d > 0 {
		return d
	}
	return usualWait
}

func shortest(client string, table map[string]time.Duration) (d time.Duration) {
	client = strings.ToLower(client)
	for word, wait := range table {
		if strings.Contains(client, strings.ToLower(word)) && (d == 0 || wait < d) {
			d = wait
		}
	}
	return min(d, longest)
}

// cut shortens s to n octets without cutting a character in two.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}
