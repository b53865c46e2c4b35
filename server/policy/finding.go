package policy

import (
	"fmt"
	"slices"
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

// use says that a finding points at a target and, unless its rule is none, that this rule used it. It is one number, so that sorting
// thousands of them is cheap: finding, target + 1, rule + 1.
type use uint64

const (
	ruleBits   = 12
	targetBits = 26
)

func useOf(finding, target, rule int32) use {
	return use(finding)<<(ruleBits+targetBits) | use(target+1)<<ruleBits | use(rule+1) //nolint:gosec // none of the three is below -1, and each fits its bits
}

func (u use) finding() int32 { return int32(u >> (ruleBits + targetBits)) }
func (u use) target() int32  { return int32(u>>ruleBits&(1<<targetBits-1)) - 1 }
func (u use) rule() int32    { return int32(u&(1<<ruleBits-1)) - 1 }

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

// arg is one argument of a finding: a string, a number or a list. A verdict has many, so it is kept small.
type arg struct {
	text string
	num  int64
	rest *argRest // nil for strings and numbers of known names
	name argID
	kind argForm
}

// argRest is what few arguments need.
type argRest struct {
	list []string // goes into the verdict: made for it, never shared
	more *argMore // nil for lists of known names
}

// argMore is what an argument of a detector of another package may need.
type argMore struct {
	name string // with argOther
	any  any    // what is neither a string nor a number nor a list
}

type argForm uint8

const (
	kindText argForm = iota
	kindNumber
	kindList
	kindAny
)

func word(name argID, text string) arg { return arg{name: name, text: text} }
func number(name argID, n int64) arg   { return arg{name: name, kind: kindNumber, num: n} }
func words(name argID, list []string) arg {
	return arg{name: name, kind: kindList, rest: &argRest{list: list}}
}

// listRoom is how many lists of arguments are made at a time.
const listRoom = 2

// words is an argument that lists names, in the room that a verdict's lists share.
func (e *evaluation) words(name argID, list []string) arg {
	if len(e.lists) == cap(e.lists) {
		e.lists = make([]argRest, 0, listRoom)
	}
	e.lists = append(e.lists, argRest{list: list})
	return arg{name: name, kind: kindList, rest: &e.lists[len(e.lists)-1]}
}

// named gives an argument a name that may be any.
func (a arg) named(name string) arg {
	a.name = argNumbers[name]
	if a.name == argOther {
		if a.rest == nil {
			a.rest = &argRest{}
		}
		if a.rest.more == nil {
			a.rest.more = &argMore{}
		}
		a.rest.more.name = name
	}
	return a
}

func (a *arg) nameOf() string {
	if a.name == argOther && a.rest != nil && a.rest.more != nil {
		return a.rest.more.name
	}
	return argNames[a.name]
}

// before orders arguments by their names.
func (a *arg) before(b *arg) bool {
	if a.name != argOther && b.name != argOther {
		return a.name < b.name
	}
	return a.nameOf() < b.nameOf()
}

// sortArgs sorts the few arguments that a finding has.
func sortArgs(args []arg) {
	for i := range args {
		for k := i; k > 0 && args[k].before(&args[k-1]); k-- {
			args[k], args[k-1] = args[k-1], args[k]
		}
	}
}

// sortedArgs takes over the arguments of a mark. Values are strings, numbers, booleans, or lists of strings.
func sortedArgs(from map[string]any) []arg {
	if len(from) == 0 {
		return nil
	}
	args := make([]arg, 0, len(from)+1)
	for name, value := range from {
		switch v := value.(type) {
		case string:
			args = append(args, word(argOther, v).named(name))
		case int:
			args = append(args, number(argOther, int64(v)).named(name))
		case int64:
			args = append(args, number(argOther, v).named(name))
		case []string:
			args = append(args, words(argOther, append([]string{}, v...)).named(name))
		default:
			args = append(args, arg{kind: kindAny, rest: &argRest{more: &argMore{any: v}}}.named(name))
		}
	}
	sortArgs(args)
	return args
}

func (a *arg) value() any {
	switch a.kind {
	case kindNumber:
		return a.num
	case kindText:
		return a.text
	case kindList:
		return a.list()
	}
	return a.rest.more.any
}

// list is a list's names, never nil.
func (a *arg) list() []string {
	if a.rest.list == nil {
		return []string{}
	}
	return a.rest.list
}

// equal reports whether two arguments make the same finding.
func (a *arg) equal(b *arg) bool {
	if a.kind != b.kind || a.num != b.num || a.name != b.name || a.text != b.text || a.name == argOther && a.nameOf() != b.nameOf() {
		return false
	}
	switch a.kind {
	case kindList:
		return slices.Equal(a.rest.list, b.rest.list)
	case kindAny:
		return fmt.Sprint(a.rest.more.any) == fmt.Sprint(b.rest.more.any)
	}
	return true
}

// found writes a detector's finding.
func (e *evaluation) found(c code, target int32, args ...arg) {
	e.uses = append(e.uses, useOf(e.intern(c, args...), target, none))
}
