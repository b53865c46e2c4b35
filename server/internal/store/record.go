package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sekisho/server/history"
	"sekisho/server/internal/audit"
)

// Outcome is what became of a mail that a device judged by itself.
type Outcome struct {
	CheckID string
	Who     Who
	Outcome string        // sent, confirmed, held …
	Reply   string        // class and enhanced code of the upstream's reply; empty: it was not asked
	Ended   time.Time     // by the device's clock
	Teaches *history.Sent // saved with it: what its sender's history learns; nil: nothing
}

const (
	queryRecorded = `SELECT issuer, subject, door FROM checks WHERE org = ? AND id = ?`
	insertOutcome = `INSERT INTO outcomes (org, check_id, outcome, reply, ended, received) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
	queryOfCheck  = `SELECT ` + confirmationColumns + ` FROM confirmations WHERE org = ? AND check_id = ? AND issuer = ? AND subject = ? ORDER BY created DESC LIMIT 1`
	// A device's pass bears the id of its record. What it served for is used up in the record too, which may come later.
	moveUses = `INSERT INTO confirmation_uses (org, confirmation, address, via, message_id, used)
SELECT org, ?, address, address, message_id, used FROM passes_used WHERE org = ? AND jti = ?
AND address IN (SELECT address FROM confirmed_recipients WHERE org = ? AND confirmation = ?)`
	queryOwnDevice = `SELECT COUNT(*) FROM checks WHERE org = ? AND id = ? AND issuer = ? AND subject = ?`
)

// AddRecord saves what a device judged: the check, what its sender confirmed (nil: nothing) and the audit rows, in one. The device
// made the check's ID: told again by the same person it adds nothing and fresh is false. An ID of somebody else gives ErrConflict.
func (s *Store) AddRecord(ctx context.Context, org Org, c Check, k *Confirmation, entries []audit.Entry) (fresh bool, err error) {
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return false, err
	}
	size := len(c.Message) + len(c.Facts) + len(c.Verdict) + len(c.Trace)
	notes := make([]note, len(entries))
	for i, e := range entries {
		notes[i] = prepare(e)
		size += len(notes[i].personal)
	}
	err = s.do(ctx, size, func(ctx context.Context, t *tx) error {
		if err := t.addRecord(ctx, org, c, k); err != nil {
			return err
		}
		for _, n := range notes {
			if err := t.append(ctx, org, keys, n); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, errTold) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("add record %q: %w", c.ID, err)
	}
	return true, nil
}

func (t *tx) addRecord(ctx context.Context, org Org, c Check, k *Confirmation) error {
	var before Who
	var door string
	err := t.row(ctx, queryRecorded, []any{org.id, c.ID}, &before.Issuer, &before.Subject, &door)
	switch {
	case err == nil && before == c.Who && door == c.Door:
		return errTold
	case err == nil:
		return ErrConflict
	case !errors.Is(err, ErrNotFound):
		return err
	}
	_, err = t.exec(ctx, insertCheck, org.id, c.ID, c.Who.Issuer, c.Who.Subject, micros(c.Time), c.Door, c.DoorVersion, c.Sender, c.Draft,
		c.Transit, c.PolicyVersion, c.FactsHash, c.Action, string(c.Message), string(c.Facts), string(c.Verdict), string(c.Trace))
	if err != nil || k == nil {
		return err
	}
	if err := t.insertConfirmation(ctx, org, *k); err != nil {
		return err
	}
	_, err = t.exec(ctx, moveUses, k.ID, org.id, c.ID, org.id, k.ID)
	return err
}

// ConfirmationOfCheck returns what a person confirmed of a check of theirs, or ErrNotFound.
func (s *Store) ConfirmationOfCheck(ctx context.Context, org Org, who Who, id string) (Confirmation, error) {
	list, err := s.confirmations(ctx, org, queryOfCheck, org.id, id, who.Issuer, who.Subject)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Confirmation{}, fmt.Errorf("confirmation of check %q: %w", id, err)
	}
	return list[0], nil
}

// AddOutcome saves what became of a mail, with its audit row. Told again it adds nothing. A check that is not this person's gives
// ErrNotFound.
func (s *Store) AddOutcome(ctx context.Context, org Org, o Outcome, e audit.Entry) error {
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return err
	}
	err = s.logged(ctx, org, len(o.Reply), e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		var n int
		if err := t.row(ctx, queryOwnDevice, []any{org.id, o.CheckID, o.Who.Issuer, o.Who.Subject}, &n); err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		added, err := t.exec(ctx, insertOutcome, org.id, o.CheckID, o.Outcome, o.Reply, micros(o.Ended), micros(t.now()))
		if err == nil && added == 0 {
			err = errTold
		}
		if err != nil {
			return err
		}
		return t.taught(ctx, org, keys, o.Teaches)
	})
	if err != nil && !errors.Is(err, errTold) {
		return fmt.Errorf("add outcome of %q: %w", o.CheckID, err)
	}
	return nil
}
