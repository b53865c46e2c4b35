package message

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// apart gathers text that stands inside a line and is no part of it for a reader.
type apart struct {
	within  string // the element that such text is in
	open    int    // how many of those lie in each other; 0: none
	besides strings.Builder
}

// begins opens an element, or one inside it. Ruby's elements may end without a tag (HTML, 4.5.11 and 4.5.12).
func (t *textBuilder) begins(tok html.Token) {
	switch {
	case tok.Type != html.StartTagToken:
	case (t.open == 0 || t.inRuby()) && (tok.DataAtom == atom.Rt || tok.DataAtom == atom.Rp), t.open == 0 && hidden(tok):
		t.within, t.open = tok.Data, 1
		t.besides.WriteByte(' ')
	case t.open > 0 && (tok.DataAtom == atom.Rb || tok.DataAtom == atom.Ruby) && t.inRuby():
		t.open = 0
	case t.open > 0 && tok.Data == t.within:
		t.open++
	}
}

func (t *textBuilder) ends(tok html.Token) {
	switch {
	case t.open == 0:
	case tok.Data == t.within:
		t.open--
	case tok.DataAtom == atom.Ruby && t.inRuby():
		t.open = 0
	}
}

// inRuby reports whether the element is one of ruby. One of those inside a hidden element must not end what is hidden.
func (t *textBuilder) inRuby() bool { return t.within == "rt" || t.within == "rp" }

// putAside makes a line of what was gathered. It is called at each end of a line, so that an element that never ends keeps the lines
// inside it.
func (t *textBuilder) putAside() {
	if t.besides.Len() == 0 {
		return
	}
	if s := strings.Join(strings.Fields(t.besides.String()), " "); s != "" {
		t.aside = append(t.aside, s)
	}
	t.besides.Reset()
}

// hidden reports whether an element inside a line is not shown. Blocks are lines of their own and need no care.
func hidden(tok html.Token) bool {
	switch tok.DataAtom {
	case atom.Span, atom.Font, atom.B, atom.I, atom.U, atom.S, atom.Em, atom.Strong, atom.Small, atom.Big, atom.Sub, atom.Sup, atom.Mark,
		atom.Label, atom.Code, atom.Ins, atom.Del, atom.Abbr:
	default:
		return false
	}
	for _, a := range tok.Attr {
		if a.Key == "hidden" || a.Key == "style" && hides(a.Val) {
			return true
		}
	}
	return false
}

// hides reports whether a style shows nothing: not displayed, not visible, or in letters without a size.
func hides(style string) bool {
	for declaration := range strings.SplitSeq(strings.ToLower(style), ";") {
		name, value, _ := strings.Cut(declaration, ":")
		value, _, _ = strings.Cut(value, "!")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(name) {
		case "display":
			if value == "none" {
				return true
			}
		case "visibility":
			if value == "hidden" || value == "collapse" {
				return true
			}
		case "font-size":
			if strings.HasPrefix(value, "0") && !strings.ContainsAny(value, "123456789") {
				return true
			}
		}
	}
	return false
}
