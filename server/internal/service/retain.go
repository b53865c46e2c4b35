package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"sekisho/server/history"
	"sekisho/server/internal/config"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
)

// retainEvery is how often the server looks for what is kept no longer.
const retainEvery = time.Hour

// Retained is what is kept at a time: what is older goes.
func Retained(r config.Retention, now time.Time) store.Retention {
	before := func(d time.Duration) time.Time {
		if d == 0 {
			return time.Time{}
		}
		return now.Add(-d)
	}
	return store.Retention{Files: before(r.Files), Mails: before(r.Mails), Checks: before(r.Checks), Audit: before(r.Audit)}
}

// Purge takes away what is kept no longer: rows, the files that they name, files that no row names and that are older than fileless, and
// history. Files of the spool that are encrypted under another organisation's key, or under that of another database, stay, and others
// is how many: after a slip in organization.id or database.url they are mails that somebody waits for.
func Purge(ctx context.Context, st *store.Store, org store.Org, files *spool.Spool, r config.Retention, fileless, now time.Time) (p store.Purged, others int, err error) {
	p, err = st.Purge(ctx, org, Retained(r, now), func(name string) error { return files.Remove(spool.Name(name)) })
	if err != nil {
		return p, 0, err
	}
	lost, others, err := sweep(ctx, st, org, files, fileless)
	p.Files += lost
	if err != nil {
		return p, others, err
	}
	if err := st.SweepHistory(ctx, now.Add(history.Forget-r.History)); err != nil {
		return p, others, fmt.Errorf("forget old history: %w", err)
	}
	return p, others, nil
}

// sweep removes files of this organisation's that no row names.
func sweep(ctx context.Context, st *store.Store, org store.Org, files *spool.Spool, before time.Time) (lost, others int, err error) {
	keys, err := st.Keys(ctx, org)
	if err != nil {
		return 0, 0, fmt.Errorf("read the keys: %w", err)
	}
	key, err := files.Key(keys.Mail)
	if err != nil {
		return 0, 0, err
	}
	lost, err = files.Sweep(before, func(name spool.Name) (bool, error) {
		if has, err := st.HasFile(ctx, org, string(name)); has || err != nil {
			return has, err
		}
		foreign, err := files.Foreign(name, key)
		if foreign {
			others++
		}
		return foreign, err
	})
	return lost, others, err
}

// retain purges at the start and from time to time, until ctx ends. What cannot be taken away now can wait. The first time it also removes
// files of mails that this server was about to accept when it was cut off; another one may be about to accept them now.
func (s *service) retain(ctx context.Context, files *spool.Spool, started time.Time) error {
	t := time.NewTicker(retainEvery)
	defer t.Stop()
	fileless := started
	if !s.alone() {
		fileless = started.Add(-sharedFor)
	}
	for now := started; ; {
		p, others, err := Purge(ctx, s.store, s.org, files, s.config.Retention, fileless, now)
		if others > 0 {
			s.log.LogAttrs(ctx, slog.LevelWarn, "the spool has mails of another organisation or another database; look at organization.id and database.url", slog.Int("files", others))
		}
		switch {
		case err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrClosed):
			s.log.LogAttrs(ctx, slog.LevelWarn, "take away what is kept no longer", slog.Any("error", err))
		case p != store.Purged{}:
			s.log.LogAttrs(ctx, slog.LevelInfo, "taken away what is kept no longer", slog.Int("files", p.Files), slog.Int("mails", p.Mails),
				slog.Int("checks", p.Checks), slog.Int("audit", p.Audit))
		}
		select {
		case now = <-t.C:
			fileless = now.Add(-sharedFor)
		case <-ctx.Done():
			return nil
		}
	}
}
