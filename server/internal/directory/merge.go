package directory

import (
	"slices"
	"strings"

	"sekisho/server/internal/store"
)

// Merge is what is to be kept of a directory when a server gives a new one: all that the server says, what it does not know of those people
// (deputies, private addresses, language, their identity), and contacts, which are no accounts. Where too much
// would go (store.Shrinks), it returns that error beside the entries.
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
	return merged, store.Shrinks(gone, len(old))
}
