package relay

import (
	"io"
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
	for _, b := range p {
		switch {
		case b >= 0x80:
			o.eight = true
			o.inHeader = o.inHeader || !o.body
			o.line++
		case b == '\n':
			o.body = o.body || o.line == 0
			o.line = 0
		case b != '\r':
			o.line++
		}
		if o.body && o.eight {
			break
		}
	}
	return o.w.Write(p)
}

// utf8 tells whether the mail needs SMTPUTF8 (RFC 6531, 3.1): for an address or a header field.
func (o *octets) utf8(from string, to []string) bool {
	return o.inHeader || strings.ContainsFunc(from+strings.Join(to, ""), func(r rune) bool { return r >= 0x80 })
}
