package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

const (
	maxDocument = 16 << 20  // octets of a policy or of a file beside it
	maxMarks    = 1_000_000 // commas, line ends and the like: bounds the values a parser can make of a document
	maxDepth    = 32        // a policy needs about twelve levels
	maxKey      = 1000      // octets as YAML writes it: its parsers take 1024 (YAML 1.2.2, section 7.4.2)
)

// source is the text of a document, kept for the positions and the hints of errors.
type source struct {
	name  string
	lines []string

	line, column, offset int // where rest stands
}

// parseNodes reads YAML or JSON into nodes, without any opinion on what they mean.
func parseNodes(name string, data []byte) (*yaml.Node, *source, *Problem) {
	src := &source{name: name}
	fail := func(line, column int, message, fix string) (*yaml.Node, *source, *Problem) {
		return nil, src, &Problem{File: name, Line: line, Column: column, Message: message, Fix: fix}
	}
	if len(data) > maxDocument {
		return fail(0, 0, "the policy is larger than 16 MiB", "put long lists into CSV files beside it")
	}
	if bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.HasPrefix(data, []byte("\xff\xfe")) {
		return fail(1, 1, "the policy is in UTF-16", "save it as UTF-8")
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if line, column, ok := firstBadUTF8(data); !ok {
		return fail(line, column, "this is not UTF-8", "save the policy as UTF-8")
	}
	if countMarks(data) > maxMarks {
		return fail(0, 0, "the policy has more values than a policy may have (1,000,000)", "put long lists into CSV files beside it")
	}
	src.lines = strings.Split(string(data), "\n")
	if json.Valid(data) {
		return parseJSON(name, data), src, nil
	}
	if strings.HasSuffix(strings.ToLower(name), ".json") {
		return nil, src, src.jsonProblem(data)
	}
	root, problem := src.parseYAML(data)
	return root, src, problem
}

func (s *source) parseYAML(data []byte) (*yaml.Node, *Problem) {
	dec := yaml.NewDecoder(bytes.NewReader(asYAML11(data)))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		return nil, s.syntaxProblem(err)
	}
	var next yaml.Node
	if err := dec.Decode(&next); err == nil {
		return nil, &Problem{File: s.name, Line: max(next.Line, 1), Column: max(next.Column, 1), Message: "a second document begins here", Fix: `keep one policy in a file, without "---" after it`}
	}
	if len(doc.Content) == 0 {
		return nil, &Problem{File: s.name, Line: 1, Column: 1, Message: "the policy is empty", Fix: `begin with "version: 1"`}
	}
	return doc.Content[0], nil
}

// asYAML11 hides a "%YAML 1.2" line from the parser, which reads 1.2 but refuses its name.
func asYAML11(data []byte) []byte {
	const directive = "%YAML 1.2"
	if !bytes.HasPrefix(data, []byte(directive)) {
		return data
	}
	changed := bytes.Clone(data)
	changed[len(directive)-1] = '1'
	return changed
}

// countMarks is an upper bound on half the values in a document: each is set off by one of these.
func countMarks(data []byte) int {
	n := 0
	for _, c := range data {
		switch c {
		case ',', '\n', '[', '{', '?', '-':
			n++
		}
	}
	return n
}

func firstBadUTF8(data []byte) (line, column int, ok bool) {
	line, column = 1, 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			return line, column, false
		}
		if column++; r == '\n' {
			line, column = line+1, 1
		}
		data = data[size:]
	}
	return 0, 0, true
}

// kindName says in the words of a policy's author what a node is.
func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a block"
	case yaml.SequenceNode:
		return "a list"
	default:
		return fmt.Sprintf("%q", clip(n.Value, 60))
	}
}

// clip cuts s to n characters.
func clip(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i] + "…"
		}
	}
	return s
}
