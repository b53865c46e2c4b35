package hold

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sekisho/server/internal/store"
)

// Begun is what the first stages of a mail's groups become in the store.
type Begun struct {
	Holds      []store.Hold
	Deliveries []store.Delivery
	Asks       []store.Approval
	Notices    []store.Notice
}

// Begin makes the holds and deliveries of a mail of account. Groups without stages are due at once.
func (k *Keeper) Begin(ctx context.Context, org store.Org, account string, groups []Group) (Begun, error) {
	return k.BeginFor(ctx, org, Owner{Account: account}, groups)
}

// BeginFor is Begin of a mail of which it is less plain whose it is.
func (k *Keeper) BeginFor(ctx context.Context, org store.Org, o Owner, groups []Group) (Begun, error) {
	var b Begun
	now := k.now()
	for _, g := range groups {
		id, due := "", now
		if len(g.Stages) > 0 {
			h, asks, err := k.first(ctx, org, o, g.Stages, now)
			if err != nil {
				return Begun{}, err
			}
			deputies, err := k.allDeputies(ctx, org, o, g.Stages[0], asks)
			if err != nil {
				return Begun{}, err
			}
			id, due = h.ID, time.Time{}
			b.Holds, b.Asks = append(b.Holds, h), append(b.Asks, asks...)
			b.Notices = append(b.Notices, o.tellable(beginning(h, g.Stages[0], asks, deputies))...)
		}
		for _, r := range g.Recipients {
			b.Deliveries = append(b.Deliveries, store.Delivery{ID: store.NewID(), Hold: id, Recipient: r, Due: due})
		}
	}
	return b, nil
}

func (k *Keeper) first(ctx context.Context, org store.Org, o Owner, stages []Stage, now time.Time) (store.Hold, []store.Approval, error) {
	text, err := writeStages(stages)
	if err != nil {
		return store.Hold{}, nil, err
	}
	h := store.Hold{ID: store.NewID(), Stage: 1, State: state(stages[0]), Stages: text, Account: o.Account, Claimed: o.Claimed, Others: o.Others}
	if h.Due, err = end(stages[0], now); err != nil {
		return store.Hold{}, nil, err
	}
	asks, err := k.asks(ctx, org, o, stages[0], h.Due)
	for i := range asks {
		asks[i].Hold, asks[i].Stage = h.ID, 1
	}
	return h, asks, err
}

// asks are the approvers of a stage; none if it is no approval. Where nobody of those named can decide, those in else do, and
// where nobody is left, the administrators. Who may be behind the mail is never among them.
func (k *Keeper) asks(ctx context.Context, org store.Org, o Owner, s Stage, due time.Time) ([]store.Approval, error) {
	if s.Kind != Approval {
		return nil, nil
	}
	for _, names := range [][]string{s.Approvers, s.Else, {"administrators"}} {
		who, err := k.resolve(ctx, org, o, names)
		if err != nil {
			return nil, err
		}
		if len(who) == 0 {
			continue
		}
		asks := make([]store.Approval, len(who))
		for i, a := range who {
			asks[i] = store.Approval{Approver: a, State: store.ApprovalAsked, Due: due}
		}
		return asks, nil
	}
	return nil, nil // it waits until its time is over, and an operator can see it
}

func (k *Keeper) resolve(ctx context.Context, org store.Org, o Owner, names []string) ([]string, error) {
	var who []string
	for _, name := range names {
		found, err := k.People.Approvers(ctx, org, name, o.Asks())
		if err != nil {
			return nil, fmt.Errorf("find approver %q: %w", name, err)
		}
		for _, a := range found {
			own, err := k.behind(ctx, org, a, o)
			if err != nil {
				return nil, err
			}
			if !own && !slices.Contains(who, a) && len(who) < maxApprovers {
				who = append(who, a)
			}
		}
	}
	return who, nil
}
