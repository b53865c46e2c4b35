package extract

import (
	"unicode/utf16"

	"sekisho/server/text"
)

// destination enters a group that is no text, or a property. What begins with \* and is unknown is no text.
func (r *rtf) destination(name string, star bool) bool {
	switch name {
	case "fonttbl":
		r.table = true
	case "colortbl", "stylesheet", "pict", "objdata", "themedata", "colorschememapping", "latentstyles", "datastore", "listtable",
		"listoverridetable", "rsidtbl", "generator", "xmlnstbl", "filetbl", "revtbl", "mmathPr", "creatim", "revtim", "printim", "buptim",
		"nonshppict", "listtext", "pntext", "author", "operator", "atrfstart", "atrfend", "atnid", "atnauthor", "bkmkstart", "bkmkend",
		"company", "fldrslt0", "blipuid", "panose", "falt", "sp":
		r.skip = true
	case "info":
		r.skip = true
	case "upr":
		r.old = true
	case "ud":
		r.old, r.skip = false, false
	case "title", "subject", "keywords", "category", "doccomm", "staticval":
		r.skip, r.ends = r.old, "\n"
	case "propname":
		r.skip, r.ends = r.old, ": "
	case "annotation", "footnote":
		if r.from == 0 && r.flush() == nil {
			r.from = len(r.t.out) + 1
		}
	case "fldinst", "shptxt", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf",
		"userprops", "shpinst", "do", "dptxbxtext", "shp", "atnref", "atndate", "flddirty":
		r.skip = r.skip || name == "atnref" || name == "atndate"
		return true
	default:
		if star {
			r.skip = true
		}
		return star
	}
	return true
}

// special writes what a control word stands for.
func (r *rtf) special(name string) error {
	var s string
	switch name {
	case "pard", "trowd":
		r.row = name == "trowd"
		return nil
	case "intbl":
		r.row = true
		return nil
	case "par", "line":
		if s = "\n"; r.row {
			s = " "
		}
	case "sect", "page", "row", "nestrow", "column":
		s = "\n"
	case "tab":
		s = " "
	case "cell", "nestcell":
		s = "\t"
	case "emdash":
		s = "—"
	case "endash":
		s = "–"
	case "lquote", "rquote":
		s = "'"
	case "ldblquote", "rdblquote":
		s = `"`
	case "bullet":
		s = "•"
	default:
		return nil
	}
	if err := r.flush(); err != nil || r.skip || r.table {
		return err
	}
	switch s {
	case "\n":
		r.t.newline()
	case "\t":
		r.t.tab()
	case " ":
		r.t.blank()
	default:
		return r.t.writeString(s)
	}
	return nil
}

// flush writes what waits for its end: a character may take two octets or two units.
func (r *rtf) flush() error {
	r.flushUnits()
	return r.flushRaw()
}

func (r *rtf) flushUnits() {
	if len(r.units) > 0 {
		r.t.out = append(r.t.out, string(utf16.Decode(r.units))...)
		r.units = r.units[:0]
	}
}

func (r *rtf) flushRaw() error {
	if len(r.raw) == 0 {
		return r.t.full()
	}
	page := r.page
	if p, ok := pageOfFont[r.charsets[r.font]]; ok {
		page = p
	}
	err := r.t.writeString(text.Decoded(codePage(page), r.raw))
	r.raw = r.raw[:0]
	return err
}

// pageOfFont is the code page of a font's character set (RTF 1.9.1, \fcharset).
var pageOfFont = map[int]int{128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 204: 1251, 238: 1250}
