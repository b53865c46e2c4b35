package message

import (
	"bytes"
	"encoding/base64"
	"mime/quotedprintable"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"

	"sekisho/server/text"
)

// texts works out the words before the subject, before the text and after it: all of them or none.
func (p *planner) texts(c Changes, top rawHeader, parts found, protected []string) {
	if !p.rw.asked["addText"] {
		return
	}
	head := top.plain()
	inJapanese := japaneseIn(head.text("subject", &notes{}))
	all := slices.Concat(parts.heads, parts.tails)
	for _, f := range all {
		inJapanese = inJapanese || japaneseIn(f.shown())
	}
	edits, why := top.subject(c.Subject, inJapanese)
	before, after := joinTexts(c.Head, inJapanese, "\n"), joinTexts(c.Tail, inJapanese, "\n")
	if why == "" && before+after != "" && len(all) == 0 {
		why = CannotNoText
	}
	seen := map[*leaf]bool{}
	for _, f := range all {
		if seen[f] || why != "" {
			continue
		}
		seen[f] = true
		add := addition{leaf: f}
		if slices.Contains(parts.heads, f) {
			add.head = before
		}
		if slices.Contains(parts.tails, f) {
			add.tail = after
		}
		var more []edit
		if more, why = add.edits(&top); why == "" {
			edits = append(edits, more...)
		}
	}
	if len(edits) > 0 && top.unclear() {
		why = CannotRead
	}
	if len(protected) > 0 && (len(edits) > 0 || why != "") {
		why = CannotSigned
	}
	if why != "" {
		p.rw.cannot["addText"] = why
		return
	}
	p.rw.edits = append(p.rw.edits, edits...)
}

// japaneseIn tells whether a text is in Japanese, or at least holds some.
func japaneseIn(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) })
}

// data undoes the transfer encoding. Places are where each octet of it begins in raw, for quoted-printable only. ok: every reader
// decodes the same.
func (f *leaf) data() (data []byte, places []int32, ok bool) {
	switch f.encoding {
	case "", "7bit", "8bit", "binary":
		return f.raw, nil, true
	case "base64":
		compact := bytes.Map(func(r rune) rune {
			if r == '\r' || r == '\n' {
				return -1
			}
			return r
		}, f.raw)
		data, err := base64.StdEncoding.DecodeString(string(compact))
		return data, nil, err == nil
	case "quoted-printable":
		return unquote(f.raw)
	}
	return nil, nil, false
}

// unquote undoes quoted-printable and notes where each octet came from.
func unquote(raw []byte) (data []byte, places []int32, ok bool) {
	at := int32(0)
	put := func(c byte, from int32) { data, places = append(data, c), append(places, from) }
	for line := range bytes.Lines(raw) {
		ln := split(line)
		body := bytes.TrimRight(ln.text, " \t")
		soft := bytes.HasSuffix(body, []byte("="))
		if soft {
			body = body[:len(body)-1]
		}
		for i := 0; i < len(body); i++ {
			c, from := body[i], at+int32(i)
			if c == '=' {
				v, hex := hexPair(string(body[i+1:]))
				if !hex {
					return nil, nil, false
				}
				c = v
				i += 2
			}
			put(c, from)
		}
		for i, c := range ln.end {
			if !soft {
				put(c, at+int32(len(ln.text)+i)) //nolint:gosec // raw is at most 4 MiB
			}
		}
		at += int32(len(line)) //nolint:gosec // raw is at most 4 MiB
	}
	return data, append(places, at), true
}

// shown is the text as a reader sees it.
func (f *leaf) shown() string {
	data, _, _ := f.data()
	if f.html {
		s, _ := htmlText(data, f.t.get("charset"), &notes{})
		return s
	}
	return toUTF8(f.t.get("charset"), data, &notes{})
}

// addition is what is added to one text.
type addition struct {
	*leaf
	head, tail string
	data       []byte
	places     []int32
	enc        encoding.Encoding // nil: the label says nothing, and the text is ASCII
	ascii      bool              // the text is ASCII as it stands
	relabel    bool              // it becomes UTF-8, which it is already
	versioned  bool              // MIME-Version was said
}

