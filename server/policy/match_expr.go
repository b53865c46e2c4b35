package policy

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/traits"

	"sekisho/server/text"
)

// holdsExpr asks an expression. What fails or costs too much, alone or with those before it, counts as the stricter thing.
func (e *evaluation) holdsExpr(x *compiledExpr, unseen []bool) bool {
	held, err := e.askExpr(x, unseen)
	if err != nil {
		return x.otherwise
	}
	return held
}

func (e *evaluation) askExpr(x *compiledExpr, unseen []bool) (bool, error) {
	facts := &exprFacts{e: e, unseen: unseen, known: map[string]any{}}
	if unseen == nil {
		if e.exprFacts == nil {
			e.exprFacts = facts
		}
		facts = e.exprFacts
	}
	if e.exprSpent >= exprCosts {
		return false, errExprCosts
	}
	out, details, err := x.program.Eval(facts)
	switch cost := details.ActualCost(); {
	case cost != nil:
		e.exprSpent += *cost
	case err != nil:
		e.exprSpent += exprCost // it may have used all it had
	}
	if err != nil {
		return false, err
	}
	held, ok := out.Value().(bool)
	if !ok {
		return false, errNotBool
	}
	return held, nil
}

var errExprCosts = errors.New("policy: the expressions cost too much together")

// exprFacts answers an expression's names when it asks for them, and computes each once. Numbers of recipients are those that
// the rule sees; rules that see everybody share one.
type exprFacts struct {
	e      *evaluation
	unseen []bool
	known  map[string]any
}

var _ cel.Activation = (*exprFacts)(nil)

// Parent returns nil: there are no other names.
func (f *exprFacts) Parent() cel.Activation { return nil }

// ResolveName returns the value of a name.
func (f *exprFacts) ResolveName(name string) (any, bool) {
	value, ok := f.known[name]
	if !ok {
		if value, ok = f.read(name); ok {
			f.known[name] = value
		}
	}
	return value, ok
}

func (f *exprFacts) read(name string) (any, bool) {
	if n, ok := f.number(name); ok {
		return types.Int(n), true
	}
	switch name {
	case "from":
		return types.String(f.e.fromText), true
	case "account":
		return types.String(f.e.accountText), true
	case "kind":
		return types.String(f.e.kind()), true
	case "compose":
		return types.String(f.e.compose()), true
	case "language":
		return types.String(f.e.f.Sender.Language), true
	case "codes":
		return f.e.exprCodes(), true
	case "groups":
		return stringList(f.e.f.Sender.Groups), true
	}
	return nil, false
}

// number reads the names that are numbers.
func (f *exprFacts) number(name string) (int64, bool) {
	if n, ok := f.people(name); ok {
		return n, true
	}
	switch e := f.e; name {
	case "files":
		return int64(e.attachments), true
	case "totalSize":
		return e.totalSize, true
	case "maxSize":
		largest := int64(0)
		for i := range e.files[:e.attachments] {
			largest = max(largest, e.files[i].src.Size)
		}
		return largest, true
	case "subjectLength":
		return int64(utf8.RuneCountInString(e.m.Subject)), true
	case "bodyLength":
		return e.bodyLength(), true
	case "hour":
		return int64(e.now.In(e.p.zone).Hour()), true
	case "weekday":
		return int64((e.now.In(e.p.zone).Weekday()+6)%7) + 1, true
	}
	return 0, false
}

// bodyLength is how many characters the body has, or had.
func (e *evaluation) bodyLength() int64 {
	if e.past != nil && e.past.past.Searched != nil {
		return int64(e.past.past.Searched.BodyLength)
	}
	return int64(text.Length(e.m.Body))
}

// people counts recipients the way the conditions of the same names do.
func (f *exprFacts) people(name string) (int64, bool) {
	e, t := f.e, f.e.p.exprTests
	switch name {
	case "to":
		return e.countPeople(t.to, f.unseen), true
	case "cc":
		return e.countPeople(t.cc, f.unseen), true
	case "bcc":
		return e.countPeople(t.bcc, f.unseen), true
	case "external":
		return e.countPeople(t.external, f.unseen), true
	case "internal":
		return e.countPeople(t.internal, f.unseen), true
	case "domains":
		return e.countDifferent(t.external, f.unseen, e.domains()), true
	case "companies":
		return e.countDifferent(t.external, f.unseen, e.companies()), true
	}
	return 0, false
}

// exprCodes are the codes of detectors, each once, in the order in which they were found.
func (e *evaluation) exprCodes() traits.Lister {
	codes := []string{}
	e.detected(func(f *finding) bool {
		if name := f.code.String(); !slices.Contains(codes, name) {
			codes = append(codes, name)
		}
		return true
	})
	return stringList(codes)
}

func stringList(list []string) traits.Lister {
	return types.NewStringList(types.DefaultTypeAdapter, list)
}

// exprValue is a value as people read it.
func exprValue(value any) string {
	switch v := value.(type) {
	case types.Int:
		return strconv.FormatInt(int64(v), 10)
	case types.String:
		return quoted(string(v))
	case traits.Lister:
		list, _ := v.Value().([]string)
		return "[" + strings.Join(list, ", ") + "]"
	}
	return fmt.Sprint(value)
}
