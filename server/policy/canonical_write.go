package policy

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	treeScalar = iota
	treeMap
	treeList

	flowWidth  = 100 // columns up to which a list of scalars stands on one line
	listIndent = 2
)

// tree is a piece of canonical YAML.
type tree struct {
	kind   int
	scalar string // written, with its quotes
	keys   []string
	items  []*tree // of a list, or the values of keys
}

func (t *tree) add(key string, value *tree) *tree {
	t.keys, t.items = append(t.keys, key), append(t.items, value)
	return t
}

func plainTree(s string) *tree  { return &tree{scalar: s} }
func scalarTree(s string) *tree { return &tree{scalar: scalarText(s)} }

func boolTree(b bool) *tree { return plainTree(strconv.FormatBool(b)) }

func intTree(i int64, is string) *tree {
	if is == "size" {
		return plainTree(FormatSize(i))
	}
	return plainTree(strconv.FormatInt(i, 10))
}

// closedTree writes a fixed value or a date, which need quotes only for their first character.
func closedTree(s string) *tree {
	if strings.HasPrefix(s, "@") {
		return scalarTree(s)
	}
	return plainTree(s)
}

func textTree(t Text) *tree {
	if t.Plain || t.JA == t.EN {
		return scalarTree(t.JA)
	}
	m := &tree{kind: treeMap}
	if t.JA != "" {
		m.add("ja", scalarTree(t.JA))
	}
	if t.EN != "" {
		m.add("en", scalarTree(t.EN))
	}
	return m
}

func entriesTree(e Entries) *tree {
	if e.File != "" {
		return (&tree{kind: treeMap}).add("file", scalarTree(e.File)).add("column", scalarTree(e.Column))
	}
	if len(e.Items) == 1 {
		return scalarTree(e.Items[0])
	}
	t := &tree{kind: treeList}
	for _, s := range e.Items {
		t.items = append(t.items, scalarTree(s))
	}
	return t
}

// notText is what other readers of YAML take for a number, a truth value or nothing.
var notText = regexp.MustCompile(`(?i)^(?:[-+.]?[0-9][-+0-9._:exo]*|true|false|yes|no|on|off|y|n|null|nan|\.nan|inf|\.inf)$`)

// scalarText writes a text, in quotes if it could be taken for anything else.
func scalarText(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	if s == "" || notText.MatchString(s) || strings.ContainsRune("-@. ", first) && !plainStart(s) || strings.HasSuffix(s, " ") || strings.ContainsFunc(s, wantsQuotes) {
		return quoted(s)
	}
	return s
}

// plainStart allows the dot of .a.example.
func plainStart(s string) bool { return len(s) > 1 && s[0] == '.' && s[1] != '.' }

func wantsQuotes(r rune) bool {
	if r < utf8.RuneSelf {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && !strings.ContainsRune("-_./+@() ", r)
	}
	return !unicode.IsPrint(r) || r == utf8.RuneError
}

// flow is the tree on one line; false if it has blocks in it, or would be too wide.
func (t *tree) flow() (string, bool) {
	switch {
	case t.kind == treeScalar:
		return t.scalar, true
	case len(t.items) == 0 && t.kind == treeMap:
		return "{}", true
	case t.kind == treeMap:
		return "", false
	}
	parts := make([]string, len(t.items))
	for i, one := range t.items {
		if one.kind != treeScalar {
			return "", false
		}
		parts[i] = one.scalar
	}
	line := "[" + strings.Join(parts, ", ") + "]"
	return line, utf8.RuneCountInString(line) <= flowWidth
}

// write writes a map or list in block style, each line indented.
func (t *tree) write(out *strings.Builder, indent int) {
	if line, ok := t.flow(); ok {
		out.WriteString(line + "\n")
		return
	}
	pad := strings.Repeat(" ", indent)
	for i, one := range t.items {
		if i > 0 || indent == 0 || t.kind == treeList {
			out.WriteString(pad)
		}
		line, flat := one.flow()
		switch {
		case t.kind == treeList:
			out.WriteString("- ")
			one.write(out, indent+listIndent)
		case flat:
			out.WriteString(scalarText(t.keys[i]) + ": " + line + "\n")
		default:
			out.WriteString(scalarText(t.keys[i]) + ":\n")
			if one.kind == treeMap {
				out.WriteString(strings.Repeat(" ", indent+listIndent))
			}
			one.write(out, indent+listIndent)
		}
	}
}
