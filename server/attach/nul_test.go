package attach

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"sekisho/server/policy"
)

// TestStrayNUL: one NUL in a text hides nothing from the rules for texts; what is no text under such a name is said to be
// unread.
func TestStrayNUL(t *testing.T) {
	for _, name := range []string{"a.txt", "a.csv", "a.log"} {
		content := []byte("社外秘 の資料\x00です。\nline two of it\n")
		a := Inspect(WithText(context.Background()), File{Name: name, Size: int64(len(content)), Content: bytes.NewReader(content)})
		if !strings.HasPrefix(a.Type, "text/") || !strings.Contains(a.Text, "社外秘") || !strings.Contains(a.Text, "line two") {
			t.Errorf("%s with one NUL: %s, text %q; want it read", name, brief(a), a.Text)
		}
		noise := bytes.Repeat([]byte("\x9b\x01\x00\xf7\xee\x17\x80"), 40)
		if a := look(name, noise); !strings.Contains(brief(a), "uninspectable:corrupt") {
			t.Errorf("noise named %s: %s; want uninspectable", name, brief(a))
		}
	}
	for _, name := range []string{"a.png", "写真.jpg"} {
		if a := look(name, bytes.Repeat([]byte("\x9b\x01\x00\xf7\xee\x17\x80"), 40)); !strings.Contains(brief(a), "uninspectable:corrupt") {
			t.Errorf("noise named %s: %s; want uninspectable", name, brief(a))
		}
	}
}

// TestTextUnderAnotherName: a text named as a picture or a PDF is disguised, a table named .xls is not.
func TestTextUnderAnotherName(t *testing.T) {
	const page = "<html><body><table><tr><td>1</td></tr></table></body></html>"
	for _, test := range []struct {
		name, content string
		want          bool
	}{
		{"名簿.jpg", "氏名,電話\n佐藤,03\n", true},
		{"a.pdf", "hello there\n", true},
		{"a.mp3", "hello there\n", true},
		{"a.docx", page, true},
		{"a.xlsx", page, true},
		{"表.xls", "氏名\t電話\n", false},
		{"a.doc", "hello there\n", false},
		{"a.xls", page, false},
		{"a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", false},
		{"a.txt", "x", false},
	} {
		if a := look(test.name, []byte(test.content)); marked(&a, "disguised") != test.want {
			t.Errorf("%s: %s; disguised should be %v", test.name, brief(a), test.want)
		}
	}
}

// TestDeclaredBomb: of what is not read to its end the header's size counts, in other containers than ZIP too.
func TestDeclaredBomb(t *testing.T) {
	b := &box{w: &walker{budget: &budget{}}, packed: 350_000}
	m := &meter{b: b, declared: 300_000_000, count: 32 << 20}
	b.out = m.count
	if m.promised() == nil {
		t.Error("300 MB out of 350 kB of which 32 MiB were read: no limit; want that of the ratio")
	}
	b.out, b.packed = m.count, 3_000_000
	if err := m.promised(); err != nil {
		t.Errorf("300 MB out of 3 MB: %v; want no limit", err)
	}

	a := policy.Attachment{Name: "a.7z"}
	w := &walker{ctx: context.Background(), budget: &budget{}, until: time.Now().Add(time.Hour)}
	in := w.box(&a, 350_000, 1)
	in.stream("z", 300_000_000, io.NewSectionReader(&hollow{size: 300_000_000}, 0, 300_000_000))
	in.done()
	if !strings.Contains(brief(a), "bomb:ratio") {
		t.Errorf("300 MB out of 350 kB: %s; want bomb:ratio", brief(a))
	}
}
