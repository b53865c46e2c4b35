package message

import (
	"bytes"
	"context"
	"io"
	"strings"

	"sekisho/server/policy"
)

// Header is the header block of a message or part: its fields in order, unfolded, octets as they were.
type Header struct{ fields []field }

// field is one header field: name in lower case, value without the outer white space.
type field struct{ name, value string }

// ReadHeader reads the header block at the start of r, at most 1 MiB of it, and no more of the message than a buffer
// needs. The error is r's.
func ReadHeader(r io.Reader) (Header, error) {
	n := &notes{}
	l := newLines(context.Background(), r, n)
	defer l.release()
	h, _, _ := readHeader(l, n)
	return h, l.err
}

// Values returns the values of all fields of that name, in order, undecoded. Names compare without case.
func (h Header) Values(name string) []string {
	var vs []string
	name = strings.ToLower(name)
	for _, f := range h.fields {
		if f.name == name {
			vs = append(vs, f.value)
		}
	}
	return vs
}

// Addresses returns the addresses in all fields of that name, in order, as far as any reader could see one there.
func (h Header) Addresses(name string) []string {
	var all []string
	for _, m := range h.mailboxes(&notes{}, name) {
		all = append(all, m.Address)
	}
	return all
}

// first returns the first value of a field, undecoded.
func (h Header) first(name string) string {
	for _, f := range h.fields {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

// text returns the first value of a field as a reader sees it.
func (h Header) text(name string, n *notes) string {
	return decodeWords(decodeRaw(h.first(name)), n)
}

// once notes code if there is more than one field of that name: readers differ on which one counts.
func (h Header) once(n *notes, name, code string) {
	if len(h.Values(name)) > 1 {
		n.add(code)
	}
}

// mailboxes returns the addresses of all fields of these names.
func (h Header) mailboxes(n *notes, names ...string) []policy.Mailbox {
	var all []policy.Mailbox
	for _, name := range names {
		for _, v := range h.Values(name) {
			all = append(all, addressList(v, maxAddresses-len(all), n)...)
		}
	}
	return all
}

// readHeader reads up to the empty line. ended is true if the stream or the part ended there instead, with why.
func readHeader(l *lines, n *notes) (h Header, why stop, ended bool) {
	var b headerBuilder
	for {
		ln, s, ok := l.next()
		if !ok {
			return b.done(), s, true
		}
		if ln.first && len(ln.text) == 0 && len(ln.end) > 0 {
			return b.done(), stop{}, false
		}
		b.add(ln, n)
	}
}

// headerBuilder puts fields together from lines.
type headerBuilder struct {
	h     Header
	name  string
	value bytes.Buffer
	size  int
	lines int
}

// add takes in one line, or a piece of one.
func (b *headerBuilder) add(ln line, n *notes) {
	b.lines++
	if b.size += len(ln.text) + len(ln.end); b.size > maxHeader {
		n.add("header-too-long")
		return
	}
	if !ln.first || (len(ln.text) > 0 && (ln.text[0] == ' ' || ln.text[0] == '\t')) {
		b.value.Write(ln.text)
		return
	}
	if name, value, ok := cutField(ln.text); ok {
		b.flush()
		b.name = name
		b.value.Write(value)
		return
	}
	if b.lines == 1 && bytes.HasPrefix(bytes.TrimLeft(ln.text, ">"), []byte("From ")) {
		return // the separator of an mbox file
	}
	b.broken(ln.text, n)
}

// broken handles a line that is no field: some clients forget to indent a parameter. Readers differ: some end the header
// there, some drop the line, some take it as we do.
func (b *headerBuilder) broken(text []byte, n *notes) {
	n.add("broken-header")
	if b.name != "" {
		b.value.WriteByte(' ')
		b.value.Write(text)
	}
}

func (b *headerBuilder) flush() {
	if b.name != "" {
		b.h.fields = append(b.h.fields, field{b.name, strings.TrimSpace(b.value.String())})
	}
	b.name = ""
	b.value.Reset()
}

func (b *headerBuilder) done() Header {
	b.flush()
	return b.h
}

// cutField splits "Name: value"; blanks before the colon are obsolete syntax (RFC 5322, 4.5.8).
func cutField(text []byte) (name string, value []byte, ok bool) {
	raw, value, ok := bytes.Cut(text, []byte(":"))
	raw = bytes.TrimRight(raw, " \t")
	if !ok || len(raw) == 0 {
		return "", nil, false
	}
	for _, c := range raw {
		if c <= ' ' || c >= 0x7f || c == '=' || c == '"' || c == ';' {
			return "", nil, false
		}
	}
	return strings.ToLower(string(raw)), value, true
}
