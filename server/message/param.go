package message

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// typed is a structured header value: "multipart/mixed; boundary=x" or "attachment; filename=y".
type typed struct {
	value  string // before the first ";", lower case, without comments
	params []param
}

// param is one parameter as written: key in lower case, value unquoted but not decoded.
type param struct{ key, value string }

// get returns the first parameter of that name.
func (t typed) get(key string) string {
	for _, p := range t.params {
		if p.key == key {
			return p.value
		}
	}
	return ""
}

// maxParams is how many parameters of one field are read.
const maxParams = 1_000

// parseTyped reads a structured value, tolerantly: comments, missing semicolons, unquoted values with "=" and blanks.
func parseTyped(v string, n *notes) typed {
	p := paramScanner{s: decodeRaw(v), notes: n}
	t := typed{value: strings.ToLower(strings.TrimSpace(stripComments(p.until(";"))))}
	switch at := strings.IndexAny(t.value, " \t"); {
	case strings.Contains(t.value, "=") && !strings.Contains(before(t.value, "="), "/"):
		t.value, p.at = "", 0 // the value itself is missing: "name=x.zip"
	case at > 0 && strings.Contains(t.value[at:], "="):
		p.at = max(strings.IndexAny(p.s, " \t"), 0) // a semicolon is missing: "text/plain charset=utf-8"
		t.value = t.value[:at]
	case at > 0:
		t.value = t.value[:at]
	}
	for p.at < len(p.s) {
		q, ok := p.param()
		if len(t.params) == maxParams {
			n.add("bad-parameter")
			break
		}
		if ok {
			t.params = append(t.params, q)
		}
	}
	return t
}

func before(s, sep string) string {
	head, _, _ := strings.Cut(s, sep)
	return head
}

// parseFields reads all fields of that name as one: the first value counts, parameters of the others come after its own.
func parseFields(h Header, name string, n *notes) typed {
	var t typed
	for i, v := range h.Values(name) {
		u := parseTyped(v, n)
		if i == 0 {
			t.value = u.value
		}
		t.params = append(t.params, u.params...)
		if len(t.params) > maxParams {
			break
		}
	}
	return t
}

type paramScanner struct {
	s         string
	at        int
	noComment bool // a "(" that never closes was met: from there on it is an ordinary character
	notes     *notes
}

// until reads up to one of the octets in stops; a comment is no place to stop.
func (p *paramScanner) until(stops string) string {
	from := p.at
	for ; p.at < len(p.s) && strings.IndexByte(stops, p.s[p.at]) < 0; p.at++ {
		if p.s[p.at] == '(' && !p.noComment {
			n, ok := commentLen(p.s[p.at:])
			if !ok {
				p.noComment = true
				continue
			}
			p.at += n - 1
		}
	}
	return p.s[from:p.at]
}

// param reads one "key=value".
func (p *paramScanner) param() (param, bool) {
	key := strings.ToLower(strings.TrimSpace(stripComments(p.until("=;"))))
	if p.at == len(p.s) || p.s[p.at] == ';' {
		p.at++
		return param{}, false
	}
	for p.at++; p.at < len(p.s) && (p.s[p.at] == ' ' || p.s[p.at] == '\t'); {
		p.at++
	}
	if p.at < len(p.s) && p.s[p.at] == '"' {
		return param{key, p.quoted()}, key != ""
	}
	return param{key, p.bare(key)}, key != ""
}

// quoted reads a quoted string. One that does not end is taken up to the next semicolon.
func (p *paramScanner) quoted() string {
	var b strings.Builder
	for i := p.at + 1; i < len(p.s); i++ {
		switch c := p.s[i]; {
		case c == '"':
			p.at = i + 1
			return b.String()
		case c == '\\' && i+1 < len(p.s):
			i++
			b.WriteByte(p.s[i])
		default:
			b.WriteByte(c)
		}
	}
	p.notes.add("bad-parameter")
	p.at++
	v, _, _ := strings.Cut(p.s[p.at:], ";")
	p.at += len(v)
	return v
}

