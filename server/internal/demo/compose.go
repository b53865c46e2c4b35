package demo

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"maps"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Draft is what the playground's compose window sends off.
type Draft struct {
	From        Mailbox           `json:"from"`
	To          []Mailbox         `json:"to"`
	Cc          []Mailbox         `json:"cc"`
	Bcc         []Mailbox         `json:"bcc"`
	Subject     string            `json:"subject"`
	Body        string            `json:"body"`
	Headers     map[string]string `json:"headers"`
	Attachments []File            `json:"attachments"`
}

// Mailbox is an address and its display name.
type Mailbox struct {
	Address string `json:"address"`
	Name    string `json:"name"`
}

// File is one attachment. Content is base64 in JSON.
type File struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Inline  bool   `json:"inline"`
	Content []byte `json:"content"`
}

// recipients is the envelope: every address once.
func (d Draft) recipients() []string {
	var all []string
	for _, list := range [][]Mailbox{d.To, d.Cc, d.Bcc} {
		for _, m := range list {
			if !slices.Contains(all, m.Address) {
				all = append(all, m.Address)
			}
		}
	}
	return all
}

var headerName = regexp.MustCompile(`^[A-Za-z0-9-]{1,76}$`)

// compose writes a draft as a mail client would: RFC 5322 with MIME, Bcc left out.
func compose(d Draft, now time.Time) ([]byte, error) {
	for _, address := range append(d.recipients(), d.From.Address) {
		if strings.ContainsAny(address, "\r\n\x00") {
			return nil, fmt.Errorf("address %q cannot be written", address)
		}
	}
	var b bytes.Buffer
	header := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	header("From", mailbox(d.From))
	if len(d.To) > 0 {
		header("To", mailboxes(d.To))
	}
	if len(d.Cc) > 0 {
		header("Cc", mailboxes(d.Cc))
	}
	header("Subject", encoded(d.Subject))
	header("Date", now.Format(time.RFC1123Z))
	header("Message-ID", messageID())
	header("User-Agent", "Sekisho playground")
	for _, name := range slices.Sorted(maps.Keys(d.Headers)) {
		value := d.Headers[name]
		if !headerName.MatchString(name) || strings.ContainsAny(value, "\r\n\x00") {
			return nil, fmt.Errorf("header %q cannot be written", name)
		}
		header(name, value)
	}
	header("MIME-Version", "1.0")
	if err := writeBody(&b, d); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func writeBody(b *bytes.Buffer, d Draft) error {
	text := textproto.MIMEHeader{"Content-Type": {"text/plain; charset=utf-8"}, "Content-Transfer-Encoding": {"quoted-printable"}}
	if len(d.Attachments) == 0 {
		writeHeader(b, text)
		return writeText(b, d.Body)
	}
	w := multipart.NewWriter(b)
	fmt.Fprintf(b, "Content-Type: multipart/mixed; boundary=%q\r\n\r\n", w.Boundary())
	part, err := w.CreatePart(text)
	if err == nil {
		err = writeText(part, d.Body)
	}
	for _, f := range d.Attachments {
		if err == nil {
			err = writeFile(w, f)
		}
	}
	if err != nil {
		return fmt.Errorf("write the mail: %w", err)
	}
	return w.Close()
}

func writeHeader(b *bytes.Buffer, h textproto.MIMEHeader) {
	for _, name := range []string{"Content-Type", "Content-Transfer-Encoding"} {
		fmt.Fprintf(b, "%s: %s\r\n", name, h.Get(name))
	}
	b.WriteString("\r\n")
}

func writeText(w interface{ Write([]byte) (int, error) }, text string) error {
	q := quotedprintable.NewWriter(w)
	if _, err := q.Write([]byte(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n"))); err != nil {
		return err
	}
	return q.Close()
}

func writeFile(w *multipart.Writer, f File) error {
	kind, _, err := mime.ParseMediaType(f.Type)
	if err != nil {
		kind = "application/octet-stream"
	}
	disposition := "attachment"
	if f.Inline {
		disposition = "inline"
	}
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {mime.FormatMediaType(kind, map[string]string{"name": f.Name})},
		"Content-Disposition":       {mime.FormatMediaType(disposition, map[string]string{"filename": f.Name})},
		"Content-Transfer-Encoding": {"base64"},
	})
	if err != nil {
		return err
	}
	const line = 57 // octets that make 76 letters of base64
	for rest := f.Content; len(rest) > 0; {
		n := min(line, len(rest))
		if _, err := fmt.Fprintf(part, "%s\r\n", base64.StdEncoding.EncodeToString(rest[:n])); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

func encoded(s string) string {
	return mime.BEncoding.Encode("utf-8", strings.NewReplacer("\r", " ", "\n", " ").Replace(s))
}

func mailbox(m Mailbox) string {
	a := mail.Address{Name: strings.NewReplacer("\r", " ", "\n", " ").Replace(m.Name), Address: m.Address}
	return a.String()
}

// mailboxes folds after each address, so that no line grows long.
func mailboxes(list []Mailbox) string {
	all := make([]string, len(list))
	for i, m := range list {
		all[i] = mailbox(m)
	}
	return strings.Join(all, ",\r\n ")
}

func messageID() string {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails
	return "<" + base64.RawURLEncoding.EncodeToString(b[:]) + "@playground.invalid>"
}
