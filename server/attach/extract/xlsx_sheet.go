package extract

import (
	"strconv"
	"strings"
)

const maxGap = 64 // empty cells that are written as such between two others

// rows reads the sheets.
func (b *book) rows() error {
	var broken error
	for _, s := range b.sheets {
		if err := b.t.line(s.name); err != nil {
			return err
		}
		if s.part != "" && b.files[s.part] == nil {
			broken = errCorrupt // the workbook names it
		}
		g := &grid{book: b}
		if err := b.scan(s.part, g.take); err != nil {
			if stops(err) {
				return err
			}
			broken = err
		}
		b.t.newline()
	}
	return broken
}

// grid reads one sheet.
type grid struct {
	*book
	column int // of the cell that comes next, from 0
	kind   string
	style  int
	open   bool // inside a value
	aloud  bool
	footer bool
	aside  bool // inside a value that is no cell's
	value  []byte
}

func (g *grid) take(k *token) error {
	switch k.kind {
	case tokenText:
		if g.open && !g.aloud && len(g.value) < MaxText {
			g.value = k.content(g.value)
		}
	case tokenStart:
		g.start(k)
		if k.empty {
			return g.end(k.name)
		}
	case tokenEnd:
		return g.end(k.name)
	}
	return nil
}

func (g *grid) start(k *token) {
	switch string(k.name) {
	case "row":
		g.t.newline()
		g.column = 0
	case "c", "cell":
		if at, ok := columnOf(k.raw("r")); ok && at > g.column {
			for range min(at-g.column, maxGap) {
				g.t.out = append(g.t.out, '\t')
			}
			g.column = at
		}
		g.kind, g.value = kindOf(k.raw("t")), g.value[:0]
		g.style, _ = strconv.Atoi(string(k.raw("s"))) // none is the first
	case "v", "t":
		g.open = true
	default:
		if len(k.name) > 2 {
			g.rare(k)
		}
	}
}

// rare begins what is not in every row.
func (g *grid) rare(k *token) {
	switch string(k.name) {
	case "rPh":
		g.aloud = true
	case "oddHeader", "oddFooter", "firstHeader", "firstFooter", "evenHeader", "evenFooter":
		g.open, g.footer, g.value = true, true, g.value[:0]
	case "formula1", "formula2", "val":
		g.open, g.aside, g.value = true, true, g.value[:0]
	case "dataValidation", "hyperlink", "filter", "scenario", "inputCells", "sheetName":
		g.said(k)
	}
}

func (g *grid) end(name []byte) error {
	switch string(name) {
	case "v", "t":
		g.open = false
	case "c", "cell":
		g.column++
		err := g.cell()
		g.t.out = append(g.t.out, '\t')
		return err
	case "row":
		g.t.newline()
		return g.t.full()
	default:
		if g.aloud || g.footer || g.aside {
			return g.over(name)
		}
	}
	return nil
}

// over ends what rare began.
func (g *grid) over(name []byte) error {
	switch string(name) {
	case "rPh":
		g.aloud = false
	case "formula1", "formula2", "val":
		g.open, g.aside = false, false
		if string(name) == "val" || constantValue(g.value) {
			return g.t.line(string(g.value))
		}
	case "oddHeader", "oddFooter", "firstHeader", "firstFooter", "evenHeader", "evenFooter":
		g.open, g.footer = false, false
		return g.t.line(pageText(string(g.value)))
	}
	return nil
}

// said writes what a sheet says beside its cells: how to fill one in (18.3.1.32 dataValidation), tips of links, what a filter
// shows, other values of a scenario, and the names of sheets in other books.
func (g *grid) said(k *token) {
	for _, name := range []string{"promptTitle", "prompt", "errorTitle", "error", "tooltip", "val", "comment"} {
		if k.raw(name) != nil {
			_ = g.t.line(k.attr(name)) // the row's end tells
		}
	}
}

func (g *grid) cell() error {
	switch g.kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(string(g.value)))
		if err != nil {
			return nil //nolint:nilerr // a cell without a value
		}
		return g.t.spaced(g.string(n))
	case "str":
		return g.t.spaced(g.value)
	case "b":
		if len(g.value) > 0 && g.value[0] == '1' {
			return g.t.writeString("TRUE")
		}
		return g.t.writeString("FALSE")
	}
	var f format
	if g.style >= 0 && g.style < len(g.formats) {
		f = g.formats[g.style]
	}
	g.t.out = f.show(g.t.out, string(g.value), g.epoch)
	return g.t.full()
}

// kindOf names a kind of cell without making a string.
func kindOf(b []byte) string {
	switch string(b) {
	case "s":
		return "s"
	case "str", "inlineStr", "e", "d":
		return "str"
	case "b":
		return "b"
	}
	return ""
}

// columnOf reads the column of a reference: "C5" is 2.
func columnOf(ref []byte) (int, bool) {
	n := 0
	for i := 0; i < len(ref); i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			return n - 1, i > 0
		}
		if n = n*26 + int(c-'A') + 1; n > 16384 {
			return 0, false
		}
	}
	return 0, false
}

// pageText takes the codes out of a page header (ECMA-376-1, 18.3.1.46): "&C社外秘 &P" is "社外秘".
func pageText(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '&' || i+1 >= len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch c := s[i]; {
		case c == '&':
			b.WriteByte('&')
		case c == '"':
			if end := strings.IndexByte(s[i+1:], '"'); end >= 0 {
				i += end + 1
			}
		case c >= '0' && c <= '9':
			for i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' {
				i++
			}
		case c == 'L', c == 'C', c == 'R':
			b.WriteByte(' ')
		}
	}
	return b.String()
}
