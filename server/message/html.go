package message

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sekisho/server/policy"
)

// maxAgain is how deep HTML is read that stands in what a tokenizer takes for a comment or bare text.
const maxAgain = 2

// htmlText turns HTML into the text a reader sees, and more: nothing is taken for hidden but scripts, styles and comments that
// no program shows. Block elements are lines, cited blocks get "> ", and a link's address follows its words where they differ.
// What stands for a picture or shows up under the pointer, how characters are read (ruby) and what a style hides inside a line is a
// line of its own, behind the one it is in, so that words are whole as the reader sees them.
func htmlText(b []byte, label string, n *notes) (string, []policy.Anchor) {
	if label == "" {
		label = metaCharset(b)
	}
	t := textBuilder{notes: n}
	t.read(toUTF8(label, b, n))
	text := t.done()
	return text, rebase(t.anchors, t.base)
}

// read takes in a piece of HTML.
func (t *textBuilder) read(s string) {
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				t.notes.add("bad-encoding")
			}
			return
		case html.TextToken:
			t.text(string(z.Text()))
		case html.CommentToken:
			t.comment(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			t.start(z.Token())
		case html.EndTagToken:
			t.end(z.Token())
		}
	}
}

// again reads HTML inside HTML. What it leaves open hides nothing of what follows.
func (t *textBuilder) again(s string) {
	if t.deep == maxAgain {
		t.words(s)
		return
	}
	was, tag, open := t.hiding, t.within, t.open
	t.deep, t.hiding = t.deep+1, hiding{}
	t.read(s)
	t.deep, t.hiding = t.deep-1, was
	t.within, t.open = tag, open
}

// comment takes in what a conditional comment ("<!--[if mso]>…<![endif]-->") is around, which Outlook on Windows shows, and
// the text of a CDATA section, which is none outside of SVG (HTML, 13.2.5.42).
func (t *textBuilder) comment(s string) {
	s = strings.TrimLeft(s, " \t\r\n")
	switch {
	case hasPrefix(s, "[CDATA["):
		t.words(strings.TrimSuffix(s[len("[CDATA["):], "]]"))
	case hasPrefix(strings.ToLower(s[:min(len(s), 3)]), "[if"):
		if _, inner, ok := strings.Cut(s, "]>"); ok {
			t.again(inner)
		}
	}
}

// Anchors returns the links of a piece of HTML, as Read does for a mail's.
func Anchors(s string) []policy.Anchor {
	_, anchors := htmlText([]byte(s), "utf-8", &notes{})
	return anchors
}

// metaCharset looks for charset= in the first KiB (HTML, 13.2.3.2).
func metaCharset(b []byte) string {
	_, rest, ok := bytes.Cut(bytes.ToLower(b[:min(len(b), 1024)]), []byte("charset="))
	if !ok {
		return ""
	}
	rest = bytes.TrimLeft(rest, "\"' ")
	if end := bytes.IndexAny(rest, "\"' ;/>"); end >= 0 {
		rest = rest[:end]
	}
	return string(rest)
}

// textBuilder writes lines of text.
type textBuilder struct {
	notes *notes
	out   strings.Builder
	line  strings.Builder
	aside []string // lines to come behind the current one
	blank bool     // white space is due before the next word
	deep  int      // HTML in HTML
	pre   int      // inside that many pre elements
	cites []bool   // open blockquotes: cited or only indented
	depth int      // of cited ones
	hiding
	links
	apart
}

// hiding is what keeps text from being shown.
type hiding struct {
	skip   int  // inside that many script, style or title elements
	nested bool // the next text is HTML again
	svg    int  // inside that many svg and math elements, where a style element holds elements
	island int  // inside that many xml elements of a conditional comment, which hold Office's settings
	data   bool // the last element there was a setting
}

func (t *textBuilder) text(s string) {
	nested := t.nested
	t.nested = false
	switch {
	case nested:
		t.again(s)
	case t.skip > 0, t.island > 0 && t.data:
	case t.open > 0:
		t.besides.WriteString(s)
	case t.pre > 0:
		for i, l := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
			if i > 0 {
				t.newline(true)
			}
			t.line.WriteString(l)
		}
	default:
		t.words(s)
	}
}

