package service

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"sekisho/server/internal/store"
)

// forgetEvery is how often what is too old is taken out of the history.
const forgetEvery = 12 * time.Hour

// forget takes old history away, at the start and from time to time, until ctx ends. What cannot be taken away now can wait.
func (s *service) forget(ctx context.Context) error {
	t := time.NewTicker(forgetEvery)
	defer t.Stop()
	for {
		if err := s.store.SweepHistory(ctx, time.Now()); err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrClosed) {
			s.log.LogAttrs(ctx, slog.LevelWarn, "forget old history", slog.Any("error", err))
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return nil
		}
	}
}
