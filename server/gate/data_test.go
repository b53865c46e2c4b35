package gate

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// chunks is a connection that gives out its octets in pieces of the given sizes, over and over.
type chunks struct {
	net.Conn
	data  []byte
	sizes []int
	i     int
}

func (c *chunks) SetReadDeadline(time.Time) error { return nil }

func (c *chunks) Read(p []byte) (int, error) {
	if len(c.data) == 0 {
		return 0, io.EOF
	}
	n := min(len(p), len(c.data), max(1, c.sizes[c.i%len(c.sizes)]))
	c.i++
	copy(p, c.data[:n])
	c.data = c.data[n:]
	return n, nil
}

func readData(in []byte, max int64, sizes ...int) (out string, d *dataReader, rest []byte, err error) {
	conn := &chunks{data: in, sizes: sizes}
	var b bytes.Buffer
	d = &dataReader{wire: newWire(conn, time.Minute), dst: &b, max: max, pace: pace{time.Now(), time.Minute, 1}}
	err = d.read()
	rest = append(append([]byte(nil), d.buf[d.start:d.end]...), conn.data...)
	return b.String(), d, rest, err
}

func TestDataReader(t *testing.T) {
	for _, c := range []struct{ name, in, want, flaw string }{
		{"empty", ".\r\n", "", ""},
		{"one line", "a\r\n.\r\n", "a\r\n", ""},
		{"stuffed dots", "..\r\n..a\r\n.b\r\n.\r\n", ".\r\n.a\r\nb\r\n", ""},
		{"bare LF", "a\nb\n\r\n.\r\n", "a\r\nb\r\n\r\n", ""},
		{"LF . LF", "a\n.\nb\r\n.\r\n", "a\r\n.\r\nb\r\n", ""},
		{"LF . CRLF", "a\n.\r\nb\r\n.\r\n", "a\r\n.\r\nb\r\n", ""},
		{"CRLF . LF", "a\r\n.\nb\r\n.\r\n", "a\r\n\r\nb\r\n", ""},
		{"CRLF . CR CRLF", "a\r\n.\r\r\nb\r\n.\r\n", "a\r\n\r\nb\r\n", ""},
		{"CR CRLF . CR CRLF", "a\r\r\n.\r\r\nb\r\n.\r\n", "a\r\n\r\nb\r\n", ""},
		{"ends in CR CRLF", "a\r\r\n.\r\n", "a\r\n", ""},
		{"dot after LF stays", "a\n.b\n..c\r\n.\r\n", "a\r\n.b\r\n..c\r\n", ""},
		{"CR . CR", "a\r.\rb\r\n.\r\n", "", "cr"},
		{"CR . CRLF", "a\r.\r\nb\r\n.\r\n", "", "cr"},
		{"CRLF . CR", "a\r\n.\rb\r\n.\r\n", "a\r\n", "cr"},
		{"CR in a line", "a\rb\r\n.\r\n", "", "cr"},
		{"three CR", "a\r\r\r\n.\r\n", "", "cr"},
		{"NUL", "a\r\nb\x00\r\n.\r\n", "a\r\n", "nul"},
	} {
		for _, size := range []int{1, 3, 1 << 16} {
			got, d, rest, err := readData([]byte(c.in+"QUIT\r\n"), 1<<20, size)
			if err != nil || string(rest) != "QUIT\r\n" {
				t.Errorf("%s in pieces of %d: error %v, left over %q; want nil, \"QUIT\\r\\n\"", c.name, size, err, rest)
			}
			if flaw := flawOf(d); flaw != c.flaw || c.flaw == "" && got != c.want {
				t.Errorf("%s in pieces of %d = %q, flaw %q; want %q, %q", c.name, size, got, flaw, c.want, c.flaw)
			}
		}
	}
}

func flawOf(d *dataReader) string {
	switch {
	case d.bareCR:
		return "cr"
	case d.nul:
		return "nul"
	}
	return ""
}

