package message

import (
	"cmp"
	"context"
	"io"
	"slices"

	"sekisho/server/policy"
)

// Changes are what is done to a mail on its way out, to all copies of it. Addresses compare as the rules compare them. The zero
// value changes nothing.
type Changes struct {
	Remove []string // leave To and Cc
	To, Cc []string // are added there
	Bcc    []string // leave To and Cc because they get a blind copy
	BccTo  string   // what a To gets that Bcc emptied

	// Subject goes before the subject, Head and Tail before and after the text. Of a text in two languages the mail gets the one it
	// is written in.
	Subject, Head, Tail []policy.Text
}

// Why a change cannot be made.
const (
	CannotSigned  = "signed"  // a signature covers what would change
	CannotRead    = "unclear" // readers disagree on what stands there
	CannotNoText  = "no-text" // the mail has no text to add to
	CannotCharset = "charset" // the words cannot be written in the text's charset
	CannotSize    = "size"    // the text is larger than what is changed here: 4 MiB
)

// Rewrite is a plan for one mail: where its octets give way to others. Nil changes nothing.
type Rewrite struct {
	edits  []edit
	asked  map[string]bool
	cannot map[string]string
}

// edit replaces the octets from, up to to, by with.
type edit struct {
	from, to int64
	with     []byte
}

// Plan reads a mail once and works out how to make the changes, octet by octet: what is not changed stays as it is, line ends,
// encodings and the order of fields included. protected is the Message's. A change that cannot be made whole is not begun; Cannot
// tells why. Planned for its own outcome, a Rewrite changes nothing. The error is r's or the context's.
func Plan(ctx context.Context, r io.Reader, c Changes, protected []string) (*Rewrite, error) {
	p := &planner{l: newLines(ctx, r, &notes{}), rw: &Rewrite{asked: c.asked(), cannot: map[string]string{}}}
	top := p.header()
	parts := p.part(top, 0)
	if p.l.err != nil {
		return nil, p.l.err
	}
	p.headers(c, top, protected)
	p.texts(c, top, parts, protected)
	slices.SortStableFunc(p.rw.edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	return p.rw, nil
}

// asked names the changes by the keys of the policy language.
func (c *Changes) asked() map[string]bool {
	return map[string]bool{
		"removeRecipients": len(c.Remove) > 0, "addRecipients": true, "forceBcc": len(c.Bcc) > 0,
		"addText": len(c.Subject)+len(c.Head)+len(c.Tail) > 0,
	}
}

// Makes tells whether a change, by its key of the policy language, was asked for and can be made.
func (r *Rewrite) Makes(kind string) bool {
	if r == nil {
		return false
	}
	_, cannot := r.cannot[kind]
	return r.asked[kind] && !cannot
}

// Cannot returns why a change cannot be made; empty: it can, or was not asked for.
func (r *Rewrite) Cannot(kind string) string {
	if r == nil {
		return ""
	}
	return r.cannot[kind]
}

// Changes tells whether any octet is changed.
func (r *Rewrite) Changes() bool { return r != nil && len(r.edits) > 0 }

// Apply returns the mail that was planned for, read anew from its beginning, as it is after the changes.
func (r *Rewrite) Apply(mail io.Reader) io.Reader {
	if !r.Changes() {
		return mail
	}
	return &editor{r: mail, edits: r.edits}
}

// editor is a reader that makes edits on the way.
type editor struct {
	r     io.Reader
	at    int64 // octets of r read
	edits []edit
	with  []byte // of the edit that is being written
}

// Read copies up to the next edit, or writes it.
func (e *editor) Read(p []byte) (int, error) {
	for {
		if len(e.with) > 0 {
			n := copy(p, e.with)
			e.with = e.with[n:]
			return n, nil
		}
		if len(e.edits) == 0 {
			return e.r.Read(p)
		}
		next := e.edits[0]
		if gap := next.from - e.at; gap > 0 {
			n, err := e.r.Read(p[:min(int64(len(p)), gap)])
			e.at += int64(n)
			return n, err
		}
		if err := e.skip(next.to - e.at); err != nil {
			return 0, err
		}
		e.with, e.edits = next.with, e.edits[1:]
	}
}

func (e *editor) skip(n int64) error {
	if n <= 0 {
		return nil
	}
	skipped, err := io.CopyN(io.Discard, e.r, n)
	e.at += skipped
	if err == io.EOF { //nolint:errorlint // CopyN returns it as it is
		err = io.ErrUnexpectedEOF
	}
	return err
}
