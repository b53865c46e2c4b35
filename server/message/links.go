package message

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sekisho/server/policy"
)

// links gathers where HTML leads.
type links struct {
	href    string // of the link that is open
	tag     string // its element
	linked  strings.Builder
	inLinks bool
	base    string
	anchors []policy.Anchor
}

// leads takes in the targets of an element: a link around words (HTML and SVG, or Word's drawings in VML), an area of a
// picture, where a form goes, and what the others are relative to.
func (t *textBuilder) leads(tok html.Token) {
	href := attr(tok, "href")
	if href == "" {
		href = attr(tok, "xlink:href")
	}
	switch {
	case tok.DataAtom == atom.A, strings.Contains(tok.Data, ":") && href != "" && !t.inLinks:
		t.link() // a link in a link ends the outer one
		t.href, t.tag, t.inLinks = href, tok.Data, true
		t.linked.Reset()
	case tok.DataAtom == atom.Base:
		if t.base == "" {
			t.base = href
		}
	case tok.DataAtom == atom.Area, strings.Contains(tok.Data, ":"):
		t.bare(attr(tok, "alt"), href)
	case tok.DataAtom == atom.Form:
		t.bare("", attr(tok, "action"))
	case tok.DataAtom == atom.Input, tok.DataAtom == atom.Button:
		t.bare("", attr(tok, "formaction"))
	}
}

// link ends a link: it adds the address, if its words are not that address.
func (t *textBuilder) link() {
	href, words := t.href, t.linked.String()
	t.href, t.inLinks = "", false
	t.anchor(words, href)
	if to := webAddress(href); to != "" && strings.TrimSuffix(to, "/") != strings.TrimSuffix(words, "/") {
		t.words(" <" + to + ">")
	}
}

// bare adds a target without words in the text.
func (t *textBuilder) bare(words, href string) {
	t.anchor(words, href)
	if to := webAddress(href); to != "" {
		t.aside = append(t.aside, "<"+to+">")
	}
}

func (t *textBuilder) anchor(words, href string) {
	if href != "" && len(t.anchors) < maxAnchors {
		t.anchors = append(t.anchors, policy.Anchor{Text: clip(strings.TrimSpace(words)), URL: clip(href)})
	}
}

// webAddress returns where a target leads, with the slashes that browsers think themselves; empty: not to the web.
func webAddress(href string) string {
	s := slashed(href)
	scheme, rest, _ := strings.Cut(s, ":")
	switch {
	case strings.Trim(rest, "/") == "", !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") && !strings.EqualFold(scheme, "ftp"):
		return ""
	case strings.HasPrefix(rest, "//"):
		return s
	}
	return scheme + "://" + strings.TrimLeft(rest, "/")
}

// clip bounds what is kept of a link.
func clip(s string) string { return strings.ToValidUTF8(s[:min(len(s), maxAnchor)], "") }

// rebase makes targets absolute that are relative to the document's base (HTML, 4.2.3), wherever that stands.
func rebase(anchors []policy.Anchor, base string) []policy.Anchor {
	if base == "" {
		return anchors
	}
	b, err := url.Parse(slashed(base))
	if err != nil || b.Host == "" {
		return anchors
	}
	for i := range anchors {
		ref := slashed(anchors[i].URL)
		if scheme, rest, ok := strings.Cut(ref, ":"); ok && strings.EqualFold(scheme, b.Scheme) && !strings.HasPrefix(rest, "//") {
			ref = rest // URL Standard, 4.4: relative if the scheme is the base's and no two slashes follow
		}
		if u, err := b.Parse(ref); err == nil {
			anchors[i].URL = clip(u.String())
		}
	}
	return anchors
}

// slashed takes out of an address what browsers do, and turns its slashes.
func slashed(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\t', '\r', '\n':
			return -1
		case '\\':
			return '/'
		}
		return r
	}, s)
	return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
}
