package attach

import (
	"bytes"
	"strings"
)

// compoundMacros lists the ways in which an old Office document can act when it is opened.
func (w *walker) compoundMacros(c *compound, l legacy) (kinds []string) {
	if c.vba() {
		kinds = append(kinds, "vba")
	}
	if l.sheets || embeddedSheets(c) {
		kinds = append(kinds, "xlm")
	}
	if w.partial {
		return kinds
	}
	if e := c.find("", "PowerPoint Document"); e != nil {
		if b, _ := c.read(e, maxStream); powerPointMacros(b) {
			kinds = append(kinds, "vba")
		}
	}
	if e := c.find("", "WordDocument"); e != nil && l.how == "" {
		if b, _ := c.read(e, maxStream); fieldDDE(b) {
			kinds = append(kinds, "dde")
		}
	}
	return kinds
}

// vba goes by the storages that hold a project ([MS-OVBA] 2.2.1); Publisher makes an empty "VBA" in every file.
func (c *compound) vba() bool {
	if c.has("_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros") || c.has("VBA") && c.has("dir") {
		return true
	}
	found := false
	c.each("dir", func(e *cfbEntry) { found = found || strings.HasSuffix(strings.ToUpper(e.path), "VBA/") })
	return found
}

// embeddedSheets looks at the workbooks inside other documents; the one at the top has been looked at.
func embeddedSheets(c *compound) bool {
	var l legacy
	left := 16
	for _, name := range []string{"Workbook", "Book"} {
		c.each(name, func(e *cfbEntry) {
			if left--; e.path != "" && left >= 0 {
				b, _ := c.read(e, maxBIFF/4)
				l.biff(b)
			}
		})
	}
	return l.sheets
}

// pptRecord calls do for each record of a presentation ([MS-PPT] 2.3.1), those in containers too, until do returns false.
func pptRecord(b []byte, do func(kind, instance int, body []byte) bool) {
	for at := 0; at+8 <= len(b); {
		kind, size := u16(b, at+2), u32(b, at+4)
		if b[at]&15 == 15 {
			at += 8 // a container: its records follow
			continue
		}
		end := min(int64(at)+8+size, int64(len(b)))
		if !do(kind, u16(b, at)>>4, b[at+8:end]) {
			return
		}
		at = int(end)
	}
}

// powerPointMacros goes by the record that says whether there is a project (2.4.10, VBAInfoAtom).
func powerPointMacros(b []byte) (found bool) {
	pptRecord(b, func(kind, _ int, body []byte) bool {
		found = kind == 0x0400 && len(body) >= 8 && u32(body, 4) != 0
		return !found
	})
	return found
}

// fieldDDE finds a field that starts a program: Word's mark of a field's begin, then its name, in either width of characters
// ([MS-DOC] 2.8.25).
func fieldDDE(b []byte) bool {
	for {
		i := bytes.IndexByte(b, 0x13)
		if i < 0 {
			return false
		}
		b = b[i+1:]
		name := make([]byte, 0, 16)
		for j := 0; j < min(len(b), 40) && len(name) < 8; j++ {
			if b[j] != 0 && b[j] != ' ' && b[j] != '"' {
				name = append(name, b[j])
			}
		}
		if name = bytes.ToUpper(name); bytes.HasPrefix(name, []byte("DDEAUTO")) || bytes.HasPrefix(name, []byte("DDE")) && spaced(b) {
			return true
		}
	}
}

// spaced reports whether the name of a field ends after DDE.
func spaced(b []byte) bool {
	text := strings.TrimLeft(strings.ReplaceAll(string(b[:min(len(b), 40)]), "\x00", ""), " \"")
	return len(text) > 3 && (text[3] == ' ' || text[3] == '"')
}
