package message

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"sekisho/server/policy"
)

// What some mail program shows, though a browser does not.
func TestHTMLShownSomewhere(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"for Outlook", "a<!--[if mso]><p>b</p><![endif]-->c", "a\nb\nc\n"},
		{"for a version of it, in other letters", "<!-- [IF gte mso 9]><b>b</b><![ENDIF]-->", "b\n"},
		{"for all but Outlook", "<!--[if !mso]><!-->a<!--<![endif]-->", "a\n"},
		{"shown by old markup", "<![if !vml]>a<![endif]>", "a\n"},
		{"Outlook's settings", "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->a", "a\n"},
		{"not its settings", "<!--[if mso]><xml><p>a</p></xml>b<![endif]--><xml><o:p>c</o:p></xml>", "a\nbc\n"},
		{"an element left open there", "<!--[if mso]><xml><o:x><style><![endif]-->a", "a\n"},
		{"a comment in a comment", "<!--[if mso]><!--[if mso]>a", "a\n"},
		{"an ordinary comment", "a<!-- if mso b -->c<!-- [if -->d", "acd\n"},
		{"CDATA", "<svg><![CDATA[a]]></svg>b", "ab\n"},
		{"a style that holds elements", "<svg><style><p>a<b>b</b></style></svg>c<style>no</style>", "abc\n"},
		{"no style sheet after a drawing", "<svg/><style>no</style>a", "a\n"},
		{"no frames", "<noframes><p>a<b>b</b></noframes>", "ab\n"},
		{"instead of a picture", `a<img alt="b  c">d<p>e`, "ad\nb c\ne\n"},
		{"nothing instead of it", `a<img alt=""><img alt=" ">`, "a\n"},
		{"in a field", `a<input value="b">c<input type=submit value=d>`, "a b c d\n"},
		{"under the pointer", `<p title="b">a</p>`, "a\nb\n"},
		{"Word's lettering", `<v:shape><v:textpath string="a"/></v:shape>`, "a\n"},
		{"in a quotation", `<blockquote type="cite"><img alt="a">b</blockquote>`, "> b\n> a\n"},
		{"a word stays whole", `se<img alt="x">cret`, "secret\nx\n"},
		{"how characters are read", "<p><ruby>社<rp>(</rp><rt>しゃ</rt><rp>)</rp>外<rt>がい</ruby>秘</p>b", "社外秘\n( しゃ ) がい\nb\n"},
		{"hidden inside a word", `se<span style="color:red; DISPLAY: none !important">a<span>b</span>c</span>cret`, "secret\nabc\n"},
		{"hidden around ruby", `se<span hidden>a<ruby>b<rt>c</rt></ruby>d</span>cret`, "secret\nabcd\n"},
		{"in letters without a size", `se<i style="font-size:0px">x</i><b style="font-size:0.8em">cr</b><font hidden>y</font>et`, "secret\nx y\n"},
		{"hidden and never ended", `a<span style="visibility:hidden">b<p>c</p>d`, "a\nb\nc\nd\n"},
		{"hidden for Outlook alone", `a<!--[if mso]><span hidden>b<![endif]-->c`, "ac\nb\n"},
		{"hidden in a link", `<a href="https://x.example/"><span hidden>b</span>x.example</a>`, "x.example <https://x.example/>\nb\n"},
	}
	for _, tt := range tests {
		n := &notes{}
		if got, _ := htmlText([]byte(tt.in), "utf-8", n); got != tt.want || len(n.list) > 0 {
			t.Errorf("%s: %q reads %q %v, want %q", tt.name, tt.in, got, n.list, tt.want)
		}
	}
}

