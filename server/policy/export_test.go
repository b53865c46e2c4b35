package policy

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Mutation takes one thing out of a document or of facts that a case uses: a key, or one value of a fixed set.
type Mutation struct {
	Name  string // "RecipientTest.in", "RecipientTest.who=external", "recipient-flag=typo"
	Apply func()
	Undo  func()
}

// Mutations lists all that can be taken out, each to be undone before the next.
func Mutations(doc *Document) []Mutation {
	return mutations(reflect.ValueOf(doc).Elem())
}

// FactMutations does the same for facts.
func FactMutations(f *Facts) []Mutation { return mutations(reflect.ValueOf(f).Elem()) }

func mutations(root reflect.Value) []Mutation {
	m := mutator{shapes: shapes{}}
	m.block(root)
	return m.list
}

type mutator struct {
	shapes shapes
	list   []Mutation
}

func (m *mutator) add(name string, v reflect.Value, apply func()) {
	before := reflect.New(v.Type()).Elem()
	before.Set(v)
	m.list = append(m.list, Mutation{name, apply, func() { v.Set(before) }})
}

func (m *mutator) block(v reflect.Value) {
	sh := m.shapes.of(v.Type())
	for i := range sh.fields {
		f := &sh.fields[i]
		m.field(v.Type().Name(), v.FieldByIndex(f.index), f)
	}
	if sh.value != nil {
		m.inside(v.FieldByIndex(sh.value.index))
	}
}

func (m *mutator) field(block string, v reflect.Value, f *field) {
	if byDefault := reflect.New(v.Type()).Elem(); f.def != "" {
		setDefault(byDefault, *f)
		if reflect.DeepEqual(v.Interface(), byDefault.Interface()) {
			return
		}
	} else if v.IsZero() {
		return
	}
	m.add(block+"."+f.key, v, func() { toDefault(v, f) })
	m.values(block, v, f)
	m.inside(v)
}

// values takes out fixed values.
func (m *mutator) values(block string, v reflect.Value, f *field) {
	for _, name := range fixedValues(f) {
		switch v.Interface().(type) {
		case string:
			if v.String() == name {
				m.add(valueName(block, f, name), v, func() { toOther(v, f, name) })
			}
		case []string:
			if at := slices.Index(v.Interface().([]string), name); at >= 0 {
				m.add(valueName(block, f, name), v, func() {
					rest := slices.Delete(slices.Clone(v.Interface().([]string)), at, at+1)
					v.Set(reflect.ValueOf(rest))
				})
			}
		}
	}
}

// inside goes into blocks and lists of blocks.
func (m *mutator) inside(v reflect.Value) {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	switch x := v.Addr().Interface().(type) {
	case *Entries, *Text, *time.Time:
	case *Blocks:
		m.items(reflect.ValueOf(&x.Items).Elem())
	case *Partners:
		m.items(reflect.ValueOf(&x.Items).Elem())
	default:
		switch {
		case v.Kind() == reflect.Struct:
			m.block(v)
		case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct && v.Type().Elem() != reflect.TypeFor[Mailbox]():
			m.items(v)
		}
	}
}

func (m *mutator) items(list reflect.Value) {
	for i := range list.Len() {
		m.block(list.Index(i))
	}
}

func toDefault(v reflect.Value, f *field) {
	v.SetZero()
	if f.def != "" {
		setDefault(v, *f)
	}
}

// toOther writes another value of the set than name.
func toOther(v reflect.Value, f *field, name string) {
	toDefault(v, f)
	if v.String() != name {
		return
	}
	for _, other := range fixedValues(f) {
		if other != name {
			v.SetString(other)
			return
		}
	}
}

// fixedValues are the values of a kind that each do something of their own. Codes are proved by the findings of cases.
func fixedValues(f *field) []string {
	if c := choices(f.is); len(c) > 1 {
		return c
	}
	switch f.is {
	case "found", "code", "mark", "change", "notify", "decider", "added", "bcc-to":
		return nil
	}
	return vocabulary(f.is)
}

// valueName names values that many blocks share by their kind.
func valueName(block string, f *field, value string) string {
	if len(choices(f.is)) > 1 {
		return block + "." + f.key + "=" + value
	}
	return f.is + "=" + value
}

// Language lists the names of all mutations that the language allows in what can change a verdict.
func Language() []string {
	l := language{shapes: shapes{}, seen: map[reflect.Type]bool{}}
	l.block(reflect.TypeFor[Document]())
	l.block(reflect.TypeFor[Facts]())
	slices.Sort(l.names)
	return slices.Compact(l.names)
}

type language struct {
	shapes shapes
	seen   map[reflect.Type]bool
	names  []string
}

func (l *language) block(t reflect.Type) {
	if l.seen[t] {
		return
	}
	l.seen[t] = true
	sh := l.shapes.of(t)
	fields := sh.fields
	if sh.value != nil {
		fields = append(slices.Clone(fields), *sh.value)
	}
	for i := range fields {
		f := &fields[i]
		if f.key != "=" {
			l.names = append(l.names, t.Name()+"."+f.key)
			for _, v := range fixedValues(f) {
				l.names = append(l.names, valueName(t.Name(), f, v))
			}
		}
		inner := f.typ
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		switch inner {
		case reflect.TypeFor[Entries](), reflect.TypeFor[Text](), reflect.TypeFor[time.Time](), reflect.TypeFor[Mailbox](), reflect.TypeFor[Test]():
		case reflect.TypeFor[Blocks]():
			l.block(reflect.TypeFor[Block]())
		case reflect.TypeFor[Partners]():
			l.block(reflect.TypeFor[Partner]())
		default:
			if inner.Kind() == reflect.Struct {
				l.block(inner)
			}
		}
	}
}

// Defaults are the values that hold anyway: taking them out changes nothing, by what they are.
func Defaults() []string {
	var names []string
	seen := map[reflect.Type]bool{}
	sh := shapes{}
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t == reflect.TypeFor[Blocks]() {
			t = reflect.TypeFor[Block]()
		}
		if t.Kind() != reflect.Struct || seen[t] || strings.HasPrefix(t.PkgPath(), "time") {
			return
		}
		seen[t] = true
		for i := range sh.of(t).fields {
			f := &sh.of(t).fields[i]
			if f.def != "" && len(choices(f.is)) > 1 {
				names = append(names, fmt.Sprintf("%s.%s=%s", t.Name(), f.key, f.def))
			}
			visit(f.typ)
		}
	}
	visit(reflect.TypeFor[Document]())
	return names
}
