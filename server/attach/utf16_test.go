package attach

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

// TestUTF16WithoutMark: exports of databases have no mark at the begin; a text is one all the same, and is read.
func TestUTF16WithoutMark(t *testing.T) {
	for _, test := range []struct{ name, text, mime string }{
		{"名簿.csv", "氏名,電話\r\n山田太郎,090-1234-5678\r\n佐藤花子,03-1234-5678\r\n", "text/csv"},
		{"memo.txt", "山田太郎様\r\nお世話になっております。\r\n", "text/plain"},
		{"page.html", "<!DOCTYPE html><html><body><p>山田太郎</p></body></html>", "text/html"},
		{"export", "id\tname\r\n1\t山田太郎\r\n", "text/"},
	} {
		for _, order := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
			raw, err := unicode.UTF16(order, unicode.IgnoreBOM).NewEncoder().String(test.text)
			if err != nil {
				t.Fatal(err)
			}
			a := Inspect(WithText(t.Context()), File{Name: test.name, Size: int64(len(raw)), Content: strings.NewReader(raw)})
			if !strings.HasPrefix(a.Type, test.mime) || !strings.Contains(a.Text, "山田太郎") || a.NoText != "" {
				t.Errorf("%s, order %v: type %q, text %q %s; want %s with its text", test.name, order, a.Type, a.Text, a.NoText, test.mime)
			}
		}
	}
	for _, bad := range [][]byte{bytes.Repeat([]byte{1, 0, 0, 0}, 100), bytes.Repeat([]byte{0, 0xd8, 7, 0}, 100), {0x41, 0}} {
		if a := Inspect(t.Context(), File{Name: "a.dat", Size: int64(len(bad)), Content: bytes.NewReader(bad)}); a.Type != unknown {
			t.Errorf("%x…: type %q, want %q", bad[:2], a.Type, unknown)
		}
	}
}

// TestPackedARJ: what lies packed in an archive is looked into, by either way of packing.
func TestPackedARJ(t *testing.T) {
	for _, name := range []string{"packed.arj", "fast.arj"} {
		content := made(t, "made/"+name)
		a := Inspect(t.Context(), File{Name: name, Size: int64(len(content)), Content: bytes.NewReader(content)})
		if len(a.Inside) != 2 || marked(&a, "uninspectable") {
			t.Fatalf("%s: %s, want two files", name, brief(a))
		}
		if table, locked := a.Inside[0], a.Inside[1]; len(table.Marks) > 0 || !marked(&locked, "encrypted") {
			t.Errorf("%s: %s, want the second encrypted", name, brief(a))
		}
		texts := Inspect(WithText(t.Context()), File{Name: name, Size: int64(len(content)), Content: bytes.NewReader(content)})
		if got := texts.Inside[0].Text; !strings.HasSuffix(got, "2999\tname 81\tamount 82271\n") || strings.Count(got, "\n") != 3000 {
			t.Errorf("%s: %d lines, want 3,000, the last whole: %q", name, strings.Count(got, "\n"), got[max(0, len(got)-60):])
		}
	}
}
