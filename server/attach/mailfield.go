package attach

import (
	"bytes"
	"mime"
	"net/textproto"
	"strings"
)

// headerFields reads the fields of a header as far as it can be read. Lines that are none, such as the first of a mailbox
// file, are passed over, as mail programs do; what stands behind them counts.
func headerFields(head []byte) textproto.MIMEHeader {
	h := textproto.MIMEHeader{}
	last := ""
	for line := range bytes.SplitSeq(head, []byte("\n")) {
		line = bytes.TrimSuffix(line, []byte("\r"))
		if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
			if values := h[last]; len(values) > 0 {
				values[len(values)-1] += " " + string(bytes.TrimSpace(line))
			}
			continue
		}
		name, value, found := bytes.Cut(line, []byte(":"))
		if name = bytes.TrimRight(name, " \t"); !found || len(name) == 0 || bytes.ContainsAny(name, " \t") {
			last = ""
			continue
		}
		last = textproto.CanonicalMIMEHeaderKey(string(name))
		h.Add(last, string(bytes.TrimSpace(value)))
	}
	return h
}

// mediaType reads a value with parameters. What the library refuses, because of one bad parameter, is read tolerantly: a
// boundary may have blanks, a semicolon may be missing, an equals sign may stand anywhere.
func mediaType(v string) (kind string, params map[string]string) {
	if kind, params, err := mime.ParseMediaType(v); err == nil {
		return kind, params
	}
	v = withoutComments(v)
	kind, rest, _ := strings.Cut(v, ";")
	if before, after, found := strings.Cut(strings.TrimSpace(kind), " "); found { // a semicolon is missing
		kind, rest = before, after+";"+rest
	}
	params = map[string]string{}
	for rest != "" {
		var one string
		one, rest = cutQuoted(rest)
		key, value, found := strings.Cut(one, "=")
		if key = strings.ToLower(strings.TrimSpace(key)); !found || key == "" || params[key] != "" {
			continue
		}
		params[key] = unquoted(strings.TrimSpace(value))
	}
	return strings.ToLower(strings.TrimSpace(kind)), params
}

// cutQuoted cuts at the next semicolon that is not between quotation marks.
func cutQuoted(s string) (before, after string) {
	inside := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			inside = !inside
		case s[i] == ';' && !inside:
			return s[:i], s[i+1:]
		}
	}
	if inside { // one that does not end protects nothing
		before, after, _ = strings.Cut(s, ";")
		return before, after
	}
	return s, ""
}

func unquoted(s string) string {
	if !strings.HasPrefix(s, `"`) {
		return s
	}
	s = s[1:]
	if end := strings.LastIndexByte(s, '"'); end >= 0 {
		s = s[:end]
	}
	return strings.ReplaceAll(s, `\`, "")
}

// withoutComments drops what stands in parentheses (RFC 5322, 3.2.2) outside quotation marks.
func withoutComments(s string) string {
	var b strings.Builder
	depth, inside := 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' && depth == 0:
			inside = !inside
		case c == '(' && !inside:
			depth++
			continue
		case c == ')' && depth > 0:
			depth--
			continue
		}
		if depth == 0 {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// transferEncoding is the one word of a Content-Transfer-Encoding (RFC 2045, 6.1), which may stand between comments.
func transferEncoding(v string) string {
	v, _, _ = strings.Cut(withoutComments(v), ";")
	return strings.ToLower(strings.Trim(strings.TrimSpace(v), `"`))
}
