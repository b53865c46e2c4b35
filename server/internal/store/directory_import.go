package store

import (
	"context"
	"fmt"
	"maps"
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

// ShrinkError refuses a list that is to replace a directory: most of the directory is not in it, so it is more likely wrong than right.
// Nothing is changed.
type ShrinkError struct {
	Gone, Before int // entries that would be taken out, of how many
}

// Error says what would be lost.
func (e *ShrinkError) Error() string {
	return fmt.Sprintf("%d of the directory's %d entries would be taken out, more than half; nothing was changed", e.Gone, e.Before)
}

// fewGone is how many entries a list must take out to be refused: of a small directory, any part may go.
const fewGone = 10

// Shrinks returns a *ShrinkError if so many entries of a directory may not go unless somebody says that it is right: more than half, and at
// least 10.
func Shrinks(gone, before int) error {
	if gone >= fewGone && 2*gone > before {
		return &ShrinkError{gone, before}
	}
	return nil
}

// others says what an import does with entries that are not in its list.
type others int

const (
	othersStay others = iota
	othersGo          // unless they are most of the directory
	othersGoAll
)

const queryEverybody = `SELECT ` + personColumns + ` FROM directory WHERE org = ? ORDER BY address`

// ImportPeople brings entries into the directory, all of them or none, and appends one audit row. What is equal is not written.
// With only, entries that are not among people are taken out, and too many of them (Shrinks) are a *ShrinkError. Who somebody is at an
// issuer stays as it was where an entry does not say it.
func (s *Store) ImportPeople(ctx context.Context, org Org, people []Person, only bool, e audit.Entry) (DirectoryChange, error) {
	rest := othersStay
	if only {
		rest = othersGo
	}
	return s.importPeople(ctx, org, people, rest, e)
}

// ReplacePeople is ImportPeople with only, for somebody who has said that any part of the directory may go.
func (s *Store) ReplacePeople(ctx context.Context, org Org, people []Person, e audit.Entry) (DirectoryChange, error) {
	return s.importPeople(ctx, org, people, othersGoAll, e)
}

func (s *Store) importPeople(ctx context.Context, org Org, people []Person, rest others, e audit.Entry) (DirectoryChange, error) {
	if len(people) > MaxDirectory {
		return DirectoryChange{}, fmt.Errorf("import directory: %w: %d entries, limit %d", ErrTooLong, len(people), MaxDirectory)
	}
	var done DirectoryChange
	err := s.logged(ctx, org, min(256*len(people), itemBytes/2), e, func(ctx context.Context, t *tx, e *audit.Entry) (err error) {
		if done, err = t.importPeople(ctx, org, people, rest); err != nil {
			return fmt.Errorf("import directory: %w", err)
		}
		e.Details = map[string]string{
			"added": fmt.Sprint(len(done.Added)), "changed": fmt.Sprint(len(done.Changed)), "removed": fmt.Sprint(len(done.Removed)),
		}
		return nil
	})
	return done, err
}

func (t *tx) importPeople(ctx context.Context, org Org, people []Person, rest others) (done DirectoryChange, err error) {
	before, err := t.everybody(ctx, org)
	if err != nil {
		return done, err
	}
	entries := len(before)
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
	if rest == othersStay {
		return done, nil
	}
	if err := Shrinks(len(before), entries); err != nil && rest != othersGoAll {
		return DirectoryChange{}, err
	}
	done.Removed, err = t.removePeople(ctx, org, before)
	return done, err
}

// removePeople takes entries out, and returns their addresses in order.
func (t *tx) removePeople(ctx context.Context, org Org, gone map[string]Person) ([]string, error) {
	removed := slices.Sorted(maps.Keys(gone))
	for _, address := range removed {
		if _, err := t.exec(ctx, deletePerson, org.id, address); err != nil {
			return nil, fmt.Errorf("%q: %w", address, err)
		}
	}
	return removed, nil
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
