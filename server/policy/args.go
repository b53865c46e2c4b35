package policy

import (
	"encoding/json"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Args are the arguments of a finding or of a change, in the order of their names. Their JSON form is an object. They are a list because a
// verdict has many findings with few arguments each, and all of a verdict's stand side by side in memory.
type Args []arg

// ArgsOf makes arguments of strings, numbers, booleans and lists of strings by name.
func ArgsOf(values map[string]any) Args { return sortedArgs(values) }

// with adds an argument to those of a change.
func (a Args) with(one arg) Args {
	a = append(a, one)
	sortArgs(a)
	return a
}

// Get returns the value of an argument; nil if there is none of that name.
func (a Args) Get(name string) any {
	for i := range a {
		if a[i].nameOf() == name {
			return a[i].value()
		}
	}
	return nil
}

// All gives the names and values in order.
func (a Args) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for i := range a {
			if !yield(a[i].nameOf(), a[i].value()) {
				return
			}
		}
	}
}

// MarshalJSON writes an object, never null.
func (a Args) MarshalJSON() ([]byte, error) {
	size := 2
	for i := range a {
		size += len(a[i].nameOf()) + len(a[i].text) + 16
	}
	out := append(make([]byte, 0, size), '{')
	for i := range a {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(appendJSON(out, a[i].nameOf()), ':')
		var err error
		if out, err = a[i].appendJSON(out); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}

func (a *arg) appendJSON(out []byte) ([]byte, error) {
	switch a.kind {
	case kindText:
		return appendJSON(out, a.text), nil
	case kindNumber:
		return strconv.AppendInt(out, a.num, 10), nil
	case kindList:
		out = append(out, '[')
		for i, s := range a.list() {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendJSON(out, s)
		}
		return append(out, ']'), nil
	}
	value, err := json.Marshal(a.rest.more.any)
	return append(out, value...), err
}

// appendJSON writes a string. Most have nothing to escape.
func appendJSON(out []byte, s string) []byte {
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == utf8.RuneError }) {
		quoted, err := json.Marshal(s)
		if err == nil {
			return append(out, quoted...)
		}
	}
	out = append(out, '"')
	out = append(out, s...)
	return append(out, '"')
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (a *Args) UnmarshalJSON(data []byte) error {
	var values map[string]any
	if err := json.Unmarshal(data, &values); err != nil {
		return err
	}
	for name, value := range values {
		values[name] = plainValue(value)
	}
	*a = sortedArgs(values)
	if *a == nil {
		*a = Args{}
	}
	return nil
}

// plainValue gives whole numbers and lists of strings the types that findings have.
func plainValue(value any) any {
	switch v := value.(type) {
	case float64:
		if n := int64(v); float64(n) == v {
			return n
		}
	case []any:
		list := make([]string, 0, len(v))
		for _, e := range v {
			s, ok := e.(string)
			if !ok {
				return value
			}
			list = append(list, s)
		}
		return list
	}
	return value
}

// orderArgs puts the arguments of each finding in order. From then on no finding is looked up by them.
func (e *evaluation) orderArgs() {
	for i := range e.findings {
		if f := &e.findings[i]; f.to-f.from > 1 {
			sortArgs(e.args[f.from:f.to])
		}
	}
}
