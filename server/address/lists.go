package address

import (
	"errors"
	"strings"
)

// NamedList is a list of entries and the name by which other lists use it.
type NamedList struct {
	Name    string
	Entries []string
}

// NewLists compiles lists that may name one another, in any order. It refuses lists that contain themselves.
// The error joins an *EntryError for each entry that is wrong, with the name of its list.
func NewLists(lists []NamedList) (map[string]*List, error) {
	c := compiler{source: map[string][]string{}, done: map[string]*List{}}
	for _, l := range lists {
		if _, twice := c.source[l.Name]; twice {
			c.wrong = append(c.wrong, &EntryError{List: l.Name, Index: -1, Reason: "two lists have this name", Fix: "rename one"})
		}
		c.source[l.Name] = l.Entries
	}
	for _, l := range lists {
		c.compile(l.Name)
	}
	if c.wrong != nil {
		return nil, errors.Join(c.wrong...)
	}
	return c.done, nil
}

type compiler struct {
	source map[string][]string
	done   map[string]*List
	path   []string // the lists that are being compiled, each named by the one before
	wrong  []error
}

// compile returns nil for a name that nobody defined.
func (c *compiler) compile(name string) *List {
	if l, ok := c.done[name]; ok {
		return l
	}
	entries, ok := c.source[name]
	if !ok {
		return nil
	}
	for i, above := range c.path {
		if above == name {
			cycle := strings.Join(append(c.path[i:len(c.path):len(c.path)], name), " → ")
			c.wrong = append(c.wrong, &EntryError{List: name, Index: -1, Reason: "the list contains itself: " + cycle, Fix: "take one of these names out"})
			return &List{}
		}
	}
	c.path = append(c.path, name)
	l, err := NewList(entries, false, c.compile)
	c.path = c.path[:len(c.path)-1]
	if err != nil {
		for _, one := range EntryErrors(err) {
			one.List = name
			c.wrong = append(c.wrong, one)
		}
		l = &List{}
	}
	c.done[name] = l
	return l
}
