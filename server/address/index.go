package address

import "strings"

// index finds the entry that matches an address by as few look-ups as its domain has labels.
type index struct {
	address map[Address]string // values: the entry as written
	domain  map[string]string  // exactly this domain
	tree    map[string]string  // this domain and below
	below   map[string]string  // below this domain only
	wild    map[string][]indexedWildcard
	lists   []indexedList
}

type indexedWildcard struct {
	wildcard
	written string
}

type indexedList struct {
	list    *List
	written string
}

func newIndex(size int) index {
	return index{
		address: make(map[Address]string, size), domain: map[string]string{}, tree: map[string]string{},
		below: map[string]string{}, wild: map[string][]indexedWildcard{},
	}
}

func (x *index) add(e Entry, other *List) {
	switch e.Kind {
	case EntryAddress:
		keepFirst(x.address, e.Address, e.Written)
	case EntryDomain:
		keepFirst(x.domain, e.Domain, e.Written)
	case EntryDomainBelow:
		keepFirst(x.tree, e.Domain, e.Written)
	case EntryBelow:
		keepFirst(x.below, e.Domain, e.Written)
	case EntryWildcard:
		x.wild[e.pattern.tail] = append(x.wild[e.pattern.tail], indexedWildcard{e.pattern, e.Written})
	case EntryNamed, EntryBuiltin:
		x.lists = append(x.lists, indexedList{other, e.Written})
	}
}

func keepFirst[K comparable](m map[K]string, key K, written string) {
	if _, ok := m[key]; !ok {
		m[key] = written
	}
}

func (x *index) match(a Address) (string, bool) {
	if written, ok := x.address[a]; ok {
		return written, true
	}
	if written, ok := x.matchDomain(a.Domain); ok {
		return written, true
	}
	if written, ok := x.matchWildcard(a); ok {
		return written, true
	}
	for _, other := range x.lists {
		if _, ok := other.list.Match(a); ok {
			return other.written, true
		}
	}
	return "", false
}

func (x *index) matchDomain(domain string) (string, bool) {
	if written, ok := x.domain[domain]; ok {
		return written, true
	}
	if written, ok := x.tree[domain]; ok {
		return written, true
	}
	if len(x.tree)+len(x.below) == 0 {
		return "", false
	}
	return x.above(domain)
}

func (x *index) matchWildcard(a Address) (string, bool) {
	if len(x.wild) == 0 {
		return "", false
	}
	for tail := range tails(a.Domain) {
		for _, w := range x.wild[tail] {
			if w.match(a) {
				return w.written, true
			}
		}
	}
	return "", false
}

// parents yields the domains above domain, nearest first. An address literal has none.
func parents(domain string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		if strings.HasPrefix(domain, "[") {
			return
		}
		for {
			_, rest, ok := strings.Cut(domain, ".")
			if !ok || !yield(rest) {
				return
			}
			domain = rest
		}
	}
}

// tails yields domain, its parents and the empty string.
func tails(domain string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		if !yield(domain) {
			return
		}
		for parent := range parents(domain) {
			if !yield(parent) {
				return
			}
		}
		yield("")
	}
}
