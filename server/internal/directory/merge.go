package directory

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sekisho/server/internal/store"
)

// ErrShrinks is a directory of which a new one would take more than half away: more likely something is wrong with the new one.
var ErrShrinks = errors.New("directory: most of it would be taken out")

const fewEntries = 20 // of a directory that small, any part may go

// Merge is what is to be kept of a directory when a server gives a new one: all that the server says, what it does not know of those people
// (deputies, private addresses, language, their identity), and contacts, which are no accounts.
func Merge(old, read []store.Person) ([]store.Person, error) {
	before := make(map[string]store.Person, len(old))
	for _, p := range old {
		before[p.Address] = p
	}
	merged := make([]store.Person, 0, len(read))
	found := make(map[string]bool, len(read))
	for _, p := range read {
		p.Address = strings.ToLower(p.Address)
		o := before[p.Address]
		if len(p.Deputies) == 0 {
			p.Deputies = o.Deputies
		}
		if len(p.PrivateAddresses) == 0 {
			p.PrivateAddresses = o.PrivateAddresses
		}
		if p.Language == "" {
			p.Language = o.Language
		}
		found[p.Address] = true
		merged = append(merged, p)
	}
	gone := 0
	for _, p := range old {
		switch {
		case found[p.Address]:
		case p.Kind == store.KindContact:
			merged = append(merged, p)
		default:
			gone++
		}
	}
	slices.SortFunc(merged, func(a, b store.Person) int { return strings.Compare(a.Address, b.Address) })
	if len(old) > fewEntries && 2*gone > len(old) {
		return merged, fmt.Errorf("%w: %d of %d entries", ErrShrinks, gone, len(old))
	}
	return merged, nil
}
