package store

import (
	"context"
	"fmt"
	"time"

	"sekisho/server/internal/audit"
)

const (
	queryPurgeTo = `SELECT COALESCE(MAX(count), 0) FROM audit_checkpoints WHERE org = ? AND time < ?`
	countAudit   = `SELECT COUNT(*) FROM audit WHERE org = ? AND n <= ?`
	deleteAudit  = `DELETE FROM audit WHERE org = ? AND n <= ? AND n < ? + (SELECT MIN(n) FROM audit WHERE org = ?)`
	queryPurged  = selectAudit + `WHERE org = ? AND event = ? ORDER BY n DESC LIMIT 1`
)

// purgeAudit takes away the rows up to the newest checkpoint before a time. The row that tells of it comes first: from then on the chain
// begins at that checkpoint, whose signature stands in for the rows.
func (s *Store) purgeAudit(ctx context.Context, org Org, before time.Time) (n int, err error) {
	to, from, err := s.purgeTo(ctx, org, before)
	if err != nil || to == 0 {
		return 0, err
	}
	if to > from {
		e := audit.Entry{Event: audit.EventPurged, Details: map[string]string{audit.DetailRows: fmt.Sprint(to)}}
		if err := s.Log(ctx, org, e); err != nil {
			return 0, err
		}
	}
	err = s.pieces(ctx, func(ctx context.Context, t *tx, late func() bool) (bool, error) {
		for !late() {
			some, err := t.exec(ctx, deleteAudit, org.id, to, purgePiece, org.id)
			if err != nil || some == 0 {
				return false, err
			}
			n += int(some)
		}
		return true, nil
	})
	return n, err
}

// purgeTo is the row that may go with all before it, and the one up to which they were to go before. The checkpoint must be in the file:
// without it nobody could say later that the chain is whole.
func (s *Store) purgeTo(ctx context.Context, org Org, before time.Time) (to, from int64, err error) {
	if from, err = s.purgedTo(ctx, org); err != nil || before.IsZero() {
		return 0, from, err
	}
	if err := s.row(ctx, queryPurgeTo, org.id, micros(before)).Scan(&to); err != nil {
		return 0, from, err
	}
	if to <= from {
		return from, from, nil
	}
	written, err := audit.ReadCheckpoints(s.CheckpointFile(), org.id)
	if err != nil {
		return 0, from, err
	}
	for _, c := range written {
		if c.Count == to {
			return to, from, nil
		}
	}
	return 0, from, fmt.Errorf("%w: the checkpoint at row %d is not in %s: the rows before it stay", ErrInvalid, to, s.CheckpointFile())
}

// purgedTo is the last row that was taken away, as the chain itself tells.
func (s *Store) purgedTo(ctx context.Context, org Org) (int64, error) {
	rows, err := collect(ctx, s, auditRow(org), queryPurged, org.id, audit.EventPurged)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return audit.PurgedTo(rows[0]), nil
}

func (s *Store) wouldPurgeAudit(ctx context.Context, org Org, before time.Time) (n int, err error) {
	to, _, err := s.purgeTo(ctx, org, before)
	if err == nil {
		err = s.row(ctx, countAudit, org.id, to).Scan(&n)
	}
	return n, err
}
