// Package message reads RFC 5322 and MIME octets into a policy.Message, and writes them out again unchanged but for the
// fields that must not leave and the changes that a policy wants (Plan): those touch no octet that they are not about, and nothing
// that a signature covers.
//
// It promises to read whatever real clients send: headers in raw 8-bit, names in ISO-2022-JP cut in mid-character, broken
// folding, unclosed multiparts. Where readers disagree it keeps every reading (all names of a part) and says so with a code
// in Malformed. It never fails because of what a message says, and its time is linear in the octets read.
//
// It does not judge, does not verify signatures and does not decrypt. Of a multipart/alternative it reads one form, and what the
// others say besides. It looks into attachments only through package attach.
//
// # Limits
//
//   - header block: 1 MiB for each part; the rest is skipped (header-too-long)
//   - addresses in header fields: 10,000 a message (too-many-recipients); envelope recipients are bounded by the caller
//   - multipart depth 50, messages in messages 8 (too-deep), parts 1,000 (too-many-parts)
//   - body text: 4 MiB (body-too-long)
//   - links of HTML: 1,000 with 2,048 octets each; more are in the text alone
//   - decoded content of one part in memory: 1 MiB; more goes to a temporary file that is gone when the part is done
//
// # Codes of Malformed
//
// bad-address-list, bad-content-type, bad-encoding, bad-parameter, bare-cr, body-too-long, boundary-ambiguous,
// boundary-missing, boundary-reused, boundary-unclosed, broken-header, duplicate-content-type, duplicate-disposition,
// duplicate-encoding, duplicate-from, duplicate-subject, external-body, header-too-long, message-partial, names-differ, nul,
// several-from, too-deep, too-many-parts, too-many-recipients, truncated, unknown-charset.
package message

import (
	"context"
	"io"

	"sekisho/server/attach"
	"sekisho/server/policy"
)

const (
	maxHeader    = 1 << 20  // octets of one header block
	maxAddresses = 10_000   // addresses in the header fields of a message
	maxDepth     = 50       // multiparts in multiparts
	maxNested    = 8        // messages in messages
	maxParts     = 1_000    // parts of a message, those of attached messages included
	maxBody      = 4 << 20  // octets of body text, before decoding of the charset
	maxMemory    = 1 << 20  // octets of one part's content kept in memory
	pieceSize    = 64 << 10 // octets of a line handled at once
	maxAnchors   = 1_000    // links of HTML kept; the text has the rest
	maxAnchor    = 2_048    // octets kept of the address of one, and of its words
)

// Envelope is the SMTP envelope. A nil Envelope means the headers are the envelope.
type Envelope struct {
	From string   // MAIL FROM; serves as From where the message has none, and for nothing else
	To   []string // every RCPT TO
}

// Read reads one message, streaming: memory does not grow with its size. The message it returns is complete as far as it
// could be understood; what could not be is in Malformed and in the attachments' marks. The error is r's, the context's, or
// that of the temporary file; the message is nil then.
func Read(ctx context.Context, r io.Reader, env *Envelope) (*policy.Message, error) {
	return read(attach.WithText(attach.NewBudget(ctx)), r, env, attach.Inspect)
}

// inspector looks at one file; attach.Inspect in production.
type inspector func(context.Context, attach.File) policy.Attachment

func read(ctx context.Context, r io.Reader, env *Envelope, look inspector) (*policy.Message, error) {
	w := newWalker(ctx, r, look)
	defer w.src.release()
	h := w.header()
	out := w.walk(h, parent{})
	if err := w.src.err; err != nil {
		return nil, err
	}
	subject := h.text("subject", w.notes)
	m := &policy.Message{
		Kind:        w.kind(),
		Compose:     compose(h),
		Subject:     subject,
		Body:        body(out.chunks, subject),
		Attachments: out.files,
		Protected:   w.guards(h),
	}
	people(m, h, env, w.notes)
	m.Anchors = w.anchors
	m.Malformed = w.notes.list
	return m, nil
}

// people fills in who the message is from and to.
func people(m *policy.Message, h Header, env *Envelope, n *notes) {
	from := h.mailboxes(n, "from")
	h.once(n, "from", "duplicate-from")
	h.once(n, "subject", "duplicate-subject")
	if len(from) > 1 {
		n.add("several-from")
	}
	switch {
	case len(from) > 0:
		m.From = from[0]
	case env != nil:
		m.From.Address = env.From
	}
	m.ReplyTo = h.mailboxes(n, "reply-to")
	m.Recipients = recipients(h, env, n)
}

// notes collects codes of what could not be decided, each once, in the order they were met.
type notes struct{ list []string }

func (n *notes) add(code string) {
	for _, c := range n.list {
		if c == code {
			return
		}
	}
	n.list = append(n.list, code)
}
