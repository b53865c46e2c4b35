package history

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"sekisho/server/policy"
)

// Reason says why a mail in a Sent folder teaches nothing.
type Reason string

// The reasons of a Reader.
const (
	ReasonNoDate       Reason = "no-date"          // it does not say when it was sent
	ReasonNotOwn       Reason = "not-own"          // it is from somebody else: received, or another organisation's
	ReasonDraft        Reason = "draft"            // it was never sent
	ReasonSpam         Reason = "spam"             // it only says it is from us
	ReasonNoRecipients Reason = "no-recipients"    // nobody is named in it
	ReasonNoAddress    Reason = "no-address"       // names without addresses
	ReasonExchange     Reason = "exchange-address" // addresses of an Exchange directory (/o=…), which say nothing outside
	ReasonCircular     Reason = "circular"         // more than MaxRecipients
	ReasonTooLong      Reason = "header-too-long"
	ReasonBroken       Reason = "broken" // it cannot be read
)

// Reader reads Sent folders. Its fields must not change while it reads.
type Reader struct {
	// Parse reads a header block: From, To, Cc, Bcc, names and subject.
	Parse func(header []byte) (*policy.Message, error)
	// Own tells the organisation's addresses.
	Own func(address string) bool
	// Account is whose folder it is; empty: each mail is its From's.
	Account string
	// Take is called for each mail, with the line (CSV) or the number of the mail (mbox) it stands at, from 1. With a reason
	// there is nothing to learn. Its error ends the reading.
	Take func(m Sent, why Reason, at int) error
}

const (
	maxHeader = 256 << 10 // octets of one header block
	sniffed   = 64 << 10  // octets that tell what a file is
)

// Read reads one file: mbox, a single mail, or CSV with headings as Outlook writes them; its first octets say which. It gives
// ErrFormat for anything else, and for a CSV without a column of recipients.
func (r *Reader) Read(src io.Reader) error {
	b := bufio.NewReaderSize(src, sniffed)
	head, err := b.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch {
	case len(bytes.TrimSpace(head)) == 0:
		return nil
	case bytes.HasPrefix(head, []byte("From ")):
		return r.readMbox(b)
	case isHeader(head):
		return r.readMail(b)
	}
	return r.readCSV(b, head)
}

// isHeader reports whether a file begins with a header field that mails have.
func isHeader(head []byte) bool {
	name, _, ok := bytes.Cut(head[:min(len(head), 80)], []byte(":"))
	if !ok || len(name) == 0 {
		return false
	}
	for _, c := range name {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && (c < '0' || c > '9') {
			return false
		}
	}
	// "To:" may also begin a CSV ("To: (Address),CC: (Address)…"): a heading goes on with a bracket.
	_, rest, _ := bytes.Cut(head, []byte(":"))
	return !bytes.HasPrefix(bytes.TrimLeft(rest, " "), []byte("("))
}

// readMail reads a file that is one mail. No more of it is read than its header.
func (r *Reader) readMail(b *bufio.Reader) error {
	header, tooLong, err := readHeader(b, nil)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return r.offer(header, tooLong, "", 1)
}

// readHeader reads lines up to an empty one, after the octets in header.
func readHeader(b *bufio.Reader, header []byte) (_ []byte, tooLong bool, err error) {
	start := true
	for {
		piece, err := b.ReadSlice('\n')
		full := errors.Is(err, bufio.ErrBufferFull)
		if start && !full && len(bytes.TrimRight(piece, "\r\n")) == 0 {
			return header, tooLong, err
		}
		if tooLong = tooLong || len(header)+len(piece) > maxHeader; !tooLong {
			header = append(header, piece...)
		}
		start = !full
		if err != nil && !full {
			return header, tooLong, err
		}
	}
}

// offer makes of a header what is learned, and hands it on.
func (r *Reader) offer(header []byte, tooLong bool, separator string, at int) error {
	if tooLong {
		return r.Take(Sent{}, ReasonTooLong, at)
	}
	m, err := r.Parse(header)
	if err != nil {
		return r.Take(Sent{}, ReasonBroken, at)
	}
	if why := unsent(header); why != "" {
		return r.Take(Sent{}, why, at)
	}
	when := date(field(header, "date"), separator)
	s, why := r.learn(m)
	if why == "" && when.IsZero() {
		why = ReasonNoDate
	}
	s.At, s.Message = when, field(header, "message-id")
	if s.Message == "" {
		s.Message = digest(header)
	}
	return r.Take(s, why, at)
}

// learn is Of with reasons.
func (r *Reader) learn(m *policy.Message) (Sent, Reason) {
	m.Account = r.Account
	if r.Own != nil && !r.Own(m.From.Address) {
		return Sent{}, ReasonNotOwn
	}
	s, ok := Of(m, r.Own)
	switch {
	case ok:
		return s, ""
	case len(m.Recipients) > MaxRecipients:
		return s, ReasonCircular
	case len(m.Recipients) == 0:
		return s, ReasonNoRecipients
	}
	for _, p := range m.Recipients {
		if isExchange(p.Address) {
			return s, ReasonExchange
		}
	}
	return s, ReasonNoAddress
}

func isExchange(a string) bool {
	a = strings.ToLower(strings.TrimSpace(a))
	return strings.HasPrefix(a, "/o=") || strings.HasPrefix(a, "imceaex-")
}

// unformatted is ErrFormat with what to do.
func unformatted(what string) error {
	return fmt.Errorf("%w: %s; save the folder as mbox, as .eml files, or as CSV with its headings", ErrFormat, what)
}
