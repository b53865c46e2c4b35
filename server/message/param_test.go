package message

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestParseTyped(t *testing.T) {
	tests := []struct{ in, want, note string }{
		{"text/plain", "text/plain", ""},
		{"TEXT/Plain; Charset=UTF-8", "text/plain charset=UTF-8", ""},
		{"text/plain;charset=utf-8;", "text/plain charset=utf-8", ""},
		{"text/plain (a; b=c) ; x=1", "text/plain x=1", ""},
		{"text/plain; (a=b) x (c) =1", "text/plain x=1", ""},
		{"multipart/mixed; boundary=a=b", "multipart/mixed boundary=a=b", ""},
		{`multipart/mixed; boundary="a b;c"; x=1`, "multipart/mixed boundary=a b;c x=1", ""},
		{"multipart/mixed; boundary=abc (note)", "multipart/mixed boundary=abc", ""},
		{`a/b; name="q\"\\x" charset=y`, `a/b name=q"\x charset=y`, ""},
		{"a/b; name=two words.pdf; x=1", "a/b name=two words.pdf x=1", ""},
		{"a/b; name=(1).zip", "a/b name=(1).zip", ""},
		{"text/plain charset=utf-8", "text/plain charset=utf-8", ""},
		{"a/b (open; name=x.exe", "a/b name=x.exe", ""},
		{"name=x.zip", " name=x.zip", ""},
		{"; name=x.zip", " name=x.zip", ""},
		{"a/b; novalue; name=x", "a/b name=x", ""},
		{"a/b; =x; name=y", "a/b name=y", ""},
		{"a/b; name=", "a/b name=", ""},
		{"", "", ""},
		{`a/b; name="open.zip; x=1`, "a/b name=open.zip x=1", "bad-parameter"},
		{"a/b; charset=utf-8 name=x.zip", "a/b charset=utf-8 name=x.zip", "bad-parameter"},
		{"a/b; charset=utf-8 filename*=x.zip", "a/b charset=utf-8 filename*=x.zip", "bad-parameter"},
	}
	for _, tt := range tests {
		n := &notes{}
		p := parseTyped(tt.in, n)
		got := p.value
		for _, q := range p.params {
			got += fmt.Sprintf(" %s=%s", q.key, q.value)
		}
		if got != tt.want || strings.Join(n.list, " ") != tt.note {
			t.Errorf("parseTyped(%q)\n got %q %v\nwant %q %s", tt.in, got, n.list, tt.want, tt.note)
		}
	}
}

func TestValues(t *testing.T) {
	tests := []struct {
		in   string
		want []string
		note string
	}{
		{`x; name="a.txt"`, []string{"a.txt"}, ""},
		{`x; name*=UTF-8''%E5%9B%B3.pdf; name="=?utf-8?B?5Zuz?=.pdf"`, []string{"図.pdf", "図.pdf"}, ""},
		{`x; name*0*=ISO-2022-JP''%1B$B; name*1*=%3F%5E%1B%28B; name*2=.pdf`, []string{"図.pdf"}, ""},
		{`x; name*1=b.pdf; name*0=a`, []string{"ab.pdf"}, ""},
		{`x; name*0="=?utf-8?B?5Z"; name*1="uz?=.pdf"`, []string{"図.pdf"}, ""},
		{`x; name*=plain.zip`, []string{"plain.zip"}, ""},
		{`x; name*=it's.zip`, []string{"it's.zip"}, ""},
		{`x; name*=''%90%7d%96%ca`, []string{"図面"}, ""},
		{`x; name*=UTF-8''100%.zip`, []string{"100%.zip"}, ""},
		{`x; name*0=a; name*2=c`, []string{"ac"}, "bad-parameter"},
		{`x; name*0=a; name*0=b`, []string{"ab"}, "bad-parameter"},
		{`x; name*x=a; name*-1=b; other=c`, nil, ""},
	}
	for _, tt := range tests {
		n := &notes{}
		got := parseTyped(tt.in, n).values("name", n)
		if !slices.Equal(got, tt.want) || strings.Join(n.list, " ") != tt.note {
			t.Errorf("values(%q)\n got %q %v\nwant %q %s", tt.in, got, n.list, tt.want, tt.note)
		}
	}
}

func TestNamesAreBounded(t *testing.T) {
	var b strings.Builder
	for i := range 500 {
		fmt.Fprintf(&b, "; name=%d.txt", i)
	}
	n := &notes{}
	if got := partNames(parseTyped("a/b"+b.String(), n), typed{}, n); len(got) != maxNames || got[0] != "0.txt" {
		t.Errorf("got %d names, first %q; want %d, first 0.txt", len(got), got[0], maxNames)
	}
}

func TestHeader(t *testing.T) {
	h, err := ReadHeader(strings.NewReader("A: 1\r\nB : two\r\n\tfolded\r\na: 3\r\nbroken\r\n\r\nA: body\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(h.Values("a"), h.Values("B"), h.Values("c")); got != "[1 3 broken] [two\tfolded] []" {
		t.Errorf("got %s", got)
	}
}
