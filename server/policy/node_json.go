package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"sort"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// jsonReader makes of JSON the nodes that YAML would give. JSON has a reader of its own because the YAML parser knows
// neither "\/" nor escaped surrogates.
type jsonReader struct {
	dec   *json.Decoder
	data  []byte
	lines []int // offset of each line's first octet
}

// parseJSON reads data, which is valid JSON.
func parseJSON(_ string, data []byte) *yaml.Node {
	r := &jsonReader{dec: json.NewDecoder(bytes.NewReader(data)), data: data, lines: lineStarts(data)}
	r.dec.UseNumber()
	return r.value()
}

func (r *jsonReader) value() *yaml.Node {
	at := r.skip(int(r.dec.InputOffset()))
	tok, err := r.dec.Token()
	if err != nil {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"} // data is valid JSON: this cannot be
	}
	n := &yaml.Node{Kind: yaml.ScalarNode}
	n.Line, n.Column = r.position(at)
	switch t := tok.(type) {
	case json.Delim:
		n.Style = yaml.FlowStyle
		n.Kind = yaml.SequenceNode
		if t == '{' {
			n.Kind = yaml.MappingNode
		}
		for r.dec.More() {
			n.Content = append(n.Content, r.value())
		}
		_, _ = r.dec.Token() // the closing bracket
	case string:
		n.Style, n.Tag, n.Value = yaml.DoubleQuotedStyle, "!!str", t
	case json.Number:
		n.Tag, n.Value = "!!float", t.String()
	case bool:
		n.Tag, n.Value = "!!bool", map[bool]string{true: "true", false: "false"}[t]
	default:
		n.Tag, n.Value = "!!null", "null"
	}
	return n
}

// skip moves over what stands between two tokens.
func (r *jsonReader) skip(at int) int {
	for at < len(r.data) && strings.IndexByte(" \t\r\n,:", r.data[at]) >= 0 {
		at++
	}
	return at
}

func (r *jsonReader) position(at int) (line, column int) { return positionOf(r.data, r.lines, at) }

func positionOf(data []byte, lines []int, at int) (line, column int) {
	line = sort.SearchInts(lines, at+1)
	return line, utf8.RuneCount(data[lines[line-1]:at]) + 1
}

func lineStarts(data []byte) []int {
	starts := []int{0}
	for i, c := range data {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// jsonProblem says where data stops being JSON.
func (s *source) jsonProblem(data []byte) *Problem {
	p := &Problem{File: s.name, Line: 1, Column: 1, Message: "this is not JSON", Fix: "correct it, or name the file .yaml"}
	var v any
	err := json.Unmarshal(data, &v)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at := min(max(int(syntax.Offset)-1, 0), len(data))
		p.Line, p.Column = positionOf(data, lineStarts(data), at)
		p.Message += ": " + strings.TrimPrefix(syntax.Error(), "json: ")
	}
	return p
}
