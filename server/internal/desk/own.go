package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// What a person may not choose for their own mails.
var (
	ErrNoWait   = errors.New("desk: the policy lets nobody here choose how long mails wait")
	ErrWait     = errors.New("desk: not a wait that the policy allows")
	ErrDuration = errors.New("desk: not a duration")
)

type ownKeeper interface {
	Person(ctx context.Context, org store.Org, address string) (store.Person, error)
	OwnSettings(ctx context.Context, org store.Org, account string) (store.OwnSettings, error)
	PutOwnSettings(ctx context.Context, org store.Org, account string, own store.OwnSettings, e audit.Entry) error
}

// OwnWait is how long a person's mails wait, and between what they may choose.
type OwnWait struct {
	policy.Waits
	Chosen time.Duration // inside the bounds; 0: as the policy says
}

// OwnWait returns how long the mails of a person's account wait by the person's own wish, or ErrNoWait where there is nothing to choose.
// A wish from before the policy changed is given as it counts now.
func (d *Desk) OwnWait(ctx context.Context, p Person) (OwnWait, error) {
	w, err := d.waits(ctx, p)
	if err != nil {
		return OwnWait{}, err
	}
	own, err := d.records.OwnSettings(ctx, p.Org, p.Account)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return OwnWait{}, err
	}
	out := OwnWait{Waits: w}
	if chosen, err := policy.ParseDuration(own.Wait); err == nil && chosen >= w.Shortest {
		out.Chosen = min(chosen, w.Longest)
	}
	return out, nil
}

// SetOwnWait keeps how long the mails of a person's account are to wait, written as the policy language has it, with an audit row; empty
// or 0s: as the policy says. What is no duration is ErrDuration, what the policy does not allow ErrWait with its bounds or ErrNoWait.
// What is chosen already is not written again.
func (d *Desk) SetOwnWait(ctx context.Context, p Person, wait string) error {
	bounds, err := d.waits(ctx, p)
	if err != nil {
		return err
	}
	own, err := inside(wait, bounds)
	if err != nil {
		return err
	}
	before, err := d.records.OwnSettings(ctx, p.Org, p.Account)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if before == own {
		return nil
	}
	details := map[string]string{"wait": or0s(own.Wait), "before": or0s(before.Wait)}
	return d.records.PutOwnSettings(ctx, p.Org, p.Account, own, audit.Entry{
		Event: "user.changed", Issuer: p.Who.Issuer, Subject: p.Who.Subject, Door: "api", Object: p.Who.Subject, Account: p.Account, Details: details,
	})
}

// inside reads a wait that must be inside bounds.
func inside(wait string, bounds policy.Waits) (store.OwnSettings, error) {
	if wait == "" {
		return store.OwnSettings{}, nil
	}
	chosen, err := policy.ParseDuration(wait)
	switch {
	case err != nil:
		return store.OwnSettings{}, fmt.Errorf("%w: write it as 10s, 30m or 2h, or leave it empty", ErrDuration)
	case chosen == 0:
		return store.OwnSettings{}, nil
	case chosen < bounds.Shortest || chosen > bounds.Longest:
		return store.OwnSettings{}, fmt.Errorf("%w: from %s to %s", ErrWait, policy.FormatDuration(bounds.Shortest), policy.FormatDuration(bounds.Longest))
	}
	return store.OwnSettings{Wait: policy.FormatDuration(chosen)}, nil
}

func or0s(wait string) string {
	if wait == "" {
		return "0s"
	}
	return wait
}

// waits are the bounds within which a person may choose, by the policy in force and what the directory says of them.
func (d *Desk) waits(ctx context.Context, p Person) (policy.Waits, error) {
	pol, _, err := d.policies.Current(ctx, p.Org)
	if err != nil {
		return policy.Waits{}, fmt.Errorf("read the policy: %w", err)
	}
	known, err := d.records.Person(ctx, p.Org, p.Account)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return policy.Waits{}, err
	}
	sender := policy.SenderFacts{Account: p.Account, Groups: known.Groups, Language: known.Language}
	if sender.Language == "" {
		sender.Language = p.Language
	}
	w, ok := pol.Waits(sender, d.now())
	if !ok {
		return policy.Waits{}, ErrNoWait
	}
	return w, nil
}
