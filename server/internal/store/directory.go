package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sekisho/server/history"
)

// The kinds of entry in a directory.
const (
	KindPerson  = "person"  // somebody of the organisation
	KindList    = "list"    // an address that stands for its members
	KindContact = "contact" // somebody outside whom the organisation knows
)

// Person is an entry of the organisation's directory: a person, a list or a contact.
type Person struct {
	Address          string // mail address, lower case
	AliasOf          string // the address of the entry that this is another address of; empty: of none
	Kind             string // KindPerson, KindList or KindContact; empty: KindPerson
	Name             string
	Manager          string // address; empty: none
	Groups           []string
	PrivateAddresses []string
	Members          []string // of a list: addresses
	Deputies         []string // addresses of those who decide in this person's place
	Language         string   // ja, en; empty: unknown
	Who              Who      // their identity where the directory knows it
	Changed          time.Time
}

const (
	personColumns = `address, kind, name, manager, groups_json, private_addresses, members, deputies, language, issuer, subject, changed, alias_of`
	queryPerson   = `SELECT ` + personColumns + ` FROM directory WHERE org = ? AND address = ?`
	queryPeople   = `SELECT ` + personColumns + ` FROM directory WHERE org = ? AND address > ? ORDER BY address LIMIT ?`
	queryGroup    = `SELECT ` + personColumns + ` FROM directory WHERE org = ? AND kind = 'person' AND groups_json LIKE ? ESCAPE '\' ORDER BY address LIMIT ?`
	upsertPerson  = `INSERT INTO directory (org, ` + personColumns + `, name_key, local_part) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (org, address) DO UPDATE SET kind = excluded.kind, name = excluded.name, name_key = excluded.name_key, manager = excluded.manager, groups_json = excluded.groups_json,
private_addresses = excluded.private_addresses, members = excluded.members, deputies = excluded.deputies, language = excluded.language, issuer = excluded.issuer, subject = excluded.subject,
changed = excluded.changed, alias_of = excluded.alias_of`
	deletePerson = `DELETE FROM directory WHERE org = ? AND address = ?`
)

func (t *tx) putPerson(ctx context.Context, org Org, p Person) error {
	if p.Kind == "" {
		p.Kind = KindPerson
	}
	address := strings.ToLower(p.Address)
	local, _ := history.Split(address)
	_, err := t.exec(ctx, upsertPerson, org.id, address, p.Kind, p.Name, strings.ToLower(p.Manager), list(p.Groups), list(p.PrivateAddresses),
		list(p.Members), list(p.Deputies), p.Language, p.Who.Issuer, p.Who.Subject, micros(t.now()), strings.ToLower(p.AliasOf), history.NameKey(p.Name), local)
	return err
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

// unwild writes what LIKE is to find as it is.
var unwild = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// PeopleIn returns the persons of a group, by address, at most limit.
func (s *Store) PeopleIn(ctx context.Context, org Org, group string, limit int) ([]Person, error) {
	like := "%" + unwild.Replace(encode(group)) + "%"
	some, err := collect(ctx, s, readPerson, queryGroup, org.id, like, limit)
	if err != nil {
		return nil, fmt.Errorf("people of group %q: %w", group, err)
	}
	// SQLite's LIKE takes Finance for finance, and groups say who approves.
	return slices.DeleteFunc(some, func(p Person) bool { return !slices.Contains(p.Groups, group) }), nil
}

func readPerson(scan scanner) (p Person, err error) {
	var groups, private, members, deputies string
	var changed int64
	if err := scan(&p.Address, &p.Kind, &p.Name, &p.Manager, &groups, &private, &members, &deputies, &p.Language, &p.Who.Issuer, &p.Who.Subject, &changed, &p.AliasOf); err != nil {
		return Person{}, err
	}
	p.Changed = moment(changed)
	return p, errors.Join(unlist(groups, &p.Groups), unlist(private, &p.PrivateAddresses), unlist(members, &p.Members), unlist(deputies, &p.Deputies))
}

// unlist reads what list wrote. Most lists are empty.
func unlist(text string, into *[]string) error {
	if text == "[]" {
		return nil
	}
	return json.Unmarshal([]byte(text), into)
}
