package policy

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// expr checks an expression and points into it where the file shows its characters as they are.
func (l *loader) expr(n *yaml.Node, s, path string) bool {
	_, wrong := checkExpr(s)
	if wrong == nil {
		return true
	}
	at, message := *n, wrong.message
	switch {
	case wrong.at < 0:
	case l.src.shows(n, s):
		at.Column += wrong.at
		if isQuoted(n) {
			at.Column++
		}
	default:
		message = fmt.Sprintf("%s (character %d of the expression)", message, wrong.at+1)
	}
	l.bad(&at, path, message, wrong.fix)
	return false
}

// shows reports whether a scalar stands in the file character by character: on one line, with nothing escaped.
func (s *source) shows(n *yaml.Node, value string) bool {
	if n.Line < 1 || n.Line > len(s.lines) {
		return false
	}
	line := []rune(s.lines[n.Line-1])
	if n.Column < 1 || n.Column > len(line) {
		return false
	}
	return strings.HasPrefix(strings.TrimLeft(string(line[n.Column-1:]), `"'`), value)
}
