package extract

import (
	"context"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

var (
	errFull      = errors.New("extract: limit reached")
	errEncrypted = errors.New("extract: encrypted")
)

// sink collects a file's text up to a limit. Once it is full, every write says so.
type sink struct {
	ctx    context.Context
	out    []byte
	limit  int
	parts  int64  // octets of parts that may still be read
	pieces int    // parts read
	partly bool   // something that may have text was passed over, as it was too long
	unread bool   // likewise, as its form is not known
	buf    []byte // of the scanner of the last part
}

func newSink(ctx context.Context, limit int) *sink {
	return &sink{ctx: ctx, limit: limit, parts: maxParts}
}

// String returns what was written, cut between characters, as valid UTF-8.
func (t *sink) String() string {
	out := t.out
	if len(out) > t.limit {
		out = out[:t.limit]
		for n := len(out); n > 0 && n > len(out)-utf8.UTFMax; n-- {
			if utf8.RuneStart(out[n-1]) {
				if !utf8.FullRune(out[n-1:]) {
					out = out[:n-1]
				}
				break
			}
		}
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}

func (t *sink) full() error {
	if len(t.out) > t.limit {
		return errFull
	}
	return nil
}

// write adds text as it is, without controls.
func (t *sink) write(b []byte) error {
	clean := 0
	for i, c := range b {
		if c < 0x20 && c != '\t' && c != '\n' || c == 0x7f {
			t.out = append(t.out, b[clean:i]...)
			clean = i + 1
			if c == '\r' && (i+1 == len(b) || b[i+1] != '\n') || c == '\f' || c == '\v' {
				t.out = append(t.out, '\n')
			}
		}
	}
	t.out = append(t.out, b[clean:]...)
	return t.full()
}

func (t *sink) writeString(s string) error { return t.write([]byte(s)) }

// spaced adds text on one line: line ends and tabs in it become blanks.
func (t *sink) spaced(b []byte) error {
	from := len(t.out)
	for _, c := range b {
		if c < 0x20 {
			c = ' '
		}
		t.out = append(t.out, c)
	}
	_ = from
	return t.full()
}

// blank puts one blank between words, unless something stands there already.
func (t *sink) blank() {
	if n := len(t.out); n > 0 && !white(t.out[n-1]) {
		t.out = append(t.out, ' ')
	}
}

// tab begins the next cell.
func (t *sink) tab() {
	t.trim()
	t.out = append(t.out, '\t')
}

// newline ends a line, unless it is empty.
func (t *sink) newline() {
	t.trimRow()
	if n := len(t.out); n > 0 && t.out[n-1] != '\n' {
		t.out = append(t.out, '\n')
	}
}

// trim drops blanks at the end.
func (t *sink) trim() {
	for n := len(t.out); n > 0 && t.out[n-1] == ' '; n-- {
		t.out = t.out[:n-1]
	}
}

// trimRow drops blanks and empty cells at the end of a line.
func (t *sink) trimRow() {
	for n := len(t.out); n > 0 && (t.out[n-1] == ' ' || t.out[n-1] == '\t'); n-- {
		t.out = t.out[:n-1]
	}
}

// line adds a line of its own.
func (t *sink) line(s string) error {
	s = strings.TrimSpace(s)
	if s == "" {
		return t.full()
	}
	t.newline()
	err := t.spaced([]byte(s))
	t.newline()
	return err
}

func white(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// part limits the reading of one part, by the part's limit, the file's, and the context.
func (t *sink) part(r io.Reader) io.Reader {
	t.pieces++
	return &partReader{t: t, r: r, left: maxPart}
}

type partReader struct {
	t    *sink
	r    io.Reader
	left int64
}

// Read gives errFull beyond a limit, and the context's error when it ended.
func (p *partReader) Read(b []byte) (int, error) {
	if err := p.t.ctx.Err(); err != nil {
		return 0, err
	}
	if p.left <= 0 || p.t.parts <= 0 || p.t.pieces > maxCount {
		return 0, errFull
	}
	n, err := p.r.Read(b[:min(int64(len(b)), p.left, p.t.parts, 64<<10)])
	p.left -= int64(n)
	p.t.parts -= int64(n)
	return n, err
}
