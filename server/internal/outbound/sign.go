package outbound

import (
	"context"
	"errors"
	"log/slog"

	"sekisho/server/internal/store"
)

// outgoing is a mail with the signatures that it gets on its way out. They are made when the first server wants it, and serve for all.
type outgoing struct {
	store.Message
	q     *Queue
	ready bool
	text  string
}

func (q *Queue) outgoing(m store.Message) *outgoing {
	return &outgoing{Message: m, q: q, ready: q.Sign == nil}
}

// fields are the signatures, as header fields. A mail that cannot be signed goes without; only what is wrong with our own copy keeps it.
func (m *outgoing) fields(ctx context.Context) (string, error) {
	if m.ready {
		return m.text, nil
	}
	r, err := m.q.Files.Open(ctx, m.q.Org, m.Message)
	if err != nil {
		return "", &brokenError{err}
	}
	defer r.Close() //nolint:errcheck // it was read
	text, err := m.q.Sign(reading{r})
	var broken *brokenError
	switch {
	case errors.As(err, &broken):
		return "", broken
	case err != nil:
		m.q.Log.LogAttrs(ctx, slog.LevelWarn, "sign a mail", slog.String("message", m.ID), slog.Any("error", err))
	default:
		m.text = text
	}
	m.ready = true
	return m.text, nil
}
