package policy

import (
	"encoding/json"
	"reflect"
	"strconv"
	"time"
)

// schemaMap is one piece of a JSON Schema.
type schemaMap = map[string]any

// Schema returns the JSON Schema (2020-12) of a policy document as JSON, the same bytes at every call. It accepts nothing that
// Load does not know and nothing that this version cannot do; what no schema can say, such as names that must be defined, is
// left to Load. A value that is text may be written as a number or truth value, since Load takes it as written.
func Schema() []byte {
	s := schemer{shapes: shapes{}, defs: schemaMap{}}
	root := s.block(reflect.TypeFor[Document](), false)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = "urn:sekisho:policy"
	root["title"] = "Sekisho policy"
	root["$defs"] = s.defs
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		return []byte("false") // maps, strings and numbers always marshal
	}
	return append(out, '\n')
}

// schemer builds a schema from the tags that the loader reads.
type schemer struct {
	shapes shapes
	defs   schemaMap
}

// ref defines a block once, by the name of its type, and refers to it.
func (s *schemer) ref(t reflect.Type, emptyOK bool) schemaMap {
	name := t.Name()
	if _, ok := s.defs[name]; !ok {
		s.defs[name] = nil // it may refer to itself
		s.defs[name] = s.block(t, emptyOK)
	}
	return schemaMap{"$ref": "#/$defs/" + name}
}

func (s *schemer) block(t reflect.Type, emptyOK bool) schemaMap {
	sh := s.shapes.of(t)
	properties, required := schemaMap{}, []string{}
	for i := range sh.fields {
		f := &sh.fields[i]
		value := s.value(f.typ, f)
		if t == reflect.TypeFor[Document]() || t == reflect.TypeFor[Settings]() {
			describe(value, describeKey(f.key))
		}
		properties[f.key] = value
		if f.need {
			required = append(required, f.key)
		}
	}
	m := schemaMap{"type": "object", "additionalProperties": false, "properties": properties}
	switch {
	case len(required) > 0:
		m["required"] = required
	case !emptyOK:
		m["minProperties"] = 1
	}
	return m
}

func (s *schemer) value(t reflect.Type, f *field) schemaMap {
	switch t {
	case reflect.TypeFor[Text]():
		return anyOf(s.scalar("text"), s.texts())
	case reflect.TypeFor[Entries]():
		return anyOf(s.scalar("entry"), arrayOf(s.scalar("entry"), 0, maxEntries), s.ref(reflect.TypeFor[entryPlace](), false))
	case reflect.TypeFor[Blocks]():
		return s.many(s.ref(reflect.TypeFor[Block](), false), 0, maxRules)
	case reflect.TypeFor[Partners]():
		return anyOf(s.many(s.ref(reflect.TypeFor[Partner](), false), 0, maxEntries), s.ref(reflect.TypeFor[partnerPlace](), false))
	case reflect.TypeFor[*FileTest]():
		return anyOf(schemaMap{"const": true}, s.ref(reflect.TypeFor[FileTest](), false))
	case reflect.TypeFor[*Number]():
		return s.number(f.is)
	case reflect.TypeFor[time.Time]():
		return s.scalar(f.is)
	case reflect.TypeFor[time.Duration]():
		return s.scalar("duration")
	}
	return s.byKind(t, f)
}

func (s *schemer) byKind(t reflect.Type, f *field) schemaMap {
	switch t.Kind() {
	case reflect.Pointer:
		return s.value(t.Elem(), f)
	case reflect.Struct:
		return s.ref(t, f.emptyOK)
	case reflect.Map:
		return schemaMap{"type": "object", "additionalProperties": s.value(t.Elem(), &field{is: f.is, emptyOK: true})}
	case reflect.Slice:
		return s.slice(t, f)
	case reflect.Bool:
		if f.is == "true" {
			return schemaMap{"const": true}
		}
		return schemaMap{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return s.integer(f)
	}
	return s.scalar(f.is)
}

func (s *schemer) slice(t reflect.Type, f *field) schemaMap {
	least := 1
	if f.emptyOK {
		least = 0
	}
	if !s.shapes.isMap(t) {
		one := field{key: f.key, is: f.is, emptyOK: f.emptyOK}
		return s.many(s.value(t.Elem(), &one), least, listLimit(f))
	}
	sh := s.shapes.of(t.Elem())
	m := schemaMap{"type": "object", "propertyNames": s.scalar(sh.name.is), "minProperties": least}
	if sh.value != nil {
		m["additionalProperties"] = s.value(sh.value.typ, sh.value)
	} else {
		m["additionalProperties"] = s.ref(t.Elem(), false)
	}
	return m
}

// many is a list in which one may stand bare.
func (s *schemer) many(one schemaMap, least, most int) schemaMap {
	return anyOf(one, arrayOf(one, least, most))
}

func (s *schemer) texts() schemaMap {
	one := s.scalar("text")
	return schemaMap{"type": "object", "additionalProperties": false, "minProperties": 1, "properties": schemaMap{"ja": one, "en": one}}
}

func (s *schemer) number(is string) schemaMap {
	properties := schemaMap{}
	for _, key := range s.shapes.of(reflect.TypeFor[Number]()).keys() {
		properties[key] = s.integer(&field{is: is})
	}
	return schemaMap{"type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 2, "properties": properties}
}

func (s *schemer) integer(f *field) schemaMap {
	switch f.is {
	case "size":
		return s.scalar("size")
	case "1":
		return schemaMap{"const": 1}
	}
	low, high := intBounds(f)
	return schemaMap{"type": "integer", "minimum": low, "maximum": high}
}

func anyOf(list ...schemaMap) schemaMap { return schemaMap{"anyOf": list} }

func arrayOf(one schemaMap, least, most int) schemaMap {
	m := schemaMap{"type": "array", "items": one, "maxItems": most}
	if least > 0 {
		m["minItems"] = least
	}
	return m
}

// scalar defines a kind of scalar once and refers to it.
func (s *schemer) scalar(is string) schemaMap {
	if c := choices(is); c != nil {
		return schemaMap{"enum": choiceValues(c)}
	}
	if _, ok := s.defs[is]; !ok {
		kind := scalarSchema(is)
		describe(kind, describeKind(is))
		s.defs[is] = kind
	}
	return schemaMap{"$ref": "#/$defs/" + is}
}

// choiceValues are fixed values as JSON has them: true is no string.
func choiceValues(list []string) []any {
	values := make([]any, len(list))
	for i, c := range list {
		values[i] = c
		if b, err := strconv.ParseBool(c); err == nil {
			values[i] = b
		}
	}
	return values
}
