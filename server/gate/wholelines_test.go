package gate

import (
	"bytes"
	"strings"
	"testing"
)

func TestWholeLines(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int
	}{
		{"", 0},
		{"a", 0},
		{"a\r", 0},
		{"\r\n", 2},
		{"a\r\n", 3},
		{"a\r\nb", 3},
		{"a\r\nb\r\n\r\nc", 8},
		{".a\r\n", 0},
		{"a\r\n.\r\n", 3},
		{"a.b\r\n", 5},
		{"a\nb\r\n", 0},
		{"a\r\nb\nc\r\n", 3},
		{"\n", 0},
		{"a\r\r\n", 0},
		{"a\rb\r\n", 0},
		{"ok\r\na\rb\r\n", 0}, // looked at one by one
		{"ok\r\na\x00\r\n", 0},
		{"ok\r\nb\r\na\x00", 7},
	} {
		if got := wholeLines([]byte(tt.in)); got != tt.want {
			t.Errorf("wholeLines(%q): got %d, want %d", tt.in, got, tt.want)
		}
	}
}

// lineByLine tells what wholeLines tells, one octet at a time, but for where it gives up.
func lineByLine(b []byte) (n int, odd bool) {
	for rest := b; ; {
		line, _, found := bytes.Cut(rest, []byte("\n"))
		if !found || len(line) == 0 || line[0] == '.' || line[len(line)-1] != '\r' {
			return n, odd
		}
		odd = odd || bytes.Count(line, []byte("\r")) != 1 || bytes.Contains(line, []byte{0})
		n += len(line) + 1
		rest = rest[len(line)+1:]
	}
}

func FuzzWholeLines(f *testing.F) {
	f.Add([]byte("a\r\n.b\r\n\rc\n"))
	f.Add([]byte(strings.Repeat("line\r\n", 20) + "\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		want, odd := lineByLine(b)
		if odd {
			want = 0
		}
		if got := wholeLines(b); got != want {
			t.Errorf("wholeLines(%q): got %d, want %d", b, got, want)
		}
	})
}
