package shim

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/server/gate"
	"sekisho/server/pass"
)

// longest is how long any program is waited for. Each decision has its own, shorter budget.
const longest = 15 * time.Minute

// Shim is the desktop's side of the gate: it routes by login and decides about mails. Make it with New.
type Shim struct {
	o       Options
	log     *slog.Logger
	proxy   *gate.Proxy
	known   known
	paces   paces
	ledger  ledger
	records records
	opened  opened
}

// New returns a shim. Accounts, Secrets, Tokens, Policy, Queue and Recorder must be there.
func New(o Options) *Shim {
	if o.Host == "" {
		o.Host = "localhost"
	}
	if o.Key == (pass.Key{}) {
		_, _ = rand.Read(o.Key[:]) // never fails
	}
	s := &Shim{o: o, log: o.Log, ledger: newLedger(), known: newKnown()}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.proxy = &gate.Proxy{Host: o.Host, Router: s, Decider: s, Budget: longest, Log: s.log}
	return s
}

// Backend is what a gate.Server is given.
func (s *Shim) Backend() gate.Backend { return s.proxy }

// Wait returns when nothing is decided or recorded any more. Call it after every Serve returned.
func (s *Shim) Wait() {
	s.proxy.Wait()
	s.records.wait()
}

// Refresh asks every account's server what it offers, so that programs can be told before they log in. Those that do not answer keep
// what was known. It returns when all were asked.
func (s *Shim) Refresh(ctx context.Context) {
	list, err := s.o.Accounts.List()
	if err != nil {
		s.log.Warn("list accounts", slog.Any("error", err))
		return
	}
	var wg sync.WaitGroup
	for _, a := range list {
		wg.Go(func() {
			ext, err := s.known.upstream(a, s.o.Upstream).Probe(ctx)
			if err != nil {
				s.log.Info("ask the mail server", slog.String("account", a.ID), slog.Any("error", err))
				return
			}
			s.known.see(a, ext)
		})
	}
	wg.Wait()
}

// Send gives a mail from the outbox to its account's server. Only accounts whose login is kept can send without a program.
func (s *Shim) Send(ctx context.Context, a account.Account, m gate.Submission) (gate.Settled, error) {
	if !keeps(a) {
		return gate.Settled{}, fmt.Errorf("send a held mail: %s keeps no login", a.Login)
	}
	settled, err := s.proxy.Submit(ctx, s.route(a), m)
	if err != nil {
		return settled, fmt.Errorf("send a held mail: %w", err)
	}
	return settled, nil
}
