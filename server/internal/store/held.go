package store

import (
	"context"
	"fmt"
	"strings"
)

const (
	queryHoldsOf      = `SELECT ` + holdColumns + ` FROM holds WHERE org = ? AND message = ? ORDER BY created, id`
	queryDeliveriesOf = `SELECT ` + deliveryColumns + ` FROM deliveries WHERE org = ? AND hold = ? ORDER BY recipient`
	selectAsked       = `SELECT DISTINCT h.id, h.message, h.stage, h.state, h.stages, h.due, h.account, h.claimed, h.others, h.created, h.changed FROM approvals a
JOIN holds h ON h.org = a.org AND h.id = a.hold AND h.stage = a.stage AND h.state = 'waiting-approval' WHERE a.org = ? AND a.state = 'asked' `
	queryAsked        = selectAsked + `AND a.approver = ? ORDER BY h.created DESC LIMIT ?`
	queryAskedInPlace = selectAsked + `AND a.approver IN
(SELECT address FROM directory WHERE org = ? AND deputies <> '[]' AND deputies LIKE ? ESCAPE '\') ORDER BY h.created DESC LIMIT ?`
)

// HoldsOf returns the holds of one message, the oldest first.
func (s *Store) HoldsOf(ctx context.Context, org Org, message string) ([]Hold, error) {
	all, err := collect(ctx, s, readHold, queryHoldsOf, org.id, message)
	if err != nil {
		return nil, fmt.Errorf("holds of message %q: %w", message, err)
	}
	return all, nil
}

// DeliveriesOf returns the deliveries that wait, or waited, for a hold, by recipient.
func (s *Store) DeliveriesOf(ctx context.Context, org Org, hold string) ([]Delivery, error) {
	all, err := collect(ctx, s, readDelivery, queryDeliveriesOf, org.id, hold)
	if err != nil {
		return nil, fmt.Errorf("deliveries of hold %q: %w", hold, err)
	}
	return all, nil
}

// Asked returns the holds that wait for an approver's answer, newest first, at most limit.
func (s *Store) Asked(ctx context.Context, org Org, approver string, limit int) ([]Hold, error) {
	all, err := collect(ctx, s, readHold, queryAsked, org.id, strings.ToLower(approver), limit)
	if err != nil {
		return nil, fmt.Errorf("holds that wait for an approver: %w", err)
	}
	return all, nil
}

// AskedInPlace returns the holds that wait for an answer of somebody whose deputy the directory says that a person is, newest first, at
// most limit. Whether the policy lets deputies answer is not looked at.
func (s *Store) AskedInPlace(ctx context.Context, org Org, deputy string, limit int) ([]Hold, error) {
	like := "%" + unwild.Replace(encode(strings.ToLower(deputy))) + "%"
	all, err := collect(ctx, s, readHold, queryAskedInPlace, org.id, org.id, like, limit)
	if err != nil {
		return nil, fmt.Errorf("holds that wait for a deputy: %w", err)
	}
	return all, nil
}
