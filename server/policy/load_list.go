package policy

import (
	"reflect"

	"go.yaml.in/yaml/v3"
)

const (
	maxRules    = 2000
	maxTests    = 10_000
	maxEntries  = 100_000 // of one list
	maxWords    = 5000    // of a policy
	maxPatterns = 1000    // of a policy
)

// list reads a list, in which a list of one may be a bare value, or a map from names to values.
func (l *loader) list(n *yaml.Node, v reflect.Value, f *field, path string) {
	if l.shapes.isMap(v.Type()) {
		l.named(n, v, f, path)
		return
	}
	values := items(n)
	if len(values) == 0 && !f.emptyOK {
		l.bad(n, path, "an empty list", "write what it is to hold or leave the key out")
		return
	}
	if limit := listLimit(f); len(values) > limit {
		l.badf(values[limit], item(path, limit), "", "more than %d in this list", limit)
		return
	}
	list := reflect.MakeSlice(v.Type(), len(values), len(values))
	if len(values) == 0 && !f.keepEmpty {
		return
	}
	one := field{key: f.key, is: f.is, emptyOK: f.emptyOK}
	for i, n := range values {
		if l.errs.full() {
			return
		}
		l.value(n, list.Index(i), &one, item(path, i))
	}
	v.Set(list)
}

func listLimit(f *field) int {
	switch f.key {
	case "rules":
		if f.typ.Elem() == reflect.TypeFor[Rule]() {
			return maxRules
		}
	case "tests":
		return maxTests
	case "hold":
		return 3
	}
	return maxEntries
}

// items returns what a list holds.
func items(n *yaml.Node) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		return []*yaml.Node{n}
	}
	return n.Content
}

// named reads a block from names to values into a list of named things.
func (l *loader) named(n *yaml.Node, v reflect.Value, f *field, path string) {
	sh := l.shapes.of(v.Type().Elem())
	list := reflect.MakeSlice(v.Type(), 0, len(n.Content)/2)
	l.pairs(n, path, f.emptyOK, func(key, value *yaml.Node, at string) {
		thing := reflect.New(v.Type().Elem()).Elem()
		l.string(key, thing.FieldByIndex(sh.name.index), sh.name, at)
		if sh.value != nil {
			l.value(value, thing.FieldByIndex(sh.value.index), sh.value, at)
		} else {
			l.object(value, thing, at, false)
		}
		list = reflect.Append(list, thing)
	})
	v.Set(list)
}

// table reads a block with keys of the author's own, in facts, into a Go map.
func (l *loader) table(n *yaml.Node, v reflect.Value, f *field, path string) {
	made := reflect.MakeMap(v.Type())
	l.pairs(n, path, true, func(key, value *yaml.Node, at string) {
		one := reflect.New(v.Type().Elem()).Elem()
		l.value(value, one, &field{is: f.is, emptyOK: true, typ: one.Type()}, at)
		made.SetMapIndex(reflect.ValueOf(key.Value), one)
	})
	v.Set(made)
}

// blocks reads a block or a list of blocks.
func (l *loader) blocks(n *yaml.Node, p *Blocks, path string) {
	p.Set = true
	values := items(n)
	if len(values) > maxRules {
		l.badf(n, path, "", "more than %d in this list", maxRules)
		return
	}
	p.Items = make([]Block, len(values))
	for i, n := range values {
		l.value(n, reflect.ValueOf(&p.Items[i]).Elem(), &field{}, item(path, i))
	}
}

// fileTest reads true or a block of tests.
func (l *loader) fileTest(n *yaml.Node, p **FileTest, path string) {
	*p = &FileTest{}
	if n.Kind == yaml.ScalarNode && n.Value == "true" && !isQuoted(n) {
		return
	}
	if n.Kind == yaml.ScalarNode {
		l.badf(n, path, "write true, or a block such as {is: macro}", "want true or a block here, not %s", kindName(n))
		return
	}
	l.object(n, reflect.ValueOf(*p).Elem(), path, false)
}

// number reads one or two bounds.
func (l *loader) number(n *yaml.Node, v reflect.Value, is, path string) {
	sh := l.shapes.of(v.Type())
	l.pairs(n, path, false, func(key, value *yaml.Node, at string) {
		f := sh.field(key.Value)
		if f == nil {
			l.badf(key, at, oneOf(key.Value, sh.keys()), "unknown key %s", quoted(clip(key.Value, 60)))
			return
		}
		g := *f
		g.is = is
		l.value(value, v.FieldByIndex(f.index), &g, at)
	})
}
