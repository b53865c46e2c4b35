package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"sekisho/server/gate"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/outbound"
	"sekisho/server/internal/relay"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
)

// gateway is the mail side of the server: what takes mail in, keeps it back and delivers it.
type gateway struct {
	spool *spool.Spool
	holds *hold.Keeper
	queue *outbound.Queue
	close func() error
}

// openGateway opens the spool.
func (s *service) openGateway() (*gateway, error) {
	folder, err := spool.OpenFolder(filepath.Join(s.config.DataDir, "mail"))
	if err != nil {
		return nil, err
	}
	s.health.spool.Store(&files{folder})
	g := &gateway{close: folder.Close, holds: &hold.Keeper{Records: s.store, People: hold.Directory{Store: s.store}, Policies: s.policies}}
	if g.spool, err = spool.Open(spool.Options{Files: folder}); err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	route, err := s.route()
	if err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	sign, err := s.signing()
	if err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	g.queue = &outbound.Queue{
		Org: s.org, Records: s.figures.queue, Files: outbound.Spooled{Spool: g.spool, Records: s.store}, Alone: s.alone(), Log: s.log, Route: route, Sign: sign,
	}
	return g, nil
}

// serveGateway takes mail in by SMTP, lets go what has waited, and delivers, until ctx ends: then it takes nothing more, and
// finishes what it is delivering.
func (s *service) serveGateway(ctx context.Context) error {
	started := time.Now() // what is in the spool from before is no mail that is being accepted
	g, err := s.openGateway()
	if err != nil {
		return fmt.Errorf("open the gateway: %w", err)
	}
	defer g.close() //nolint:errcheck // it was read and written before
	host := hostname()
	notices := s.notices(g, host)
	door := &relay.Door{
		Gateway: &relay.Gateway{Org: s.org, Records: s.store, Policies: s.policies, Sources: s.sourcesOf(s.org), Log: s.log, PDF: s.pdf.Known(), People: g.holds.People},
		Host:    host, Spool: g.spool, Holds: g.holds, Mails: s.store,
		Taken: func(told bool) {
			g.queue.Wake()
			if told {
				notices.Wake()
			}
		},
		Connectors: s.connectors, Passed: s.config.PassedField,
	}
	g.queue.Yields = door.Busy
	if s.upstream() == "" {
		door.Admits = func(gate.Peer) bool { return false }
	}
	server := &gate.Server{Host: host, Backend: door, SpoolDir: filepath.Join(s.config.DataDir, "spool"), Log: s.log, TLS: s.mailTLS(), Limits: s.mailLimits(), Record: s.figures.answered}
	if err := os.MkdirAll(server.SpoolDir, 0o700); err != nil {
		return fmt.Errorf("make the spool: %w", err)
	}
	var work errgroup.Group
	work.Go(func() error { return g.queue.Run(ctx) })
	work.Go(func() error { return notices.Run(ctx) })
	work.Go(func() error { return s.stir(ctx, g.queue.Wake, notices.Wake) })
	work.Go(func() error { return s.sweepHolds(ctx, g) })
	work.Go(func() error { return s.retain(ctx, g.spool, started) })
	work.Go(func() error { return server.Serve(ctx, s.listeners.smtp) })
	if err := work.Wait(); err != nil {
		return fmt.Errorf("serve SMTP: %w", err)
	}
	return nil
}

// sweepEvery is how long a hold may last beyond its time.
const sweepEvery = time.Second

// sweepHolds moves holds whose time is over.
func (s *service) sweepHolds(ctx context.Context, g *gateway) error {
	t := time.NewTicker(sweepEvery)
	defer t.Stop()
	for {
		s.health.swept.Store(time.Now().Unix())
		for more := true; more && ctx.Err() == nil; {
			var n int
			var err error
			n, more, err = g.holds.Sweep(ctx, s.org)
			if err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrClosed) {
				s.log.LogAttrs(ctx, slog.LevelError, "look for holds that are over", slog.Any("error", err))
			}
			if n > 0 {
				g.queue.Wake()
			}
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return nil
		}
	}
}
