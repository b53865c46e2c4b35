package attach

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"sekisho/server/policy"

	"golang.org/x/text/encoding/japanese"
)

// pdf says whether a PDF file opens without a password, and what in it can act: scripts, programs that it starts, attached
// files. Restrictions against printing or changing are no encryption here.
func (w *walker) pdf(a *policy.Attachment, s source, depth int) {
	f := w.openPDF(s)
	l, known := f.lock()
	switch {
	case !known || f.broken && f.trailer["Root"] == nil && !w.partial: // what was cut off may have said that it is encrypted
		mark(a, "uninspectable", "reason", w.missing())
		return
	case l.how != "":
		mark(a, "encrypted", "how", l.how, "partial", l.partial)
		return
	case w.partial:
		if f.broken && f.trailer["Root"] == nil {
			mark(a, "uninspectable", "reason", "partial")
		}
		return
	}
	f.crypt = l.crypt
	found := f.tell(a, f.search)
	for _, kind := range found.macros {
		macro(a, kind)
	}
	if found.protected {
		encrypted(a, "rms")
	}
	w.handOver(a, s, f.files(found.files), depth)
	if w.late() {
		mark(a, "uninspectable", "reason", "time")
	}
}

// pdfFound is what the objects of a file have that is not for reading.
type pdfFound struct {
	macros    []string
	protected bool // the real document is encrypted, and attached to one that says so
	files     []pdfDict
}

// search looks at every object that the newest tables know.
func (f *pdfFile) search() (found pdfFound) {
	for _, at := range f.offsets() {
		if f.w.late() {
			break
		}
		v, ref := f.object(at)
		d, _ := v.(pdfDict)
		if d["Type"] == pdfName("ObjStm") {
			d, body := f.objectStream(ref.num)
			left := 4 * len(body) // objects that overlap are no objects
			for _, p := range streamPlaces(d, body) {
				l := &pdfLexer{b: body[p.at:]}
				f.judge(&found, l.value(0), 0)
				if left -= l.at; left < 0 || f.w.late() {
					break
				}
			}
			continue
		}
		if _, isStream := d["Length"]; isStream && d["Filter"] != nil && len(d) < 16 && d["Subtype"] == pdfName("Image") {
			continue
		}
		if f.crypt != nil {
			v = f.crypt.value(v, ref, 0)
		}
		f.judge(&found, v, 0)
	}
	return found
}

// judge looks at a value and at those in it.
func (f *pdfFile) judge(found *pdfFound, v any, depth int) {
	switch v := v.(type) {
	case pdfArray:
		for _, in := range v {
			f.judge(found, in, depth+1)
		}
	case pdfDict:
		f.dict(found, v)
		for _, in := range v {
			switch in.(type) {
			case pdfArray, pdfDict:
				f.judge(found, in, depth+1)
			}
		}
	}
}

func (f *pdfFile) dict(found *pdfFound, d pdfDict) {
	if f.words != nil {
		f.say(f.words, d)
	}
	if js, ok := d["JS"]; ok && !formats(f.script(js)) {
		found.macros = append(found.macros, "pdf-script")
	}
	if d["S"] == pdfName("Launch") {
		found.macros = append(found.macros, "launch")
	}
	if xfa, ok := d["XFA"]; ok && f.scripted(xfa) {
		found.macros = append(found.macros, "pdf-script")
	}
	if _, ok := d["EF"]; ok && len(found.files) < maxObjects {
		found.files = append(found.files, d)
		if payload, ok := f.resolve(d["EP"]).(pdfDict); ok && strings.Contains(string(nameOf(payload["Subtype"])), "IRM") {
			found.protected = true // ISO 32000-2, 7.6.7
		}
	}
}

// script returns the text of a script, a string or a stream.
func (f *pdfFile) script(v any) string {
	if ref, ok := v.(pdfRef); ok {
		if p := f.places[ref.num]; p.occupied && p.offset >= 0 {
			if _, b := f.stream(p.offset, ref.num, ref.gen); b != nil {
				return pdfText(string(b))
			}
		}
	}
	return pdfText(text(f.resolve(v)))
}

// formats reports whether a script does nothing but call Acrobat's own functions for the fields of forms: how a number or a
// date looks, and sums. Nearly every form for filling in has them.
func formats(script string) bool {
	calls := 0
	for _, call := range strings.FieldsFunc(script, func(r rune) bool { return r == ';' || r == '\n' || r == '\r' }) {
		call = strings.TrimSpace(call)
		if call == "" {
			continue
		}
		name, rest, ok := strings.Cut(call, "(")
		if !ok || !strings.HasPrefix(name, "AF") || strings.ContainsAny(name, " .=+") || !strings.HasSuffix(rest, ")") || strings.ContainsAny(strings.TrimSuffix(rest, ")"), "{}=") || strings.Contains(rest, "eval") {
			return false
		}
		calls++
	}
	return calls > 0 || strings.TrimSpace(script) == ""
}

// scripted reports whether a form of XML has scripts (XFA 3.3, chapter 10).
func (f *pdfFile) scripted(v any) bool {
	for _, part := range asArray(f.resolve(v)) {
		if s := f.script(part); strings.Contains(s, "application/x-javascript") || strings.Contains(s, "application/x-formcalc") {
			return true
		}
	}
	s := f.script(v)
	return strings.Contains(s, "application/x-javascript")
}

// files unpacks the attached files (7.11.4).
func (f *pdfFile) files(specs []pdfDict) (files []object) {
	seen := map[pdfRef]bool{}
	for _, d := range specs {
		streams, _ := f.resolve(d["EF"]).(pdfDict)
		for _, key := range []pdfName{"UF", "F", "Unix", "DOS", "Mac"} {
			ref, ok := streams[key].(pdfRef)
			p := f.places[ref.num]
			if !ok || seen[ref] || !p.occupied || p.offset < 0 || f.w.late() {
				continue
			}
			seen[ref] = true
			_, content := f.stream(p.offset, ref.num, ref.gen)
			files = append(files, object{f.fileName(d, len(files)+1), content})
		}
	}
	return files
}

func (f *pdfFile) fileName(d pdfDict, nth int) string {
	for _, key := range []pdfName{"UF", "F", "Unix", "DOS", "Mac"} {
		if name := pdfText(text(f.resolve(d[key]))); name != "" {
			return name
		}
	}
	return "file" + strconv.Itoa(nth)
}

// pdfText decodes a text string (7.9.2.2). What is no Unicode is Latin by the book and code page 932 in Japan.
func pdfText(s string) string {
	switch {
	case strings.HasPrefix(s, "\xfe\xff"), strings.HasPrefix(s, "\xff\xfe"):
		high, low := 0, 1
		if s[0] == 0xff {
			high, low = 1, 0
		}
		units := make([]uint16, 0, len(s)/2)
		for s = s[2:]; len(s) >= 2; s = s[2:] {
			units = append(units, uint16(s[high])<<8|uint16(s[low]))
		}
		return string(utf16.Decode(units))
	case utf8.ValidString(s):
		return strings.TrimPrefix(s, "\ufeff")
	}
	if decoded, err := japanese.ShiftJIS.NewDecoder().String(s); err == nil && !strings.ContainsRune(decoded, '\ufffd') {
		return decoded
	}
	return strings.ToValidUTF8(s, "\ufffd")
}