// edits works out how the text gets head and tail. What stands there already is not added again.
func (a *addition) edits(top *rawHeader) ([]edit, string) {
	shown := a.shown()
	if stands(a.head, shown, strings.HasPrefix) {
		a.head = ""
	}
	if stands(a.tail, shown, strings.HasSuffix) {
		a.tail = ""
	}
	if a.head == "" && a.tail == "" {
		return nil, ""
	}
	if a.long {
		return nil, CannotSize
	}
	var ok bool
	if a.data, a.places, ok = a.leaf.data(); !ok || a.header.unclear() {
		return nil, CannotRead
	}
	if why := a.charset(); why != "" {
		return nil, why
	}
	if a.html {
		return a.inHTML()
	}
	return a.inPlain(top)
}

// stands tells whether a text begins or ends another, blanks and line ends aside.
func stands(part, in string, at func(string, string) bool) bool {
	blank := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return part != "" && at(blank(in), blank(part))
}

// charset finds out how to write into the text. Only charsets in which ASCII is ASCII are written to.
func (a *addition) charset() string {
	a.ascii = !bytes.ContainsFunc(a.data, func(r rune) bool { return r > '~' || r == 0x1b })
	enc, known := text.Charset(a.t.get("charset"))
	a.enc = enc
	if enc == japanese.ISO2022JP {
		if at := bytes.LastIndexByte(a.data, 0x1b); at >= 0 && !bytes.HasPrefix(a.data[at:], []byte("\x1b(B")) && !bytes.HasPrefix(a.data[at:], []byte("\x1b(J")) {
			return CannotRead
		}
	}
	if enc == nil && (!known || !a.ascii) {
		return CannotCharset
	}
	if enc != nil {
		if b, err := enc.NewEncoder().String("a\n"); err != nil || b != "a\n" {
			return CannotCharset
		}
	}
	return ""
}

// write puts lines into the text's charset, each by itself, so that each of ISO-2022-JP ends in ASCII.
func (a *addition) write(s, nl string) ([]byte, bool) {
	var out []byte
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			out = append(out, nl...)
		}
		line = strings.TrimRight(line, " \t\r")
		b := []byte(line)
		if a.enc != nil && !a.relabel {
			var err error
			if b, err = a.enc.NewEncoder().Bytes(b); err != nil {
				return nil, false
			}
		} else if !a.relabel && !isASCII(line) {
			return nil, false
		}
		out = append(out, b...)
	}
	return out, true
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > '~' })
}

// inPlain adds to a plain text: an empty line is between it and what is added.
func (a *addition) inPlain(top *rawHeader) ([]edit, string) {
	nl := a.header.nl
	if strings.EqualFold(a.t.get("format"), "flowed") {
		a.head, a.tail = stuffed(a.head), stuffed(a.tail)
	}
	head, ok1 := a.write(a.head, nl)
	tail, ok2 := a.write(a.tail, nl)
	if !ok1 || !ok2 {
		if !a.ascii {
			return nil, CannotCharset
		}
		a.relabel = true // ASCII is UTF-8 as it stands
		head, _ = a.write(a.head, nl)
		tail, _ = a.write(a.tail, nl)
	}
	if len(head) > 0 {
		head = append(head, nl+nl...)
	}
	if len(tail) > 0 {
		tail = append([]byte(nl), tail...)
		if len(a.data) > 0 && a.data[len(a.data)-1] != '\n' {
			tail = append([]byte(nl), tail...)
		}
		if a.atEnd {
			tail = append(tail, nl...)
		}
	}
	return a.place(top, head, tail)
}

// stuffed puts a blank before lines that format=flowed would take for something else (RFC 3676, 4.4).
func stuffed(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, " ") || strings.HasPrefix(l, ">") || strings.HasPrefix(l, "From ") {
			lines[i] = " " + l
		}
	}
	return strings.Join(lines, "\n")
}

