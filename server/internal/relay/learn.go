package relay

import (
	"context"
	"log/slog"

	"sekisho/server/history"
)

// passed writes down that a mail goes which asks nothing, and what its sender's history learns of it.
func (g *Gateway) passed(ctx context.Context, m *mail) error {
	e := m.entry("mail.passed", nil)
	if s, ok := m.sent(g); ok {
		return g.Records.LogSent(ctx, g.Org, s, e)
	}
	return g.Records.Log(ctx, g.Org, e)
}

// learn adds a confirmed mail to its sender's history. The mail goes whether that can be saved or not.
func (g *Gateway) learn(ctx context.Context, m *mail) {
	s, ok := m.sent(g)
	if !ok {
		return
	}
	if err := g.Records.Learn(ctx, g.Org, s); err != nil {
		g.Log.LogAttrs(ctx, slog.LevelWarn, "learn from a mail", slog.String("id", m.ID), slog.Any("error", err))
	}
}

func (m *mail) sent(g *Gateway) (history.Sent, bool) {
	s, ok := history.Of(m.message, m.policy.Own)
	s.At, s.Message = g.now(), m.messageID
	return s, ok
}
