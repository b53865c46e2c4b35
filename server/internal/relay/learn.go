package relay

import (
	"context"
	"log/slog"

	"sekisho/server/history"
)

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
