package store

import (
	"context"
	"fmt"
	"time"
)

// Figures are how much waits, of all organisations together. They name nobody.
type Figures struct {
	Deliveries map[string]int64 // that are not over, by state
	Holds      map[string]int64 // that still wait, by state
	Due        time.Time        // when the delivery that has waited longest was due; zero: none is due
	Checkpoint time.Time        // of the audit chain whose last checkpoint is the oldest; zero: one has none yet
}

const (
	countDeliveries = `SELECT COUNT(*) FROM deliveries WHERE org = ? AND state = ?`
	countHolds      = `SELECT COUNT(*) FROM holds WHERE org = ? AND state = ?`
	queryOldestDue  = `SELECT COALESCE(MIN(due), 0) FROM deliveries WHERE org = ? AND state = ? AND due > 0 AND due <= ?`
	queryCheckpoint = `SELECT COALESCE(MAX(time), 0) FROM audit_checkpoints WHERE org = ?`
)

// Figures counts what waits at a time. It is for the operator.
func (s *Store) Figures(ctx context.Context, now time.Time) (Figures, error) {
	f := Figures{Deliveries: map[string]int64{}, Holds: map[string]int64{}}
	list, err := s.Organizations(ctx)
	if err != nil {
		return f, fmt.Errorf("count what waits: %w", err)
	}
	for i, o := range list {
		if err := s.count(ctx, o.ID, now, &f, i == 0); err != nil {
			return f, fmt.Errorf("count what waits: %w", err)
		}
	}
	return f, nil
}

func (s *Store) count(ctx context.Context, org string, now time.Time, f *Figures, first bool) error {
	for _, c := range []struct {
		query  string
		states []string
		into   map[string]int64
	}{
		{countDeliveries, []string{DeliveryPending, DeliverySending, DeliveryDeferred}, f.Deliveries},
		{countHolds, []string{HoldSender, HoldTimed, HoldApproval}, f.Holds},
	} {
		for _, state := range c.states {
			var n int64
			if err := s.row(ctx, c.query, org, state).Scan(&n); err != nil {
				return err
			}
			c.into[state] += n
		}
	}
	for _, state := range []string{DeliveryPending, DeliveryDeferred} {
		var due int64
		if err := s.row(ctx, queryOldestDue, org, state, micros(now)).Scan(&due); err != nil {
			return err
		}
		if at := moment(due); due > 0 && (f.Due.IsZero() || at.Before(f.Due)) {
			f.Due = at
		}
	}
	var made int64
	if err := s.row(ctx, queryCheckpoint, org).Scan(&made); err != nil {
		return err
	}
	if at := moment(made); first || at.Before(f.Checkpoint) {
		f.Checkpoint = at
	}
	return nil
}

// Writable writes something that changes nothing, and so tells whether the database takes anything.
func (s *Store) Writable(ctx context.Context) error {
	return s.do(ctx, 0, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, `UPDATE organizations SET name = name`); err != nil {
			return fmt.Errorf("write to the database: %w", err)
		}
		return nil
	})
}

// Commits returns how many transactions were tried since Open, and how many items they held together: how many callers share a sync.
func (s *Store) Commits() (commits, items int64) {
	return s.writer.commits.Load(), s.writer.items.Load()
}
