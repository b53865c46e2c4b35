package store

import (
	"context"
	"time"
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

// Approvals returns a hold's approvals by stage and approver.
func (s *Store) Approvals(ctx context.Context, org Org, hold string) ([]Approval, error) {
	return collect(ctx, s, func(scan scanner) (a Approval, err error) {
		var due, created, decided int64
		err = scan(&a.Hold, &a.Stage, &a.Approver, &a.State, &a.Who.Issuer, &a.Who.Subject, &a.Reason, &due, &created, &decided)
		a.Due, a.Created, a.Decided = moment(due), moment(created), moment(decided)
		return a, err
	}, queryApprovals, org.id, hold)
}
