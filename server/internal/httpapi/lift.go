package httpapi

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// liftedFrom is how many octets of a member are worth lifting.
const liftedFrom = 512

// lift takes the text of a JSON object's member out of it: rest is the object with an empty string in its place. A mail's text is
// nearly all of a request, and the decoder looks at each of its characters twice; this does at lines. It gives up on whatever is
// not plain: then, and whenever rest turns out to be wrong, the decoder is given the object as it came, and finds what is wrong
// with it. What is lifted is a valid string, so rest is as valid as the object.
func lift(object []byte, member string) (rest []byte, text string, ok bool) {
	i := blank(object, 0)
	if i == len(object) || object[i] != '{' {
		return nil, "", false
	}
	for i++; ; i++ {
		key := blank(object, i)
		end := stringEnd(object, key)
		colon := blank(object, end)
		if end == 0 || colon == len(object) || object[colon] != ':' {
			return nil, "", false
		}
		from := blank(object, colon+1)
		if i = valueEnd(object, from); i == 0 {
			return nil, "", false
		}
		if string(object[key+1:end-1]) == member {
			return cutOut(object, from, i)
		}
		if i = blank(object, i); i == len(object) || object[i] != ',' {
			return nil, "", false
		}
	}
}

// cutOut lifts the string at object[from:to].
func cutOut(object []byte, from, to int) (rest []byte, text string, ok bool) {
	if object[from] != '"' || to-from < liftedFrom {
		return nil, "", false
	}
	if text, ok = unquoted(object[from+1 : to-1]); !ok {
		return nil, "", false
	}
	rest = make([]byte, 0, len(object)-(to-from)+2)
	rest = append(rest, object[:from+1]...)
	return append(rest, object[to-1:]...), text, true
}

// blank returns the first place from i on that is no white space.
func blank(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\r' || data[i] == '\t') {
		i++
	}
	return i
}

// stringEnd returns where the string that begins at i ends, or 0.
func stringEnd(data []byte, i int) int {
	if i >= len(data) || data[i] != '"' {
		return 0
	}
	for i++; ; {
		n := bytes.IndexByte(data[i:], '"')
		if n < 0 {
			return 0
		}
		end, slashes := i+n, 0
		for data[end-1-slashes] == '\\' {
			slashes++
		}
		if i = end + 1; slashes%2 == 0 {
			return i
		}
	}
}

// valueEnd returns where the value that begins at i ends, or 0. Of all but strings it sees only as much as that takes.
func valueEnd(data []byte, i int) int {
	for depth := 0; i < len(data); {
		switch data[i] {
		case '"':
			if i = stringEnd(data, i); i == 0 {
				return 0
			}
			if depth == 0 {
				return i
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return i // of the object around
			}
			if depth == 0 {
				return i + 1
			}
		case ',':
			if depth == 0 {
				return i
			}
		}
		i++
	}
	return 0
}

// unquoted returns what stands between a string's quotation marks. It knows the short escapes only.
func unquoted(quoted []byte) (text string, ok bool) {
	if !isText(quoted) {
		return "", false
	}
	var plain strings.Builder
	plain.Grow(len(quoted))
	for {
		n := bytes.IndexByte(quoted, '\\')
		if n < 0 {
			plain.Write(quoted)
			return plain.String(), true
		}
		c := escapes[quoted[n+1]] // no string ends in an odd number of them
		if c == 0 {
			return "", false
		}
		plain.Write(quoted[:n])
		plain.WriteByte(c)
		quoted = quoted[n+2:]
	}
}

// isText reports whether a string of JSON may hold data: UTF-8 without controls (RFC 8259, section 7).
func isText(data []byte) bool {
	for i := 0; i < len(data); {
		switch c := data[i]; {
		case c < ' ':
			return false
		case c < utf8.RuneSelf:
			i++
		case c >= 0xe3 && c <= 0xe9 && i+2 < len(data) && data[i+1]&0xc0 == 0x80 && data[i+2]&0xc0 == 0x80:
			i += 3 // kana and kanji: any two octets may follow
		default:
			r, size := utf8.DecodeRune(data[i:])
			if r == utf8.RuneError && size < 2 {
				return false
			}
			i += size
		}
	}
	return true
}

// escapes are the octets that stand for others behind a backslash.
var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}
