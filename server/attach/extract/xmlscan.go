package extract

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// The kinds of token.
const (
	tokenText = iota
	tokenStart
	tokenEnd
)

// token is a piece of markup. Its slices are good until the next one is asked for.
type token struct {
	kind  int
	name  []byte // local name, without prefix
	attrs []byte // of a start: as written
	text  []byte // of a text: raw; one text may come in several tokens
	empty bool   // of a start: closed at once, and no end follows
	cdata bool   // of a text: without entities
}

const scanBuffer = 64 << 10

// scanner cuts XML into tokens. It is several times as fast as encoding/xml and does less: no name spaces, no checks, no
// entities but the five and numbers, so nothing expands. Tags longer than its buffer are skipped.
type scanner struct {
	r        io.Reader
	buf      []byte
	at       int
	err      error
	data     bool // inside a CDATA section
	passed   bool // a tag longer than the buffer was skipped
	entities bool // the document has its own, which stay as written
}

func newScanner(r io.Reader, buf []byte) *scanner {
	if cap(buf) < scanBuffer {
		buf = make([]byte, 0, scanBuffer)
	}
	return &scanner{r: r, buf: buf[:0]}
}

var (
	cdataOpen  = []byte("<![CDATA[")
	cdataClose = []byte("]]>")
)

// next returns the next token; io.EOF at the end. A document that breaks off inside a tag gives io.ErrUnexpectedEOF.
func (s *scanner) next(t *token) error {
	for {
		*t = token{}
		if s.at == len(s.buf) && !s.fill() {
			return s.err
		}
		switch {
		case s.data:
			if s.section(t) {
				return nil
			}
		case s.buf[s.at] != '<':
			return s.chars(t)
		default:
			done, err := s.markup(t)
			if done || err != nil {
				return err
			}
		}
	}
}

// fill reads on; false: nothing more came.
func (s *scanner) fill() bool {
	if s.at > 0 {
		s.buf = s.buf[:copy(s.buf[:cap(s.buf)], s.buf[s.at:])]
		s.at = 0
	}
	for s.err == nil && len(s.buf) < cap(s.buf) {
		n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		s.err = err
		if n > 0 {
			return true
		}
	}
	return false
}

// chars takes text up to the next tag. An entity is not cut.
func (s *scanner) chars(t *token) error {
	for {
		rest := s.buf[s.at:]
		end := bytes.IndexByte(rest, '<')
		if end < 0 {
			if len(rest) < scanBuffer/2 && s.fill() {
				continue
			}
			end = len(rest)
			if amp := bytes.LastIndexByte(rest, '&'); amp > 0 && end-amp < 12 && s.err == nil {
				end = amp
			}
		}
		t.kind, t.text = tokenText, rest[:end]
		s.at += end
		return nil
	}
}

// section takes text of a CDATA section; false: it ended.
func (s *scanner) section(t *token) bool {
	rest := s.buf[s.at:]
	end := bytes.Index(rest, cdataClose)
	if end < 0 && len(rest) < scanBuffer/2 && s.fill() {
		return false
	}
	switch {
	case end == 0:
		s.at += len(cdataClose)
		s.data = false
		return false
	case end < 0:
		end = len(rest)
		if s.err == nil {
			end -= 2
		}
	}
	t.kind, t.text, t.cdata = tokenText, rest[:end], true
	s.at += end
	return true
}

// markup reads what begins with "<"; false: it was nothing to return.
func (s *scanner) markup(t *token) (bool, error) {
	for len(s.buf)-s.at < len(cdataOpen) && s.fill() { // enough to tell what it is
	}
	rest := s.buf[s.at:]
	switch {
	case bytes.HasPrefix(rest, cdataOpen):
		s.at += len(cdataOpen)
		s.data = true
		return false, nil
	case bytes.HasPrefix(rest, []byte("<!--")):
		return false, s.skip("-->")
	case bytes.HasPrefix(rest, []byte("<?")):
		return false, s.skip("?>")
	case bytes.HasPrefix(rest, []byte("<!")):
		if end := bytes.IndexByte(rest, '>'); bytes.HasPrefix(rest, []byte("<!ENTITY")) || bytes.IndexByte(rest[:max(end, 0)], '[') >= 0 {
			s.entities = true
		}
		return false, s.skip(">") // a document type; what it declares is not used
	}
	end, from := 0, 1
	for {
		if end = tagEnd(s.buf[s.at:], from); end >= 0 {
			break
		}
		if len(s.buf)-s.at == cap(s.buf) {
			s.passed = true
			return false, s.skip(">")
		}
		if !s.fill() {
			s.at = len(s.buf)
			return false, s.broken()
		}
	}
	tag(t, s.buf[s.at+1:s.at+end])
	s.at += end + 1
	return true, nil
}

