package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sekisho/server/internal/audit"
)

// Advance is one step of a hold with all that follows from it, in one transaction.
type Advance struct {
	Move   HoldMove
	Stages string // replaces the hold's stages; empty: they stay
	// Decide is an approver's decision that may be followed by the move; nil: none.
	Decide *Approval
	// All: the move follows only if nobody of the stage is left to be asked. The decision is noted in any case.
	All  bool
	Asks []Approval // the approvers of the stage that begins
	// Notices are told once the hold has moved.
	Notices []Notice
}

const (
	restage     = `UPDATE holds SET stages = ? WHERE org = ? AND id = ?`
	countAsked  = `SELECT COUNT(*) FROM approvals WHERE org = ? AND hold = ? AND stage = ? AND state = 'asked'`
	expireAsked = `UPDATE approvals SET state = 'expired', decided = ? WHERE org = ? AND hold = ? AND stage = ? AND state = 'asked'`
	letGo       = `UPDATE deliveries SET due = ?, began = ?, changed = ? WHERE org = ? AND hold = ? AND state = 'pending'`
	withdraw    = `UPDATE deliveries SET state = 'withdrawn', due = 0, changed = ? WHERE org = ? AND hold = ? AND state IN ('pending', 'deferred')`
	moveDue     = `UPDATE holds SET due = ? WHERE org = ? AND id = ? AND state = ? AND stage = ? AND due = ?`
)

// Advance takes a hold to its next stage or its end with the audit row, if it is still in the state and stage it is said to be: of many at once exactly one
// wins, the others get ErrConflict. To a waiting state the stage rises by one; to an end it stays. Released, its deliveries are due
// at once; rejected, cancelled or discarded, they are withdrawn. Questions to approvers that nobody answered are closed. It
// reports whether the hold moved: with All it may not have, though the decision was noted.
func (s *Store) Advance(ctx context.Context, org Org, a Advance, e audit.Entry) (bool, error) {
	if !holdLeads(a.Move.From, a.Move.To) {
		return false, fmt.Errorf("move hold %q from %q to %q: %w", a.Move.ID, a.Move.From, a.Move.To, ErrInvalid)
	}
	size := len(a.Stages) + 128*len(a.Asks)
	moved := false // the writer's until it has answered
	err := s.logged(ctx, org, size, e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		moved = false
		if waits, err := t.decide(ctx, org, a); err != nil || waits {
			return err
		}
		if err := t.advance(ctx, org, a); err != nil {
			return fmt.Errorf("move hold %q: %w", a.Move.ID, err)
		}
		moved = true
		return nil
	})
	if err != nil {
		return false, err
	}
	return moved, nil
}

// decide notes an approver's decision, and reports whether others have to decide before the hold moves.
func (t *tx) decide(ctx context.Context, org Org, a Advance) (waits bool, err error) {
	d := a.Decide
	if d == nil {
		return false, nil
	}
	n, err := t.exec(ctx, decideApproval, d.State, d.Who.Issuer, d.Who.Subject, d.Reason, micros(t.now()), org.id, d.Hold, d.Stage,
		strings.ToLower(d.Approver))
	if err == nil && n == 0 {
		err = ErrConflict
	}
	if err != nil {
		return false, fmt.Errorf("decide approval of hold %q: %w", d.Hold, err)
	}
	if !a.All {
		return false, nil
	}
	var left int
	err = t.row(ctx, countAsked, []any{org.id, d.Hold, d.Stage}, &left)
	return left > 0, err
}

