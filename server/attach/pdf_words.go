package attach

import (
	"context"
	"maps"
	"slices"
	"strings"

	"sekisho/server/attach/extract"
	"sekisho/server/policy"
)

const (
	maxPDFWords = 256 << 10 // octets of what objects say
	maxPDFAsked = 256       // values of them that stand in another object
)

// pdfWords collects what a PDF file says beside its pages: what was filled into forms, notes, text boxes, bookmarks, alternative
// texts, and properties of its own such as labels. It needs no reader for pages, so it is known where that one is late.
type pdfWords struct {
	out   strings.Builder
	seen  map[string]bool
	asked int
	cut   bool
}

// line adds a line, once.
func (w *pdfWords) line(s ...string) {
	if len(s) == 1 && s[0] == "" {
		return
	}
	line := strings.TrimRight(strings.Join(strings.Fields(strings.ToValidUTF8(strings.Join(s, " "), "\ufffd")), " "), ": ")
	switch {
	case line == "" || w.seen[line]:
	case w.out.Len()+len(line) > maxPDFWords:
		w.cut = true
	default:
		w.seen[line] = true
		w.out.WriteString(line + "\n")
	}
}

// tell reads what the objects say, if anybody wants texts, while find looks at them.
func (f *pdfFile) tell(a *policy.Attachment, find func() pdfFound) pdfFound {
	if !f.w.texts {
		return find()
	}
	f.words = &pdfWords{seen: map[string]bool{}}
	f.info(f.words)
	found := find()
	if a.Text = f.words.out.String(); f.words.cut {
		a.NoText = extract.Limit
	}
	return found
}

// say takes what one dictionary says: a field of a form (12.7.4), an annotation (12.5.6), a bookmark (12.3.3), a part of the
// structure (14.9.3) or an attached file (7.11.3).
func (f *pdfFile) say(w *pdfWords, d pdfDict) {
	if _, annotation := d["Subtype"]; annotation {
		w.line(f.said(w, d["Contents"]))
		w.line(f.said(w, d["Subj"]))
		if d["Contents"] == nil {
			w.line(f.shown(f.said(w, d["RC"])))
		}
	}
	_, part := d["T"]
	if part || d["FT"] != nil || d["Parent"] != nil && d["V"] != nil {
		f.field(w, d)
	}
	if d["Parent"] != nil || d["Prev"] != nil || d["Next"] != nil {
		w.line(f.said(w, d["Title"]))
	}
	w.line(f.said(w, d["Alt"]))
	w.line(f.said(w, d["CA"])) // of a button
	if d["EF"] != nil {
		w.line(f.said(w, d["Desc"]))
	}
	if xfa, ok := d["XFA"]; ok {
		f.formXML(w, xfa)
	}
}

// field writes the value of a field behind its name, the one that a person sees where there is one.
func (f *pdfFile) field(w *pdfWords, d pdfDict) {
	name := f.said(w, d["TU"])
	if name == "" {
		name = f.said(w, d["T"])
	}
	for _, key := range []pdfName{"V", "DV"} {
		values := pdfArray{d[key]}
		if list, ok := f.value(w, d[key]).(pdfArray); ok {
			values = list
		}
		for _, v := range values {
			if s := f.said(w, v); s != "" {
				w.line(name+":", s)
			}
		}
	}
	if d["V"] != nil && f.said(w, d["V"]) == "" && d["RV"] != nil {
		w.line(name+":", f.shown(f.said(w, d["RV"])))
	}
	for _, choice := range asArray(f.value(w, d["Opt"])) {
		for _, v := range asArray(choice) {
			w.line(f.said(w, v))
		}
	}
}

// value follows a reference, as long as there are not too many: each may have a stream unpacked.
func (f *pdfFile) value(w *pdfWords, v any) any {
	if _, ok := v.(pdfRef); !ok {
		return v
	}
	if w.asked++; w.asked > maxPDFAsked || f.w.late() {
		w.cut = true
		return nil
	}
	return f.resolve(v)
}

// said is a text, a string or a stream.
func (f *pdfFile) said(w *pdfWords, v any) string {
	ref, ok := v.(pdfRef)
	if !ok {
		return pdfText(text(v))
	}
	if s := text(f.value(w, v)); s != "" || w.asked > maxPDFAsked {
		return pdfText(s)
	}
	if p := f.places[ref.num]; p.occupied && p.offset >= 0 {
		_, b := f.stream(p.offset, ref.num, ref.gen)
		return pdfText(string(b[:min(len(b), maxPDFWords)]))
	}
	return ""
}

// formXML reads a form of XML (XFA 3.3), whose data are what was filled in.
func (f *pdfFile) formXML(w *pdfWords, v any) {
	if ref, ok := v.(pdfRef); ok {
		if list, ok := f.value(w, v).(pdfArray); ok {
			v = list
		} else {
			v = pdfArray{ref}
		}
	}
	for _, part := range asArray(v) {
		if _, ok := part.(pdfRef); ok {
			apart := strings.ReplaceAll(f.said(w, part), "</", " </") // each element is a value
			for line := range strings.Lines(f.shown(apart)) {
				w.line(line)
			}
		}
	}
}

// shown is the text of markup.
func (f *pdfFile) shown(markup string) string {
	if markup == "" {
		return ""
	}
	ctx, cancel := context.WithDeadline(f.w.ctx, f.w.until)
	defer cancel()
	return extract.Text(ctx, extract.File{Type: "application/xhtml+xml", Content: strings.NewReader(markup), Size: int64(len(markup))}).Text
}

// info takes the properties that the document has beside the usual ones: labels are there.
func (f *pdfFile) info(w *pdfWords) {
	d, _ := f.value(w, f.trailer["Info"]).(pdfDict)
	for _, key := range slices.Sorted(maps.Keys(d)) {
		switch key {
		case "Title", "Subject", "Keywords": // read with the pages
		case "Author", "Creator", "Producer", "CreationDate", "ModDate", "Trapped":
		default:
			if s := f.said(w, d[key]); s != "" {
				w.line(string(key)+":", s)
			}
		}
	}
}

// withWords adds what the objects said to what the pages show.
func withWords(pages, why, said string) (text, reason string) {
	if said == "" {
		return pages, why
	}
	if len(pages)+len(said) > extract.MaxText {
		pages, why = strings.ToValidUTF8(pages[:extract.MaxText-len(said)-1], ""), extract.Limit
	}
	if pages != "" && !strings.HasSuffix(pages, "\n") {
		pages += "\n"
	}
	return pages + said, why
}
