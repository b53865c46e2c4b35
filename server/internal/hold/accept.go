package hold

import (
	"context"
	"fmt"
	"slices"
	"strings"
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
	var b Begun
	now := k.now()
	for _, g := range groups {
		id, due := "", now
		if len(g.Stages) > 0 {
			h, asks, err := k.first(ctx, org, account, g.Stages, now)
			if err != nil {
				return Begun{}, err
			}
			deputies, err := k.allDeputies(ctx, org, account, g.Stages[0], asks)
			if err != nil {
				return Begun{}, err
			}
			id, due = h.ID, time.Time{}
			b.Holds, b.Asks = append(b.Holds, h), append(b.Asks, asks...)
			b.Notices = append(b.Notices, beginning(h, account, g.Stages[0], asks, deputies)...)
		}
		for _, r := range g.Recipients {
			b.Deliveries = append(b.Deliveries, store.Delivery{ID: store.NewID(), Hold: id, Recipient: r, Due: due})
		}
	}
	return b, nil
}

func (k *Keeper) first(ctx context.Context, org store.Org, account string, stages []Stage, now time.Time) (store.Hold, []store.Approval, error) {
	text, err := writeStages(stages)
	if err != nil {
		return store.Hold{}, nil, err
	}
	h := store.Hold{ID: store.NewID(), Stage: 1, State: state(stages[0]), Stages: text, Account: account}
	if h.Due, err = end(stages[0], now); err != nil {
		return store.Hold{}, nil, err
	}
	asks, err := k.asks(ctx, org, account, stages[0], h.Due)
	for i := range asks {
		asks[i].Hold, asks[i].Stage = h.ID, 1
	}
	return h, asks, err
}

// asks are the approvers of a stage; none if it is no approval. Where nobody of those named can decide, those in else do, and
// where nobody is left, the administrators. The sender is never among them.
func (k *Keeper) asks(ctx context.Context, org store.Org, sender string, s Stage, due time.Time) ([]store.Approval, error) {
	if s.Kind != Approval {
		return nil, nil
	}
	for _, names := range [][]string{s.Approvers, s.Else, {"administrators"}} {
		who, err := k.resolve(ctx, org, sender, names)
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

// same tells whether two addresses are one person's.
func (k *Keeper) same(ctx context.Context, org store.Org, a, b string) (bool, error) {
	if a == "" || strings.EqualFold(a, b) {
		return a != "", nil
	}
	first, err := k.People.Primary(ctx, org, a)
	if err != nil {
		return false, fmt.Errorf("look up %q: %w", a, err)
	}
	second, err := k.People.Primary(ctx, org, b)
	if err != nil {
		return false, fmt.Errorf("look up %q: %w", b, err)
	}
	return strings.EqualFold(first, second), nil
}

func (k *Keeper) resolve(ctx context.Context, org store.Org, sender string, names []string) ([]string, error) {
	var who []string
	for _, name := range names {
		found, err := k.People.Approvers(ctx, org, name, sender)
		if err != nil {
			return nil, fmt.Errorf("find approver %q: %w", name, err)
		}
		for _, a := range found {
			own, err := k.same(ctx, org, a, sender)
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
