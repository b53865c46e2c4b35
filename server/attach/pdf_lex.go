package attach

import (
	"bytes"
	"strconv"
)

// The values of a PDF file (ISO 32000-2, 7.3). Numbers are float64, true and false bool; null and what is no value is nil.
type (
	pdfName   string
	pdfString string
	pdfDict   map[pdfName]any
	pdfArray  []any
	pdfRef    struct{ num, gen int }
	pdfWord   string // endobj, stream, R …
)

// maxPDFDepth is how deep values may be nested.
const maxPDFDepth = 64

// pdfLexer reads values one after another; short says that the octets ended within one.
type pdfLexer struct {
	b     []byte
	at    int
	short bool
}

func pdfSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func pdfRegular(c byte) bool { return !pdfSpace(c) && bytes.IndexByte([]byte("()<>[]{}/%"), c) < 0 }

// skip goes over white space and comments.
func (l *pdfLexer) skip() {
	for l.at < len(l.b) {
		switch c := l.b[l.at]; {
		case pdfSpace(c):
			l.at++
		case c == '%':
			for l.at < len(l.b) && l.b[l.at] != '\n' && l.b[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// value reads the next value; nil where there is none.
func (l *pdfLexer) value(depth int) any {
	l.skip()
	if l.at >= len(l.b) || depth > maxPDFDepth {
		l.at, l.short = len(l.b), true // too deep: nobody reads on from here
		return nil
	}
	switch c := l.b[l.at]; c {
	case '/':
		return l.name()
	case '(':
		return l.literal()
	case '[':
		return l.array(depth)
	case '<':
		if l.at+1 < len(l.b) && l.b[l.at+1] == '<' {
			return l.dict(depth)
		}
		return l.hexadecimal()
	case ')', '>', ']', '{', '}':
		l.at++
		return pdfWord(c)
	}
	return l.word()
}

func (l *pdfLexer) token() []byte {
	from := l.at
	for l.at < len(l.b) && pdfRegular(l.b[l.at]) {
		l.at++
	}
	return l.b[from:l.at]
}

// word reads a number, a reference or a keyword.
func (l *pdfLexer) word() any {
	token := l.token()
	l.short = l.short || l.at >= len(l.b)
	if n, ok := number(token); ok {
		if ref, ok := l.reference(n); ok {
			return ref
		}
		return n
	}
	switch string(token) {
	case "true", "false":
		return string(token) == "true"
	case "null":
		return nil
	}
	return pdfWord(token)
}

func number(token []byte) (float64, bool) {
	if len(token) == 0 || len(token) > 32 || token[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseFloat(string(token), 64)
	return n, err == nil
}

// reference looks whether a number begins "12 0 R".
func (l *pdfLexer) reference(n float64) (pdfRef, bool) {
	if n < 0 || n != float64(int(n)) || n > 1<<31 {
		return pdfRef{}, false
	}
	back := l.at
	l.skip()
	gen, ok := number(l.token())
	l.skip()
	if ok && l.at < len(l.b) && l.b[l.at] == 'R' && (l.at+1 == len(l.b) || !pdfRegular(l.b[l.at+1])) {
		l.at++
		return pdfRef{int(n), int(gen)}, true
	}
	l.short = l.short || l.at >= len(l.b)
	l.at = back
	return pdfRef{}, false
}

// name undoes #xx, by which names are disguised (7.3.5).
func (l *pdfLexer) name() pdfName {
	l.at++
	token := l.token()
	if bytes.IndexByte(token, '#') < 0 {
		return pdfName(token)
	}
	out := make([]byte, 0, len(token))
	for i := 0; i < len(token); i++ {
		if token[i] == '#' && i+2 < len(token) {
			if n, err := strconv.ParseUint(string(token[i+1:i+3]), 16, 8); err == nil {
				out, i = append(out, byte(n)), i+2
				continue
			}
		}
		out = append(out, token[i])
	}
	return pdfName(out)
}

func (l *pdfLexer) array(depth int) pdfArray {
	l.at++
	var a pdfArray
	for {
		v := l.value(depth + 1)
		if v == pdfWord(']') || l.at >= len(l.b) {
			l.short = l.short || v != pdfWord(']')
			return a
		}
		a = append(a, v)
	}
}

func (l *pdfLexer) dict(depth int) pdfDict {
	l.at += 2
	d := pdfDict{}
	for {
		l.skip()
		if l.at >= len(l.b) {
			l.short = true
			return d
		}
		if bytes.HasPrefix(l.b[l.at:], []byte(">>")) {
			l.at += 2
			return d
		}
		key, ok := l.value(depth + 1).(pdfName)
		if !ok {
			continue // something that is no key is passed over, as readers do
		}
		v := l.value(depth + 1)
		if v == pdfWord('>') { // the last key has no value
			return d
		}
		if _, twice := d[key]; !twice {
			d[key] = v
		}
	}
}

// literal reads a string in parentheses (7.3.4.2).
func (l *pdfLexer) literal() pdfString {
	l.at++
	var out []byte
	for open := 1; l.at < len(l.b); l.at++ {
		c := l.b[l.at]
		switch c {
		case '\\':
			out = l.escape(out)
			continue
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				l.at++
				return pdfString(out)
			}
		}
		out = append(out, c)
	}
	l.short = true
	return pdfString(out)
}

// escape reads what stands behind a backslash and stays on its last octet.
func (l *pdfLexer) escape(out []byte) []byte {
	l.at++
	if l.at >= len(l.b) {
		return out
	}
	c := l.b[l.at]
	if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
		return append(out, "\n\r\t\b\f"[i])
	}
	switch {
	case c == '\r' && l.at+1 < len(l.b) && l.b[l.at+1] == '\n':
		l.at++
		return out
	case c == '\n', c == '\r':
		return out
	case c < '0' || c > '7':
		return append(out, c)
	}
	n := 0
	for i := 0; i < 3 && l.at < len(l.b) && l.b[l.at] >= '0' && l.b[l.at] <= '7'; i++ {
		n, l.at = n*8+int(l.b[l.at]-'0'), l.at+1
	}
	l.at--
	return append(out, byte(n)) // #nosec G115 -- high bits are ignored (7.3.4.2)
}

// hexadecimal reads a string of digits in angle brackets (7.3.4.3).
func (l *pdfLexer) hexadecimal() pdfString {
	end := bytes.IndexByte(l.b[l.at:], '>')
	if end < 0 {
		l.at, l.short = len(l.b), true
		return ""
	}
	out := unhex(l.b[l.at+1 : l.at+end])
	l.at += end + 1
	return pdfString(out)
}

// unhex reads digits of base 16 and passes over what is none; an odd last one counts sixteenfold.
func unhex(b []byte) []byte {
	out := make([]byte, 0, len(b)/2)
	high := -1
	for _, c := range b {
		n := hexDigit(c)
		switch {
		case n < 0:
		case high < 0:
			high = n
		default:
			out, high = append(out, byte(high<<4|n)), -1 // #nosec G115 -- two digits
		}
	}
	if high >= 0 {
		out = append(out, byte(high<<4)) // #nosec G115 -- one digit
	}
	return out
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
