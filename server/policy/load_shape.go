package policy

import (
	"reflect"
	"slices"
	"strings"
)

// A shape is what the struct tags of document.go, document_rule.go and document_then.go say of one block: its keys in the order of the language's tables. Loader,
// canonical form and schema all work from it.
//
//	policy:"key"   the key; "" is the name of an item in a map, "=" its value, both for maps from names to values
//	is:"kind"      what a scalar, or an item of a list, must be: values joined by "|" or a kind that scalar.go knows
//	default:"…"    what holds when the key is left out, as an author would write it
//	min, max       bounds of a duration or a whole number; max of a list: how many items
//	need:"yes"     the key must be there
//	empty:"ok"     an empty list or block is allowed, and is the same as none; "kept": and is not the same as none
//
// Facts have json tags instead: their form is that of facts.json, and each key is optional.
type shape struct {
	fields []field
	name   *field // of an item of a map
	value  *field // of an item of a map whose value is not a block
}

type field struct {
	key       string
	index     []int
	typ       reflect.Type
	is        string
	def       string
	min, max  string
	need      bool
	emptyOK   bool
	keepEmpty bool // an empty list says something else than none
}

// shapes makes each shape once.
type shapes map[reflect.Type]*shape

func (s shapes) of(t reflect.Type) *shape {
	if known, ok := s[t]; ok {
		return known
	}
	made := &shape{}
	made.collect(t, nil)
	s[t] = made
	return made
}

func (s *shape) collect(t reflect.Type, index []int) {
	for i := range t.NumField() {
		sf := t.Field(i)
		at := append(slices.Clone(index), i)
		if sf.Anonymous {
			s.collect(sf.Type, at)
			continue
		}
		key, ok := sf.Tag.Lookup("policy")
		f := field{
			key: key, index: at, typ: sf.Type, is: sf.Tag.Get("is"), def: sf.Tag.Get("default"),
			min: sf.Tag.Get("min"), max: sf.Tag.Get("max"), need: sf.Tag.Get("need") != "", emptyOK: sf.Tag.Get("empty") != "", keepEmpty: sf.Tag.Get("empty") == "kept",
		}
		if !ok {
			if f.key, _, _ = strings.Cut(sf.Tag.Get("json"), ","); f.key == "" || f.key == "-" {
				continue
			}
			f.is, f.emptyOK = factKind(f.key), true
		}
		s.add(f)
	}
}

func (s *shape) add(f field) {
	switch f.key {
	case "":
		s.name = &f
	case "=":
		s.value = &f
	default:
		s.fields = append(s.fields, f)
	}
}

// factKind is the kind of those facts that are not free text.
func factKind(key string) string {
	switch key {
	case "language":
		return "ja|en"
	case "compose":
		return "new|reply|reply-all|forward|auto-forward|draft"
	case "now", "since":
		return "moment"
	}
	return "any"
}

func (s *shape) field(key string) *field {
	for i := range s.fields {
		if s.fields[i].key == key {
			return &s.fields[i]
		}
	}
	return nil
}

func (s *shape) keys() []string {
	keys := make([]string, len(s.fields))
	for i, f := range s.fields {
		keys[i] = f.key
	}
	return keys
}

// isMap reports a list of items that is written as a block from names to values.
func (s shapes) isMap(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct && s.of(t.Elem()).name != nil
}

// choices splits a kind that lists its values; nil if it does not.
func choices(is string) []string {
	switch is {
	case "1", "true", "smime":
		return []string{is}
	}
	if strings.Contains(is, "|") {
		return strings.Split(is, "|")
	}
	return nil
}