// place writes head and tail in the transfer encoding. Only what has to be is encoded anew.
func (a *addition) place(top *rawHeader, head, tail []byte) ([]edit, string) {
	edits, why := a.relabelled(top)
	if why != "" {
		return nil, why
	}
	whole := slices.Concat(head, a.data, tail)
	high := bytes.ContainsFunc(slices.Concat(head, tail), func(r rune) bool { return r > '~' })
	clean := !bytes.ContainsFunc(a.data, func(r rune) bool { return r > '~' })
	switch {
	case a.encoding == "base64":
		return append(edits, edit{a.from, a.to, a.base64(whole)}), ""
	case a.encoding == "quoted-printable" && bytes.HasSuffix(bytes.TrimRight(a.raw, " \t\r\n"), []byte("=")):
		return append(edits, edit{a.from, a.to, a.quoted(whole)}), ""
	case a.encoding == "quoted-printable":
		head, tail = a.quoted(head), a.quoted(tail)
	case high && clean && a.encoding != "8bit" && a.encoding != "binary":
		return append(append(edits, a.encodedAs(top, "quoted-printable")...), edit{a.from, a.to, a.quoted(whole)}), ""
	}
	return append(edits, edit{a.from, a.from, head}, edit{a.to, a.to, tail}), ""
}

func (a *addition) quoted(b []byte) []byte {
	var out bytes.Buffer
	w := quotedprintable.NewWriter(&out)
	_, _ = w.Write(b) // a buffer takes everything
	_ = w.Close()
	if a.header.nl == "\n" {
		return bytes.ReplaceAll(out.Bytes(), []byte("\r\n"), []byte("\n"))
	}
	return out.Bytes()
}

// base64 encodes in lines as long as the text's own, with a line end behind the last where there was one.
func (a *addition) base64(b []byte) []byte {
	nl, width := a.header.nl, 76
	if first, rest, ok := bytes.Cut(a.raw, []byte(nl)); ok && len(bytes.TrimSpace(rest)) > 0 && len(first) > 0 && len(first)%4 == 0 && len(first) < width {
		width = len(first)
	}
	coded := []byte(base64.StdEncoding.EncodeToString(b))
	lines := slices.Collect(slices.Chunk(coded, width))
	out := bytes.Join(lines, []byte(nl))
	if a.atEnd || bytes.HasSuffix(a.raw, []byte("\n")) {
		out = append(out, nl...)
	}
	return out
}

var charsetParam = regexp.MustCompile(`(?i)charset\s*=\s*("[^"]*"|[^;\s"]+)`)

// relabelled says in the part's header that it is UTF-8 now.
func (a *addition) relabelled(top *rawHeader) ([]edit, string) {
	if !a.relabel || text.IsUTF8(a.t.get("charset")) {
		return nil, ""
	}
	list := a.header.named("content-type")
	switch {
	case len(list) > 1:
		return nil, CannotRead
	case len(list) == 0:
		return append(a.mimeVersion(top), edit{a.header.end, a.header.end, []byte("Content-Type: text/plain; charset=UTF-8" + a.header.nl)}), ""
	}
	f := list[0]
	switch at := charsetParam.FindAllSubmatchIndex(f.raw, -1); len(at) {
	case 0:
		end := f.from + int64(len(bytes.TrimRight(f.raw, "\r\n \t;")))
		return []edit{{end, f.from + int64(len(bytes.TrimRight(f.raw, "\r\n"))), []byte("; charset=UTF-8")}}, ""
	case 1:
		return []edit{{f.from + int64(at[0][2]), f.from + int64(at[0][3]), []byte("UTF-8")}}, ""
	}
	return nil, CannotRead
}

// encodedAs says in the part's header how it is encoded now.
func (a *addition) encodedAs(top *rawHeader, name string) []edit {
	list := a.header.named("content-transfer-encoding")
	if len(list) == 0 {
		return append(a.mimeVersion(top), edit{a.header.end, a.header.end, []byte("Content-Transfer-Encoding: " + name + a.header.nl)})
	}
	var edits []edit
	for i, f := range list {
		with := []byte(nil)
		if i == 0 {
			label, _, _ := bytes.Cut(f.raw, []byte(":"))
			with = slices.Concat(label, []byte(": "+name+a.header.nl))
		}
		edits = append(edits, edit{f.from, f.to, with})
	}
	return edits
}

// mimeVersion is said once, where the mail has no MIME fields at all: readers need not believe them else (RFC 2045, 4).
func (a *addition) mimeVersion(top *rawHeader) []edit {
	if a.versioned || a.header.end != top.end || len(top.named("mime-version")) > 0 {
		return nil
	}
	a.versioned = true
	return []edit{{top.end, top.end, []byte("MIME-Version: 1.0" + top.nl)}}
}
