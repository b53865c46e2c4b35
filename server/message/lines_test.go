package message

import (
	"fmt"
	"strings"
	"testing"
)

// events writes what lines hands out: quoted text and line end, or a stop.
func events(t *testing.T, l *lines) string {
	t.Helper()
	var out []string
	for range 100 {
		ln, s, ok := l.next()
		switch {
		case ok && ln.first:
			out = append(out, fmt.Sprintf("%.20q%q", ln.text, ln.end))
		case ok:
			out = append(out, fmt.Sprintf("..%.20q%q", ln.text, ln.end))
		case s.level < 0:
			return strings.Join(append(out, "end"), " ")
		default:
			out = append(out, fmt.Sprintf("stop%d%v", s.level, s.close))
		}
	}
	t.Fatal("got no end after 100 lines")
	return ""
}

func TestLines(t *testing.T) {
	tests := []struct {
		name, in string
		open     []string
		want     string
		notes    string
	}{
		{"nothing", "", nil, "end", ""},
		{"line ends", "a\r\nb\nc", nil, `"a""\r\n" "b""\n" "c""" end`, ""},
		{"empty lines", "\r\n\n", nil, `"""\r\n" """\n" end`, ""},
		{"bare CR", "a\rb\r\r\nc\r", nil, `"a\rb\r""\r\n" "c\r""" end`, "bare-cr"},
		{"NUL", "a\x00b\n", nil, `"a\x00b""\n" end`, "nul"},
		{"delimiter", "a\r\n--b\r\nc\r\n--b--\r\nd", []string{"b"}, `"a""\r\n" stop0false "c""\r\n" stop0true "d""" end`, ""},
		{"blanks after it", "--b \t\n--b-- \n", []string{"b"}, `stop0false stop0true end`, ""},
		{"the last line", "--b--", []string{"b"}, `stop0true end`, ""},
		{"almost one", "--bc\n-b\n --b\n--B\n--\nx--b\n---b\n", []string{"b"}, `"--bc""\n" "-b""\n" " --b""\n" "--B""\n" "--""\n" "x--b""\n" "---b""\n" end`, "boundary-ambiguous"},
		{"inner and outer", "--i\n--o--\n", []string{"o", "i"}, `stop1false stop0true end`, ""},
		{"boundary that ends in dashes", "--b--\n--b----\n", []string{"b--"}, `stop0false stop0true end`, ""},
		{"one boundary twice", "--b\n", []string{"b", "b"}, `stop1false end`, "boundary-ambiguous"},
		{"none open", "--b\n", nil, `"--b""\n" end`, ""},
	}
	for _, tt := range tests {
		n := &notes{}
		l := newLines(t.Context(), strings.NewReader(tt.in), n)
		for _, b := range tt.open {
			l.push(b)
		}
		if got := events(t, l); got != tt.want || strings.Join(n.list, " ") != tt.notes {
			t.Errorf("%s:\n got %s %v\nwant %s %s", tt.name, got, n.list, tt.want, tt.notes)
		}
	}
}

// TestLinesInPieces puts CR LF and a delimiter where one buffer ends and the next begins.
func TestLinesInPieces(t *testing.T) {
	fill := strings.Repeat("x", pieceSize-1)
	tests := []struct{ name, in, want string }{
		{"CR LF over the edge", fill + "\r\n--b\n", `"xxxxxxxxxxxxxxxxxxxx""" ..""` + `"\r\n" stop0false end`},
		{"no delimiter inside a line", fill + "x--b\n", `"xxxxxxxxxxxxxxxxxxxx""" .."--b""\n" end`},
		{"CR in the middle", fill + "\rx\n", `"xxxxxxxxxxxxxxxxxxxx""" .."\rx""\n" end`},
	}
	for _, tt := range tests {
		l := newLines(t.Context(), strings.NewReader(tt.in), &notes{})
		l.push("b")
		if got := events(t, l); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestPop(t *testing.T) {
	l := newLines(t.Context(), strings.NewReader("--i\n--o\n--s\n"), &notes{})
	l.push("s")
	l.push("o")
	level := l.push("i")
	l.push("s") // hides the outer one
	l.pop(level)
	if got, want := events(t, l), `"--i""\n" stop1false stop0false end`; got != want {
		t.Errorf("after pop: got %s, want %s", got, want)
	}
}
