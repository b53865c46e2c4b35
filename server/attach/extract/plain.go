package extract

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"sekisho/server/text"

	"golang.org/x/text/encoding"
)

// guessed is how many octets the charset of a text is guessed from.
const guessed = 64 << 10

// maxRaw is how many octets of a plain text are read: as many as give MaxText in the charset that needs most.
const maxRaw = 4 * MaxText

// readPlain reads a text as it is.
func readPlain(t *sink, f File) error {
	r, err := plainReader(t, f)
	if err != nil {
		return err
	}
	return t.copy(r)
}

func plainReader(t *sink, f File) (io.Reader, error) {
	head := make([]byte, min(f.Size, guessed))
	n, err := f.Content.ReadAt(head, 0)
	if n <= 0 && err != nil {
		return nil, fmt.Errorf("%w: %w", errCorrupt, err)
	}
	return decodedReader(t.part(io.NewSectionReader(f.Content, 0, min(f.Size, maxRaw))), head[:n]), nil
}

// decodedReader reads r as UTF-8; sample is how it begins.
func decodedReader(r io.Reader, sample []byte) io.Reader {
	return decoding(text.Guess(sample)).Reader(r)
}

func decoding(e encoding.Encoding) *encoding.Decoder { return e.NewDecoder() }

// copy writes all that r has.
func (t *sink) copy(r io.Reader) error {
	buf := make([]byte, 32<<10)
	for {
		n, err := r.Read(buf)
		if full := t.write(buf[:n]); full != nil {
			return full
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// readTable reads values divided by commas, semicolons or tabs (RFC 4180): a row is a line, and cells are divided by tabs.
func readTable(t *sink, f File) error {
	r, err := plainReader(t, f)
	if err != nil {
		return err
	}
	c := &cells{t: t}
	buf := make([]byte, 32<<10)
	for {
		n, err := r.Read(buf)
		if c.mark == 0 {
			c.mark = divider(buf[:n])
		}
		if full := c.write(buf[:n]); full != nil {
			return full
		}
		if errors.Is(err, io.EOF) {
			t.newline()
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// divider is what the first line divides its cells with.
func divider(b []byte) byte {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	best, most := byte(','), 0
	for _, mark := range []byte(",\t;|") {
		if n := bytes.Count(line, []byte{mark}); n > most {
			best, most = mark, n
		}
	}
	return best
}

type cells struct {
	t      *sink
	mark   byte
	quoted bool
	begun  bool // the cell has something in it
	shut   bool // a quotation mark ended the quotes just before
	lines  int  // line ends inside the quotes
}

func (c *cells) write(b []byte) error {
	for _, x := range b {
		if x == '"' {
			c.quote()
			continue
		}
		c.shut = false
		switch {
		case x == '\n' && c.quoted && c.lines < 50:
			c.lines++
			c.t.blank()
		case x == '\n' || x == '\r' && !c.quoted:
			c.t.newline()
			c.begun, c.quoted = false, false
		case x == c.mark && !c.quoted:
			c.t.out = append(c.t.out, '\t')
			c.begun = false
		case x < 0x20:
			c.t.blank()
		default:
			c.t.out = append(c.t.out, x)
			c.begun = true
		}
	}
	return c.t.full()
}

// quote begins or ends a quoted cell. Two in a row inside quotes are one, and one inside a cell that has none at its begin is a
// character.
func (c *cells) quote() {
	switch {
	case c.shut, c.begun && !c.quoted:
		c.quoted = c.quoted || c.shut
		c.shut = false
		c.t.out = append(c.t.out, '"')
	case c.quoted:
		c.quoted, c.shut = false, true
	default:
		c.quoted, c.begun, c.lines = true, true, 0
	}
}
