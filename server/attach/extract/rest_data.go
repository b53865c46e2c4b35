package extract

import (
	"bytes"
	"strings"
)

// data reads the XML of others that a document carries (ECMA-376-1, 22.5): text between tags, and what attributes say. What a
// server says of its columns is not read.
func data(t *sink) func(*token) error {
	first, skip := true, false
	var word []byte
	return func(k *token) error {
		switch {
		case k.kind == tokenStart && first:
			first, skip = false, bytes.Contains(k.attrs, []byte("office/2006/metadata/contentType"))
		case skip, k.kind == tokenEnd:
			return nil
		}
		if k.kind == tokenText {
			word = k.content(word[:0])
			return t.line(string(word))
		}
		return values(t, k)
	}
}

// values writes a tag's attributes, a line each, without those that name name spaces.
func values(t *sink, k *token) error {
	for b := k.attrs; ; {
		key, value, rest, ok := nextAttr(b)
		if !ok {
			return nil
		}
		b = rest
		if bytes.HasPrefix(key, []byte("xmlns")) || bytes.Contains(value, []byte("://")) || bytes.IndexByte(value, '{') >= 0 || len(value) < 2 {
			continue
		}
		if err := t.line(string(unescape(nil, value))); err != nil {
			return err
		}
	}
}

// nextAttr cuts off the first attribute.
func nextAttr(b []byte) (key, value, rest []byte, ok bool) {
	eq := bytes.IndexByte(b, '=')
	if eq < 0 {
		return nil, nil, nil, false
	}
	key, b = bytes.TrimSpace(b[:eq]), bytes.TrimSpace(b[eq+1:])
	if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
		return nil, nil, nil, false
	}
	end := bytes.IndexByte(b[1:], b[0])
	if end < 0 {
		return nil, nil, nil, false
	}
	return key, b[1 : end+1], b[end+2:], true
}

// vml reads old drawings (ECMA-376-4, 19): what text boxes and controls say, WordArt and alternative texts; not the numbers of
// their places.
func vml(t *sink) func(*token) error {
	d := &prose{t: t}
	boxes := 0
	return func(k *token) error {
		switch name := strings.ToLower(string(k.name)); {
		case name == "textbox" && k.kind == tokenStart && !k.empty:
			boxes++
		case name == "textbox" && k.kind == tokenEnd:
			boxes = max(boxes-1, 0)
			t.newline()
		case boxes > 0 && (name == "br" || name == "div" && k.kind == tokenEnd):
			t.newline()
		case boxes > 0 && k.kind == tokenText:
			d.word = k.content(d.word[:0])
			return t.write(d.word)
		}
		return d.take(k)
	}
}
