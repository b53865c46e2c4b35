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
func (g *Gateway) ownWaits(ctx context.Context, account string, groups []hold.Group) error {
	waits := func(s hold.Stage) bool { return s.Kind == hold.Wait && s.Adjust != "" }
	if !slices.ContainsFunc(groups, func(g hold.Group) bool { return slices.ContainsFunc(g.Stages, waits) }) {
		return nil
	}
	own, err := g.Records.OwnSettings(ctx, g.Org, account)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("how long %s wants mails to wait: %w", account, err)
	}
	hold.Lengthen(groups, own.Wait)
	return nil
}
