package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sekisho/server/internal/audit"
)

// HoldMove takes a hold from one state to the next.
type HoldMove struct {
	ID        string
	From      string // the state and stage it must be in
	FromStage int64
	To        string
	Due       time.Time // of the new stage; zero: never
}

// holdLeads reports whether one state may follow another. A waiting hold may go to the next stage, which may be of the same kind.
func holdLeads(from, to string) bool {
	waiting := []string{HoldSender, HoldTimed, HoldApproval}
	ends := []string{HoldReleased, HoldRejected, HoldCancelled, HoldDiscarded}
	return slices.Contains(waiting, from) && (slices.Contains(waiting, to) || slices.Contains(ends, to)) &&
		(to != HoldRejected || from == HoldApproval) // only an approver rejects
}

const moveHold = `UPDATE holds SET state = ?, stage = ?, due = ?, changed = ? WHERE org = ? AND id = ? AND state = ? AND stage = ?`

// stage is the one that the hold is in afterwards.
func (m HoldMove) stage() int64 {
	if slices.Contains([]string{HoldSender, HoldTimed, HoldApproval}, m.To) {
		return m.FromStage + 1
	}
	return m.FromStage
}

// DeliveryMove takes a delivery from one state to the next.
type DeliveryMove struct {
	ID        string
	From      string // the state and attempt it must be in
	Attempt   int64
	To        string    // sending begins the next attempt
	Due       time.Time // sending: end of the lease; pending, deferred: next attempt
	Reply     string    // upstream's answer
	MaybeSent bool      // upstream may have it; once set it stays
}

// deliveryLeads reports whether one state may follow another. From sending back to pending is what becomes of a lease that has run out.
func deliveryLeads(from, to string) bool {
	next := map[string][]string{
		DeliveryPending:  {DeliverySending, DeliveryWithdrawn},
		DeliverySending:  {DeliveryDelivered, DeliveryDeferred, DeliveryFailed, DeliveryPending},
		DeliveryDeferred: {DeliverySending, DeliveryFailed, DeliveryWithdrawn},
	}
	return slices.Contains(next[from], to)
}

const moveDelivery = `UPDATE deliveries SET state = ?, attempt = ?, due = ?, reply = ?, maybe_sent = CASE WHEN ? THEN 1 ELSE maybe_sent END,
changed = ? WHERE org = ? AND id = ? AND state = ? AND attempt = ?`

// move runs one guarded update. No row changed: somebody else was first, or there is no such thing; which of the two is not told apart, so
// that a stranger learns nothing of another organisation.
func (s *Store) move(ctx context.Context, org Org, what, id string, e audit.Entry, query string, args ...any) error {
	return s.logged(ctx, org, 0, e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		n, err := t.exec(ctx, query, args...)
		if err == nil && n == 0 {
			err = ErrConflict
		}
		if err != nil {
			return fmt.Errorf("move %s %q: %w", what, id, err)
		}
		return nil
	})
}
