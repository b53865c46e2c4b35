package extract

import (
	"bytes"
	"strconv"
)

const (
	maxStrings = 20 << 20 // octets of a workbook's shared strings
	maxStyles  = 65536
)

// book is what sheets refer to.
type book struct {
	*pack
	shared  []byte // all shared strings one after another
	ends    []int
	formats []format // by style
	epoch   bool     // dates count from 1904
	sheets  []sheet
	// constants are names that stand for a value, with it
	constants []string
}

type sheet struct{ name, part string }

// readXlsx reads an Excel file (ECMA-376-1, 18): for each sheet its name and its rows, then comments, what stands in shapes
// and charts, the data that pivot tables were made from, values kept of other workbooks, and what other parts say.
func readXlsx(t *sink, f File) error {
	p, err := openOffice(t, f)
	if err != nil {
		return err
	}
	b := p.asBook()
	part := func(prefix string) func() error {
		return func() error { return p.each(prefix, drawing(t)) }
	}
	return run(
		b.workbook, b.strings, b.styles, b.rows, b.named,
		part("xl/comments"), part("xl/comments/comment"), func() error { return p.each("xl/threadedcomments/", plainText(t, "text")) },
		part("xl/drawings/drawing"), part("xl/charts/chart"), p.pivots, p.rest, p.links, p.properties,
	)
}

// plainText writes what stands in elements of one name, a line each.
func plainText(t *sink, name string) func(*token) error {
	open := false
	return func(k *token) error {
		switch {
		case k.kind == tokenText && open:
			return t.write(k.content(nil))
		case k.kind != tokenText && string(k.name) == name:
			open = k.kind == tokenStart && !k.empty
			t.newline()
		}
		return nil
	}
}

// workbook reads the names of the sheets and where they are; without it, the sheets as they come.
func (b *book) workbook() error {
	main := b.main("xl/workbook.xml")
	parts := map[string]string{}
	for _, r := range b.from[main] {
		if !r.outside {
			parts[r.id] = r.target
		}
	}
	constant := plainConstants(b)
	broken := b.scan(main, func(k *token) error {
		switch {
		case k.kind == tokenStart && string(k.name) == "sheet" && len(b.sheets) < maxCount:
			b.sheets = append(b.sheets, sheet{k.attr("name"), parts[k.attr("id")]})
		case k.kind == tokenStart && string(k.name) == "workbookPr":
			b.epoch = k.attr("date1904") == "1" || k.attr("date1904") == "true"
		default:
			constant(k)
		}
		return nil
	})
	if len(b.sheets) == 0 {
		for _, name := range b.names {
			if match(name, "xl/worksheets/*.xml") {
				b.sheets = append(b.sheets, sheet{"", name})
			}
		}
	}
	return broken
}

// plainConstants keeps the names that stand for a value (18.2.5 definedName), not for a place, and what is said of names.
func plainConstants(b *book) func(*token) {
	name, open := "", false
	var value []byte
	return func(k *token) {
		switch {
		case k.kind == tokenText && open:
			value = k.content(value)
		case k.kind == tokenStart && string(k.name) == "definedName":
			name, open, value = k.attr("name"), !k.empty, value[:0]
			if said := k.attr("comment"); said != "" && len(b.constants) < maxCount {
				b.constants = append(b.constants, name+": "+said)
			}
		case k.kind == tokenEnd && open && string(k.name) == "definedName":
			open = false
			if constantValue(value) && len(b.constants) < maxCount {
				b.constants = append(b.constants, name+": "+string(value))
			}
		}
	}
}

// constantValue tells whether a formula has a value in it: a text, a list or a long number.
func constantValue(formula []byte) bool {
	return bytes.ContainsAny(formula, `"{`) || len(formula) > 5 && len(bytes.Trim(formula, "0123456789.-")) == 0
}

func (b *book) named() error {
	for _, c := range b.constants {
		if err := b.t.line(c); err != nil {
			return err
		}
	}
	return nil
}

// part is a part of the workbook by its kind, or by its place where nothing says which it is.
func (b *book) part(kind, usual string) string {
	if parts := b.related(b.main("xl/workbook.xml"), kind); len(parts) > 0 {
		return parts[0]
	}
	return usual
}

// strings reads the table of shared strings. What is read aloud beside a word (rPh) is left out.
func (b *book) strings() error {
	open, aloud := false, false
	return b.scan(b.part("sharedstrings", "xl/sharedstrings.xml"), func(k *token) error {
		name := string(k.name)
		switch {
		case k.kind == tokenText:
			if open && !aloud {
				b.shared = k.content(b.shared)
			}
		case name == "t":
			open = k.kind == tokenStart && !k.empty
		case name == "rPh":
			aloud = k.kind == tokenStart && !k.empty
		case name == "si" && (k.kind == tokenEnd || k.empty):
			b.ends = append(b.ends, len(b.shared))
		}
		if len(b.shared) > maxStrings || len(b.ends) > maxStrings/4 {
			return errFull
		}
		return nil
	})
}

func (b *book) string(n int) []byte {
	if n < 0 || n >= len(b.ends) {
		return nil
	}
	if n == 0 {
		return b.shared[:b.ends[0]]
	}
	return b.shared[b.ends[n-1]:b.ends[n]]
}

// styles reads how numbers are shown.
func (b *book) styles() error {
	own := map[int]format{}
	cells := false
	return b.scan(b.part("styles", "xl/styles.xml"), func(k *token) error {
		name := string(k.name)
		switch {
		case name == "numFmt" && k.kind == tokenStart && len(own) < maxStyles:
			id, _ := strconv.Atoi(k.attr("numFmtId")) // no number is the general format
			own[id] = parseFormat(k.attr("formatCode"))
		case name == "cellXfs":
			cells = k.kind == tokenStart && !k.empty
		case name == "xf" && cells && k.kind == tokenStart && len(b.formats) < maxStyles:
			id, _ := strconv.Atoi(k.attr("numFmtId")) // likewise
			f, ok := own[id]
			if !ok {
				f = builtinFormat(id)
			}
			b.formats = append(b.formats, f)
		}
		return nil
	})
}
