package policy

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// yamlLine finds the line in an error of the YAML parser, which has no other way to tell it.
var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// syntaxProblem turns an error of the YAML parser into one with a place and something to do.
func (s *source) syntaxProblem(err error) *Problem {
	p := &Problem{File: s.name, Line: 1, Column: 1, Message: "this is not YAML", Fix: `put values in quotes that begin with * ! @ # ? { or hold ": "`}
	text := err.Error()
	if text == "EOF" {
		p.Message, p.Fix = "the policy is empty", `begin with "version: 1"`
		return p
	}
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		p.Line, _ = strconv.Atoi(m[1])
		p.Line = max(p.Line, 1)
		p.Message += ": " + m[2]
	}
	if p.Line <= len(s.lines) && strings.HasPrefix(strings.TrimLeft(s.lines[p.Line-1], " "), "\t") {
		p.Message, p.Fix = "this line begins with a tab", "indent with spaces"
		return p
	}
	s.blame(p, text)
	return p
}

// blame looks for the value without quotes that most likely broke the syntax. The parser's own line is that of the block
// it was in, so the search begins there.
func (s *source) blame(p *Problem, text string) {
	bad := ""
	switch {
	case strings.Contains(text, "cannot start any token"):
		bad = "@`%"
	case strings.Contains(text, "anchor"), strings.Contains(text, "alphabetic or numeric"):
		bad = "*&"
	case strings.Contains(text, "did not find expected"):
		bad = "?!*&"
	default:
		return
	}
	for i := p.Line - 1; i < len(s.lines); i++ {
		if at, char := bareInside(s.lines[i]); at > 0 && strings.Contains(bad, "?") {
			p.Line, p.Column, p.Fix = i+1, at, "put a text that holds "+char+" in quotes"
			return
		}
		if column, value := unquotedStart(s.lines[i], bad); column > 0 {
			p.Line, p.Column = i+1, column
			p.Fix = quoteHint(value)
			return
		}
	}
}

// unquotedStart returns the column and the text of the first value in a line that begins with one of the characters in bad.
func unquotedStart(line, bad string) (column int, value string) {
	var quote rune
	fresh := true // a value may begin here
	for i, c := range line {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case fresh && (c == '"' || c == '\''):
			quote, fresh = c, false
		case c == '#' && (i == 0 || line[i-1] == ' '):
			return 0, ""
		case fresh && strings.ContainsRune(bad, c):
			return utf8.RuneCountInString(line[:i]) + 1, valueAt(line[i:])
		case c == ' ' || c == '-' && fresh:
		default:
			fresh = strings.ContainsRune("[{,:", c)
		}
	}
	return 0, ""
}

// inside are characters that end a text without quotes in a block on one line: a placeholder, and "?" before a bracket.
var inside = regexp.MustCompile(`\{[A-Za-z]+\}|\?[\]},]`)

// bareInside returns the column of a character that breaks a text because it has no quotes.
func bareInside(line string) (column int, char string) {
	for _, at := range inside.FindAllStringIndex(line, -1) {
		before := line[:at[0]]
		if strings.Count(before, `"`)%2 == 0 && strings.Count(before, "'")%2 == 0 && !strings.Contains(before, " #") {
			return utf8.RuneCountInString(before) + 1, line[at[0] : at[0]+1]
		}
	}
	return 0, ""
}

// valueAt cuts a value without quotes out of the rest of its line.
func valueAt(rest string) string {
	if end := strings.IndexAny(rest, ",]}"); end >= 0 {
		rest = rest[:end]
	}
	rest, _, _ = strings.Cut(rest, " #")
	return strings.TrimSpace(rest)
}

// quoteHint tells the author to put value in quotes.
func quoteHint(value string) string {
	value = clip(strings.TrimSpace(value), 60)
	if value == "" {
		return "put it in quotes"
	}
	first, _ := utf8.DecodeRuneInString(value)
	return "put a value that begins with " + string(first) + " in quotes: " + quoted(value)
}

// rest returns the text of the document from a node to the end of its line. Asked in the order of the document, it walks
// each line once, however many values stand on it.
func (s *source) rest(n *yaml.Node) string {
	if n.Line < 1 || n.Line > len(s.lines) {
		return ""
	}
	if n.Line != s.line || n.Column < s.column {
		s.line, s.column, s.offset = n.Line, 1, 0
	}
	line := s.lines[n.Line-1]
	for s.column < n.Column && s.offset < len(line) {
		_, size := utf8.DecodeRuneInString(line[s.offset:])
		s.offset, s.column = s.offset+size, s.column+1
	}
	return line[s.offset:]
}

// oddity says what in a node no policy may have: an anchor, alias or tag, mostly a value that wants quotes. Empty: nothing.
func (s *source) oddity(n *yaml.Node) (message, fix string) {
	rest := strings.Trim(s.rest(n), " \r")
	switch {
	case n.Kind == yaml.AliasNode:
		return "an alias (*) is not allowed", quoteHint(valueAt(rest + " "))
	case n.Anchor != "":
		return "an anchor (&) is not allowed", "write the value out wherever it is needed"
	case n.Style&yaml.TaggedStyle != 0 || n.Style == 0 && strings.HasPrefix(rest, "!"):
		return "a tag (!) is not allowed: without quotes this is an empty value", quoteHint(valueAt(rest + " "))
	case isNull(n) && strings.HasPrefix(rest, "#"):
		return "an empty value: what begins with # is a comment", quoteHint(rest)
	case isNull(n):
		return "an empty value", "write a value or leave the key out"
	case n.Kind == yaml.MappingNode && strings.HasPrefix(rest, "?") && n.Style&yaml.FlowStyle != 0:
		return "a value that begins with ? is read as a key", quoteHint(valueAt(rest + " "))
	}
	return "", ""
}

// isNull reports a value that is none: left out, ~ or null without quotes.
func isNull(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode || n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return false
	}
	switch n.Value {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

// quoted is s as a double-quoted scalar, good for YAML and JSON alike.
func quoted(s string) string {
	return strconv.Quote(s)
}
