package message

import (
	"bytes"
	"strings"
)

// planner finds where in a mail the changes are to be made.
type planner struct {
	l     *lines
	rw    *Rewrite
	parts int
	last  stop // what ended the part before
}

// rawField is one header field and where it stands.
type rawField struct {
	name     string // lower case; empty: no field, but a line that readers disagree on
	from, to int64
	raw      []byte // with its line ends
}

// rawHeader is a header block with its places.
type rawHeader struct {
	fields []rawField
	end    int64 // where the empty line begins
	nl     string
	ended  bool // the part ended without an empty line
}

// header reads a header block.
func (p *planner) header() rawHeader {
	h := rawHeader{nl: "\r\n"}
	size := 0
	for {
		ln, why, ok := p.l.next()
		if !ok {
			h.ended, h.end, p.last = true, p.l.from, why
			return h
		}
		if ln.first && len(ln.text) == 0 && len(ln.end) > 0 {
			h.end = p.l.from
			return h
		}
		if size += len(ln.text) + len(ln.end); size > maxHeader {
			continue
		}
		h.take(ln, p.l.from, p.l.at)
	}
}

func (h *rawHeader) take(ln line, from, to int64) {
	if len(ln.end) > 0 {
		h.nl = string(ln.end)
	}
	last := len(h.fields) - 1
	if last >= 0 && (!ln.first || len(ln.text) > 0 && (ln.text[0] == ' ' || ln.text[0] == '\t')) {
		h.fields[last].raw = append(append(h.fields[last].raw, ln.text...), ln.end...)
		h.fields[last].to = to
		return
	}
	name, _, _ := cutField(ln.text)
	h.fields = append(h.fields, rawField{name, from, to, append(bytes.Clone(ln.text), ln.end...)})
}

// plain is the block as other code reads it.
func (h *rawHeader) plain() Header {
	var b headerBuilder
	for _, f := range h.fields {
		for raw := range bytes.Lines(f.raw) {
			ln := split(raw)
			ln.first = true
			b.add(ln, &notes{})
		}
	}
	return b.done()
}

// unclear tells whether nothing is to be changed in the header: its last line has no end, so that nothing can be put behind it, or it has
// a line that is no field. To some readers that goes on with the field before, to some the header ends there.
func (h *rawHeader) unclear() bool {
	for i, f := range h.fields {
		if f.name == "" && (i > 0 || !bytes.HasPrefix(bytes.TrimLeft(f.raw, ">"), []byte("From "))) {
			return true
		}
	}
	last := len(h.fields) - 1
	return last >= 0 && !bytes.HasSuffix(h.fields[last].raw, []byte("\n"))
}

// named returns the fields of a name.
func (h *rawHeader) named(name string) (list []*rawField) {
	for i := range h.fields {
		if h.fields[i].name == name {
			list = append(list, &h.fields[i])
		}
	}
	return list
}

// value is what follows the colon, without the last line end.
func (f *rawField) value() []byte {
	_, v, _ := bytes.Cut(f.raw, []byte(":"))
	return bytes.TrimSuffix(bytes.TrimSuffix(v, []byte("\n")), []byte("\r"))
}

// leaf is one text of the mail that a reader is shown.
type leaf struct {
	header   rawHeader
	html     bool
	t        typed
	encoding string
	from, to int64
	raw      []byte
	atEnd    bool // no delimiter has its last line end: the message ends with it, or it has no line
	long     bool
}

// found are the texts of a part: those that a text before goes to, and those that a text after goes to. Of alternatives each has both.
type found struct{ heads, tails []*leaf }

// part reads one part whose header was read. Nothing is looked for in what is protected, attached, or inside another mail.
func (p *planner) part(raw rawHeader, depth int) found {
	h := raw.plain()
	t := parseFields(h, "content-type", p.l.notes)
	main, sub, ok := strings.Cut(t.value, "/")
	switch {
	case raw.ended:
		return found{}
	case main == "multipart" && t.get("boundary") != "" && depth == maxDepth:
		p.skip()
		return found{}
	case main == "multipart" && t.get("boundary") != "":
		return p.multipart(t, sub, depth)
	case t.value == "" || !ok || main == "" || sub == "" || main == "multipart":
		t.value = "text/plain" // as the reader has it
	}
	d := parseFields(h, "content-disposition", p.l.notes)
	named := len(partNames(t, d, &notes{})) > 0
	if d.value == "attachment" || named || t.value != "text/plain" && t.value != "text/html" {
		p.skip()
		return found{}
	}
	f := p.text(&leaf{header: raw, html: t.value == "text/html", t: t, encoding: encodingOf(h.first("content-transfer-encoding"), &notes{})})
	return found{[]*leaf{f}, []*leaf{f}}
}

// multipart reads the parts of a multipart. Those of alternatives say the same; the first of related ones refers to the others.
func (p *planner) multipart(t typed, sub string, depth int) found {
	level := p.l.push(t.get("boundary"))
	p.skip() // the preamble
	var kids []found
	for p.last.level == level && p.l.err == nil {
		if p.parts++; p.last.close || p.parts > maxParts {
			p.skip()
			continue
		}
		kids = append(kids, p.part(p.header(), depth+1))
	}
	p.l.pop(level)
	switch sub {
	case "signed", "encrypted":
		return found{}
	case "related":
		kids = kids[:min(1, len(kids))]
	}
	var all found
	for _, k := range kids {
		if sub == "alternative" || len(all.heads) == 0 {
			all.heads = append(all.heads, k.heads...)
		}
		switch {
		case sub == "alternative":
			all.tails = append(all.tails, k.tails...)
		case len(k.tails) > 0:
			all.tails = k.tails
		}
	}
	return all
}

// skip passes over what is left of a part.
func (p *planner) skip() {
	for {
		if _, why, ok := p.l.next(); !ok {
			p.last = why
			return
		}
	}
}

// text keeps the octets of a text.
func (p *planner) text(f *leaf) *leaf {
	f.from = p.l.at
	end := -1
	for {
		ln, why, ok := p.l.next()
		if !ok {
			f.to = p.l.from
			if f.atEnd = why.level < 0 || end < 0; !f.atEnd { // the last line end is the delimiter's (RFC 2046, 5.1.1)
				f.to -= int64(end)
				f.raw = f.raw[:max(0, min(len(f.raw), int(f.to-f.from)))]
			}
			p.last = why
			return f
		}
		end = len(ln.end)
		if len(f.raw)+len(ln.text)+end > maxBody {
			f.long = true
			continue
		}
		f.raw = append(append(f.raw, ln.text...), ln.end...)
	}
}
