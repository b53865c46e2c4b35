package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sekisho/server/internal/audit"
)

// MaxDirectory is how many entries a directory may have.
const MaxDirectory = 100_000

// DirectoryChange says what an import did to a directory.
type DirectoryChange struct {
	Added, Changed, Removed []string // addresses
	Unchanged               int
}

const queryEverybody = `SELECT ` + personColumns + ` FROM directory WHERE org = ? ORDER BY address`

// ImportPeople brings entries into the directory, all of them or none, and appends one audit row. What is equal is not written.
// With only, entries that are not among people are taken out. Who somebody is at an
// issuer stays as it was where an entry does not say it.
func (s *Store) ImportPeople(ctx context.Context, org Org, people []Person, only bool, e audit.Entry) (DirectoryChange, error) {
	if len(people) > MaxDirectory {
		return DirectoryChange{}, fmt.Errorf("import directory: %w: %d entries, limit %d", ErrTooLong, len(people), MaxDirectory)
	}
	var done DirectoryChange
	err := s.logged(ctx, org, min(256*len(people), itemBytes/2), e, func(ctx context.Context, t *tx, e *audit.Entry) (err error) {
		if done, err = t.importPeople(ctx, org, people, only); err != nil {
			return fmt.Errorf("import directory: %w", err)
		}
		e.Details = map[string]string{
			"added": fmt.Sprint(len(done.Added)), "changed": fmt.Sprint(len(done.Changed)), "removed": fmt.Sprint(len(done.Removed)),
		}
		return nil
	})
	return done, err
}

func (t *tx) importPeople(ctx context.Context, org Org, people []Person, only bool) (done DirectoryChange, err error) {
	before, err := t.everybody(ctx, org)
	if err != nil {
		return done, err
	}
	for _, p := range people {
		p.Address = strings.ToLower(p.Address)
		old, known := before[p.Address]
		delete(before, p.Address)
		if p.Who.Subject == "" || p.Who == (Who{Subject: old.Who.Subject}) {
			p.Who = old.Who
		}
		switch {
		case !known:
			done.Added = append(done.Added, p.Address)
		case sameEntry(old, p):
			done.Unchanged++
			continue
		default:
			done.Changed = append(done.Changed, p.Address)
		}
		if err := t.putPerson(ctx, org, p); err != nil {
			return done, fmt.Errorf("%q: %w", p.Address, err)
		}
	}
	if !only {
		return done, nil
	}
	for address := range before {
		if _, err := t.exec(ctx, deletePerson, org.id, address); err != nil {
			return done, fmt.Errorf("%q: %w", address, err)
		}
		done.Removed = append(done.Removed, address)
	}
	slices.Sort(done.Removed)
	return done, nil
}

func (t *tx) everybody(ctx context.Context, org Org) (map[string]Person, error) {
	rows, err := t.query(ctx, queryEverybody, org.id)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err tells what matters
	all := map[string]Person{}
	for rows.Next() {
		p, err := readPerson(rows.Scan)
		if err != nil {
			return nil, err
		}
		all[p.Address] = p
	}
	return all, rows.Err()
}

// sameEntry compares all that an import can say.
func sameEntry(a, b Person) bool {
	return a.Kind == b.Kind && a.AliasOf == b.AliasOf && a.Who == b.Who && a.Name == b.Name && a.Manager == b.Manager && a.Language == b.Language && slices.Equal(a.Groups, b.Groups) &&
		slices.Equal(a.PrivateAddresses, b.PrivateAddresses) && slices.Equal(a.Members, b.Members) && slices.Equal(a.Deputies, b.Deputies)
}