// words adds text with runs of white space as one blank. A no-break space is a blank too.
func (t *textBuilder) words(s string) {
	for _, r := range s {
		switch r {
		case ' ', '\t', '\n', '\r', '\f', '\u00a0':
			t.blank = true
			continue
		}
		if t.blank && t.line.Len() > 0 {
			t.line.WriteByte(' ')
			if t.linked.Len() > 0 {
				t.linked.WriteByte(' ')
			}
		}
		t.blank = false
		t.line.WriteRune(r)
		if t.inLinks {
			t.linked.WriteRune(r)
		}
	}
}

func (t *textBuilder) start(tok html.Token) {
	t.data = strings.Contains(tok.Data, ":")
	t.begins(tok)
	switch tok.DataAtom {
	case atom.Script, atom.Style, atom.Title:
		if tok.Type == html.StartTagToken {
			t.skip++
		}
		t.nested = t.svg > 0
	case atom.Iframe, atom.Noembed, atom.Noframes:
		t.nested = true
	case atom.Svg, atom.Math:
		if tok.Type == html.StartTagToken {
			t.svg++
		}
	case atom.Br:
		t.newline(true)
	case atom.Pre:
		t.newline(false)
		t.pre++
	case atom.Td, atom.Th:
		t.blank = true
	case atom.Blockquote:
		t.newline(false)
		t.quote(cited(tok))
	default:
		if tok.Data == "xml" && t.deep > 0 && tok.Type == html.StartTagToken {
			t.island++
		}
		t.block(tok.DataAtom)
	}
	if len(tok.Attr) > 0 || tok.DataAtom == atom.A {
		t.leads(tok)
		t.attributes(tok)
	}
}

func (t *textBuilder) end(tok html.Token) {
	t.nested, t.data = false, false
	t.ends(tok)
	switch tok.DataAtom {
	case atom.Script, atom.Style, atom.Title:
		t.skip = max(t.skip-1, 0)
	case atom.Svg, atom.Math:
		t.svg = max(t.svg-1, 0)
	case atom.Pre:
		t.newline(false)
		t.pre = max(t.pre-1, 0)
	case atom.Blockquote:
		t.newline(false)
		t.unquote()
	default:
		if tok.Data == "xml" {
			t.island = max(t.island-1, 0)
		}
		t.block(tok.DataAtom)
	}
	if t.inLinks && tok.Data == t.tag {
		t.link()
	}
}

// attributes takes in those that are shown: for a picture that is not loaded, in a field, in Word's lettering, or under the
// pointer.
func (t *textBuilder) attributes(tok html.Token) {
	for _, a := range tok.Attr {
		switch a.Key {
		case "value":
			if tok.DataAtom == atom.Input {
				t.blank = true
				t.words(a.Val)
				t.blank = true
			}
		case "alt", "title", "placeholder", "label", "string", "aria-label":
			if s := strings.Join(strings.Fields(a.Val), " "); s != "" {
				t.aside = append(t.aside, s)
			}
		}
	}
}

func (t *textBuilder) quote(cited bool) {
	t.cites = append(t.cites, cited)
	if cited {
		t.depth++
	}
}

func (t *textBuilder) unquote() {
	if n := len(t.cites); n > 0 {
		if t.cites[n-1] {
			t.depth--
		}
		t.cites = t.cites[:n-1]
	}
}

func (t *textBuilder) block(a atom.Atom) {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Center, atom.Dd, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figure,
		atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hr, atom.Li, atom.Main,
		atom.Nav, atom.Ol, atom.Option, atom.P, atom.Section, atom.Table, atom.Tr, atom.Ul, atom.Body:
		t.newline(false)
	}
}

// newline ends the line; an empty one is written only if forced.
func (t *textBuilder) newline(forced bool) {
	t.blank = false
	if t.line.Len() > 0 || forced {
		t.writeLine(t.line.String())
		t.line.Reset()
	}
	t.putAside()
	for _, s := range t.aside {
		t.writeLine(s)
	}
	t.aside = t.aside[:0]
}

func (t *textBuilder) writeLine(s string) {
	for range min(t.depth, maxDepth) {
		t.out.WriteString("> ")
	}
	t.out.WriteString(s)
	t.out.WriteByte('\n')
}

func (t *textBuilder) done() string {
	t.link()
	t.newline(false)
	return t.out.String()
}

// cited tells a quotation of an earlier mail from an indented paragraph.
func cited(tok html.Token) bool {
	return strings.EqualFold(attr(tok, "type"), "cite") || strings.Contains(attr(tok, "class"), "gmail_quote")
}

func attr(tok html.Token, key string) string {
	for _, a := range tok.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
