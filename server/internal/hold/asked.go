package hold

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sekisho/server/internal/store"
)

// AskedOf returns the holds that wait for an answer that an actor can give, their own or as a deputy, newest first, at most limit.
func (k *Keeper) AskedOf(ctx context.Context, org store.Org, by Actor, limit int) ([]store.Hold, error) {
	by.Operator, by.Stage = false, 0
	all, err := k.Records.Asked(ctx, org, by.Account, limit)
	if err != nil {
		return nil, fmt.Errorf("list what is asked: %w", err)
	}
	others, err := k.Records.AskedInPlace(ctx, org, by.Account, limit)
	if err != nil {
		return nil, fmt.Errorf("list what is asked of others: %w", err)
	}
	for _, h := range others {
		if slices.ContainsFunc(all, func(o store.Hold) bool { return o.ID == h.ID }) {
			continue
		}
		switch err := k.Asked(ctx, org, h.ID, by); {
		case err == nil:
			all = append(all, h)
		case !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrForbidden) && !errors.Is(err, ErrConflict):
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b store.Hold) int { return b.Created.Compare(a.Created) })
	return all[:min(len(all), limit)], nil
}
