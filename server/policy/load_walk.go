package policy

import (
	"reflect"
	"strconv"
	"time"
)

// visitor is called for each value of a document that its author can write, outer ones first.
type visitor func(v reflect.Value, f *field, path string)

// walk visits what stands in a block, in the order of the language's tables.
func (s shapes) walk(block reflect.Value, path string, visit visitor) {
	sh := s.of(block.Type())
	for i := range sh.fields {
		f := &sh.fields[i]
		s.visit(block.FieldByIndex(f.index), f, path+"/"+escapePointer(f.key), visit)
	}
}

func (s shapes) visit(v reflect.Value, f *field, path string, visit visitor) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	visit(v, f, path)
	switch x := v.Addr().Interface().(type) {
	case *Entries, *Text, *Number, *time.Time:
	case *Blocks:
		s.visitItems(reflect.ValueOf(&x.Items).Elem(), f, path, visit)
	case *Partners:
		s.visitItems(reflect.ValueOf(&x.Items).Elem(), f, path, visit)
	default:
		switch {
		case v.Kind() == reflect.Struct:
			s.walk(v, path, visit)
		case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
			s.visitItems(v, f, path, visit)
		}
	}
}

func (s shapes) visitItems(list reflect.Value, f *field, path string, visit visitor) {
	sh := s.of(list.Type().Elem())
	for i := range list.Len() {
		one := list.Index(i)
		at := path + "/" + strconv.Itoa(i)
		if sh.name != nil {
			at = path + "/" + escapePointer(one.FieldByIndex(sh.name.index).String())
		}
		if sh.value != nil {
			s.visit(one.FieldByIndex(sh.value.index), sh.value, at, visit)
			continue
		}
		s.visit(one, f, at, visit)
	}
}
