package message

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"

	"sekisho/server/text"
)

// toUTF8 decodes b as its label says. A label that says nothing, is unknown, or does not fit gives way to what the octets
// look like; what still does not fit becomes U+FFFD and is noted.
func toUTF8(label string, b []byte, n *notes) string {
	enc, known := text.Charset(label)
	if !known {
		n.add("unknown-charset")
	}
	labelled := enc != nil
	if !labelled {
		b = withoutMark(b)
		enc = text.Guess(b)
	}
	s := text.Decoded(enc, b)
	if !strings.ContainsRune(s, utf8.RuneError) {
		return s
	}
	if labelled && oneOctet(enc) { // a reader that goes by the label shows letters, whatever zeros are between them
		b = bytes.ReplaceAll(withoutMark(b), []byte{0}, nil)
	}
	if t := text.Decoded(text.Guess(b), b); !strings.ContainsRune(t, utf8.RuneError) {
		return t
	}
	n.add("bad-encoding")
	return s
}

// oneOctet tells whether a letter of ASCII is one octet.
func oneOctet(enc encoding.Encoding) bool {
	b, err := enc.NewEncoder().String("a")
	return err == nil && b == "a"
}

// withoutMark leaves out the mark of UTF-16. Two octets before a text of letters do not make it UTF-16, and a reader that knows
// no charset shows the letters: what the text itself looks like decides.
func withoutMark(b []byte) []byte {
	if bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff}) {
		return b[2:]
	}
	return b
}
