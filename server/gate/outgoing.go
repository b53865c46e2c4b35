package gate

import (
	"fmt"
	"io"
	"time"

	"sekisho/server/message"
)

// write writes the mail as it leaves: our trace headers, then the mail without what must not leave. Both are whole CRLF lines,
// so what is put before the mail cannot change where one of its lines begins.
func (p *Proxy) write(w io.Writer, t *Transaction, d Decision) error {
	trace := []string{Received(p.Host, t)}
	for _, h := range d.Headers {
		line := h.Name + ": " + h.Value
		if printable(line) != line || !isASCII(line) {
			return fmt.Errorf("trace header %q: %w", h.Name, errNotLines)
		}
		trace = append(trace, line)
	}
	mail := t.Spool.Reader()
	if d.Rewrite != nil {
		mail = d.Rewrite(mail)
	}
	return message.Outgoing(mail, w, message.OutgoingOptions{Trace: trace})
}

// Received is our trace line (RFC 5321, 4.4), without "for": it would name one recipient to the others.
func Received(host string, t *Transaction) string {
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
	return fmt.Sprintf("Received: from %s\r\n\tby %s (Sekisho) with %s id %s;\r\n\t%s", from, host, with, t.ID, t.Time.Format(time.RFC1123Z))
}
