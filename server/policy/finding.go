package policy

import (
	"fmt"
	"slices"
	"strings"
)

// finding is one code and one set of arguments while a mail is judged; what it points at, and who used it, are its uses. It holds
// no pointer, so that a collection of garbage has nothing to follow.
type finding struct {
	code code
	// byRule tells what conditions add from what detectors found.
	byRule   bool
	from, to int32 // of its arguments among e.args
	next     int32 // another one in the same slot of the index, or none
	sum      uint64
}

// use says that a finding points at a target and, unless rule is none, that this rule used it.
type use struct{ finding, target, rule int32 }

// seen is where a detector's finding points, kept by flag so that rules which ask for the flag can use it.
type seen struct{ finding, target int32 }

// noTarget is the mail itself. Recipients count up from 0, files from fileBase.
const (
	noTarget = int32(-1)
	fileBase = int32(1) << 22
)

func fileTarget(n int32) int32 {
	if n == none {
		return noTarget
	}
	return fileBase + n
}

// arg is one argument of a finding: a string, a number or a list.
type arg struct {
	name string
	text string
	num  int64
	any  any // a list ([]string), which goes into the verdict: made for it, never shared; or what a detector of another package wrote
	kind argKind
}

type argKind uint8

const (
	argText argKind = iota
	argNumber
	argList
	argAny
)

func word(name, text string) arg      { return arg{name: name, text: text} }
func number(name string, n int64) arg { return arg{name: name, kind: argNumber, num: n} }

func words(name string, l []string) arg { return arg{name: name, kind: argList, any: l} }

// sortedArgs takes over the arguments of a mark. Values are strings, numbers, booleans, or lists of strings.
func sortedArgs(from map[string]any) []arg {
	if len(from) == 0 {
		return nil
	}
	args := make([]arg, 0, len(from)+1)
	for name, value := range from {
		switch v := value.(type) {
		case string:
			args = append(args, word(name, v))
		case int:
			args = append(args, number(name, int64(v)))
		case int64:
			args = append(args, number(name, v))
		case []string:
			args = append(args, words(name, append([]string{}, v...)))
		default:
			args = append(args, arg{name: name, kind: argAny, any: v})
		}
	}
	slices.SortFunc(args, func(a, b arg) int { return strings.Compare(a.name, b.name) })
	return args
}

func (a *arg) value() any {
	switch a.kind {
	case argNumber:
		return a.num
	case argText:
		return a.text
	case argList:
		return a.list()
	}
	return a.any
}

// list is a list's names, never nil.
func (a *arg) list() []string {
	if l, ok := a.any.([]string); ok && l != nil {
		return l
	}
	return []string{}
}

// equal reports whether two arguments make the same finding.
func (a *arg) equal(b *arg) bool {
	if a.kind != b.kind || a.num != b.num || a.text != b.text || a.name != b.name {
		return false
	}
	switch a.kind {
	case argList:
		return slices.Equal(a.list(), b.list())
	case argAny:
		return fmt.Sprint(a.any) == fmt.Sprint(b.any)
	}
	return true
}

// found writes a detector's finding.
func (e *evaluation) found(c code, target int32, args ...arg) {
	e.uses = append(e.uses, use{finding: e.intern(c, args...), target: target, rule: none})
}
