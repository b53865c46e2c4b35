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

// MoveHold changes a hold's state with its audit row, if it is still in the state and stage it is said to be: of many at once exactly one
// wins, the others get ErrConflict. To a waiting state the stage rises by one; to an end the stage stays. A move that no rule of the state
// machine allows gives ErrInvalid.
func (s *Store) MoveHold(ctx context.Context, org Org, m HoldMove, e audit.Entry) error {
	if !holdLeads(m.From, m.To) {
		return fmt.Errorf("move hold %q from %q to %q: %w", m.ID, m.From, m.To, ErrInvalid)
	}
	stage := m.FromStage
	if slices.Contains([]string{HoldSender, HoldTimed, HoldApproval}, m.To) {
		stage++
	}
	return s.move(ctx, org, "hold", m.ID, e, moveHold, m.To, stage, micros(m.Due), micros(s.now()), org.id, m.ID, m.From, m.FromStage)
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

// MoveDelivery changes a delivery's state with its audit row, under the same guard as MoveHold.
func (s *Store) MoveDelivery(ctx context.Context, org Org, m DeliveryMove, e audit.Entry) error {
	if !deliveryLeads(m.From, m.To) {
		return fmt.Errorf("move delivery %q from %q to %q: %w", m.ID, m.From, m.To, ErrInvalid)
	}
	attempt := m.Attempt
	if m.To == DeliverySending {
		attempt++
	}
	return s.move(ctx, org, "delivery", m.ID, e, moveDelivery, m.To, attempt, micros(m.Due), m.Reply, m.MaybeSent, micros(s.now()),
		org.id, m.ID, m.From, m.Attempt)
}

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
