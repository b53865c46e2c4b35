package extract

import (
	"bytes"
	"strings"
)

// readDocx reads a Word file (ECMA-376-1, 17): the text, then headers, footers, notes, comments and what diagrams and charts
// say.
func readDocx(t *sink, f File) error {
	p, err := openPack(t, f)
	if err != nil {
		return err
	}
	part := func(prefix string) func() error {
		return func() error { return p.each(prefix, drawing(t)) }
	}
	return run(
		part("word/document"), part("word/header"), part("word/footer"), part("word/footnotes"), part("word/endnotes"),
		part("word/comments"), part("word/diagrams/data"), part("word/charts/chart"),
		func() error { return p.links("word/document.xml") },
		p.properties,
	)
}

// drawing writes the text of WordprocessingML and DrawingML: paragraphs are lines, rows of tables are lines of cells.
func drawing(t *sink) func(*token) error {
	d := &prose{t: t}
	return d.take
}

type prose struct {
	t      *sink
	open   bool // inside an element that holds text
	code   bool // inside a field's instruction
	cells  int  // inside that many cells of tables
	second int  // inside that many Fallback elements: the same again for old readers
	word   []byte
}

func (d *prose) take(k *token) error {
	switch k.kind {
	case tokenText:
		if d.open && d.second == 0 {
			d.word = k.content(d.word[:0])
			return d.put()
		}
	case tokenStart:
		d.start(k)
		if k.empty {
			d.end(k.name)
		}
	case tokenEnd:
		d.end(k.name)
	}
	return d.t.full()
}

func (d *prose) put() error {
	switch {
	case d.code:
		word := strings.TrimSpace(string(d.word))
		if target, ok := strings.CutPrefix(word, "HYPERLINK"); ok {
			d.t.blank()
			return d.t.writeString("<" + strings.Trim(target, ` "`) + "> ")
		}
		return nil
	case d.cells > 0:
		return d.t.spaced(d.word)
	}
	return d.t.write(d.word)
}

func (d *prose) start(k *token) {
	switch string(k.name) {
	case "t", "delText", "v":
		d.open, d.code = true, false
	case "instrText":
		d.open, d.code = true, true
	case "tab":
		if bytes.IndexByte(k.attrs, '=') < 0 { // with attributes it is a tab stop
			d.t.blank()
		}
	case "br", "cr":
		d.line()
	case "noBreakHyphen":
		d.t.out = append(d.t.out, '-')
	case "tc":
		d.cells++
	case "tbl":
		d.line()
	case "Fallback":
		d.second++
	}
}

func (d *prose) end(name []byte) {
	switch string(name) {
	case "t", "delText", "instrText", "v":
		d.open, d.code = false, false
	case "p", "pt", "si":
		d.line()
	case "tc":
		d.cells = max(d.cells-1, 0)
		if d.cells == 0 {
			d.t.tab()
		}
	case "tr":
		d.line()
	case "Fallback":
		d.second = max(d.second-1, 0)
	}
}

func (d *prose) line() {
	switch {
	case d.second > 0:
	case d.cells > 0:
		d.t.blank()
	default:
		d.t.newline()
	}
}
