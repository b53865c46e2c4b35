package gate

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// write writes the mail as it leaves: our trace headers, then what Outgoing lets through. The mail itself is made of CRLF lines,
// so lines put before it cannot change where another begins.
func (p *Proxy) write(w io.Writer, t *Transaction, d Decision) error {
	head := received(p.Host, t)
	for _, h := range d.Headers {
		line := h.Name + ": " + h.Value
		if !headerName(h.Name) || printable(line) != line || !isASCII(line) {
			return fmt.Errorf("trace header %q: %w", h.Name, errNotLines)
		}
		head += line + "\r\n"
	}
	if _, err := io.WriteString(w, head); err != nil {
		return err
	}
	copyMail := p.Outgoing
	if copyMail == nil {
		copyMail = StripPrivate
	}
	return copyMail(t.Spool.Reader(), w)
}

func headerName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || r == ':' })
}

// received is our trace line (RFC 5321, 4.4), without "for": it would name one recipient to the others.
func received(host string, t *Transaction) string {
	with := "SMTP"
	if t.ESMTP {
		with = "ESMTP"
	}
	if t.Mail.SMTPUTF8 {
		with = "UTF8SMTP" // RFC 6531, 4.3
	}
	if t.Peer.TLS && with != "SMTP" {
		with += "S" // RFC 3848
	}
	if t.Login != "" && with != "SMTP" {
		with += "A"
	}
	from := t.Helo
	if ip := t.Peer.Remote.Addr(); ip.IsValid() {
		literal := ip.String()
		if ip.Is6() {
			literal = "IPv6:" + literal
		}
		from += " ([" + literal + "])"
	}
	return fmt.Sprintf("Received: from %s\r\n\tby %s (Sekisho) with %s id %s;\r\n\t%s\r\n", from, host, with, t.ID, t.Time.Format(time.RFC1123Z))
}

// StripPrivate copies a mail made of CRLF lines without its Bcc, Resent-Bcc and X-Sekisho-* header fields. All else is the same,
// octet by octet. It reads by lines of any length.
func StripPrivate(r io.Reader, w io.Writer) error {
	b := bufio.NewReaderSize(r, wireBuffer)
	start, drop := true, false
	for {
		piece, err := b.ReadSlice('\n')
		if start {
			switch {
			case len(bytes.TrimRight(piece, "\r\n")) == 0 && err == nil:
				return rest(b, w, piece)
			case piece0(piece) != ' ' && piece0(piece) != '\t':
				drop = private(piece)
			}
		}
		if !drop {
			if _, err := w.Write(piece); err != nil {
				return err
			}
		}
		switch {
		case err == nil:
			start = true
		case errors.Is(err, bufio.ErrBufferFull):
			start = false
		case errors.Is(err, io.EOF):
			return nil
		default:
			return err
		}
	}
}

func rest(b io.Reader, w io.Writer, first []byte) error {
	if _, err := w.Write(first); err != nil {
		return err
	}
	_, err := io.Copy(w, b)
	return err
}

func piece0(b []byte) byte {
	if len(b) == 0 {
		return 0
	}
	return b[0]
}

// private reports whether a header line begins a field that must not leave. Blanks before the colon are an old form of the same.
func private(line []byte) bool {
	i := bytes.IndexByte(line, ':')
	if i < 0 {
		return false
	}
	name := strings.ToLower(string(bytes.TrimRight(line[:min(i, 100)], " \t")))
	return name == "bcc" || name == "resent-bcc" || strings.HasPrefix(name, "x-sekisho-")
}
