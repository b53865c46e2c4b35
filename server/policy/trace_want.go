package policy

import (
	"reflect"
	"slices"
	"strings"
)

// want is a condition as its author wrote it, on one line.
func (t *tracer) want(src *Block, key string) string {
	if src == nil {
		return ""
	}
	v := reflect.ValueOf(src).Elem()
	for part := range strings.SplitSeq(key, ".") {
		for v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return ""
			}
			v = v.Elem()
		}
		if v.Kind() != reflect.Struct {
			return ""
		}
		f := t.shapes.of(v.Type()).field(part)
		if f == nil {
			return ""
		}
		at := v.FieldByIndex(f.index)
		if at.Kind() != reflect.Pointer && at.Kind() != reflect.Struct {
			return flowOf(canon{shapes: t.shapes}.value(at, f, true))
		}
		v = at
		if f.is == "size" && v.Kind() == reflect.Pointer && !v.IsNil() {
			return flowOf(canon{shapes: t.shapes}.value(v, f, true))
		}
	}
	return t.flowValue(v)
}

// flow is a block as policies write it, on one line.
func (t *tracer) flow(block any) string { return t.flowValue(reflect.ValueOf(block)) }

func (t *tracer) flowValue(v reflect.Value) string {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	if v.Type() == reflect.TypeFor[FileTest]() && v.IsZero() {
		return "true"
	}
	if _, ok := v.Interface().(Entries); ok {
		return flowOf(canon{shapes: t.shapes}.value(v, &field{}, true))
	}
	return flowOf(canon{shapes: t.shapes}.block(v))
}

// maxWant is how many characters of a condition a trace shows: a list of 100,000 entries helps nobody.
const maxWant = 160

// flowOf writes a tree on one line.
func flowOf(t *tree) string {
	if t == nil {
		return ""
	}
	var b strings.Builder
	t.writeFlow(&b)
	return clip(b.String(), maxWant)
}

func (t *tree) writeFlow(b *strings.Builder) {
	if t.kind == treeScalar {
		b.WriteString(t.scalar)
		return
	}
	marks := "[]"
	if t.kind == treeMap {
		marks = "{}"
	}
	b.WriteByte(marks[0])
	for i, one := range t.items {
		if i > 0 {
			b.WriteString(", ")
		}
		if t.kind == treeMap {
			b.WriteString(t.keys[i] + ": ")
		}
		if b.Len() > 4*maxWant {
			b.WriteString("…")
			break
		}
		one.writeFlow(b)
	}
	b.WriteByte(marks[1])
}

// factNames tells the facts that were there from those that were not, by their keys.
func factNames(f *Facts) (there, missing []string) {
	there, missing = []string{}, []string{}
	note := func(name string, is bool) {
		if is {
			there = append(there, name)
		} else {
			missing = append(missing, name)
		}
	}
	v := reflect.ValueOf(f).Elem()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		switch {
		case slices.Contains([]string{"now", "offline", "late", "pasted", "-", ""}, name):
		case v.Field(i).Kind() == reflect.Struct:
			for k := range v.Field(i).NumField() {
				inner, _, _ := strings.Cut(v.Field(i).Type().Field(k).Tag.Get("json"), ",")
				note(name+"."+inner, !v.Field(i).Field(k).IsZero())
			}
		default:
			note(name, !v.Field(i).IsZero())
		}
	}
	return there, missing
}
