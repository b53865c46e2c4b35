package extract

import (
	"bytes"
	"strings"
)

// readDocx reads a Word file (ECMA-376-1, 17): the text, then headers, footers, notes, comments, what diagrams and charts say,
// and what other parts say.
func readDocx(t *sink, f File) error {
	p, err := openOffice(t, f)
	if err != nil {
		return err
	}
	part := func(prefix string) func() error {
		return func() error { return p.each(prefix, drawing(t)) }
	}
	return run(
		p.story, part("word/document"), part("word/header"), part("word/footer"), part("word/footnotes"), part("word/endnotes"),
		part("word/comments"), part("word/diagrams/data"), part("word/charts/chart"),
		p.rest, p.links, p.properties,
	)
}

// story reads the main part, wherever it is.
func (p *pack) story() error {
	main := p.main("")
	if main == "" {
		return nil
	}
	if p.files[main] == nil {
		return errCorrupt // the document says that it is there
	}
	err := p.scan(main, drawing(p.t))
	p.t.newline()
	return err
}

// drawing writes the text of WordprocessingML and DrawingML: paragraphs are lines, rows of tables are lines of cells.
func drawing(t *sink) func(*token) error {
	d := &prose{t: t}
	return d.take
}

// anything is drawing for parts of a kind that is not known: what stands between other tags is a line.
func anything(t *sink) func(*token) error {
	d := &prose{t: t, all: true}
	return d.take
}

type prose struct {
	t     *sink
	all   bool   // text counts wherever it stands
	open  bool   // inside an element that holds text
	point bool   // inside a point of a chart
	code  bool   // inside a field's instruction
	aloud bool   // inside what is read aloud (ruby)
	cells int    // inside that many cells of tables
	paras int    // inside that many paragraphs
	aside []byte // lines that would break the sentence they belong to
	twice []forms
	word  []byte
}

func (d *prose) take(k *token) error {
	switch k.kind {
	case tokenText:
		if d.open || d.all || d.point {
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
	case !d.open:
		return d.t.line(string(d.word))
	case d.code:
		d.target(string(d.word))
		return d.t.full()
	case d.aloud:
		d.later(string(d.word), "")
		return nil
	case d.cells > 0:
		return d.t.spaced(d.word)
	}
	return d.t.write(d.word)
}

// target writes where a field leads that is a link.
func (d *prose) target(code string) {
	if target, ok := strings.CutPrefix(strings.TrimSpace(code), "HYPERLINK"); ok {
		d.t.blank()
		_ = d.t.writeString("<" + strings.Trim(target, ` "`) + "> ") // the next token tells
	}
}

func (d *prose) start(k *token) {
	switch string(k.name) {
	case "t", "delText", "v":
		d.open, d.code = true, false
	case "instrText":
		d.open, d.code = true, true
	case "p":
		d.paras++
	case "pt":
		d.point = true
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
	case "rt":
		d.aloud = true
	case "AlternateContent":
		d.begin()
	case "Fallback":
		d.second()
	default:
		if len(k.attrs) > 0 {
			d.said(k)
		}
	}
}

func (d *prose) end(name []byte) {
	switch string(name) {
	case "t", "delText", "instrText", "v":
		d.open, d.code = false, false
	case "p":
		d.paras = max(d.paras-1, 0)
		d.line()
		d.flush()
	case "pt", "si":
		d.point = false
		d.line()
	case "tc":
		d.cells = max(d.cells-1, 0)
		if d.cells == 0 {
			d.t.tab()
		}
	case "tr":
		d.line()
	case "rt":
		d.aloud = false
	case "AlternateContent":
		d.compare()
	}
}

func (d *prose) line() {
	if d.cells > 0 {
		d.t.blank()
	} else {
		d.t.newline()
	}
}
