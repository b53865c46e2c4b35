package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"sekisho/server/check"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// ConfirmHeld records that the sender of a mail that the gateway holds confirmed everything its check asks, and returns the
// record's id. It serves for that mail alone: no other one may go by it. It refuses with *IncompleteError if anything is missing.
// Asked again it returns the same record.
func (d *Desk) ConfirmHeld(ctx context.Context, p Person, id string, given check.Answers) (string, error) {
	c, err := d.records.Check(ctx, p.Org, p.Who, id)
	if err != nil {
		return "", notFound(err)
	}
	v, m, err := read(c)
	if err != nil {
		return "", err
	}
	pol, _, err := d.policies.Current(ctx, p.Org)
	if err != nil {
		return "", fmt.Errorf("read the policy: %w", err)
	}
	asks := v.Confirm
	if asks == nil {
		asks = &policy.ConfirmVerdict{} // what the gateway cannot do was to be confirmed, and nothing else
	}
	if gaps := check.Missing(given, asks); !gaps.Empty() {
		return "", &IncompleteError{gaps}
	}
	answers, err := json.Marshal(check.Asked(given, asks))
	if err != nil {
		return "", fmt.Errorf("record the answers: %w", err)
	}
	now := d.now()
	rec := store.Confirmation{
		ID: store.NewID(), CheckID: c.ID, Who: p.Who, Sender: c.Sender, Draft: c.Draft, Transit: c.Transit, PolicyVersion: c.PolicyVersion,
		Recipients: delivered(v), Answers: answers, Time: now, DraftUntil: now, TransitUntil: now, Teaches: lesson(pol, m, c.Draft, now),
	}
	j := &judged{person: p, door: Door{Name: "page"}, message: m, version: c.PolicyVersion, verdict: v}
	err = d.records.SaveConfirmation(ctx, p.Org, rec, j.entry("check.confirmed", rec.ID))
	if errors.Is(err, store.ErrConflict) { // the hold did not move then
		before, err := d.records.ConfirmationOfCheck(ctx, p.Org, p.Who, id)
		return before.ID, err
	}
	return rec.ID, err
}
