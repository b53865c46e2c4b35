package message

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
)

// lines cuts a stream into lines and recognises the delimiters of the multiparts that are open. Each octet is looked at a
// constant number of times, whatever the depth: a delimiter is found by one look into a map.
type lines struct {
	ctx     context.Context
	r       *bufio.Reader
	open    []string       // boundaries, outermost first
	level   map[string]int // boundary -> its innermost place in open
	notes   *notes
	midLine bool
	from    int64 // where the piece handed out last began, in octets from the start; also of a delimiter
	at      int64 // where the next one begins
	steps   int   // pieces handed out; tests bound it
	err     error // of the reader or the context; reading ends there
}

// line is one line, or a piece of one that is longer than pieceSize.
type line struct {
	text  []byte // without the line end; valid until the next call
	end   []byte // CR LF, LF, or nothing: a piece, or the last line
	first bool   // text begins a line
}

// stop is why the lines of a part ended: a delimiter of the multipart at level, or the end of the stream (level -1).
type stop struct {
	level int
	close bool
}

func newLines(ctx context.Context, r io.Reader, n *notes) *lines {
	return &lines{ctx: ctx, r: takeReader(r), level: map[string]int{}, notes: n}
}

// release gives the buffer back. Nothing may be read afterwards.
func (l *lines) release() {
	if l.r != nil {
		putReader(l.r)
		l.r = nil
	}
}

// next returns the next line, or false and why there is none.
func (l *lines) next() (line, stop, bool) {
	if l.steps++; l.steps%256 == 0 && l.ctx.Err() != nil {
		l.err = l.ctx.Err()
	}
	if l.err != nil {
		return line{}, stop{level: -1}, false
	}
	raw, err := l.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		raw = l.keepCR(raw)
	} else if err != nil && !errors.Is(err, io.EOF) {
		l.err = err
	}
	if len(raw) == 0 || l.err != nil {
		l.from = l.at
		return line{}, stop{level: -1}, false
	}
	l.from = l.at
	l.at += int64(len(raw))
	ln := split(raw)
	ln.first = !l.midLine
	l.midLine = len(ln.end) == 0
	l.watch(ln.text)
	if s, ok := l.delimiter(ln); ok {
		return line{}, s, false
	}
	return ln, stop{}, true
}

// blocks hands out what is buffered as it is, at the beginning of a line, for as long as take takes something. What it takes must be
// whole lines that end in CRLF and have no other CR, no NUL and no "-": nothing that next would look at.
func (l *lines) blocks(take func([]byte) (int, error)) error {
	for !l.midLine && l.err == nil && l.r.Buffered() > 0 {
		b, _ := l.r.Peek(l.r.Buffered()) // what is buffered is there
		n, err := take(b)
		if n == 0 || err != nil {
			return err
		}
		_, _ = l.r.Discard(n) // the same
		l.from = l.at
		l.at += int64(n)
	}
	return nil
}

// keepCR leaves a CR at the end of a piece for the next one: its LF may follow.
func (l *lines) keepCR(raw []byte) []byte {
	if raw[len(raw)-1] == '\r' && l.r.UnreadByte() == nil {
		return raw[:len(raw)-1]
	}
	return raw
}

// watch notes what no message should have: readers differ on where such a line ends.
func (l *lines) watch(text []byte) {
	if bytes.IndexByte(text, '\r') >= 0 {
		l.notes.add("bare-cr")
	}
	if bytes.IndexByte(text, 0) >= 0 {
		l.notes.add("nul")
	}
}

// delimiter tells whether ln is "--boundary" or "--boundary--" of an open multipart (RFC 2046, 5.1.1).
func (l *lines) delimiter(ln line) (stop, bool) {
	if len(l.open) == 0 || !ln.first || !bytes.HasPrefix(ln.text, []byte("--")) {
		return stop{}, false
	}
	rest := bytes.TrimRight(ln.text[2:], " \t")
	if at, ok := l.level[string(rest)]; ok {
		return stop{level: at}, true
	}
	if rest, ok := bytes.CutSuffix(rest, []byte("--")); ok {
		if at, ok := l.level[string(rest)]; ok {
			return stop{level: at, close: true}, true
		}
	}
	// RFC 2046, 5.1.1 has readers compare the beginning of the line alone, and most compare all of it.
	if bytes.HasPrefix(rest, []byte(l.open[len(l.open)-1])) {
		l.notes.add("boundary-ambiguous")
	}
	return stop{}, false
}

// push opens a multipart and returns its level.
func (l *lines) push(boundary string) int {
	if _, ok := l.level[boundary]; ok {
		l.notes.add("boundary-ambiguous")
	}
	l.level[boundary] = len(l.open)
	l.open = append(l.open, boundary)
	return len(l.open) - 1
}

// pop closes the multiparts from level on.
func (l *lines) pop(level int) {
	for i := len(l.open) - 1; i >= level; i-- {
		delete(l.level, l.open[i])
	}
	l.open = l.open[:level]
	for i, b := range l.open { // an outer multipart may have had the same boundary
		l.level[b] = i
	}
}

// split takes the line end off raw.
func split(raw []byte) line {
	switch n := len(raw); {
	case bytes.HasSuffix(raw, []byte("\r\n")):
		return line{text: raw[:n-2], end: raw[n-2:]}
	case bytes.HasSuffix(raw, []byte("\n")):
		return line{text: raw[:n-1], end: raw[n-1:]}
	}
	return line{text: raw}
}
