package message

import (
	"io"
	"strings"
	"unicode/utf8"

	"sekisho/server/attach"
	"sekisho/server/policy"
)

// maxText is how much of an attached message's text is kept, in octets.
const maxText = 1 << 20

// leafInfo is what a part's header says of it.
type leafInfo struct {
	names    []string
	declared string
	inline   bool
}

// leaf reads a part that is no multipart: body text, an invitation, or a file.
func (w *walker) leaf(h Header, t typed, p parent) result {
	d := parseFields(h, "content-disposition", w.notes)
	info := leafInfo{names: partNames(t, d, w.notes), declared: t.value}
	attached := d.value == "attachment"
	related := p.kind == "related" && h.first("content-id") != ""
	info.inline = strings.HasPrefix(t.value, "image/") && (related || d.value == "inline")
	encoding := h.first("content-transfer-encoding")
	switch {
	case attached || len(info.names) > 0 && t.value != "text/calendar":
	case t.value == "text/plain", t.value == "text/html":
		return w.text(t, encoding)
	case t.value == "text/calendar" && (p.kind == "alternative" || t.get("method") != ""):
		return w.invitation(t, encoding, info)
	}
	c := w.content(encoding)
	defer c.close()
	if control(c, info, p) {
		return result{}
	}
	return result{files: w.file(c, info)}
}

// content decodes the current part.
func (w *walker) content(encoding string) *content {
	c := newContent()
	w.decode(encoding, c)
	if err := c.flush(); err != nil {
		w.fail(err)
	}
	return c
}

// decode undoes the transfer encoding of the current part into sink.
func (w *walker) decode(encoding string, sink io.Writer) {
	d := transfer(encoding, sink, w.notes)
	take := d.line
	if b, ok := d.(*base64Decoder); ok {
		take = func(text, end []byte) error {
			if err := b.line(text, end); err != nil {
				return err
			}
			return w.src.blocks(b.block)
		}
	}
	w.feed(take)
	if err := d.close(); err != nil {
		w.fail(err)
	}
}

// file makes an attachment of c: what package attach sees in it, and, if it is a message, what is in that.
func (w *walker) file(c *content, info leafInfo) []policy.Attachment {
	if w.src.err != nil {
		return nil
	}
	if len(info.names) == 0 {
		info.names = []string{info.declared}
	}
	f := attach.File{
		Name: info.names[0], Names: info.names, Declared: info.declared, Inline: info.inline,
		Size: c.size, Content: c.reader(),
	}
	a := w.look(w.ctx, f)
	a.Name, a.Names, a.Declared = f.Name, nil, f.Declared
	if len(info.names) > 1 {
		a.Names = info.names
	}
	a.Size, a.SHA256 = c.size, c.sum()
	a.Inline = info.inline && (a.Type == "" || strings.HasPrefix(a.Type, "image/"))
	switch {
	case info.declared == "message/rfc822", info.declared == "message/global", a.Type == "message/rfc822":
		w.descend(&a, c)
	case declaredTNEF(info) && a.Type != "application/ms-tnef":
		mark(&a, "tnef")
	}
	return []policy.Attachment{a}
}

// descend reads a message inside the message, also where package attach has opened it: that one knows less of what can be
// wrong with a mail, and a part that it took for opaque may be a multipart. Its headers never change the outer recipients; its
// files are inside a. Of the text that attach read, what no mail program shows as such stays too: headers, or all of a file that
// is no mail.
func (w *walker) descend(a *policy.Attachment, c *content) {
	a.Type = "message/rfc822"
	if w.nested == maxNested {
		w.notes.add("too-deep")
		mark(a, "too-deep")
		return
	}
	n := &notes{}
	src := newLines(w.ctx, io.NewSectionReader(c.reader(), 0, c.size), n)
	defer src.release()
	in := &walker{ctx: w.ctx, src: src, notes: n, look: w.look, budget: w.budget, nested: w.nested + 1}
	h := in.header()
	out := in.walk(h, parent{})
	if in.src.err != nil {
		w.fail(in.src.err)
		return
	}
	a.Inside = out.files
	subject := h.text("subject", n)
	text := strings.TrimSpace(subject + "\n" + body(out.chunks, subject))
	if a.Text != "" {
		text = strings.TrimRight(text+"\n"+newComparison(text).missing(a.Text), "\n")
	}
	if a.Text = cutText(text, maxText); len(a.Text) < len(text) && a.NoText == "" {
		a.NoText = "limit"
	}
	for _, code := range n.list {
		mark(a, code)
	}
}

// mark says that a cannot be decided, and why.
func mark(a *policy.Attachment, reason string) {
	a.Marks = append(a.Marks, policy.Mark{Flag: "uninspectable", Args: map[string]any{"reason": reason}})
}

// cutText cuts s to at most n octets, between characters.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// declaredTNEF tells whether a part says that it is Outlook's own container (winmail.dat). Package attach looks into what is
// one by content.
func declaredTNEF(info leafInfo) bool {
	return info.declared == "application/ms-tnef" || info.declared == "application/vnd.ms-tnef"
}
