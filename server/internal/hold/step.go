package hold

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"sekisho/server/internal/store"
)

// next is the step that follows when a stage is passed: to the next stage, or away.
func (k *Keeper) next(ctx context.Context, org store.Org, c current) (store.Advance, error) {
	return k.to(ctx, org, c, c.stages)
}

// to is the step to the stage after the current one in stages, or the release if there is none.
func (k *Keeper) to(ctx context.Context, org store.Org, c current, stages []Stage) (store.Advance, error) {
	a := store.Advance{Move: store.HoldMove{ID: c.ID, From: c.State, FromStage: c.Stage, To: store.HoldReleased}}
	if int(c.Stage) >= len(stages) {
		a.Notices = ended(c, store.HoldReleased)
		return a, nil
	}
	s, now := stages[c.Stage], k.now()
	due, err := k.later(ctx, org, s, now)
	if err != nil {
		return a, err
	}
	if s.Kind == Wait && !due.After(now) && int(c.Stage) == len(stages)-1 && s.OnExpiry == "send" {
		a.Notices = ended(c, store.HoldReleased)
		return a, nil // what it would wait for is there
	}
	a.Move.To, a.Move.Due = state(s), due
	o := ownerOf(c.Hold)
	if a.Asks, err = k.asks(ctx, org, o, s, due); err != nil {
		return a, err
	}
	deputies, err := k.allDeputies(ctx, org, o, s, a.Asks)
	if err != nil {
		return a, err
	}
	h := c.Hold
	h.Stage, h.Due = c.Stage+1, due
	a.Notices = o.tellable(beginning(h, s, a.Asks, deputies))
	if len(stages) > len(c.stages) {
		a.Stages, err = writeStages(stages)
	}
	return a, err
}

// away is the step to an end without delivery.
func (c current) away(state string) store.Advance {
	return store.Advance{
		Move:    store.HoldMove{ID: c.ID, From: c.State, FromStage: c.Stage, To: state},
		Notices: ended(c, state),
	}
}

// expired is the step of a stage whose time is over.
func (k *Keeper) expired(ctx context.Context, org store.Org, c current) (store.Advance, error) {
	switch c.stage.OnExpiry {
	case "send", "next":
		return k.next(ctx, org, c)
	case "ask":
		if c.Claimed { // nobody is known whom to ask
			return k.to(ctx, org, c, insert(c.stages, c.Stage, Administrators(c.length(), c.stage.Rules)))
		}
		more := Stage{Kind: Ask, For: c.length(), OnExpiry: "discard", Release: "sender", Rules: c.stage.Rules}
		return k.to(ctx, org, c, insert(c.stages, c.Stage, more))
	case "escalate":
		if len(c.stage.Else) > 0 {
			more := c.stage
			more.Approvers, more.Else, more.OnExpiry = c.stage.Else, nil, "discard"
			return k.to(ctx, org, c, insert(c.stages, c.Stage, more))
		}
	}
	return c.away(store.HoldDiscarded), nil
}

// insert puts a stage behind the one with that number, counted from 1. The list itself is not changed.
func insert(stages []Stage, number int64, more Stage) []Stage {
	longer := append(make([]Stage, 0, len(stages)+1), stages[:number]...)
	return append(append(longer, more), stages[number:]...)
}

// atOnce is how many steps wait together for the store, which saves those that come together with one sync of the disk.
const atOnce = 64

// Sweep moves holds whose stage is over, and returns how many. It takes a piece of them; more is true if others are left.
func (k *Keeper) Sweep(ctx context.Context, org store.Org) (n int, more bool, err error) {
	const piece = 200
	due, err := k.Records.DueHolds(ctx, org, k.now(), piece)
	if err != nil {
		return 0, false, err
	}
	var moved atomic.Int64
	steps, ctx := errgroup.WithContext(ctx)
	steps.SetLimit(atOnce)
	for _, h := range due {
		steps.Go(func() error {
			done, err := k.expire(ctx, org, h)
			if done {
				moved.Add(1)
			}
			return err
		})
	}
	err = steps.Wait()
	return int(moved.Load()), err == nil && len(due) == piece, err
}

// expire moves one hold. That somebody else was first is no error.
func (k *Keeper) expire(ctx context.Context, org store.Org, h store.Hold) (bool, error) {
	c, err := opened(h)
	if err != nil {
		return false, err
	}
	step, err := k.expired(ctx, org, c)
	if err != nil {
		return false, err
	}
	details := map[string]string{"stage": c.stage.Kind, "onExpiry": c.stage.OnExpiry}
	ok, err := k.Records.Advance(ctx, org, step, entry(event(step.Move.To), c, Actor{Door: "gateway"}, details))
	if moved(err) == ErrConflict { //nolint:errorlint // moved returns it as it is
		return false, nil
	}
	return ok, err
}

// event names a step for the audit.
func event(to string) string {
	switch to {
	case store.HoldReleased:
		return "hold.released"
	case store.HoldRejected:
		return "hold.rejected"
	case store.HoldCancelled:
		return "hold.cancelled"
	case store.HoldDiscarded:
		return "hold.discarded"
	}
	return "hold.stage"
}
