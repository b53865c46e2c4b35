package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sekisho/server/internal/audit"
)

// The states of an approval.
const (
	ApprovalAsked    = "asked"
	ApprovalApproved = "approved"
	ApprovalRejected = "rejected"
	ApprovalExpired  = "expired"
)

// Approval is one approver's part in a stage of a hold.
type Approval struct {
	Hold     string
	Stage    int64
	Approver string // address as the policy names it
	State    string
	Who      Who // who decided: the approver or a deputy
	Reason   string
	Due      time.Time // zero: never
	Created  time.Time
	Decided  time.Time
}

const (
	insertApproval = `INSERT INTO approvals (org, hold, stage, approver, state, due, created) VALUES (?, ?, ?, ?, 'asked', ?, ?)`
	queryApprovals = `SELECT hold, stage, approver, state, issuer, subject, reason, due, created, decided FROM approvals
WHERE org = ? AND hold = ? ORDER BY stage, approver`
	decideApproval = `UPDATE approvals SET state = ?, issuer = ?, subject = ?, reason = ?, decided = ?
WHERE org = ? AND hold = ? AND stage = ? AND approver = ? AND state = 'asked'`
)

// AskApproval asks approvers, with an audit row. Each may be asked once in a stage.
func (s *Store) AskApproval(ctx context.Context, org Org, asked []Approval, e audit.Entry) error {
	return s.logged(ctx, org, 128*len(asked), e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		for _, a := range asked {
			_, err := t.exec(ctx, insertApproval, org.id, a.Hold, a.Stage, strings.ToLower(a.Approver), micros(a.Due), micros(t.now()))
			if err != nil {
				return fmt.Errorf("ask approval of hold %q: %w", a.Hold, err)
			}
		}
		return nil
	})
}

// DecideApproval notes a decision with its audit row, if none was made yet; else ErrConflict. State is approved, rejected or expired.
func (s *Store) DecideApproval(ctx context.Context, org Org, a Approval, e audit.Entry) error {
	if !slices.Contains([]string{ApprovalApproved, ApprovalRejected, ApprovalExpired}, a.State) {
		return fmt.Errorf("decide approval of hold %q: state %q: %w", a.Hold, a.State, ErrInvalid)
	}
	return s.move(ctx, org, "approval of hold", a.Hold, e, decideApproval, a.State, a.Who.Issuer, a.Who.Subject, a.Reason, micros(s.now()),
		org.id, a.Hold, a.Stage, strings.ToLower(a.Approver))
}

// Approvals returns a hold's approvals by stage and approver.
func (s *Store) Approvals(ctx context.Context, org Org, hold string) ([]Approval, error) {
	return collect(ctx, s, func(scan scanner) (a Approval, err error) {
		var due, created, decided int64
		err = scan(&a.Hold, &a.Stage, &a.Approver, &a.State, &a.Who.Issuer, &a.Who.Subject, &a.Reason, &due, &created, &decided)
		a.Due, a.Created, a.Decided = moment(due), moment(created), moment(decided)
		return a, err
	}, queryApprovals, org.id, hold)
}
