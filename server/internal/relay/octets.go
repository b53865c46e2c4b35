package relay

import (
	"encoding/binary"
	"io"
	"slices"
	"strings"
)

// octets writes through, and notes what the next server has to be able to take. What a client says of that (BODY, SMTPUTF8) is no
// measure: some programs say SMTPUTF8 of every mail.
type octets struct {
	w        io.Writer
	line     int  // octets of the current line so far
	body     bool // the header is over
	eight    bool // an octet above 127
	inHeader bool // one in the header
}

func (o *octets) Write(p []byte) (int, error) {
	rest := p
	for len(rest) > 0 && !o.body {
		b := rest[0]
		rest = rest[1:]
		switch {
		case b == '\n':
			o.body = o.line == 0
			o.line = 0
		case b != '\r':
			o.inHeader = o.inHeader || b >= 0x80
			o.line++
		}
	}
	o.eight = o.eight || o.inHeader || high(rest)
	return o.w.Write(p)
}

// high tells whether an octet is above 127, looking at eight of them at a time: bodies are long.
func high(b []byte) bool {
	for ; len(b) >= 8; b = b[8:] {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return true
		}
	}
	return slices.ContainsFunc(b, func(c byte) bool { return c >= 0x80 })
}

// utf8 tells whether the mail needs SMTPUTF8 (RFC 6531, 3.1): for an address or a header field.
func (o *octets) utf8(from string, to []string) bool {
	return o.inHeader || strings.ContainsFunc(from+strings.Join(to, ""), func(r rune) bool { return r >= 0x80 })
}
