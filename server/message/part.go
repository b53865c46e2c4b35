package message

import (
	"context"
	"io"
	"strings"

	"sekisho/server/policy"
)

// walker goes through the parts of one message. A message inside it gets a walker of its own, which shares the budget.
type walker struct {
	ctx     context.Context
	src     *lines
	notes   *notes
	look    inspector
	budget  *budget
	depth   int // multiparts we are in
	nested  int // messages we are in
	last    stop
	ended   bool // the header just read was the end of its part
	guard   []string
	found   policy.Kind     // what a calendar part says
	anchors []policy.Anchor // of all HTML parts, also where the plain text is read
}

// budget is what all messages of one mail may use together.
type budget struct {
	parts int
	body  int // octets of body text left
}

// parent is what a part needs to know of the multipart it is in.
type parent struct {
	kind     string // subtype of the multipart; empty: none
	protocol string // of a signed or encrypted one
	index    int    // place among its parts
}

// result is what was found in a part and the parts below it.
type result struct {
	chunks []chunk
	files  []policy.Attachment
}

func newWalker(ctx context.Context, r io.Reader, look inspector) *walker {
	n := &notes{}
	return &walker{ctx: ctx, src: newLines(ctx, r, n), notes: n, look: look, budget: &budget{body: maxBody}}
}

// header reads the header block of the next part.
func (w *walker) header() Header {
	h, s, ended := readHeader(w.src, w.notes)
	w.last, w.ended = s, ended
	return h
}

// feed hands the lines of the current part to take. An error of take is one of the temporary file: reading ends there.
func (w *walker) feed(take func(text, end []byte) error) {
	if w.ended {
		w.ended = false
		return
	}
	for {
		ln, s, ok := w.src.next()
		if !ok {
			w.last = s
			return
		}
		if err := take(ln.text, ln.end); err != nil {
			w.fail(err)
		}
	}
}

func (w *walker) fail(err error) {
	if w.src.err == nil {
		w.src.err = err
	}
}

// skip passes over the current part.
func (w *walker) skip() { w.feed(func(_, _ []byte) error { return nil }) }

// walk reads one part, whose header is h. Afterwards last is what ended it.
func (w *walker) walk(h Header, p parent) result {
	h.once(w.notes, "content-type", "duplicate-content-type")
	h.once(w.notes, "content-transfer-encoding", "duplicate-encoding")
	h.once(w.notes, "content-disposition", "duplicate-disposition")
	t := parseFields(h, "content-type", w.notes)
	main, sub, ok := strings.Cut(t.value, "/")
	w.protect(t)
	switch {
	case main == "multipart" && t.get("boundary") != "":
		return w.multipart(h, t, sub)
	case main == "multipart":
		w.notes.add("boundary-missing")
		t.value = "text/plain"
	case t.value == "" && p.kind == "digest":
		t.value = "message/rfc822" // RFC 2046, 5.1.5
	case t.value == "":
		t.value = "text/plain" // RFC 2045, 5.2
	case !ok || main == "" || sub == "":
		w.notes.add("bad-content-type")
		t.value = "text/plain"
	case t.value == "message/partial":
		w.notes.add("message-partial")
	case t.value == "message/external-body":
		w.notes.add("external-body")
	}
	return w.leaf(h, t, p)
}

// multipart reads the parts of a multipart (RFC 2046, 5.1).
func (w *walker) multipart(h Header, t typed, sub string) result {
	if w.depth == maxDepth {
		w.notes.add("too-deep")
		w.skip()
		return result{}
	}
	switch encodingOf(h.first("content-transfer-encoding"), w.notes) {
	case "", "7bit", "8bit", "binary":
	default:
		w.notes.add("bad-encoding") // forbidden for multiparts; some readers decode
	}
	w.depth++
	level := w.src.push(t.get("boundary"))
	w.skip() // the preamble
	kids := w.children(level, parent{kind: sub, protocol: strings.ToLower(t.get("protocol"))})
	w.src.pop(level)
	w.depth--
	if sub == "alternative" {
		return alternative(kids)
	}
	return join(kids)
}

// children reads parts until a delimiter of an outer multipart, or the end.
func (w *walker) children(level int, p parent) []result {
	var kids []result
	closed := false
	for w.last.level == level && w.src.err == nil {
		if w.last.close {
			closed = true
			w.skip() // the epilogue
			continue
		}
		if closed {
			w.notes.add("boundary-reused")
		}
		if w.budget.parts++; w.budget.parts > maxParts {
			w.notes.add("too-many-parts")
			w.skip()
			continue
		}
		kids = append(kids, w.walk(w.header(), p))
		p.index++
	}
	w.unclosed(closed, p.index > 0)
	return kids
}

// unclosed notes how a multipart ended that has no closing delimiter.
func (w *walker) unclosed(closed, parts bool) {
	switch {
	case !closed && !parts:
		w.notes.add("boundary-missing")
	case !closed && w.last.level < 0:
		w.notes.add("truncated")
	case !closed:
		w.notes.add("boundary-unclosed")
	}
}

func join(kids []result) (all result) {
	for _, k := range kids {
		all.chunks = append(all.chunks, k.chunks...)
		all.files = append(all.files, k.files...)
	}
	return all
}
