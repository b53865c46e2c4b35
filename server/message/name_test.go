package message

import (
	"slices"
	"strings"
	"testing"

	"sekisho/server/policy"
)

func TestPartNames(t *testing.T) {
	tests := []struct {
		name, ctype, disposition string
		want                     []string
		note                     string
	}{
		{"none", "a/b", "attachment", nil, ""},
		{"one in each", "a/b; name=x.pdf", "attachment; filename=x.pdf", []string{"x.pdf"}, ""},
		{"only in the type", "a/b; name=x.pdf", "", []string{"x.pdf"}, ""},
		{"two forms of one", "a/b; name=\"=?utf-8?B?5Zuz?=.pdf\"", "attachment; filename*=UTF-8''%E5%9B%B3.pdf", []string{"図.pdf"}, ""},
		{"two Unicode forms", "a/b; name=か\u3099.pdf", "attachment; filename=が.pdf", []string{"が.pdf"}, ""},
		{"outer blanks", "a/b; name=\" x.pdf \"", "attachment; filename=x.pdf", []string{"x.pdf"}, ""},
		{"line ends of folding", "a/b; name=\"x\r\n.pdf\"", "attachment; filename=x.pdf", []string{"x.pdf"}, ""},
		{"a plain fallback", "a/b; name=_.pdf", "attachment; filename*=UTF-8''%E5%9B%B3.pdf", []string{"図.pdf", "_.pdf"}, "names-differ"},
		{"case differs", "a/b; name=X.PDF", "attachment; filename=x.pdf", []string{"x.pdf", "X.PDF"}, "names-differ"},
		{"the extension differs", "a/b; name=x.exe", "attachment; filename=x.pdf", []string{"x.pdf", "x.exe"}, "names-differ"},
		{"cut by NUL", "a/b", "attachment; filename*=UTF-8''x.pdf%00.exe", []string{"x.pdf.exe", "x.pdf"}, "names-differ"},
		{"only blanks", "a/b; name=\" \"", "attachment; filename=\"\"", nil, ""},
	}
	for _, tt := range tests {
		n := &notes{}
		got := partNames(parseTyped(tt.ctype, n), parseTyped(tt.disposition, n), n)
		if !slices.Equal(got, tt.want) || strings.Join(n.list, " ") != tt.note {
			t.Errorf("%s: got %q %v, want %q %s", tt.name, got, n.list, tt.want, tt.note)
		}
	}
}

func TestContentDescriptionIsNoName(t *testing.T) {
	m := mustRead(t, "Content-Type: a/b; name=x.pdf\nContent-Description: y.exe\n\nz", nil)
	if a := m.Attachments[0]; a.Name != "x.pdf" || a.Names != nil {
		t.Errorf("got %q %q, want x.pdf alone", a.Name, a.Names)
	}
}

// TestEveryFieldNames reads the names of all fields when there are several: a reader may take any.
func TestEveryFieldNames(t *testing.T) {
	m := mustRead(t, "Content-Type: a/b; name=x.pdf\nContent-Type: c/d; name=y.exe\nContent-Disposition: inline\n"+
		"Content-Disposition: attachment; filename=z.scr\n\nz", nil)
	if a := m.Attachments[0]; !slices.Equal(a.Names, []string{"z.scr", "x.pdf", "y.exe"}) || a.Declared != "a/b" {
		t.Errorf("got names %q of %s, want all three of a/b", a.Names, a.Declared)
	}
}

// TestReadAsksAttach checks that Read has package attach look at the files it decoded.
func TestReadAsksAttach(t *testing.T) {
	mail := string(readFile(t, "testdata/name-raw-shift-jis.eml"))
	m, err := Read(t.Context(), strings.NewReader(mail), nil)
	if err != nil || len(m.Attachments) != 1 {
		t.Fatalf("got %+v (%v), want one attachment", m, err)
	}
	a := m.Attachments[0]
	if !slices.ContainsFunc(a.Marks, func(k policy.Mark) bool { return k.Flag == "executable" }) {
		t.Errorf("got %s of type %q with marks %v, want executable", a.Name, a.Type, a.Marks)
	}
}

func TestReadHeaderStopsInTime(t *testing.T) {
	r := strings.NewReader("Message-ID: <1@x>\r\nX-Sekisho-Pass: a.b.c\r\nReceived: 1\r\nReceived: 2\r\n\r\n" + strings.Repeat("Received: no\r\n", 100_000))
	h, err := ReadHeader(r)
	if err != nil || len(h.Values("received")) != 2 || h.Values("x-sekisho-pass")[0] != "a.b.c" {
		t.Errorf("got %v (%v), want two Received fields and the pass", h, err)
	}
	if r.Len() == 0 {
		t.Error("got the whole body read, want at most a buffer of it")
	}
}

func TestBrokenHeaders(t *testing.T) {
	tests := []struct{ in, name, want, code string }{
		{"A: 1\n\tname=x\n\n", "a", "1\tname=x", ""},
		{"A: 1;\nname=x\n\n", "a", "1; name=x", "broken-header"},
		{"no field\nA: 1\n\n", "a", "1", "broken-header"},
		{"From me Mon Nov 23\nA: 1\n\n", "a", "1", ""},
		{">From me Mon Nov 23\nA: 1\n\n", "a", "1", ""},
		{"A: 1\nFrom me Mon\n\n", "a", "1 From me Mon", "broken-header"},
		{"A\t : 1\n\n", "a", "1", ""},
		{": 1\nA: 2\n\n", "a", "2", "broken-header"},
		{"A: 1", "a", "1", ""},
		{"A:\n \n 1\n\n", "a", "1", ""},
		{"図: 1\nA: 2\n\n", "a", "2", "broken-header"},
		{" orphan\nA: 1\n\n", "a", "1", ""},
	}
	for _, tt := range tests {
		n := &notes{}
		h, _, _ := readHeader(newLines(t.Context(), strings.NewReader(tt.in), n), n)
		if got := h.first(tt.name); got != tt.want || strings.Join(n.list, " ") != tt.code {
			t.Errorf("%q: got %q %v, want %q %s", tt.in, got, n.list, tt.want, tt.code)
		}
	}
}
