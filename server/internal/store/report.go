package store

import (
	"context"
	"errors"
	"fmt"

	"sekisho/server/internal/audit"
)

const insertReport = `INSERT INTO door_reports (org, issuer, subject, id, received) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`

// errTold ends the item of a report that is known: its audit row must not be written again.
var errTold = errors.New("store: told before")

// AddReport writes the audit row of an event that happened at a person's door without the server. id is the door's name for
// it: told again, it adds nothing.
func (s *Store) AddReport(ctx context.Context, org Org, who Who, id string, e audit.Entry) error {
	err := s.logged(ctx, org, len(id), e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		n, err := t.exec(ctx, insertReport, org.id, who.Issuer, who.Subject, id, micros(t.now()))
		if err == nil && n == 0 {
			err = errTold
		}
		return err
	})
	if err != nil && !errors.Is(err, errTold) {
		return fmt.Errorf("add report %q: %w", id, err)
	}
	return nil
}
