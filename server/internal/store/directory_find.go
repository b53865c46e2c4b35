package store

import (
	"context"
	"fmt"
	"strings"

	"sekisho/server/history"
	"sekisho/server/policy"
)

const (
	findByAddress = `SELECT ` + personColumns + ` FROM directory WHERE org = ? AND address IN `
	findByName    = `SELECT * FROM (SELECT ` + personColumns + ` FROM directory WHERE org = ? AND name_key IN `
	findByLocal   = `SELECT * FROM (SELECT ` + personColumns + ` FROM directory WHERE org = ? AND local_part IN `
	countPeople   = `SELECT COUNT(*), COALESCE(MAX(changed), 0) FROM directory WHERE org = ?`

	// MaxAlike is how many entries of the same name, and how many of the same local part, FindPeople looks at.
	MaxAlike = 64
)

// FindPeople returns, in one read, the directory's entries that matter for a mail: those of these addresses, and those that have
// the name or the local part of somebody among the mailboxes. Everybody once, in no order. Addresses are normalised; at most 256
// of each are looked at.
func (s *Store) FindPeople(ctx context.Context, org Org, addresses []string, alike []policy.Mailbox) ([]Person, error) {
	most := places[len(places)-1]
	query, args := &strings.Builder{}, []any(nil)
	add := func(text string, values []string, close string) {
		if len(values) == 0 {
			return
		}
		if query.Len() > 0 {
			query.WriteString(" UNION ")
		}
		query.WriteString(text)
		args = in(query, append(args, org.id), values[:min(len(values), most)])
		query.WriteString(close)
	}
	var names, locals []string
	for _, m := range alike {
		local, _ := history.Split(m.Address)
		if key := history.NameKey(m.Name); key != "" {
			names = append(names, key)
		}
		if local != "" {
			locals = append(locals, local)
		}
	}
	limit := fmt.Sprintf(" LIMIT %d) AS part", MaxAlike)
	add(findByAddress, addresses, "")
	add(findByName, names, limit)
	add(findByLocal, locals, limit)
	if query.Len() == 0 {
		return nil, nil
	}
	people, err := collect(ctx, s, readPerson, query.String(), args...)
	if err != nil {
		return nil, fmt.Errorf("find in directory: %w", err)
	}
	return people, nil
}

// HasDirectory reports whether the organisation's directory has any entry.
func (s *Store) HasDirectory(ctx context.Context, org Org) (bool, error) {
	var n, changed int64
	if err := s.row(ctx, countPeople, org.id).Scan(&n, &changed); err != nil {
		return false, fmt.Errorf("look into directory: %w", err)
	}
	return n > 0, nil
}
