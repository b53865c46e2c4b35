package extract

import (
	"archive/zip"
	"bytes"
	"hash/maphash"
	"io"
	"path"
	"strings"
)

// rest reads the parts that no step before has read, as what their relationships say they are: a document's text may be
// anywhere in it. What it says again, in the very same lines, is left out.
func (p *pack) rest() error {
	var seen lines
	broken := p.broken
	for _, name := range p.names {
		if p.done[name] || !p.textual(name) {
			continue
		}
		from := len(p.t.out)
		if err := p.other(name); err != nil {
			if stops(err) {
				return err
			}
			broken = err
		}
		p.t.newline()
		seen.keepNew(p.t, 0, from)
	}
	for _, e := range p.again {
		if err := p.scanFile(e, anything(p.t)); err != nil && stops(err) {
			return err
		}
		p.t.newline()
	}
	return broken
}

// textual tells whether a part can have text.
func (p *pack) textual(name string) bool {
	switch kind := p.kinds[name]; {
	case kind == "powerpivotdata":
		p.t.unread = true // a database in a form that is not published
		return false
	case kind == "afchunk" && !markup(name): // package attach opens it as a file
		return false
	case kind != "":
		return !textless(kind)
	}
	return markup(name) && !textlessPath(name)
}

// markup tells by a name whether a part is XML.
func markup(name string) bool {
	switch path.Ext(name) {
	case ".xml", ".vml", ".xhtml":
		return true
	}
	return false
}

// other reads a part by its kind, or by its place where nothing says what it is.
func (p *pack) other(name string) error {
	switch kind := p.kinds[name]; {
	case kind == "afchunk":
		return p.chunk(name)
	case kind == "slidemaster", kind == "slidelayout", kind == "notesmaster", kind == "handoutmaster":
		return p.scan(name, ownShapes(p.t))
	case kind == "vmldrawing", strings.HasSuffix(name, ".vml"):
		return p.scan(name, vml(p.t))
	case kind == "worksheet", kind == "externallink", kind == "chartsheet", kind == "dialogsheet", strings.HasSuffix(kind, "macrosheet"),
		kind == "" && (strings.HasPrefix(name, "xl/worksheets/") || strings.HasPrefix(name, "xl/externallinks/")):
		return p.scan(name, (&grid{book: p.asBook()}).take)
	case kind == "pivotcacherecords", kind == "" && match(name, "xl/pivotcache/pivotcacherecords*.xml"):
		return p.scan(name, (&pivotCache{t: p.t}).record)
	case drawn(kind), kind == "" && (name == "word/settings.xml" || strings.Contains(name, "/drawings/") || strings.Contains(name, "/diagrams/")):
		return p.scan(name, drawing(p.t))
	case strings.HasPrefix(kind, "customxml"), kind == "" && strings.HasPrefix(name, "customxml/"):
		return p.scan(name, data(p.t))
	}
	if !markup(name) && !p.looksLikeMarkup(name) {
		return nil
	}
	return p.scan(name, anything(p.t))
}

// looksLikeMarkup tells by a part's begin whether it is XML.
func (p *pack) looksLikeMarkup(name string) bool {
	r, err := p.files[name].Open()
	if err != nil {
		return false
	}
	defer func() { _ = r.Close() }()
	head := make([]byte, 64)
	n, _ := io.ReadFull(r, head) // what is shorter is short
	return bytes.HasPrefix(bytes.TrimLeft(bytes.ReplaceAll(head[:n], []byte{0}, nil), "\ufeff\xff\xfe\r\n\t "), []byte("<"))
}

// drawn tells which kinds of parts have their text where drawing looks for it, and numbers elsewhere.
func drawn(kind string) bool {
	switch kind {
	case "officedocument", "header", "footer", "footnotes", "endnotes", "comments", "glossarydocument", "settings", "slide", "notesslide",
		"drawing", "chart", "chartex", "chartusershapes", "diagramdata", "diagramdrawing", "frame", "attachedtemplate":
		return true
	}
	return false
}

// asBook is the workbook that sheets belong to.
func (p *pack) asBook() *book {
	if p.book == nil {
		p.book = &book{pack: p}
	}
	return p.book
}

// chunk reads markup that is put in as a document of its own (ECMA-376-1, 17.17.2.1 altChunk).
func (p *pack) chunk(name string) error {
	p.done[name] = true
	b, err := p.octets(p.files[name])
	if err != nil && stops(err) {
		return err
	}
	read, f := readHTML, File{Name: name, Content: bytes.NewReader(b), Size: int64(len(b))}
	if bytes.HasPrefix(bytes.TrimLeft(b, "\ufeff\r\n\t "), []byte("<?xml")) {
		read = readXML
	}
	return run(func() error { return read(p.t, f) }, func() error { return err })
}

// octets reads a part into memory.
func (p *pack) octets(e *zip.File) ([]byte, error) {
	r, err := e.Open()
	if err != nil {
		return nil, errCorrupt
	}
	defer func() { _ = r.Close() }()
	return io.ReadAll(p.t.part(r))
}

// lines knows lines that were written, whatever blanks are in them.
type lines struct {
	seed maphash.Seed
	all  map[uint64]bool
	upto int // what was written up to there is known
}

// keepNew takes out what was written since mid if each line of it stands between from and mid too.
func (l *lines) keepNew(t *sink, from, mid int) {
	mid = min(mid, len(t.out))
	if mid == len(t.out) {
		return
	}
	if l.all == nil {
		l.seed, l.all, l.upto = maphash.MakeSeed(), map[uint64]bool{}, from
	}
	l.add(t.out[min(l.upto, mid):mid])
	known := true
	for line := range bytes.Lines(t.out[mid:]) {
		if known = l.has(line); !known {
			break
		}
	}
	if known {
		t.out = t.out[:mid]
	}
	l.upto = mid
}

// note takes b as written before.
func (l *lines) note(b []byte) {
	l.seed, l.all = maphash.MakeSeed(), map[uint64]bool{}
	l.add(b)
}

func (l *lines) add(b []byte) {
	for line := range bytes.Lines(b) {
		l.all[l.key(line)] = true
	}
}

// has is true of blank lines.
func (l *lines) has(line []byte) bool {
	return len(bytes.TrimSpace(line)) == 0 || l.all[l.key(line)]
}

func (l *lines) key(line []byte) uint64 {
	var h maphash.Hash
	h.SetSeed(l.seed)
	for word := range bytes.FieldsSeq(line) {
		_, _ = h.Write(word) // never fails
	}
	return h.Sum64()
}