func (t *tx) advance(ctx context.Context, org Org, a Advance) error {
	m, now := a.Move, micros(t.now())
	stage := m.stage()
	n, err := t.exec(ctx, moveHold, m.To, stage, micros(m.Due), now, org.id, m.ID, m.From, m.FromStage)
	if err == nil && n == 0 {
		err = ErrConflict
	}
	if err == nil && a.Stages != "" {
		_, err = t.exec(ctx, restage, a.Stages, org.id, m.ID)
	}
	if err == nil && m.From == HoldApproval {
		_, err = t.exec(ctx, expireAsked, now, org.id, m.ID, m.FromStage)
	}
	if err != nil {
		return err
	}
	switch m.To {
	case HoldReleased:
		_, err = t.exec(ctx, letGo, now, now, now, org.id, m.ID)
	case HoldRejected, HoldCancelled, HoldDiscarded:
		_, err = t.exec(ctx, withdraw, now, org.id, m.ID)
	}
	if err != nil {
		return err
	}
	for _, q := range a.Asks {
		if _, err := t.exec(ctx, insertApproval, org.id, m.ID, stage, strings.ToLower(q.Approver), micros(q.Due), now); err != nil {
			return fmt.Errorf("ask %q: %w", q.Approver, err)
		}
	}
	return t.addNotices(ctx, org, a.Notices)
}

// MoveDue changes when the stage of a waiting hold ends by itself, with its audit row. The guard is the hold as the caller read it:
// state, stage and due.
func (s *Store) MoveDue(ctx context.Context, org Org, h Hold, due time.Time, e audit.Entry) error {
	return s.move(ctx, org, "the end of hold", h.ID, e, moveDue, micros(due), org.id, h.ID, h.State, h.Stage, micros(h.Due))
}

// DueHolds returns waiting holds whose stage is over, the longest over first.
func (s *Store) DueHolds(ctx context.Context, org Org, now time.Time, limit int) ([]Hold, error) {
	var all []Hold
	for _, state := range []string{HoldSender, HoldTimed, HoldApproval} { // each is a range of the index
		some, err := collect(ctx, s, readHold, `SELECT `+holdColumns+` FROM holds WHERE org = ? AND state = ? AND due > 0 AND due <= ? ORDER BY due LIMIT ?`,
			org.id, state, micros(now), limit-len(all))
		if err != nil {
			return nil, fmt.Errorf("look for holds that are over: %w", err)
		}
		all = append(all, some...)
	}
	return all, nil
}

// HoldQuery says which holds to list.
type HoldQuery struct {
	Account string    // whose, as far as that is more than the mail's own word; empty: everybody's
	All     bool      // those that have ended, too
	Before  time.Time // made before; zero: from the newest on
	Limit   int
}

const (
	waits       = `state IN ('waiting-sender', 'timed', 'waiting-approval')` // as in the index
	listOwn     = `SELECT ` + holdColumns + ` FROM holds WHERE org = ? AND account = ? AND claimed = 0 AND created < ? AND ` + waits + ` ORDER BY created DESC LIMIT ?`
	listOwnAll  = `SELECT ` + holdColumns + ` FROM holds WHERE org = ? AND account = ? AND claimed = 0 AND created < ? ORDER BY created DESC LIMIT ?`
	listWaiting = `SELECT ` + holdColumns + ` FROM holds WHERE org = ? AND created < ? AND ` + waits + ` ORDER BY created DESC LIMIT ?`
	listAll     = `SELECT ` + holdColumns + ` FROM holds WHERE org = ? AND created < ? ORDER BY created DESC LIMIT ?`
)

// Holds lists holds, newest first.
func (s *Store) Holds(ctx context.Context, org Org, q HoldQuery) ([]Hold, error) {
	before := int64(1)<<62 - 1
	if !q.Before.IsZero() {
		before = micros(q.Before)
	}
	query, args := listWaiting, []any{org.id}
	switch {
	case q.Account != "" && q.All:
		query, args = listOwnAll, append(args, q.Account)
	case q.Account != "":
		query, args = listOwn, append(args, q.Account)
	case q.All:
		query = listAll
	}
	all, err := collect(ctx, s, readHold, query, append(args, before, q.Limit)...)
	if err != nil {
		return nil, fmt.Errorf("list holds: %w", err)
	}
	return all, nil
}
