package store

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"sekisho/server/internal/audit"
)

// Org names the organisation on whose behalf something is done. The zero Org is nobody's: reads find nothing, writes fail.
type Org struct{ id string }

// OrgOf makes an Org. It is the key to an organisation's data: only packages auth and relay call it, after they have verified a credential
// that belongs to the organisation. An address in a mail is no such credential.
func OrgOf(id string) Org { return Org{id: id} }

// ID returns the organisation's identifier.
func (o Org) ID() string { return o.id }

// Organization is one tenant of the server.
type Organization struct {
	ID      string // 1 to 32 of a-z, 0-9 and "-"; part of tokens and codes
	Name    string
	Created time.Time
}

var organizationID = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)

// CreateOrganization makes an organisation and its keys. One that is there already gives ErrConflict.
func (s *Store) CreateOrganization(ctx context.Context, o Organization) error {
	if !organizationID.MatchString(o.ID) {
		return fmt.Errorf("%w: organisation id %q: write 1 to 32 lower-case letters, digits or inner hyphens", ErrInvalid, o.ID)
	}
	org := Org{o.ID}
	return s.do(ctx, len(o.Name), func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, `INSERT INTO organizations (org, name, created) VALUES (?, ?, ?) ON CONFLICT (org) DO NOTHING`,
			o.ID, o.Name, micros(s.now()))
		if err != nil {
			return fmt.Errorf("create organisation %q: %w", o.ID, err)
		}
		if n == 0 {
			return fmt.Errorf("create organisation %q: %w", o.ID, ErrConflict)
		}
		keys, err := s.makeKeys(ctx, t, org)
		if err != nil {
			return err
		}
		return t.append(ctx, org, keys, prepare(audit.Entry{Event: "organization.created", Object: o.ID}))
	})
}

// Organizations returns all organisations by identifier. It is for the operator and for work that goes through all of them.
func (s *Store) Organizations(ctx context.Context) ([]Organization, error) {
	return collect(ctx, s, func(scan scanner) (o Organization, err error) {
		var created int64
		err = scan(&o.ID, &o.Name, &created)
		o.Created = moment(created)
		return o, err
	}, `SELECT org, name, created FROM organizations ORDER BY org`)
}
