package message

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"
)

// decoder undoes a transfer encoding: it takes lines and writes octets.
type decoder interface {
	line(text, end []byte) error
	close() error
}

// encodingOf reads a Content-Transfer-Encoding (RFC 2045, 6.1): one word in any case, between comments and blanks. Quotation
// marks and what comes after a semicolon are left out, as readers do.
func encodingOf(v string, n *notes) string {
	words := strings.Fields(before(stripComments(v), ";"))
	if len(words) > 1 || len(words) == 0 && strings.TrimSpace(v) != "" {
		n.add("bad-encoding") // a comment that does not end, or more than a word: readers differ
	}
	if len(words) == 0 {
		return ""
	}
	return strings.ToLower(strings.Trim(words[0], "\""))
}

// transfer returns the decoder for a Content-Transfer-Encoding (RFC 2045, 6).
func transfer(value string, w io.Writer, n *notes) decoder {
	switch encodingOf(value, n) {
	case "", "7bit", "8bit", "binary":
	case "base64":
		return &base64Decoder{w: w, notes: n}
	case "quoted-printable":
		return &quotedDecoder{w: w}
	case "x-uuencode", "uuencode", "x-uue":
		return &uuDecoder{w: w}
	default:
		n.add("bad-encoding")
	}
	return &plainDecoder{w: w}
}

// plainDecoder passes octets on. The last line end belongs to the delimiter that follows (RFC 2046, 5.1.1).
type plainDecoder struct {
	w    io.Writer
	held []byte
}

func (d *plainDecoder) line(text, end []byte) error {
	if _, err := d.w.Write(d.held); err != nil {
		return err
	}
	d.held = append(d.held[:0], end...)
	_, err := d.w.Write(text)
	return err
}

func (d *plainDecoder) close() error { return nil }

// quotedDecoder undoes quoted-printable (RFC 2045, 6.7). An "=" that escapes nothing stays: every reader shows it.
type quotedDecoder struct {
	w    io.Writer
	held []byte
	out  []byte
}

func (d *quotedDecoder) line(text, end []byte) error {
	d.out = append(d.out[:0], d.held...)
	if len(end) > 0 {
		text = bytes.TrimRight(text, " \t")
	}
	soft := len(end) > 0 && bytes.HasSuffix(text, []byte("="))
	if soft {
		text, end = text[:len(text)-1], nil
	}
	for i := 0; i < len(text); i++ {
		if text[i] == '=' {
			if v, ok := hexPair(text[i+1:]); ok {
				d.out = append(d.out, v)
				i += 2
				continue
			}
		}
		d.out = append(d.out, text[i])
	}
	d.held = append(d.held[:0], end...)
	_, err := d.w.Write(d.out)
	return err
}

func (d *quotedDecoder) close() error { return nil }

// base64Decoder undoes base64 (RFC 2045, 6.8). It ignores what is not of the alphabet and goes on after padding, and notes
// both: some readers stop there.
type base64Decoder struct {
	w      io.Writer
	notes  *notes
	acc    uint32
	n      int  // sextets in acc
	padded bool // "=" was seen
	out    []byte
	slowly int // octets to take line by line: a block of them was not one
}

func (d *base64Decoder) line(text, end []byte) error {
	d.slowly = max(0, d.slowly-len(text)-len(end))
	d.out = d.out[:0]
	if !d.whole(text) {
		for _, c := range text {
			d.octet(c)
		}
	}
	_, err := d.w.Write(d.out)
	return err
}

// whole decodes a line of nothing but whole groups, the usual one, the fast way.
func (d *base64Decoder) whole(text []byte) bool {
	if d.n != 0 || d.padded || len(text)%4 != 0 {
		return false
	}
	out, err := base64.StdEncoding.AppendDecode(d.out[:0], text)
	if err != nil {
		return false
	}
	d.out, d.padded = out, bytes.HasSuffix(text, []byte("="))
	return true
}

// block decodes the lines at the beginning of b that are all as long as the first, of whole groups without padding, as most of every
// file is, and returns how many octets they take; 0: it has to be done line by line. What was in vain is not tried again, so the
// time stays linear.
func (d *base64Decoder) block(b []byte) (int, error) {
	size := bytes.IndexByte(b, '\n') + 1
	if d.n != 0 || d.padded || d.slowly > 0 || size < 6 || size%4 != 2 {
		return 0, nil
	}
	digits, out := takeBlock(), takeBlock()
	defer putBlock(digits)
	defer putBlock(out)
	n, taken := 0, 0
	for next := size; next <= min(len(b), pieceSize) && b[next-2] == '\r' && b[next-1] == '\n'; next += size {
		n += copy(digits[n:], b[taken:next-2])
		taken = next
	}
	// Fewer octets than digits make: there is padding, or a line end among them.
	if got, err := base64.StdEncoding.Decode(out[:], digits[:n]); err != nil || got != n/4*3 {
		d.slowly = taken
		return 0, nil
	}
	_, err := d.w.Write(out[:n/4*3])
	return taken, err
}

func (d *base64Decoder) octet(c byte) {
	v := sextet(c)
	switch {
	case v < 64:
		if d.padded {
			d.padded = false
			d.notes.add("bad-encoding")
		}
		d.acc = d.acc<<6 | uint32(v)
		if d.n++; d.n == 4 {
			d.out = append(d.out, byte(d.acc>>16), byte(d.acc>>8), byte(d.acc)) //nolint:gosec // octets are cut off on purpose
			d.acc, d.n = 0, 0
		}
	case c == '=':
		d.rest()
		d.padded = true
	case c != ' ' && c != '\t' && c != '\r':
		d.notes.add("bad-encoding")
	}
}

// rest writes the octets of an unfinished group of four.
func (d *base64Decoder) rest() {
	switch d.n {
	case 1:
		d.notes.add("bad-encoding")
	case 2:
		d.out = append(d.out, byte(d.acc>>4)) //nolint:gosec // octets are cut off on purpose
	case 3:
		d.out = append(d.out, byte(d.acc>>10), byte(d.acc>>2)) //nolint:gosec // octets are cut off on purpose
	}
	d.acc, d.n = 0, 0
}

func (d *base64Decoder) close() error {
	d.out = d.out[:0]
	d.rest()
	_, err := d.w.Write(d.out)
	return err
}

// sextet returns the value of a base64 digit, 64 if c is none.
func sextet(c byte) byte {
	switch {
	case c >= 'A' && c <= 'Z':
		return c - 'A'
	case c >= 'a' && c <= 'z':
		return c - 'a' + 26
	case c >= '0' && c <= '9':
		return c - '0' + 52
	case c == '+':
		return 62
	case c == '/':
		return 63
	}
	return 64
}

// decodeBase64 decodes a short text.
func decodeBase64(s string) []byte {
	var out bytes.Buffer
	d := base64Decoder{w: &out, notes: &notes{}}
	if d.line([]byte(s), nil) != nil || d.close() != nil {
		return nil
	}
	return out.Bytes()
}