func (s *scanner) broken() error {
	if errors.Is(s.err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return s.err
}

// skip passes over all up to and with the mark.
func (s *scanner) skip(mark string) error {
	for {
		if end := bytes.Index(s.buf[s.at:], []byte(mark)); end >= 0 {
			s.at += end + len(mark)
			return nil
		}
		s.at = max(s.at, len(s.buf)-len(mark)+1)
		if !s.fill() {
			s.at = len(s.buf)
			return s.broken()
		}
	}
}

// tagEnd finds the ">" that is not inside quotes.
func tagEnd(b []byte, from int) int {
	end := bytes.IndexByte(b[from:], '>')
	if end < 0 {
		return -1
	}
	end += from
	if inside := b[from:end]; bytes.IndexByte(inside, '\'') < 0 && bytes.Count(inside, []byte{'"'})&1 == 0 {
		return end
	}
	for i := from; i < end; {
		c := b[i]
		if c != '"' && c != '\'' {
			i++
			continue
		}
		shut := bytes.IndexByte(b[i+1:], c)
		if shut < 0 {
			return -1
		}
		if i += shut + 2; i > end {
			more := bytes.IndexByte(b[i:], '>')
			if more < 0 {
				return -1
			}
			end = i + more
		}
	}
	return end
}

// tag takes a tag apart: what stands between "<" and ">".
func tag(t *token, b []byte) {
	t.kind = tokenStart
	if len(b) > 0 && b[0] == '/' {
		t.kind, b = tokenEnd, b[1:]
	} else if len(b) > 0 && b[len(b)-1] == '/' {
		t.empty, b = true, b[:len(b)-1]
	}
	end := 0
	for end < len(b) && b[end] > ' ' {
		end++
	}
	t.name, t.attrs = b[:end], b[end:]
	if colon := bytes.IndexByte(t.name, ':'); colon >= 0 {
		t.name = t.name[colon+1:]
	}
}

// attr returns an attribute by its local name; empty if there is none.
func (t *token) attr(name string) string {
	b := t.raw(name)
	if bytes.IndexByte(b, '&') >= 0 {
		b = unescape(nil, b)
	}
	return string(b)
}

// raw is attr with entities as written, good until the next token.
func (t *token) raw(name string) []byte {
	b := t.attrs
	for {
		eq := bytes.IndexByte(b, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimSpace(b[:eq])
		b = bytes.TrimSpace(b[eq+1:])
		if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
			return nil
		}
		end := bytes.IndexByte(b[1:], b[0])
		if end < 0 {
			return nil
		}
		if colon := bytes.IndexByte(key, ':'); colon >= 0 {
			key = key[colon+1:]
		}
		if string(key) == name {
			return b[1 : end+1]
		}
		b = b[end+2:]
	}
}

// content appends a text token's characters.
func (t *token) content(to []byte) []byte {
	if t.cdata {
		return append(to, t.text...)
	}
	return unescape(to, t.text)
}

// unescape appends b with its entities replaced; one that is unknown stays as written.
func unescape(to, b []byte) []byte {
	for {
		amp := bytes.IndexByte(b, '&')
		if amp < 0 {
			return append(to, b...)
		}
		to = append(to, b[:amp]...)
		b = b[amp:]
		end := bytes.IndexByte(b[:min(len(b), 12)], ';')
		if end < 0 {
			to, b = append(to, '&'), b[1:]
			continue
		}
		if r, ok := entity(string(b[1:end])); ok {
			to = utf8.AppendRune(to, r)
		} else {
			to = append(to, b[:end+1]...)
		}
		b = b[end+1:]
	}
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseInt(digits, base, 32)
	return rune(n), err == nil // what is no character becomes U+FFFD
}