func TestLinksOfHTML(t *testing.T) {
	const to = "https://x.example/1"
	tests := []struct{ name, in, want string }{
		{"a", `<a href="` + to + `">b <b>c</b></a>d`, "b c>" + to},
		{"not closed", `<a href="` + to + `">b`, "b>" + to},
		{"one in the other", `<a href="` + to + `">b<a href="/2">c</a>`, "b>" + to + " c>/2"},
		{"an anchor in a link", `<a href="` + to + `">b<a name=n>c</a>`, "b>" + to},
		{"area", `<map><area href="` + to + `" alt=b></map>`, "b>" + to},
		{"form", `<form action="` + to + `"><button formaction="/2">b</button><input formaction="/3"></form>`, ">" + to + " >/2 >/3"},
		{"SVG", `<svg><a xlink:href="` + to + `"><text>b</text></a></svg>`, "b>" + to},
		{"VML", `<v:roundrect href="` + to + `"><center>b</center></v:roundrect>c`, "b>" + to},
		{"VML in a link", `<a href="` + to + `"><v:rect href="/2" alt=c></v:rect>b</a>`, "c>/2 b>" + to},
		{"for Outlook", `<!--[if mso]><a href="` + to + `">b</a><![endif]-->`, "b>" + to},
		{"base", `<base href="https://x.example/a/"><a href="1">b</a><a href="/2">c</a><a href="//y.example/3">d</a>`, "b>https://x.example/a/1 c>https://x.example/2 d>https://y.example/3"},
		{"base behind", `<a href="1">b</a><base href="https:\\x.example\"><base href="https://y.example/">`, "b>" + to},
		{"the scheme of the base", `<base href="https://x.example/"><a href="https:1">b</a><a href="ht	tps:/1">c</a><a href="mailto:a@b">d</a>`, "b>" + to + " c>" + to + " d>mailto:a@b"},
		{"a base that is none", `<base href="x"><base><a href="1">b</a>`, "b>1"},
		{"a style sheet", `<link href="` + to + `"><img src="` + to + `">`, ""},
	}
	for _, tt := range tests {
		var got []string
		for _, a := range Anchors(tt.in) {
			got = append(got, a.Text+">"+a.URL)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: links of %q = %q, want %q", tt.name, tt.in, s, tt.want)
		}
	}
}

// A target without words stands in the text too, so that no number of links hides it.
func TestBareLinksAreText(t *testing.T) {
	got, _ := htmlText([]byte(`a<map><area href="https://x.example/1"></map><form action="HTTPS://y.example/2">b<a href="#">c</a>`), "utf-8", &notes{})
	if want := "a\n<https://x.example/1>\nbc\n<HTTPS://y.example/2>\n"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
}

// In the text stand addresses as every reader of text knows them, however they were written: attached mails have no other links.
func TestAddressesInText(t *testing.T) {
	for href, want := range map[string]string{
		"https://x.example/1":     "https://x.example/1",
		`https:\\x.example\1`:     "https://x.example/1",
		"HTTPS:x.example/1":       "HTTPS://x.example/1",
		" https:/x.example/1":     "https://x.example/1",
		"ht\ttps://x.exa\nmple/1": "https://x.example/1",
		"mailto:a@b.example":      "",
		"https":                   "",
		"/1":                      "",
	} {
		if got := webAddress(href); got != want {
			t.Errorf("webAddress(%q) = %q, want %q", href, got, want)
		}
	}
}

func TestAnchors(t *testing.T) {
	mail := "From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\nplain\n" +
		"--x\nContent-Type: text/html; charset=utf-8\n\n<a href=\"https://evil.example/\">www.bank.example</a> <a name=n>none</a> <a href=mailto:c@d.example>mail <b>us</b></a>\n--x--\n"
	m, err := Read(t.Context(), strings.NewReader(mail), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []policy.Anchor{{Text: "www.bank.example", URL: "https://evil.example/"}, {Text: "mail us", URL: "mailto:c@d.example"}}
	if !slices.Equal(m.Anchors, want) || !strings.HasSuffix(m.Body, "plain\n") {
		t.Errorf("anchors %q beside body %q, want %q beside the plain text", m.Anchors, m.Body, want)
	}
	if got := Anchors(strings.Repeat(`<a href="https://a.example/">`+strings.Repeat("x", 3000)+`</a>`, maxAnchors+1)); len(got) != maxAnchors || len(got[0].Text) != maxAnchor {
		t.Errorf("%d anchors with %d octets of words, want %d with %d", len(got), len(got[0].Text), maxAnchors, maxAnchor)
	}
}

// Whatever stands in a conditional comment hides nothing behind it, and reading ends with valid text.
func FuzzHTML(f *testing.F) {
	for _, s := range []string{"<style>", "<xml><o:x>", "<svg><style><title>", "<a href='https:x'>", "<pre><noframes>", "<!--[if mso]>", "<img alt=a title=b><base href=//c>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.Contains(s, "--") {
			return // the comment may end there
		}
		text, anchors := htmlText([]byte("<!--[if mso]>"+s+"<![endif]-->after"), "utf-8", &notes{})
		if !strings.Contains(text, "after") || !utf8.ValidString(text) {
			t.Errorf("%q before hides the words: %q", s, text)
		}
		for _, a := range anchors {
			if a.URL == "" || len(a.URL) > maxAnchor || len(a.Text) > maxAnchor {
				t.Errorf("%q has the link %+v, want one within bounds", s, a)
			}
		}
	})
}
