package extract

import (
	"bytes"
	"strconv"
	"strings"
)

// readODF reads an OpenDocument file (ODF 1.3): content, what stands in headers and footers, and its properties. A flat one
// is one XML document.
func readODF(t *sink, f File) error {
	if !isPack(f) {
		return readFlat(t, f)
	}
	p, err := openPack(t, f)
	if err != nil {
		return err
	}
	part := func(name string) func() error {
		return func() error { return newODF(t).read(func(o *odf) error { return p.scan(name, o.take) }) }
	}
	steps := []func() error{part("content.xml"), part("styles.xml")}
	for _, name := range p.names { // of charts and other objects
		if strings.HasSuffix(name, "/content.xml") {
			steps = append(steps, part(name))
		}
	}
	return run(append(steps, func() error { return p.scan("meta.xml", properties(t)) })...)
}

func isPack(f File) bool {
	head := make([]byte, 4)
	n, _ := f.Content.ReadAt(head, 0) // what is shorter is none
	return n == 4 && bytes.Equal(head[:2], []byte("PK"))
}

// odf writes paragraphs as lines and rows of tables as lines of cells.
type odf struct {
	t     *sink
	open  int // inside that many paragraphs
	cells int // inside that many cells
	again int // how often the cell stands there
	from  int // where the cell's text began
	aloud bool
	aside []byte // notes and comments, which would break the sentence they belong to
	main  []byte // the text so far, while one of them is read
	held  int    // cells, then
	apart bool   // inside a note or comment
	label bool   // inside words that belong to no paragraph
	said  []byte // those, and what attributes say
}

func newODF(t *sink) *odf { return &odf{t: t} }

// read lets scan feed o and adds notes and comments at the end.
func (o *odf) read(scan func(*odf) error) error {
	err := scan(o)
	o.rejoin()
	o.t.newline()
	o.t.out = append(o.t.out, o.aside...)
	o.t.newline()
	o.t.out = append(o.t.out, o.said...)
	o.t.newline()
	return run(func() error { return err }, o.t.full)
}

// part puts the text aside while a note or comment is read; rejoin comes back to it.
func (o *odf) part() {
	if !o.apart && len(o.aside) < MaxText {
		o.apart, o.held, o.cells = true, o.cells, 0
		o.main, o.t.out = o.t.out, o.aside
	}
}

func (o *odf) rejoin() {
	if o.apart {
		o.t.newline()
		o.aside, o.t.out = o.t.out, o.main
		o.apart, o.cells, o.main = false, o.held, nil
	}
}

func (o *odf) take(k *token) error {
	switch k.kind {
	case tokenText:
		if o.label && len(o.said) < MaxText {
			o.said = k.content(o.said)
			return nil
		}
		if o.open == 0 || o.aloud {
			return nil
		}
		return o.words(k.content(nil))
	case tokenStart:
		if err := o.start(k); err != nil {
			return err
		}
		if k.empty {
			o.end(k.name)
		}
	case tokenEnd:
		o.end(k.name)
	}
	return o.t.full()
}

// words folds white space, as ODF 1.3 part 3, 6.1.2 says.
func (o *odf) words(b []byte) error {
	for _, c := range b {
		switch c {
		case ' ', '\t', '\r', '\n':
			o.t.blank()
		default:
			o.t.out = append(o.t.out, c)
		}
	}
	return o.t.full()
}

func (o *odf) start(k *token) error {
	switch string(k.name) {
	case "p", "h":
		o.open++
	case "s":
		o.t.out = append(o.t.out, ' ')
	case "tab":
		o.t.blank()
	case "line-break":
		o.line()
	case "ruby-text", "creator", "date", "note-citation":
		o.aloud = true
	case "note", "annotation":
		o.part()
	case "table":
		if name := k.attr("name"); name != "" && o.cells == 0 {
			return o.t.line(name)
		}
	case "table-cell", "covered-table-cell":
		o.again, _ = strconv.Atoi(k.attr("number-columns-repeated")) // none is once
		o.cells++
		o.from = len(o.t.out)
	case "a":
		if target := k.attr("href"); len(target) > 6 && target[:4] == "http" {
			o.t.blank()
			return o.t.writeString("<" + target + "> ")
		}
	case "title", "desc", "header-decl", "footer-decl", "date-time-decl":
		o.label = true
	default:
		if len(k.attrs) > 0 {
			o.attributes(k)
		}
	}
	return nil
}

// attributes keeps what stands in controls of forms, what can be chosen, and what is hidden or shown on conditions.
func (o *odf) attributes(k *token) {
	switch string(k.name) {
	case "text", "textarea", "formatted-text", "fixed-text", "combobox", "listbox", "checkbox", "radio", "button", "item", "option", "label",
		"user-field-decl", "hidden-text", "hidden-paragraph", "conditional-text":
		for _, name := range []string{"label", "current-value", "value", "string-value", "string-value-if-true", "string-value-if-false"} {
			o.tell(k.attr(name))
		}
	case "content-validation", "named-expression":
		for _, name := range []string{"condition", "expression"} {
			if v := k.attr(name); strings.Contains(v, `"`) {
				o.tell(v)
			}
		}
	}
}

func (o *odf) tell(s string) {
	if s = strings.Join(strings.Fields(s), " "); len(s) > 1 && len(o.said) < MaxText {
		o.said = append(append(o.said, s...), '\n')
	}
}

func (o *odf) end(name []byte) {
	switch string(name) {
	case "p", "h":
		o.open = max(o.open-1, 0)
		o.line()
	case "ruby-text", "creator", "date", "note-citation":
		o.aloud = false
	case "title", "desc", "header-decl", "footer-decl", "date-time-decl":
		o.label = false
		o.said = append(o.said, '\n')
	case "note", "annotation":
		o.rejoin()
	case "table-cell", "covered-table-cell":
		if o.cells = max(o.cells-1, 0); o.cells == 0 {
			o.shut()
		}
	case "table-row":
		if o.cells == 0 {
			o.t.newline()
		}
	}
}

// shut ends a cell, and writes it as often as it stands there.
func (o *odf) shut() {
	o.t.trim()
	text := bytes.Clone(o.t.out[min(o.from, len(o.t.out)):])
	o.t.out = append(o.t.out, '\t')
	for range min(o.again, maxGap) - 1 {
		o.t.out = append(append(o.t.out, text...), '\t')
	}
	o.again = 0
}

func (o *odf) line() {
	if o.cells > 0 {
		o.t.blank()
	} else {
		o.t.newline()
	}
}
