package attach

import "sekisho/server/policy"

// document looks at a file that is neither ZIP nor compound file nor any other container: PDF, RTF, HTML, scripts, encrypted
// messages. It is called once a.Type is known. Files that lie inside go into a box (see walker.box).
func (w *walker) document(a *policy.Attachment, s source, depth int) {
	head := s.at(0, sniffed)
	if how := sealed(head).how; how != "" {
		encrypted(a, how)
		return
	}
	ext := Extension(a.Name)
	switch a.Type {
	case "application/pdf":
		w.pdf(a, s, depth)
	case "text/rtf":
		w.rtf(a, s, depth)
	case "application/pkcs7-signature", "application/pkcs7-mime":
		w.signed(a, s, depth)
	case typeAccess:
		w.access(a, s)
	case typeActiveMime:
		w.activeMime(a, s, depth)
	case typeBIFF:
		w.oldWorkbook(a, s)
	case "image/svg+xml":
		w.drawing(a, s, depth)
	case "text/html", "application/xhtml+xml":
		w.markupMacros(a, s, depth)
		w.webPage(a, s, depth)
	case "text/xml", "application/xml", typeFlat:
		w.markupMacros(a, s, depth)
	case "text/csv", "text/tab-separated-values", typeSYLK, "text/plain":
		table(a, s, head, ext)
	}
}

// table looks at texts that spreadsheets open.
func table(a *policy.Attachment, s source, head []byte, ext string) {
	switch {
	case webQuery(head, ext):
		macro(a, "web-query")
	case ext == "csv" || ext == "tsv" || ext == "tab" || ext == "dif" || a.Type == typeSYLK:
		b := s.at(0, maxTable)
		if tableDDE(b) {
			macro(a, "dde")
		}
		if a.Type == typeSYLK && sylk(b) {
			macro(a, "xlm")
		}
	}
}

// maxTable is how much of a table in a text is searched.
const maxTable = 8 << 20

// oldWorkbook is a sheet of Excel 2 to 4, which is a file of its own ([MS-XLS] 2.4.21, older forms).
func (w *walker) oldWorkbook(a *policy.Attachment, s source) {
	b := s.at(0, maxBIFF)
	if len(b) >= 8 && u16(b, 6) == 0x40 {
		macro(a, "xlm")
	}
	var l legacy
	if l.biff(b); l.how != "" {
		encrypted(a, l.how)
	} else if l.sheets {
		macro(a, "xlm")
	}
}
