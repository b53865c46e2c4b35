package extract

import (
	"io"
	"strings"
)

// readFlat reads OpenDocument in one XML document.
func readFlat(t *sink, f File) error {
	o, props := newODF(t), properties(t)
	meta := false
	take := func(k *token) error {
		if k.kind != tokenText && string(k.name) == "meta" {
			meta = k.kind == tokenStart && !k.empty
		}
		if meta {
			return props(k)
		}
		return o.take(k)
	}
	return o.read(func(*odf) error { return scanXML(t.part(io.NewSectionReader(f.Content, 0, f.Size)), take) })
}

// readXML reads other XML: Word 2003, flat OpenDocument under another type, Excel 2003, or anything else, of which all text
// between the tags is taken, and what attributes say.
func readXML(t *sink, f File) error {
	head := make([]byte, min(f.Size, 4096))
	n, _ := f.Content.ReadAt(head, 0) // what cannot be read is missing
	begin := string(head[:max(n, 0)])
	switch {
	case strings.Contains(begin, "urn:oasis:names:tc:opendocument"):
		return readFlat(t, f)
	case strings.Contains(begin, "schemas.microsoft.com/office/word/2003"), strings.Contains(begin, "schemas.microsoft.com/office/2006/xmlPackage"):
		return scanXML(t.part(io.NewSectionReader(f.Content, 0, f.Size)), drawing(t))
	case strings.Contains(begin, "urn:schemas-microsoft-com:office:spreadsheet"):
		return scanXML(t.part(io.NewSectionReader(f.Content, 0, f.Size)), sheet2003(t))
	}
	return readPlain(t, f)
}

// sheet2003 reads the XML of Excel 2003: rows of cells that hold data.
func sheet2003(t *sink) func(*token) error {
	open := false
	return func(k *token) error {
		switch name := string(k.name); {
		case k.kind == tokenText && open:
			return t.spaced(k.content(nil))
		case name == "Data":
			open = k.kind == tokenStart && !k.empty
		case name == "Cell" && (k.kind == tokenEnd || k.empty):
			t.out = append(t.out, '\t')
		case name == "Row" && k.kind == tokenEnd:
			t.newline()
		case name == "Worksheet" && k.kind == tokenStart:
			return t.line(k.attr("Name"))
		}
		return nil
	}
}
