// Package extract reads the text of files: what a person who opens the file could read, and more, such as comments, notes,
// deleted passages of revisions and the document's properties, which leave the house just the same.
//
// It reads Word, Excel and PowerPoint files (DOCX, XLSX, PPTX and the formats of 1997), OpenDocument files, zipped or flat,
// RTF, HTML, CSV, plain text in any charset that Japanese offices use, messages (.eml, .msg) and Ichitaro documents. Rows of
// tables become lines with a tab between cells, numbers stand as they are shown, and the properties (title, subject,
// keywords, category, custom ones such as sensitivity labels) come last.
//
// Of a document of Office every part is read that can have text, wherever it lies: what it is follows from the relationships of the
// parts, as for the programs that show it. So it also reads what a pivot table was made from, values kept of other workbooks,
// hints and lists of cells, names that stand for values, alternative texts, WordArt, controls of forms, building blocks, data of
// others, and what only old readers show; what is said again in the very same lines is left out.
//
// It does not read the labels of numbered lists, formulas, numbers of binary workbooks (.xlsb) and data models of Power Pivot; of
// the last two it says so.
//
// It promises as much as could be read, and a reason where that is not all. It does not read PDF (package pdftext does) or
// pictures, decrypts nothing, and opens no file inside a file: package attach does.
//
// # Limits
//
//   - the text of a file: 1 MiB (MaxText); the rest is left out, with the reason "limit"
//   - a part of a document, decompressed: 20 MiB; all parts of one: 64 MiB; at most 2,000 parts
//   - relationships of a document: 70,000; a tag: 64 KiB, longer ones are passed over, with the reason "limit"
//   - the shared strings of a workbook: 20 MiB, its styles: 65,536; the items of a pivot cache: 20 MiB
//   - a compound file's stream: 20 MiB; its directory: 16,384 entries
//   - messages inside multiparts: 10 deep; RTF groups: 500 deep
//   - time: the context's; it is looked at for each 64 KiB read
package extract

import (
	"context"
	"errors"
	"io"
	"strings"
)

// MaxText is how much text of a file is returned, in octets.
const MaxText = 1 << 20

const (
	maxPart  = 20 << 20
	maxParts = 64 << 20
	maxCount = 2000
)

// Why a text is not the whole one.
const (
	Corrupt   = "corrupt"   // the file breaks off, or is not what it says
	Limit     = "limit"     // a limit of the package
	Time      = "time"      // the context ended
	Encrypted = "encrypted" // a password is needed
	// Unsupported: a part has a form that the package does not read.
	Unsupported = "unsupported"
)

// File is a file whose text is wanted.
type File struct {
	Name    string // the name; decides what plain text is (CSV)
	Type    string // MIME type by content
	Content io.ReaderAt
	Size    int64 // octets
}

// Result is the text of a file. Lines end with "\n"; cells of a row are divided by tabs; there are no other controls.
type Result struct {
	Text   string // valid UTF-8, at most MaxText
	Reason string // why it is not all: one of this package's constants; empty: it is
}

var errCorrupt = errors.New("extract: corrupt")

// reader reads one format into t. What it returns says why that is not all.
type reader func(t *sink, f File) error

// Reads tells whether Text can read files of this type.
func Reads(mime, name string) bool { return readerOf(mime, name) != nil }

// Text reads f's text. It never fails: what could be read is returned, with the reason why that is not all.
func Text(ctx context.Context, f File) (r Result) {
	read := readerOf(f.Type, f.Name)
	if read == nil || f.Content == nil || f.Size <= 0 {
		return Result{}
	}
	t := newSink(ctx, MaxText)
	// Formats of strangers, read by ours and the library's parsers: a slip in one must not stop a mail's check.
	defer func() {
		if recover() != nil {
			r = Result{t.String(), Corrupt}
		}
	}()
	r = Result{Reason: reason(read(t, f)), Text: t.String()}
	switch {
	case r.Reason != "":
	case t.partly:
		r.Reason = Limit
	case t.unread:
		r.Reason = Unsupported
	}
	return r
}

func reason(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, errFull):
		return Limit
	case errors.Is(err, errEncrypted):
		return Encrypted
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Time
	}
	return Corrupt
}

// readerOf knows the reader by type; the name tells which plain texts are tables.
func readerOf(mime, name string) reader {
	mime, _, _ = strings.Cut(strings.ToLower(mime), ";")
	mime = strings.TrimSpace(mime)
	lower := strings.ToLower(name)
	switch {
	case strings.Contains(mime, "wordprocessingml"), strings.HasPrefix(mime, "application/vnd.ms-word."):
		return readDocx
	case strings.HasPrefix(mime, "application/vnd.ms-excel.sheet.binary"):
		return readXlsb
	case strings.Contains(mime, "spreadsheetml"), strings.HasPrefix(mime, "application/vnd.ms-excel."):
		return readXlsx
	case strings.Contains(mime, "presentationml"), strings.HasPrefix(mime, "application/vnd.ms-powerpoint."):
		return readPptx
	case strings.HasPrefix(mime, "application/vnd.oasis.opendocument"), strings.HasPrefix(mime, "application/vnd.sun.xml"):
		return readODF
	case strings.HasPrefix(mime, "image/svg"), mime == "application/xhtml+xml", mime == "text/html", mime == "application/hta":
		return readHTML
	case mime == "message/rfc822", mime == "message/global":
		return readMail
	case mime == "text/csv", mime == "text/tab-separated-values", strings.HasPrefix(mime, "text/") && tableName(lower):
		return readTable
	}
	if r, ok := byType[mime]; ok {
		return r
	}
	if strings.HasPrefix(mime, "text/") {
		return readPlain
	}
	return nil
}

func tableName(name string) bool {
	return strings.HasSuffix(name, ".csv") || strings.HasSuffix(name, ".tsv") || strings.HasSuffix(name, ".tab")
}

// byType is never written to.
var byType = map[string]reader{
	"application/msword":            readDoc,
	"application/vnd.ms-excel":      readXls,
	"application/vnd.ms-powerpoint": readPpt,
	"application/vnd.ms-outlook":    readMsg,
	"application/x-js-taro":         readIchitaro,
	"application/rtf":               readRTF,
	"text/rtf":                      readRTF,
	"text/xml":                      readXML,
	"text/vcard":                    readCard,
	"text/x-vcard":                  readCard,
	"text/directory":                readCard,
	"text/calendar":                 readCard,
	"text/x-vcalendar":              readCard,
	"application/xml":               readXML,
	"application/json":              readPlain,
	"application/x-ndjson":          readPlain,
	"application/yaml":              readPlain,
	"application/toml":              readPlain,
	"application/sql":               readPlain,
	"application/geo+json":          readPlain,
	"application/ics":               readCard,
	"application/javascript":        readPlain,
}
