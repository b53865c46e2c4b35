package policy

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"sekisho/server/text"
)

// Load reads a policy from YAML or JSON, with every default filled in. It accepts all of it or nothing: the error is an
// *Errors that lists what is wrong, with line, column and what to write.
//
// Name is what errors call the document; a name that ends in .json is never read as YAML. Open reads a file beside the
// document by its relative path with slashes; nil means that there are none, and naming one is an error.
func Load(name string, data []byte, open func(file string) ([]byte, error)) (*Document, error) {
	l := newLoader(name, open)
	root, src, problem := parseNodes(name, data)
	if problem != nil {
		l.errs.add(*problem)
		return nil, l.errs.err()
	}
	l.src = src
	doc := &Document{}
	l.object(root, reflect.ValueOf(doc).Elem(), "", false)
	if err := l.errs.err(); err != nil {
		return nil, err
	}
	doc.File, doc.Positions = name, l.positions
	l.inherit(doc)
	l.check(doc)
	if err := l.errs.err(); err != nil {
		return nil, err
	}
	return doc, nil
}

// loader reads one document.
type loader struct {
	name      string
	open      func(file string) ([]byte, error)
	src       *source
	shapes    shapes
	positions map[string]Position
	errs      Errors
	words     text.Builder // takes in every word once, to see that it is one
	depth     int
}

func newLoader(name string, open func(string) ([]byte, error)) *loader {
	return &loader{name: name, open: open, shapes: shapes{}, positions: map[string]Position{}}
}

// bad reports a problem at a node.
func (l *loader) bad(n *yaml.Node, path, message, fix string) {
	l.errs.add(Problem{File: l.name, Line: n.Line, Column: n.Column, Path: path, Message: message, Fix: fix})
}

// badf is bad with a message to be filled in.
func (l *loader) badf(n *yaml.Node, path, fix, format string, args ...any) {
	l.bad(n, path, fmt.Sprintf(format, args...), fix)
}

// badAt reports a problem at a path that has been read.
func (l *loader) badAt(path, fix, format string, args ...any) {
	at := placeOf(l.positions, path)
	l.errs.add(Problem{File: l.name, Line: at.Line, Column: at.Column, Path: path, Message: fmt.Sprintf(format, args...), Fix: fix})
}

// placeOf finds the position of a path, or else of the nearest value around it.
func placeOf(positions map[string]Position, path string) Position {
	for {
		at, ok := positions[path]
		slash := strings.LastIndexByte(path, '/')
		if ok || slash < 0 {
			return at
		}
		path = path[:slash]
	}
}

// plain remembers where a value stands and refuses what no value may be. It reports whether to go on.
func (l *loader) plain(n *yaml.Node, path string) bool {
	l.positions[path] = Position{n.Line, n.Column}
	if message, fix := l.src.oddity(n); message != "" {
		l.bad(n, path, message, fix)
		return false
	}
	if l.depth > maxDepth {
		l.badf(n, path, "", "more than %d levels of blocks and lists", maxDepth)
		return false
	}
	return !l.errs.full()
}

// object reads a block into a struct: every key once, none unknown, all that are needed.
func (l *loader) object(n *yaml.Node, v reflect.Value, path string, emptyOK bool) {
	sh := l.shapes.of(v.Type())
	l.setDefaults(sh, v)
	given := l.pairs(n, path, emptyOK, func(key, value *yaml.Node, at string) {
		f := sh.field(key.Value)
		if f == nil {
			l.badf(key, at, oneOf(key.Value, sh.keys()), "unknown key %s", quoted(clip(key.Value, 60)))
			return
		}
		l.value(value, v.FieldByIndex(f.index), f, at)
	})
	if given == nil {
		return
	}
	for _, f := range sh.fields {
		if f.need && !given[f.key] {
			l.badf(n, path, "add it", "the key %s is missing", f.key)
		}
	}
	if keep := v.FieldByName("Given"); keep.IsValid() {
		keep.Set(reflect.ValueOf(given))
	}
}

// pairs calls do for each key of a block and returns the set of keys; nil if this is no block that can be read.
func (l *loader) pairs(n *yaml.Node, path string, emptyOK bool, do func(key, value *yaml.Node, at string)) map[string]bool {
	l.depth++
	defer func() { l.depth-- }()
	if !l.plain(n, path) {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		l.badf(n, path, "write keys and values", "want a block here, not %s", kindName(n))
		return nil
	}
	if len(n.Content) == 0 && !emptyOK {
		l.bad(n, path, "an empty block", "write its keys or leave it out")
		return nil
	}
	given := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if l.key(key, path, given) {
			do(key, value, path+"/"+escapePointer(key.Value))
		}
	}
	return given
}

// key refuses what cannot be a key and keys that were there before.
func (l *loader) key(key *yaml.Node, path string, given map[string]bool) bool {
	switch message, fix := l.src.oddity(key); {
	case message != "":
		l.bad(key, path, message, fix)
	case key.Kind != yaml.ScalarNode:
		l.badf(key, path, "put it in quotes if it is a text", "want a key here, not %s", kindName(key))
	case key.Value == "<<" && key.Tag == "!!merge":
		l.bad(key, path, "a merge key (<<) is not allowed", "write the keys out")
	case len(scalarText(key.Value)) > maxKey:
		l.bad(key, path, "a key that is too long", "write a shorter one")
	case given[key.Value]:
		l.badf(key, path+"/"+escapePointer(key.Value), "keep one of them", "the key %s is there twice", quoted(clip(key.Value, 60)))
	default:
		given[key.Value] = true
		return true
	}
	return false
}

// setDefaults writes the defaults of a block, and of the blocks in it that are always there.
func (l *loader) setDefaults(sh *shape, v reflect.Value) {
	for _, f := range sh.fields {
		at := v.FieldByIndex(f.index)
		if f.def != "" {
			setDefault(at, f)
		} else if at.Kind() == reflect.Struct {
			l.setDefaults(l.shapes.of(at.Type()), at)
		}
	}
}

// escapePointer writes a key the way JSON pointers do (RFC 6901, section 3).
func escapePointer(key string) string {
	if !strings.ContainsAny(key, "~/") {
		return key
	}
	return strings.ReplaceAll(strings.ReplaceAll(key, "~", "~0"), "/", "~1")
}

func item(path string, i int) string { return path + "/" + strconv.Itoa(i) }
