package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sekisho/server/internal/audit"
)

// Leased is a message and those of its deliveries that one worker has taken.
type Leased struct {
	Message    Message
	Deliveries []Delivery // in state sending, with the attempt that has begun
}

const (
	queryDue = `SELECT message FROM deliveries WHERE org = ? AND state = ? AND due > 0 AND due <= ? ORDER BY due LIMIT ?`
	queryOfs = `SELECT ` + deliveryColumns + ` FROM deliveries WHERE org = ? AND message = ? AND state IN ('pending', 'deferred') AND due > 0 AND due <= ?
ORDER BY recipient`
	queryLost = `SELECT ` + deliveryColumns + ` FROM deliveries WHERE org = ? AND state = 'sending' AND due <= ? ORDER BY due LIMIT ?`
	renew     = `UPDATE deliveries SET due = ? WHERE org = ? AND id = ? AND state = 'sending' AND attempt = ?`
	nextDue   = `SELECT due FROM deliveries WHERE org = ? AND state = ? AND due > 0 ORDER BY due LIMIT 1`
)

// DueMessages names messages that have deliveries to be made now, the longest due first, out of limit deliveries.
func (s *Store) DueMessages(ctx context.Context, org Org, now time.Time, limit int) ([]string, error) {
	var all []string
	seen := map[string]bool{}
	for _, state := range []string{DeliveryPending, DeliveryDeferred} {
		some, err := collect(ctx, s, func(scan scanner) (id string, err error) { return id, scan(&id) }, queryDue, org.id, state, micros(now), limit)
		if err != nil {
			return nil, fmt.Errorf("look for deliveries that are due: %w", err)
		}
		for _, id := range some {
			if !seen[id] && len(all) < limit {
				seen[id] = true
				all = append(all, id)
			}
		}
	}
	return all, nil
}

// NextDelivery returns when the next delivery is due; zero: none is.
func (s *Store) NextDelivery(ctx context.Context, org Org) (time.Time, error) {
	var next int64
	for _, state := range []string{DeliveryPending, DeliveryDeferred, DeliverySending} {
		var due int64
		err := s.row(ctx, nextDue, org.id, state).Scan(&due)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return time.Time{}, fmt.Errorf("look for the next delivery: %w", err)
		}
		if err == nil && (next == 0 || due < next) {
			next = due
		}
	}
	return moment(next), nil
}

// Lease takes all deliveries of a message that are due for one worker, until a time. Whoever comes second gets none, and
// ErrConflict. The audit row is e, with the message as its object.
func (s *Store) Lease(ctx context.Context, org Org, message string, until time.Time, e audit.Entry) (Leased, error) {
	var l Leased // the writer's until it has answered: a caller that left reads none of it
	err := s.logged(ctx, org, 0, e, func(ctx context.Context, t *tx, e *audit.Entry) (err error) {
		if l.Message, err = readMessage(func(into ...any) error { return t.row(ctx, queryMessage, []any{org.id, message}, into...) }); err != nil {
			return err
		}
		if l.Deliveries, err = t.deliveries(ctx, queryOfs, org.id, message, micros(t.now())); err != nil {
			return err
		}
		if len(l.Deliveries) == 0 {
			return ErrConflict
		}
		for i := range l.Deliveries {
			d := &l.Deliveries[i]
			m := DeliveryMove{ID: d.ID, From: d.State, Attempt: d.Attempt, To: DeliverySending, Due: until}
			if err := t.moveDelivery(ctx, org, m); err != nil {
				return err
			}
			d.State, d.Attempt, d.Due = DeliverySending, d.Attempt+1, until
		}
		e.Object = message
		return nil
	})
	if err != nil {
		return Leased{}, fmt.Errorf("lease message %q: %w", message, err)
	}
	return l, nil
}

// Renew makes leases last until a time. A lease that is lost gives ErrConflict: what it was for must not be finished.
func (s *Store) Renew(ctx context.Context, org Org, l Leased, until time.Time) error {
	return s.do(ctx, 0, func(ctx context.Context, t *tx) error {
		for _, d := range l.Deliveries {
			n, err := t.exec(ctx, renew, micros(until), org.id, d.ID, d.Attempt)
			if err == nil && n == 0 {
				err = ErrConflict
			}
			if err != nil {
				return fmt.Errorf("renew the lease of delivery %q: %w", d.ID, err)
			}
		}
		return nil
	})
}

// Finished is what became of deliveries, and who is told.
type Finished struct {
	Moves   []DeliveryMove
	Notices []Notice
}

// Finish writes down what became of deliveries, all of them or none, with the audit row. A delivery that is not in the state and
// attempt it is said to be in gives ErrConflict.
func (s *Store) Finish(ctx context.Context, org Org, f Finished, e audit.Entry) error {
	return s.logged(ctx, org, 128*len(f.Moves)+256*len(f.Notices), e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		for _, m := range f.Moves {
			if err := t.moveDelivery(ctx, org, m); err != nil {
				return err
			}
		}
		return t.addNotices(ctx, org, f.Notices)
	})
}

func (t *tx) moveDelivery(ctx context.Context, org Org, m DeliveryMove) error {
	if !deliveryLeads(m.From, m.To) {
		return fmt.Errorf("move delivery %q from %q to %q: %w", m.ID, m.From, m.To, ErrInvalid)
	}
	attempt := m.Attempt
	if m.To == DeliverySending {
		attempt++
	}
	n, err := t.exec(ctx, moveDelivery, m.To, attempt, micros(m.Due), m.Reply, m.MaybeSent, micros(t.now()), org.id, m.ID, m.From, m.Attempt)
	if err == nil && n == 0 {
		err = ErrConflict
	}
	if err != nil {
		return fmt.Errorf("move delivery %q: %w", m.ID, err)
	}
	return nil
}

// Recover gives leases that ran out before a time back to the queue, each marked as perhaps sent: whoever had it may have been cut
// off between the upstream's answer and our own record of it. e is the audit row of each. It returns how many there were.
func (s *Store) Recover(ctx context.Context, org Org, before time.Time, e audit.Entry) (int, error) {
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return 0, err
	}
	total := 0
	err = s.pieces(ctx, func(ctx context.Context, t *tx, late func() bool) (bool, error) {
		lost, err := t.deliveries(ctx, queryLost, org.id, micros(before), 100)
		if err != nil {
			return false, err
		}
		for i, d := range lost {
			if late() {
				return i < len(lost), nil
			}
			m := DeliveryMove{ID: d.ID, From: d.State, Attempt: d.Attempt, To: DeliveryPending, Due: t.now(), Reply: d.Reply, MaybeSent: true}
			if err := t.moveDelivery(ctx, org, m); err != nil {
				return false, err
			}
			row := e
			row.Object, row.Recipients = d.Message, []string{d.Recipient}
			if err := t.append(ctx, org, keys, prepare(row)); err != nil {
				return false, err
			}
			total++
		}
		return len(lost) == 100, nil
	})
	if err != nil {
		return total, fmt.Errorf("recover leases: %w", err)
	}
	return total, nil
}

// deliveries reads rows inside the transaction.
func (t *tx) deliveries(ctx context.Context, query string, args ...any) (list []Delivery, err error) {
	rows, err := t.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err tells what matters
	for rows.Next() {
		d, err := readDelivery(rows.Scan)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, rows.Err()
}
