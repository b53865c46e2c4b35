package message

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// decodeRaw brings a raw header value into UTF-8, so that no octet of a double-byte character is taken for syntax. Headers are
// octets: whatever they begin with and however many zeros are in them, they are not UTF-16, which would hide all addresses.
func decodeRaw(v string) string {
	if utf8.ValidString(v) && !strings.Contains(v, "\x1b") {
		return v
	}
	return toUTF8("", bytes.ReplaceAll([]byte(v), []byte{0}, nil), &notes{})
}

// word is one encoded word (RFC 2047, 2): its label, its octets, and how many octets of the source it took.
type word struct {
	label string
	data  []byte
	size  int
}

// decodeWords decodes the encoded words of s, wherever they stand. The octets of neighbours of one charset are put together
// first: many clients cut in the middle of a character.
func decodeWords(s string, n *notes) string {
	if !strings.Contains(s, "=?") {
		return s
	}
	d := wordDecoder{notes: n}
	for s != "" {
		at := strings.Index(s, "=?")
		if at < 0 || d.hopeless {
			break
		}
		w, ok := d.cut(s[at:])
		if !ok {
			d.plain(s[:at+2])
			s = s[at+2:]
			continue
		}
		if strings.Trim(s[:at], " \t\r\n") != "" || !d.pending {
			d.plain(s[:at])
		}
		d.word(w)
		s = s[at+w.size:]
	}
	d.plain(s)
	d.flush()
	return d.out.String()
}

type wordDecoder struct {
	notes    *notes
	out      strings.Builder
	label    string
	data     []byte
	pending  bool
	hopeless bool // no "?=" is left: no need to look for one again
}

func (d *wordDecoder) plain(s string) {
	if s != "" {
		d.flush()
		d.out.WriteString(s)
	}
}

func (d *wordDecoder) word(w word) {
	if d.pending && !strings.EqualFold(d.label, w.label) {
		d.flush()
	}
	d.pending, d.label = true, w.label
	d.data = append(d.data, w.data...)
}

func (d *wordDecoder) flush() {
	if d.pending {
		d.out.WriteString(toUTF8(d.label, d.data, d.notes))
	}
	d.pending, d.data = false, d.data[:0]
}

// cut reads the encoded word at the start of s.
func (d *wordDecoder) cut(s string) (word, bool) {
	head := s[2:min(len(s), 80)]
	q := strings.IndexByte(head, '?')
	if q <= 0 || q+2 >= len(head) || head[q+2] != '?' || strings.ContainsAny(head[:q], " \t\"<>") {
		return word{}, false
	}
	coding := head[q+1] | 0x20
	if coding != 'b' && coding != 'q' {
		return word{}, false
	}
	label, _, _ := strings.Cut(head[:q], "*") // RFC 2231, 5: a language may follow
	text := s[2+q+3:]
	end := strings.Index(text, "?=")
	if end < 0 {
		d.hopeless = true
		return word{}, false
	}
	w := word{label: label, size: 2 + q + 3 + end + 2}
	if coding == 'b' {
		w.data = decodeBase64(text[:end])
	} else {
		w.data = decodeQ(text[:end])
	}
	return w, true
}

// decodeQ decodes the Q encoding (RFC 2047, 4.2), blanks and broken escapes as they stand.
func decodeQ(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '_':
			out = append(out, ' ')
		case '=':
			if v, ok := hexPair(s[i+1:]); ok {
				out = append(out, v)
				i += 2
				continue
			}
			out = append(out, c)
		default:
			out = append(out, c)
		}
	}
	return out
}

// hexPair reads two hexadecimal digits at the start of s.
func hexPair[T string | []byte](s T) (byte, bool) {
	if len(s) < 2 {
		return 0, false
	}
	hi, ok1 := hexDigit(s[0])
	lo, ok2 := hexDigit(s[1])
	return hi<<4 | lo, ok1 && ok2
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	}
	return 0, false
}
