package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"sekisho/server/internal/audit"
)

// Person is an entry of the organisation's directory.
type Person struct {
	Address          string // mail address, lower case
	Name             string
	Manager          string // address; empty: none
	Groups           []string
	PrivateAddresses []string
	Language         string // ja, en; empty: unknown
	Who              Who    // their identity where the directory knows it
	Changed          time.Time
}

const (
	personColumns = `address, name, manager, groups_json, private_addresses, language, issuer, subject, changed`
	queryPerson   = `SELECT ` + personColumns + ` FROM directory WHERE org = ? AND address = ?`
	queryPeople   = `SELECT ` + personColumns + ` FROM directory WHERE org = ? AND address > ? ORDER BY address LIMIT ?`
	upsertPerson  = `INSERT INTO directory (org, ` + personColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (org, address) DO UPDATE SET name = excluded.name, manager = excluded.manager, groups_json = excluded.groups_json,
private_addresses = excluded.private_addresses, language = excluded.language, issuer = excluded.issuer, subject = excluded.subject,
changed = excluded.changed`
	deletePerson = `DELETE FROM directory WHERE org = ? AND address = ?`
)

// PutPeople makes or changes entries of the directory, in pieces, and at the end appends one audit row. When it fails some are changed.
func (s *Store) PutPeople(ctx context.Context, org Org, people []Person, e audit.Entry) error {
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return err
	}
	n, next := prepare(e), 0
	return s.pieces(ctx, func(ctx context.Context, t *tx, late func() bool) (bool, error) {
		i := next
		for ; i < len(people) && !late(); i++ {
			if err := t.putPerson(ctx, org, people[i]); err != nil {
				return false, fmt.Errorf("put %q into directory: %w", people[i].Address, err)
			}
		}
		next = i
		if i < len(people) {
			return true, nil
		}
		return false, t.append(ctx, org, keys, n)
	})
}

func (t *tx) putPerson(ctx context.Context, org Org, p Person) error {
	_, err := t.exec(ctx, upsertPerson, org.id, strings.ToLower(p.Address), p.Name, strings.ToLower(p.Manager), list(p.Groups),
		list(p.PrivateAddresses), p.Language, p.Who.Issuer, p.Who.Subject, micros(t.now()))
	return err
}

// DeletePerson takes an entry out of the directory, with an audit row, or gives ErrNotFound.
func (s *Store) DeletePerson(ctx context.Context, org Org, address string, e audit.Entry) error {
	return s.logged(ctx, org, 0, e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		n, err := t.exec(ctx, deletePerson, org.id, strings.ToLower(address))
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("delete from directory: %w", err)
		}
		return nil
	})
}

// Person returns the directory's entry of an address, or ErrNotFound.
func (s *Store) Person(ctx context.Context, org Org, address string) (Person, error) {
	p, err := readPerson(s.row(ctx, queryPerson, org.id, strings.ToLower(address)).Scan)
	if err != nil {
		return Person{}, fmt.Errorf("person in directory: %w", err)
	}
	return p, nil
}

// People returns at most limit entries after an address, by address. The empty address is before all.
func (s *Store) People(ctx context.Context, org Org, after string, limit int) ([]Person, error) {
	return collect(ctx, s, readPerson, queryPeople, org.id, strings.ToLower(after), limit)
}

func readPerson(scan scanner) (p Person, err error) {
	var groups, private string
	var changed int64
	if err := scan(&p.Address, &p.Name, &p.Manager, &groups, &private, &p.Language, &p.Who.Issuer, &p.Who.Subject, &changed); err != nil {
		return Person{}, err
	}
	p.Changed = moment(changed)
	return p, errors.Join(json.Unmarshal([]byte(groups), &p.Groups), json.Unmarshal([]byte(private), &p.PrivateAddresses))
}
