package address

import (
	"errors"
	"fmt"
	"strings"
)

// MaxEntries is how many entries a list may have.
const MaxEntries = 100_000

// List is a compiled list of entries: what its entries match less what its exclusions match. The zero List and an empty one
// match nobody. A List does not change and is safe for use from any goroutine.
type List struct {
	in, out index
}

// NewList compiles entries. named returns the list another entry names, or nil; a nil named knows none.
// Options: subdomains makes each plain domain match what is below it.
// The error joins an *EntryError for each entry that is wrong; see EntryErrors.
func NewList(entries []string, subdomains bool, named func(name string) *List) (*List, error) {
	if len(entries) > MaxEntries {
		return nil, &EntryError{Index: -1, Reason: fmt.Sprintf("%d entries, more than %d", len(entries), MaxEntries), Fix: "use domains or wildcards"}
	}
	l := &List{in: newIndex(len(entries)), out: newIndex(0)}
	var wrong []error
	for i, written := range entries {
		if err := l.add(written, subdomains, named); err != nil {
			err.Index, err.Entry = i, clip(strings.TrimSpace(written), 100)
			wrong = append(wrong, err)
		}
	}
	if wrong != nil {
		return nil, errors.Join(wrong...)
	}
	return l, nil
}

func (l *List) add(written string, subdomains bool, named func(string) *List) *EntryError {
	e, err := parseEntry(written)
	if err != nil {
		return err
	}
	if subdomains {
		e = e.Below()
	}
	var other *List
	switch e.Kind {
	case EntryRemark:
		return nil
	case EntryBuiltin:
		other, _ = Builtin(e.Name)
	case EntryNamed:
		if named != nil {
			other = named(e.Name)
		}
		if other == nil {
			return misuse("no list of this name", nameFix(e.Name), "")
		}
	}
	if e.Exclude {
		l.out.add(e, other)
	} else {
		l.in.add(e, other)
	}
	return nil
}

func nameFix(name string) string {
	if _, ok := Builtin(name); ok {
		return fmt.Sprintf("write %q for the shipped list", "@builtin/"+name)
	}
	return "define it under lists; a domain has a dot in it"
}

// Match reports whether a is in the list, and the entry, as written, that put it there. Of several entries it is the first
// of: the address, its domain, the nearest domain above, a wildcard, another list.
func (l *List) Match(a Address) (entry string, ok bool) {
	if l == nil || a.IsZero() {
		return "", false
	}
	entry, ok = l.in.match(a)
	if !ok {
		return "", false
	}
	if _, taken := l.out.match(a); taken {
		return "", false
	}
	return entry, true
}
