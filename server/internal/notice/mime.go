package notice

import (
	"bytes"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"
	"time"
)

// write puts a letter into the form of a mail (RFC 5322), all ASCII but for an address that is not.
func (l *letter) write(id string, now time.Time) ([]byte, error) {
	var b bytes.Buffer
	field := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	field("From", "Sekisho <"+oneLine(l.from)+">")
	field("To", "<"+oneLine(l.to)+">")
	field("Subject", encoded(l.subject))
	field("Date", now.Format(time.RFC1123Z))
	field("Message-ID", id)
	if to := inReplyTo(l.header); to != "" {
		field("In-Reply-To", to)
		field("References", to)
	}
	field("Auto-Submitted", "auto-generated") // RFC 3834, section 5
	field("X-Auto-Response-Suppress", "All")  // Exchange: no absence notes in answer
	field("MIME-Version", "1.0")
	var body bytes.Buffer
	kind, err := l.writeBody(&body)
	if err != nil {
		return nil, err
	}
	field("Content-Type", kind)
	b.WriteString("\r\n")
	_, err = body.WriteTo(&b)
	return b.Bytes(), err
}

// writeBody writes what follows the header, and returns its type.
func (l *letter) writeBody(to io.Writer) (string, error) {
	w := multipart.NewWriter(to)
	if l.status == "" {
		return alternative(w), l.alternatives(w)
	}
	var inner bytes.Buffer
	people := multipart.NewWriter(&inner)
	err := l.alternatives(people)
	if err == nil {
		err = part(w, "Content-Type", alternative(people), inner.Bytes())
	}
	if err == nil {
		err = part(w, "Content-Type", "message/delivery-status", []byte(l.status))
	}
	if err == nil && len(l.header) > 0 {
		err = l.original(w)
	}
	if err != nil {
		return "", err
	}
	return "multipart/report; report-type=delivery-status;\r\n boundary=\"" + w.Boundary() + "\"", w.Close()
}

func alternative(w *multipart.Writer) string {
	return "multipart/alternative;\r\n boundary=\"" + w.Boundary() + "\""
}

// original adds the mail's header (RFC 6522, section 3), encoded where a line is too long or not ASCII.
func (l *letter) original(w *multipart.Writer) error {
	return encodedPart(w, "text/rfc822-headers; charset=utf-8", l.header)
}

// alternatives writes the text and the same as HTML (RFC 2046, 5.1.4: the best last).
func (l *letter) alternatives(w *multipart.Writer) error {
	html, err := l.html()
	if err == nil {
		err = encodedPart(w, "text/plain; charset=utf-8", []byte(l.text()))
	}
	if err == nil {
		err = encodedPart(w, "text/html; charset=utf-8", html)
	}
	if err != nil {
		return fmt.Errorf("write notice: %w", err)
	}
	return w.Close()
}

func part(w *multipart.Writer, name, kind string, body []byte) error {
	p, err := w.CreatePart(textproto.MIMEHeader{name: {kind}})
	if err == nil {
		_, err = p.Write(body)
	}
	return err
}

// encodedPart writes base64 in lines of 76 letters (RFC 2045, 6.8).
func encodedPart(w *multipart.Writer, kind string, body []byte) error {
	p, err := w.CreatePart(textproto.MIMEHeader{"Content-Type": {kind}, "Content-Transfer-Encoding": {"base64"}})
	for rest := body; err == nil && len(rest) > 0; {
		n := min(57, len(rest))
		_, err = fmt.Fprintf(p, "%s\r\n", base64.StdEncoding.EncodeToString(rest[:n]))
		rest = rest[n:]
	}
	return err
}

// encoded writes a field's words (RFC 2047), one encoded word a line.
func encoded(s string) string {
	return strings.ReplaceAll(mime.BEncoding.Encode("utf-8", oneLine(s)), "?= =?", "?=\r\n =?")
}

// oneLine is for what stands in a header field: no control character at all.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}

func newMessageID(from string) string {
	var b [15]byte
	_, _ = rand.Read(b[:]) // never fails
	return "<" + strings.ToLower(base32.StdEncoding.EncodeToString(b[:])) + "@" + oneLine(domain(from)) + ">"
}
