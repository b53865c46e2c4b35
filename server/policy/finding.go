package policy

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"
)

// finding is one code and one set of arguments while a mail is judged; what it points at, and who used it, are its uses.
type finding struct {
	code string
	info codeInfo
	args []arg
	// byRule tells what conditions add from what detectors found.
	byRule   bool
	from, to int   // of its key among e.keys
	next     int32 // another one whose key has the same sum, or none
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

// appendKey writes what makes two arguments equal.
func (a *arg) appendKey(key []byte) []byte {
	key = append(key, a.name...)
	key = append(key, 0, byte(a.kind))
	switch a.kind {
	case argNumber:
		key = strconv.AppendInt(key, a.num, 10)
	case argList:
		for _, s := range a.list() {
			key = append(strconv.AppendInt(key, int64(len(s)), 10), ':')
			key = append(key, s...)
		}
	case argAny:
		key = fmt.Appendf(key, "%v", a.any)
	default:
		key = append(key, a.text...)
	}
	return append(key, 1)
}

// intern returns the number of the finding with this code and these arguments.
func (e *evaluation) intern(code string, args ...arg) int32 {
	key := append(e.key[:0], code...)
	key = append(key, 1)
	for i := range args {
		key = args[i].appendKey(key)
	}
	e.key = key
	sum := maphash.Bytes(e.seed, key)
	at, ok := e.index[sum]
	if !ok {
		at = none
	}
	for next := at; next != none; next = e.findings[next].next {
		if f := &e.findings[next]; string(e.keys[f.from:f.to]) == string(key) {
			return next
		}
	}
	return e.addFinding(code, args, sum, at)
}

// addFinding puts a new finding before those whose keys have the same sum.
func (e *evaluation) addFinding(code string, args []arg, sum uint64, next int32) int32 {
	from, firstArg := len(e.keys), len(e.args)
	e.keys, e.args = append(e.keys, e.key...), append(e.args, args...)
	at := n32(len(e.findings))
	e.index[sum] = at
	e.findings = append(e.findings, finding{
		code: code, info: e.p.codes[code], args: e.args[firstArg:len(e.args):len(e.args)], byRule: !e.detecting,
		from: from, to: len(e.keys), next: next,
	})
	return at
}

// found writes a detector's finding.
func (e *evaluation) found(code string, target int32, args ...arg) {
	e.uses = append(e.uses, use{finding: e.intern(code, args...), target: target, rule: none})
}
