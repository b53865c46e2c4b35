package relay

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// tells are the notices of a mail beside those of its holds: to whom the policy wants told of it, and to its sender if recipients are
// moved to Bcc. An owner whom only the mail itself names hears nothing of it.
func (g *Gateway) tells(ctx context.Context, m *mail, o hold.Owner) ([]store.Notice, error) {
	kind := hold.TellNotify
	if m.verdict.Action == policy.ActionBlock {
		kind = hold.TellBlocked
	}
	var all []store.Notice
	add := func(kind, to string) {
		to = strings.ToLower(to)
		if !slices.ContainsFunc(all, func(n store.Notice) bool { return n.To == to }) {
			all = append(all, store.Notice{ID: store.NewID(), Kind: kind, To: to})
		}
	}
	if slices.ContainsFunc(m.verdict.Changes, func(c policy.ChangeVerdict) bool { return c.Kind == "forceBcc" }) && !o.Claimed {
		add(hold.TellBcc, o.Account)
	}
	for _, who := range m.verdict.Notify {
		found := []string{o.Account}
		if who == "sender" && o.Claimed {
			continue
		}
		if who != "sender" {
			var err error
			if found, err = g.People.Approvers(ctx, g.Org, who, o.Asks()); err != nil {
				return nil, fmt.Errorf("find %q to tell: %w", who, err)
			}
		}
		for _, to := range found {
			add(kind, to)
		}
	}
	return all, nil
}

// recordRefusal writes down a mail that was refused and that somebody is to hear of.
func (g *Gateway) recordRefusal(ctx context.Context, m *mail, tells []store.Notice) error {
	c, err := m.check(g, true)
	if err != nil {
		return err
	}
	for i := range tells {
		tells[i].Args = map[string]string{"account": m.account(), "check": c.ID}
	}
	return g.Records.RecordRefused(ctx, g.Org, c, tells, m.entry("mail.refused", map[string]string{"reply": "550 5.7.1"}))
}
