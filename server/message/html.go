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

// htmlText turns HTML into the text a reader sees, and more: nothing is taken for hidden but scripts, styles and comments.
// Block elements are lines, cited blocks get "> ", and a link's address follows its words where they differ.
func htmlText(b []byte, label string, n *notes) (string, []policy.Anchor) {
	if label == "" {
		label = metaCharset(b)
	}
	t := textBuilder{}
	z := html.NewTokenizer(strings.NewReader(toUTF8(label, b, n)))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				n.add("bad-encoding")
			}
			return t.done(), t.anchors
		case html.TextToken:
			t.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			t.start(z.Token())
		case html.EndTagToken:
			t.end(z.Token())
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
	out     strings.Builder
	line    strings.Builder
	blank   bool   // white space is due before the next word
	skip    int    // inside that many script, style or title elements
	pre     int    // inside that many pre elements
	cites   []bool // open blockquotes: cited or only indented
	depth   int    // of cited ones
	href    string
	linked  strings.Builder
	inLinks bool
	anchors []policy.Anchor
}

func (t *textBuilder) text(s string) {
	switch {
	case t.skip > 0:
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
	switch tok.DataAtom {
	case atom.Script, atom.Style, atom.Title:
		if tok.Type == html.StartTagToken {
			t.skip++
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
	case atom.A:
		t.href, t.inLinks = attr(tok, "href"), true
		t.linked.Reset()
	default:
		t.block(tok.DataAtom)
	}
}

func (t *textBuilder) end(tok html.Token) {
	switch tok.DataAtom {
	case atom.Script, atom.Style, atom.Title:
		t.skip = max(t.skip-1, 0)
	case atom.Pre:
		t.newline(false)
		t.pre = max(t.pre-1, 0)
	case atom.Blockquote:
		t.newline(false)
		t.unquote()
	case atom.A:
		t.link()
	default:
		t.block(tok.DataAtom)
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

// link adds the address of a link whose words are not that address.
func (t *textBuilder) link() {
	href, words := t.href, t.linked.String()
	t.href, t.inLinks = "", false
	if href != "" && len(t.anchors) < maxAnchors {
		t.anchors = append(t.anchors, policy.Anchor{Text: clip(strings.TrimSpace(words)), URL: clip(href)})
	}
	if !hasPrefix(strings.ToLower(href), "http:", "https:", "ftp:") || strings.TrimSuffix(href, "/") == strings.TrimSuffix(words, "/") {
		return
	}
	t.words(" <" + href + ">")
}

// clip bounds what is kept of a link.
func clip(s string) string { return strings.ToValidUTF8(s[:min(len(s), maxAnchor)], "") }

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
	if t.line.Len() == 0 && !forced {
		return
	}
	for range min(t.depth, maxDepth) {
		t.out.WriteString("> ")
	}
	t.out.WriteString(t.line.String())
	t.out.WriteByte('\n')
	t.line.Reset()
}

func (t *textBuilder) done() string {
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
