package policy

import (
	"reflect"
	"slices"
	"strings"
	"time"
)

// Canonical writes a document as YAML in the one form that equal documents have: keys in the order of the language's tables,
// lists of one as the bare value, defaults left out, quotes only where they are needed. Load reads it as the same document,
// and Canonical of that is the same bytes. Entries from a file stay in their file.
func Canonical(doc *Document) []byte {
	c := canon{shapes: shapes{}}
	var out strings.Builder
	c.block(reflect.ValueOf(doc).Elem()).write(&out, 0)
	return []byte(out.String())
}

// canon turns values into the tree that is written.
type canon struct{ shapes shapes }

// block is a struct as keys and values. Keys that hold their default are left out.
func (c canon) block(v reflect.Value) *tree {
	sh := c.shapes.of(v.Type())
	t := &tree{kind: treeMap}
	given, hasGiven := v.FieldByName("Given"), v.FieldByName("Given").IsValid()
	for i := range sh.fields {
		f := &sh.fields[i]
		at := v.FieldByIndex(f.index)
		var must bool
		if hasGiven && !c.settings(given) {
			if must = c.isGiven(given, f.key, at); !must {
				continue
			}
		}
		if f.key == "action" && v.Type() == reflect.TypeFor[Then]() {
			c.action(t, v.Interface().(Then))
			continue
		}
		if one := c.value(at, f, must || f.need); one != nil {
			t.add(f.key, one)
		}
	}
	if then, ok := v.Interface().(Then); ok && len(t.keys) == 0 {
		t.add("action", plainTree(string(then.actionOf())))
	}
	return t
}

// action leaves out what follows from the other keys.
func (c canon) action(t *tree, then Then) {
	byDefault := then
	byDefault.Action = ""
	if then.Action != "" && then.actionOf() != byDefault.actionOf() {
		t.add("action", plainTree(then.Action))
	}
}

// settings reports the block of settings itself, in which every key counts as given.
func (c canon) settings(given reflect.Value) bool {
	return given.MapIndex(reflect.ValueOf(everyKey)).IsValid()
}

// everyKey marks a block that takes nothing from settings, because it is the settings.
const everyKey = "*"

func (c canon) isGiven(given reflect.Value, key string, v reflect.Value) bool {
	if given.IsNil() {
		return !v.IsZero()
	}
	return given.MapIndex(reflect.ValueOf(key)).IsValid()
}

// value is nil for a default, unless it must be written.
func (c canon) value(v reflect.Value, f *field, must bool) *tree {
	if !must && c.isDefault(v, f) {
		return nil
	}
	switch x := v.Interface().(type) {
	case Text:
		return textTree(x)
	case Entries:
		return entriesTree(x)
	case Blocks:
		return c.list(reflect.ValueOf(x.Items), f)
	case Partners:
		if x.File != "" {
			return (&tree{kind: treeMap}).add("file", scalarTree(x.File))
		}
		return c.list(reflect.ValueOf(x.Items), f)
	case *FileTest:
		if reflect.ValueOf(*x).IsZero() {
			return plainTree("true")
		}
		return c.block(v.Elem())
	case *Number:
		return c.number(v.Elem(), f)
	case time.Time:
		if f.is == "date" {
			return plainTree(x.Format(time.DateOnly))
		}
		return plainTree(x.Format(time.RFC3339Nano))
	case time.Duration:
		return plainTree(FormatDuration(x))
	}
	return c.byKind(v, f)
}

func (c canon) byKind(v reflect.Value, f *field) *tree {
	switch v.Kind() {
	case reflect.Pointer:
		if v.Elem().Kind() == reflect.Bool {
			return boolTree(v.Elem().Bool())
		}
		return c.value(v.Elem(), f, true)
	case reflect.Struct:
		return c.block(v)
	case reflect.Map:
		return c.table(v, f)
	case reflect.Slice:
		if c.shapes.isMap(v.Type()) {
			return c.named(v)
		}
		return c.list(v, f)
	case reflect.Bool:
		return boolTree(v.Bool())
	case reflect.Int, reflect.Int64:
		return intTree(v.Int(), f.is)
	}
	if slices.Contains(choices(f.is), v.String()) || f.is == "closed" {
		return closedTree(v.String())
	}
	return scalarTree(v.String())
}

// isDefault reports what reading the document would fill in by itself.
func (c canon) isDefault(v reflect.Value, f *field) bool {
	if f.def != "" {
		def := reflect.New(v.Type()).Elem()
		setDefault(def, *f)
		return reflect.DeepEqual(v.Interface(), def.Interface())
	}
	switch x := v.Interface().(type) {
	case Entries:
		return !x.Set && len(x.Items) == 0 && x.File == ""
	case Blocks:
		return !x.Set && len(x.Items) == 0
	case Partners:
		return len(x.Items) == 0 && x.File == ""
	case time.Time:
		return x.IsZero()
	}
	switch v.Kind() {
	case reflect.Struct:
		return c.emptyBlock(v)
	case reflect.Slice:
		return v.Len() == 0 && (v.IsNil() || !f.keepEmpty)
	}
	return v.IsZero()
}

func (c canon) emptyBlock(v reflect.Value) bool {
	if t, ok := v.Interface().(Text); ok {
		return t == Text{}
	}
	return len(c.block(v).keys) == 0
}

func (c canon) list(v reflect.Value, f *field) *tree {
	one := field{key: f.key, is: f.is}
	if v.Len() == 1 {
		return c.value(v.Index(0), &one, true)
	}
	t := &tree{kind: treeList}
	for i := range v.Len() {
		t.items = append(t.items, c.value(v.Index(i), &one, true))
	}
	return t
}

// named writes a list of named things as a block.
func (c canon) named(v reflect.Value) *tree {
	sh := c.shapes.of(v.Type().Elem())
	t := &tree{kind: treeMap}
	for i := range v.Len() {
		one := v.Index(i)
		name := one.FieldByIndex(sh.name.index).String()
		if sh.value != nil {
			t.add(name, c.value(one.FieldByIndex(sh.value.index), sh.value, true))
		} else {
			t.add(name, c.block(one))
		}
	}
	return t
}

// table writes a Go map, its keys in order.
func (c canon) table(v reflect.Value, f *field) *tree {
	t := &tree{kind: treeMap}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, k := range keys {
		one := reflect.New(v.Type().Elem()).Elem()
		one.Set(v.MapIndex(k))
		t.add(k.String(), c.value(one, &field{is: f.is}, true))
	}
	return t
}

func (c canon) number(v reflect.Value, f *field) *tree {
	t := &tree{kind: treeMap}
	for _, b := range c.shapes.of(v.Type()).fields {
		if at := v.FieldByIndex(b.index); !at.IsNil() {
			t.add(b.key, intTree(at.Elem().Int(), f.is))
		}
	}
	return t
}