// bare reads a value without quotes. It ends at a semicolon, or where another "key=" begins after a blank: a semicolon is
// missing there. Blanks inside stay, because clients write file names so.
func (p *paramScanner) bare(key string) string {
	v, _, _ := strings.Cut(p.s[p.at:], ";")
	if end := nextKey(v); end > 0 {
		v = v[:end]
		p.notes.add("bad-parameter")
	}
	p.at += len(v)
	v = strings.TrimSpace(v)
	if key == "boundary" || key == "charset" || key == "method" {
		v = strings.TrimSpace(stripComments(v))
	}
	return v
}

// nextKey returns where, after a blank, one of the keys that matter begins; 0 if none does.
func nextKey(v string) int {
	for i := 1; i < len(v); i++ {
		if c := v[i-1]; c != ' ' && c != '\t' {
			continue
		}
		for _, key := range [...]string{"name", "filename", "boundary", "charset"} {
			if n := i + len(key); n < len(v) && (v[n] == '=' || v[n] == '*') && strings.EqualFold(v[i:n], key) {
				return i
			}
		}
	}
	return 0
}

// stripComments removes comments (RFC 5322, 3.2.2); one that does not end goes up to the end.
func stripComments(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == '(' {
			n, _ := commentLen(s[i:])
			i += n
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// commentLen returns the length of the comment at the start of s, and whether it ends.
func commentLen(s string) (int, bool) {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1, true
			}
		}
	}
	return len(s), false
}

// values returns every value that parameters called key can have: those of RFC 2231 first, which readers prefer, then the
// plain ones with encoded words decoded (against RFC 2047, 5, but Japanese mailers write names so).
func (t typed) values(key string, n *notes) []string {
	var out []string
	if v, ok := t.extended(key, n); ok {
		out = append(out, v)
	}
	for _, p := range t.params {
		if p.key == key+"*" {
			label, data := cutExtended(p.value)
			out = append(out, toUTF8(label, data, n))
		}
	}
	for _, p := range t.params {
		if p.key == key {
			out = append(out, decodeWords(p.value, n))
		}
	}
	return out
}

// segment is one piece of a continued parameter (RFC 2231, 3).
type segment struct {
	number  int
	encoded bool
	value   string
}

// extended puts key*0, key*1* … together. Octets are joined before the charset is decoded: clients cut in mid-character.
func (t typed) extended(key string, n *notes) (string, bool) {
	segs := t.segments(key)
	if len(segs) == 0 {
		return "", false
	}
	var data []byte
	label, encoded := "", false
	for i, s := range segs {
		if s.number != i {
			n.add("bad-parameter")
		}
		switch {
		case s.encoded && i == 0:
			var d []byte
			label, d = cutExtended(s.value)
			data = append(data, d...)
		case s.encoded:
			data = append(data, unescape(s.value)...)
		default:
			data = append(data, s.value...)
		}
		encoded = encoded || s.encoded
	}
	v := toUTF8(label, data, n)
	if !encoded {
		v = decodeWords(v, n)
	}
	return v, true
}

// segments returns the pieces of a continued parameter in the order of their numbers.
func (t typed) segments(key string) []segment {
	var segs []segment
	for _, p := range t.params {
		rest, ok := strings.CutPrefix(p.key, key+"*")
		if !ok || rest == "" {
			continue
		}
		rest, encoded := strings.CutSuffix(rest, "*")
		if i, err := strconv.Atoi(rest); err == nil && i >= 0 {
			segs = append(segs, segment{i, encoded, p.value})
		}
	}
	slices.SortStableFunc(segs, func(a, b segment) int { return cmp.Compare(a.number, b.number) })
	return segs
}

// cutExtended splits charset'language'octets (RFC 2231, 4).
func cutExtended(v string) (label string, data []byte) {
	label, rest, ok := strings.Cut(v, "'")
	if !ok {
		return "", unescape(v)
	}
	_, octets, ok := strings.Cut(rest, "'")
	if !ok {
		return "", unescape(v)
	}
	return label, unescape(octets)
}

// unescape undoes percent escapes; broken ones stay.
func unescape(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' {
			if v, ok := hexPair(s[i+1:]); ok {
				out = append(out, v)
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}
