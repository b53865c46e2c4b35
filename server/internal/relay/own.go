package relay

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
)

// ownWaits makes the waits of somebody's mail as long as they wish, inside the policy's bounds.
func (g *Gateway) ownWaits(ctx context.Context, o hold.Owner, groups []hold.Group) error {
	waits := func(s hold.Stage) bool { return s.Kind == hold.Wait && s.Adjust != "" }
	if o.Claimed || !slices.ContainsFunc(groups, func(g hold.Group) bool { return slices.ContainsFunc(g.Stages, waits) }) {
		return nil
	}
	own, err := g.Records.OwnSettings(ctx, g.Org, o.Account)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("how long %s wants mails to wait: %w", o.Account, err)
	}
	hold.Lengthen(groups, own.Wait)
	return nil
}
