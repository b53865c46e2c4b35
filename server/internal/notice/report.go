package notice

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sekisho/server/internal/held"
	"sekisho/server/internal/outbound"
	"sekisho/server/internal/store"
	"sekisho/server/message"
)

const maxHeader = 64 << 10 // octets

// enhanced finds a status code (RFC 3463) in a reply.
var enhanced = regexp.MustCompile(`^[245][0-9]{2}[ -]([245]\.[0-9]{1,3}\.[0-9]{1,3})(\s|$)`)

// addReport adds the machine's part of a notice about deliveries (RFC 3464), and the replies to the people's part.
func (w *Worker) addReport(l *letter, row store.Notice) {
	l.status = w.status(row, l.about)
	for i := range l.bodies {
		b := &l.bodies[i]
		for _, to := range slices.Sorted(maps.Keys(row.Args)) {
			b.Facts = append(b.Facts, held.Fact{Label: held.Say(b.Lang, "label.to"), Values: []string{held.Line(to, 320)}},
				held.Fact{Label: held.Say(b.Lang, "label.reply"), Values: []string{held.Line(row.Args[to], 500)}})
		}
	}
}

// status is the body of message/delivery-status. It names only the recipients that the row is about.
func (w *Worker) status(row store.Notice, m store.Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Reporting-MTA: dns; %s\r\nArrival-Date: %s\r\n", ascii(w.Host), m.Created.UTC().Format(time.RFC1123Z))
	action, class := "failed", "5.0.0"
	if row.Kind == outbound.TellDelayed {
		action, class = "delayed", "4.0.0"
	}
	for _, to := range slices.Sorted(maps.Keys(row.Args)) {
		reply := row.Args[to]
		status := class
		if found := enhanced.FindStringSubmatch(reply); found != nil && found[1][0] == class[0] {
			status = found[1]
		}
		fmt.Fprintf(&b, "\r\nFinal-Recipient: %s\r\nAction: %s\r\nStatus: %s\r\nDiagnostic-Code: smtp; %s\r\nLast-Attempt-Date: %s\r\n",
			finalRecipient(to), action, status, fold(ascii(held.Line(reply, 500))), row.Created.UTC().Format(time.RFC1123Z))
		if action == "delayed" {
			fmt.Fprintf(&b, "Will-Retry-Until: %s\r\n", m.Created.Add(5*24*time.Hour).UTC().Format(time.RFC1123Z))
		}
	}
	return b.String()
}

// finalRecipient writes an address; one that is not ASCII in the form of RFC 6533, section 3 that every server takes.
func finalRecipient(a string) string {
	a = held.Line(a, 320)
	if isASCII(a) {
		return "rfc822; " + a
	}
	var b strings.Builder
	for _, r := range a {
		if r > ' ' && r < 0x7f && r != '\\' && r != '+' && r != '=' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\x{%X}", r)
		}
	}
	return "utf-8; " + b.String()
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// ascii replaces what these fields cannot hold.
func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}

// fold breaks a field's value at blanks, so that no line is long (RFC 5322, 2.1.1: at most 998, better 78).
func fold(s string) string {
	var b strings.Builder
	line := 20
	for i, word := range strings.Fields(s) {
		for len(word) > 900 {
			b.WriteString(word[:900] + "\r\n ")
			word, line = word[900:], 1
		}
		switch {
		case i == 0:
		case line+len(word) > 76:
			b.WriteString("\r\n ")
			line = 1
		default:
			b.WriteString(" ")
			line++
		}
		b.WriteString(word)
		line += len(word)
	}
	return b.String()
}

// header reads a mail's header from the spool, whole lines of at most 64 KiB, less the fields that stay in the house: a connector's
// secret, a pass, other people's Bcc. A mail that cannot be read has none: it may be purged, and what is known of it is told all the
// same.
func (w *Worker) header(ctx context.Context, m store.Message) []byte {
	r, err := w.Originals.Open(ctx, w.Org, m)
	if err != nil {
		return nil
	}
	defer r.Close() //nolint:errcheck // it was read
	var b bytes.Buffer
	for s := bufio.NewReader(io.LimitReader(r, maxHeader)); ; {
		line, err := s.ReadBytes('\n')
		if err != nil || len(bytes.TrimRight(line, "\r\n")) == 0 {
			break
		}
		b.Write(line)
	}
	var shown bytes.Buffer
	if err := message.Outgoing(&b, &shown, message.OutgoingOptions{}); err != nil {
		return nil
	}
	return shown.Bytes()
}

var messageID = regexp.MustCompile(`(?im)^Message-ID:[ \t]*(?:\r?\n[ \t]+)?(<[!-;=?-~]{3,250}>)[ \t]*\r?$`)

// inReplyTo is the Message-ID that a header has; empty: none that can be written again.
func inReplyTo(header []byte) string {
	if found := messageID.FindSubmatch(header); found != nil {
		return string(found[1])
	}
	return ""
}
