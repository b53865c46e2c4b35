package extract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"sekisho/server/text"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// readHTML reads a page: what is shown, its title, where its links lead, and what alternative texts say.
func readHTML(t *sink, f File) error {
	head := make([]byte, min(f.Size, guessed))
	n, err := f.Content.ReadAt(head, 0)
	if n <= 0 && err != nil {
		return fmt.Errorf("%w: %w", errCorrupt, err)
	}
	return readHTMLFrom(t, t.part(io.NewSectionReader(f.Content, 0, f.Size)), head[:n], "")
}

// readHTMLFrom decodes r by its label, by what the page says, or by its looks, in this order.
func readHTMLFrom(t *sink, r io.Reader, sample []byte, label string) error {
	enc, _ := text.Charset(label) // one that nobody knows says nothing
	if enc == nil {
		enc, _ = text.Charset(metaCharset(sample))
	}
	if enc == nil || bytes.HasPrefix(sample, []byte{0xff, 0xfe}) || bytes.HasPrefix(sample, []byte{0xfe, 0xff}) {
		enc = text.Guess(sample)
	}
	z := html.NewTokenizer(decoding(enc).Reader(r))
	z.SetMaxBuf(maxPart)
	p := page{t: t}
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			t.newline()
			p.flush()
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return err
			}
			return nil
		case html.TextToken:
			if !p.skip {
				p.words(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			p.tag(z, kind)
		}
		if err := t.full(); err != nil {
			return err
		}
	}
}

// page writes lines.
type page struct {
	t    *sink
	skip bool // inside a script or a style
	pre  bool
	ruby bool   // inside what is read aloud, between the characters of a word
	said []byte // that
	cell int    // where the cell's text began; 0: in none
}

func (p *page) words(b []byte) {
	if p.ruby {
		if len(p.said) < MaxText {
			p.said = append(p.said, b...)
		} else {
			p.t.partly = true
		}
		return
	}
	for _, c := range b {
		switch {
		case c == '\n' && p.pre:
			p.t.newline()
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f':
			p.t.blank()
		case c >= ' ':
			p.t.out = append(p.t.out, c)
		}
	}
}

// flush writes what is read aloud as a line.
func (p *page) flush() {
	p.ruby = false
	if len(p.said) > 0 {
		said := p.said
		p.said = nil
		p.words(said)
		p.t.newline()
	}
}

func (p *page) tag(z *html.Tokenizer, kind html.TokenType) {
	name, more := z.TagName()
	switch a := atom.Lookup(name); a {
	case atom.Script, atom.Style:
		p.skip = kind == html.StartTagToken
	case atom.Td, atom.Th:
		p.box(kind)
	case atom.Ruby:
		p.ruby = false
	case atom.Rt, atom.Rp:
		p.ruby = kind == html.StartTagToken
	case atom.Pre, atom.Textarea:
		p.t.newline()
		p.pre = kind == html.StartTagToken
	case atom.A, atom.Img, atom.Input, atom.Meta:
		if kind != html.EndTagToken && more {
			p.attributes(z, a)
		}
	case atom.B, atom.I, atom.U, atom.S, atom.Em, atom.Strong, atom.Span, atom.Font, atom.Small, atom.Big, atom.Sub, atom.Sup,
		atom.Mark, atom.Wbr, atom.Label, atom.Abbr, atom.Code, atom.Tt, 0:
	case atom.Tr, atom.Table:
		p.t.newline()
	default:
		if n := len(p.t.out); n == 0 || p.t.out[n-1] != '\t' { // a cell that begins with a paragraph stays on its row's line
			p.t.newline()
			p.flush()
		}
	}
}

// longCell is what of a cell is still put on one line: a table of data has short cells, and one that lays out a page long ones.
const longCell = 512

// box begins or ends a cell. A short one is one line with its row.
func (p *page) box(kind html.TokenType) {
	if kind != html.EndTagToken {
		p.cell = len(p.t.out)
		return
	}
	if text := p.t.out[min(p.cell, len(p.t.out)):]; len(text) < longCell {
		for i, c := range text {
			if c == '\n' {
				text[i] = ' '
			}
		}
	}
	p.t.tab()
	p.cell = len(p.t.out)
}

func (p *page) attributes(z *html.Tokenizer, a atom.Atom) {
	name, content := "", []byte(nil)
	for more := true; more; {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch k := string(key); {
		case a == atom.A && k == "href" && (bytes.HasPrefix(value, []byte("http")) || bytes.HasPrefix(value, []byte("mailto:"))):
			p.t.blank()
			p.t.out = append(append(append(p.t.out, '<'), value...), "> "...)
		case a == atom.Img && (k == "alt" || k == "title"), a == atom.Input && k == "value":
			p.t.blank()
			p.words(value)
			p.t.blank()
		case a == atom.Meta && k == "name":
			name = strings.ToLower(string(value))
		case a == atom.Meta && k == "content":
			content = value
		}
	}
	if told([]byte(name)) || name == "classification" {
		p.t.newline()
		p.words(content)
		p.t.newline()
	}
}

// metaCharset looks for charset= in the first KiB (HTML, 13.2.3.2), and for encoding= in an XML declaration.
func metaCharset(b []byte) string {
	b = bytes.ToLower(b[:min(len(b), 1024)])
	_, rest, ok := bytes.Cut(b, []byte("charset="))
	if !ok && bytes.HasPrefix(b, []byte("<?xml")) {
		_, rest, ok = bytes.Cut(b, []byte("encoding="))
	}
	if !ok {
		return ""
	}
	rest = bytes.TrimLeft(rest, "\"' ")
	if end := bytes.IndexAny(rest, "\"' ;/>?"); end >= 0 {
		rest = rest[:end]
	}
	return strings.TrimSpace(string(rest))
}
