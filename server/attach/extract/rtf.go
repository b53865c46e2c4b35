package extract

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
)

const maxGroups = 500

// readRTF reads rich text (RTF 1.9.1): body, headers, footers, notes, comments and the document's properties.
func readRTF(t *sink, f File) error {
	r := &rtf{t: t, in: bufio.NewReaderSize(t.part(io.NewSectionReader(f.Content, 0, f.Size)), 64<<10), page: 1252, charsets: map[int]int{}, group: group{ucs: 1}}
	err := r.run()
	if flushed := r.flush(); err == nil {
		err = flushed
	}
	t.newline()
	t.out = append(t.out, r.aside...)
	t.newline()
	return run(func() error { return err }, t.full)
}

// group is what a brace limits.
type group struct {
	skip  bool   // a destination that is no text
	table bool   // the table of fonts
	old   bool   // a property for readers that know no Unicode: it comes again
	ends  string // what ends the group in the text
	from  int    // 1 + where a note or comment began; 0: none
	row   bool   // in a row of a table
	ucs   int    // characters to skip after \u
	font  int
}

type rtf struct {
	t        *sink
	in       *bufio.Reader
	page     int         // code page of the document
	charsets map[int]int // by font
	group
	stack []group
	deep  int // groups beyond the limit
	star  bool
	raw   []byte   // octets in the code page
	units []uint16 // UTF-16
	drop  int      // characters still to be skipped after \u
	aside []byte   // notes and comments
}

func (r *rtf) run() error {
	for {
		c, err := r.in.ReadByte()
		if errors.Is(err, io.EOF) {
			return r.end()
		}
		if err == nil {
			err = r.take(c)
		}
		if err != nil {
			return err
		}
	}
}

func (r *rtf) end() error {
	if len(r.stack) > 0 {
		return errCorrupt // it breaks off
	}
	return nil
}

func (r *rtf) take(c byte) error {
	switch c {
	case '{':
		r.star = false
		if len(r.stack) >= maxGroups {
			r.deep++
			return nil
		}
		r.stack = append(r.stack, r.group)
		r.drop = 0
	case '}':
		return r.close()
	case '\\':
		return r.control()
	case '\r', '\n', 0:
	default:
		r.char(c)
	}
	return nil
}

func (r *rtf) close() error {
	if r.deep > 0 {
		r.deep--
		return nil
	}
	err := r.flush()
	if n := len(r.stack); n > 0 {
		r.leave(r.group, r.stack[n-1])
		r.group, r.stack = r.stack[n-1], r.stack[:n-1]
	}
	r.drop = 0
	return err
}

// leave ends what a group began: a property's line, or a note, which is kept for the end.
func (r *rtf) leave(inner, outer group) {
	if inner.ends != outer.ends {
		r.t.trim()
		if inner.ends == "\n" {
			r.t.newline()
		} else {
			r.t.out = append(r.t.out, inner.ends...)
		}
	}
	if inner.from != outer.from && outer.from == 0 {
		from := min(inner.from-1, len(r.t.out))
		r.aside = append(append(r.aside, bytes.TrimSpace(r.t.out[from:])...), '\n')
		r.t.out = r.t.out[:from]
	}
}

// char takes one octet of text.
func (r *rtf) char(c byte) {
	switch {
	case r.drop > 0:
		r.drop--
	case r.skip || r.table:
	default:
		if len(r.units) > 0 {
			r.flushUnits()
		}
		r.raw = append(r.raw, c)
	}
}

// control reads what follows a backslash.
func (r *rtf) control() error {
	c, err := r.in.ReadByte()
	if err != nil {
		return r.broken(err)
	}
	switch {
	case c == '\'':
		return r.hex()
	case c == '*':
		r.star = true
	case c == '~':
		r.char(' ')
	case c == '_':
		r.char('-')
	case c == '\\' || c == '{' || c == '}':
		r.char(c)
	case c == '\r' || c == '\n':
		return r.word("par", 0)
	case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		return r.keyword(c)
	}
	return nil
}

func (r *rtf) broken(err error) error {
	if errors.Is(err, io.EOF) {
		return errCorrupt
	}
	return err
}

func (r *rtf) hex() error {
	var two [2]byte
	if _, err := io.ReadFull(r.in, two[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = io.EOF
		}
		return r.broken(err)
	}
	if n, err := strconv.ParseUint(string(two[:]), 16, 8); err == nil {
		r.char(byte(n))
	}
	return nil
}

func (r *rtf) keyword(first byte) error {
	name := append(make([]byte, 0, 32), first)
	var number []byte
	for {
		c, err := r.in.ReadByte()
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		switch {
		case err != nil:
			return r.broken(err)
		case letter && number == nil && len(name) < 32:
			name = append(name, c)
			continue
		case (c >= '0' && c <= '9' || c == '-' && number == nil) && len(number) < 10:
			number = append(number, c)
			continue
		case c != ' ':
			if err := r.in.UnreadByte(); err != nil {
				return err
			}
		}
		n, _ := strconv.Atoi(string(number)) // none is 0
		return r.word(string(name), n)
	}
}

// word obeys a control word.
func (r *rtf) word(name string, n int) error {
	star := r.star
	r.star = false
	switch name {
	case "u":
		if !r.skip && !r.table {
			if err := r.flushRaw(); err != nil {
				return err
			}
			r.units = append(r.units, uint16(n)) // #nosec G115 -- negative numbers are units above 32767
		}
		r.drop = r.ucs
	case "uc":
		r.ucs = min(max(n, 0), 100)
	case "ansicpg":
		r.page = n
	case "f":
		err := r.flush()
		r.font = n
		return err
	case "fcharset":
		if r.table && len(r.charsets) < 1000 {
			r.charsets[r.font] = n
		}
	case "bin":
		_, err := io.CopyN(io.Discard, r.in, int64(max(n, 0)))
		return r.ifBroken(err)
	default:
		if r.destination(name, star) {
			return nil
		}
		return r.special(name)
	}
	return nil
}

func (r *rtf) ifBroken(err error) error {
	if err == nil {
		return nil
	}
	return r.broken(err)
}