func TestDataReaderLongLines(t *testing.T) {
	for _, n := range []int{998, wireBuffer - 3, wireBuffer - 2, wireBuffer - 1, wireBuffer, wireBuffer + 1, 3*wireBuffer + 7} {
		line := strings.Repeat("x", n)
		for _, in := range []string{line, "." + line, line + "\r\n.." + line} {
			want := strings.ReplaceAll(strings.TrimPrefix(in, "."), "\r\n..", "\r\n.") + "\r\n"
			got, d, _, err := readData([]byte(in+"\r\n.\r\n"), 1<<20, 4096)
			if err != nil || !d.clean() || got != want {
				t.Errorf("line of %d: %d octets, error %v, flaw %q; want %d octets whole", n, len(got), err, flawOf(d), len(want))
			}
		}
	}
}

func TestDataReaderSize(t *testing.T) {
	for size, over := range map[int64]bool{7: false, 6: true} {
		_, d, rest, err := readData([]byte("..abc\r\n.\r\nNOOP\r\n"), size-1, 2)
		if err != nil || d.over != over || string(rest) != "NOOP\r\n" {
			t.Errorf("6 octets with room for %d: over = %t, left over %q, error %v; want %t and the next command", size-1, d.over, rest, err, over)
		}
	}
	if _, _, _, err := readData(bytes.Repeat([]byte("a\r\n"), 1<<20), 1000, 1<<16); err == nil {
		t.Error("a mail without end was read to its end")
	}
}

func TestDataReaderCut(t *testing.T) {
	for _, in := range []string{"", "a", "a\r\n", "a\r\n.", "a\r\n.\r", "a\n.\n"} {
		if _, _, _, err := readData([]byte(in), 100, 1); err == nil {
			t.Errorf("%q counts as a whole mail", in)
		}
	}
}

// slowData is the table of the package comment, octet by octet on the whole input. end is where the mail's end is, or -1.
func slowData(in []byte) (out []byte, flaw bool, end int) {
	afterCRLF, i := true, 0
	for {
		lf := i
		for lf < len(in) && in[lf] != '\n' {
			lf++
		}
		if lf == len(in) {
			return out, flaw, -1
		}
		if afterCRLF && lf-i == 2 && in[i] == '.' && in[i+1] == '\r' {
			return out, flaw, lf + 1
		}
		body := in[i:lf]
		crlf := len(body) > 0 && body[len(body)-1] == '\r'
		for n := 0; n < 2 && len(body) > 0 && body[len(body)-1] == '\r'; n++ {
			body = body[:len(body)-1]
		}
		if afterCRLF && len(body) > 0 && body[0] == '.' {
			body = body[1:]
		}
		for _, c := range body {
			flaw = flaw || c == '\r' || c == 0
		}
		out = append(append(out, body...), '\r', '\n')
		afterCRLF, i = crlf, lf+1
	}
}

func FuzzDataReader(f *testing.F) {
	for _, in := range []string{"a\r\n.\r\nQUIT\r\n", "a\n.\nb\r\n.\r\n", "\r\r\n.\r\r\n.\r\n", "\r.\r\r\n.\r\n", "\x00\r\n.\r\n", "..\r\n.\n.\r\n"} {
		f.Add([]byte(in), uint16(3), uint16(1))
	}
	f.Add([]byte(strings.Repeat("y", wireBuffer)+"\r\r\n.\r\n"), uint16(4000), uint16(1))
	f.Fuzz(func(t *testing.T, in []byte, a, b uint16) {
		want, flaw, end := slowData(in)
		got, d, rest, err := readData(bytes.Clone(in), 1<<30, int(a), int(b))
		switch {
		case (err == nil) != (end >= 0):
			t.Fatalf("error %v, but the mail's end is at %d", err, end)
		case err != nil:
		case len(in)-len(rest) != end:
			t.Fatalf("the mail ended at %d, want %d", len(in)-len(rest), end)
		case d.clean() == flaw:
			t.Fatalf("clean = %t, want %t", d.clean(), !flaw)
		case !flaw && got != string(want):
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
