package message

import (
	"strings"
	"unicode/utf8"

	"sekisho/server/text"
)

// toUTF8 decodes b as its label says. A label that says nothing, is unknown, or does not fit gives way to what the octets
// look like; what still does not fit becomes U+FFFD and is noted.
func toUTF8(label string, b []byte, n *notes) string {
	enc, known := text.Charset(label)
	if !known {
		n.add("unknown-charset")
	}
	if enc == nil {
		enc = text.Guess(b)
	}
	s := text.Decoded(enc, b)
	if !strings.ContainsRune(s, utf8.RuneError) {
		return s
	}
	if t := text.Decoded(text.Guess(b), b); !strings.ContainsRune(t, utf8.RuneError) {
		return t
	}
	n.add("bad-encoding")
	return s
}
