package hold

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// Release ends a wait, or answers the question after one with yes: the mail goes on to its next stage, or away. It is the
// sender's where the stage says so; an operator may always.
func (k *Keeper) Release(ctx context.Context, org store.Org, id string, by Actor) error {
	c, err := k.mine(ctx, org, id, by)
	if err != nil {
		return err
	}
	if !c.operated && (c.stage.Kind != Wait && c.stage.Kind != Ask || c.stage.Release != "sender") {
		return ErrForbidden
	}
	return k.pass(ctx, org, c, by, map[string]string{"stage": c.stage.Kind})
}

// Confirmed ends the wait for the sender's confirmation, which the caller has compared with what was asked and recorded.
func (k *Keeper) Confirmed(ctx context.Context, org store.Org, id, confirmation string, by Actor) error {
	c, err := k.mine(ctx, org, id, by)
	switch {
	case err != nil:
		return err
	case c.stage.Kind != Confirm || !by.acts(ownerOf(c.Hold)): // nobody confirms for somebody else
		return ErrForbidden
	}
	return k.pass(ctx, org, c, by, map[string]string{"stage": Confirm, "confirmation": confirmation})
}

func (k *Keeper) pass(ctx context.Context, org store.Org, c current, by Actor, details map[string]string) error {
	step, err := k.next(ctx, org, c)
	if err != nil {
		return err
	}
	_, err = k.Records.Advance(ctx, org, step, entry(event(step.Move.To), c, by, details))
	return moved(err)
}

// Cancel discards a mail that waits. The sender always may, whatever the stage.
func (k *Keeper) Cancel(ctx context.Context, org store.Org, id string, by Actor) error {
	c, err := k.mine(ctx, org, id, by)
	if err != nil {
		return err
	}
	step := c.away(store.HoldCancelled)
	if !by.is(c.Account) {
		told := []store.Notice{{ID: store.NewID(), Kind: TellCancelled, Hold: c.ID, Stage: c.Stage, To: c.Account}}
		step.Notices = ownerOf(c.Hold).tellable(told)
	}
	_, err = k.Records.Advance(ctx, org, step, entry(event(store.HoldCancelled), c, by, map[string]string{"stage": c.stage.Kind}))
	return moved(err)
}

// Adjust changes when a wait ends. A sender may make it as long as the policy's adjust, from when it began, and shorter where the
// sender may end it; an operator may choose any time up to 30 days.
func (k *Keeper) Adjust(ctx context.Context, org store.Org, id string, due time.Time, by Actor) error {
	c, err := k.mine(ctx, org, id, by)
	if err != nil {
		return err
	}
	if c.stage.Kind != Wait {
		return ErrForbidden
	}
	due = due.UTC().Truncate(time.Second)
	earliest, latest := c.bounds(k.now(), c.operated)
	if due.Before(earliest) || due.After(latest) {
		return fmt.Errorf("%w: from %s to %s", ErrTime, earliest.Format(time.RFC3339), latest.Format(time.RFC3339))
	}
	details := map[string]string{"from": c.Due.Format(time.RFC3339), "to": due.Format(time.RFC3339)}
	return moved(k.Records.MoveDue(ctx, org, c.Hold, due, entry("hold.adjusted", c, by, details)))
}

const longest = 30 * 24 * time.Hour // of a hold, as the policy language has it

// bounds are the earliest and latest end of the current wait that somebody may choose.
func (c current) bounds(now time.Time, operated bool) (earliest, latest time.Time) {
	earliest, latest = c.Due, c.Due
	if c.stage.Release == "sender" || operated {
		earliest = now.Truncate(time.Second)
	}
	if d, err := policy.ParseDuration(c.stage.Adjust); err == nil && c.Changed.Add(d).After(latest) {
		latest = c.Changed.Add(d)
	}
	if operated {
		latest = c.Changed.Add(longest)
	}
	return earliest, latest
}

// Choice is an approver's answer.
type Choice struct {
	Approver string // whose part is decided; empty: the actor's own, or that of somebody whose deputy the actor is
	Approve  bool
	Reason   string
}

// Decide answers an approver's question. It is for that approver, or for a deputy where the policy allows deputies, and never for
// the sender, nor for anybody who may be behind the mail. One rejection ends the mail; an approval passes the stage once as many as the policy needs have given it.
func (k *Keeper) Decide(ctx context.Context, org store.Org, id string, choice Choice, by Actor) error {
	c, err := k.read(ctx, org, id)
	if err != nil {
		return err
	}
	approver := strings.ToLower(choice.Approver)
	if approver == "" {
		if approver, err = k.part(ctx, org, c, by); err != nil {
			return err
		}
	}
	if err := k.mayDecide(ctx, org, c, approver, by); err != nil {
		return err
	}
	choice.Reason = strings.TrimSpace(choice.Reason)
	if c.stage.Reason && choice.Reason == "" {
		return ErrReason
	}
	decision := &store.Approval{Hold: c.ID, Stage: c.Stage, Approver: approver, State: store.ApprovalApproved, Who: by.Who, Reason: choice.Reason}
	step := c.away(store.HoldRejected)
	if choice.Approve {
		if step, err = k.next(ctx, org, c); err != nil {
			return err
		}
		step.All = c.stage.Need == "all"
	} else {
		decision.State = store.ApprovalRejected
	}
	step.Decide = decision
	_, err = k.Records.Advance(ctx, org, step, entry("approval."+decision.State, c, by, map[string]string{"approver": approver, "reason": choice.Reason}))
	return moved(err)
}

// Asked reports why an actor cannot answer an approver's question of a hold now, of their own or as a deputy; nil: they can.
func (k *Keeper) Asked(ctx context.Context, org store.Org, id string, by Actor) error {
	c, err := k.read(ctx, org, id)
	if err != nil {
		return err
	}
	approver, err := k.part(ctx, org, c, by)
	if err != nil {
		return err
	}
	return k.mayDecide(ctx, org, c, approver, by)
}

// mayDecide reports why an actor cannot decide an approver's part. Who is not asked hears that there is no such hold.
func (k *Keeper) mayDecide(ctx context.Context, org store.Org, c current, approver string, by Actor) error {
	if own, err := k.behind(ctx, org, by.Account, ownerOf(c.Hold)); err != nil {
		return err
	} else if own { // also as a deputy, and under another address
		return ErrForbidden
	}
	if by.elsewhere(c) {
		return ErrConflict
	}
	asked, err := k.Records.Approvals(ctx, org, c.ID)
	if err != nil {
		return fmt.Errorf("read approvals: %w", err)
	}
	mine := func(a store.Approval) bool { return a.Approver == approver && a.Stage == c.Stage }
	i := slices.IndexFunc(asked, mine)
	if i < 0 {
		if slices.ContainsFunc(asked, func(a store.Approval) bool { return a.Approver == approver && by.is(approver) }) {
			return ErrConflict // it was theirs in a stage that is over
		}
		return ErrNotFound
	}
	if !by.is(approver) {
		deputies, err := k.deputies(ctx, org, c.stage, approver)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(deputies, by.is) {
			return ErrNotFound
		}
	}
	if c.State != store.HoldApproval || asked[i].State != store.ApprovalAsked {
		return ErrConflict
	}
	return nil
}
