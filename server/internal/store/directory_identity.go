package store

import (
	"context"
	"fmt"
)

// An entry that came with an identifier and no issuer is of whichever issuer speaks for the organisation.
const queryIdentity = `SELECT ` + personColumns + ` FROM directory WHERE org = ? AND subject = ? AND subject <> '' AND issuer IN ('', ?) AND kind = 'person' LIMIT 2`

// PersonOf returns the directory's entry of an identity, or ErrNotFound: also if there are two, for then nobody knows which.
func (s *Store) PersonOf(ctx context.Context, org Org, who Who) (Person, error) {
	people, err := collect(ctx, s, readPerson, queryIdentity, org.id, who.Subject, who.Issuer)
	if err == nil && len(people) != 1 {
		err = ErrNotFound
	}
	if err != nil {
		return Person{}, fmt.Errorf("identity %q of %q in directory: %w", who.Subject, who.Issuer, err)
	}
	return people[0], nil
}
