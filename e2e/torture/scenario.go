package main

import (
	"context"
	"math/rand/v2"
	"time"
)

// scenario is one kind of torture.
type scenario struct {
	name     string
	what     fault // nil: none
	times    int   // how often at most
	mails    int
	every    time.Duration // longest time between two
	disk     int           // octets of the disk; 0: the machine's
	postgres bool
	servers  int // on one set of data; 0: one
	// patience is how long nothing may arrive before what has not is lost: where others work on the data a lease has to run out first.
	patience time.Duration
	after    time.Duration // how long something may come twice once all has come
}

// plan are the scenarios, in the size that was asked for.
func plan(o options) []scenario {
	const (
		alone, together = time.Minute, 4 * time.Minute
		discards        = 15 * time.Second
		leases          = 150 * time.Second
	)
	some := max(o.mails/4, 60)
	small := 128<<20 + some*32<<10 // the reserve that a server leaves, and what it keeps of each mail: rows, its file and lines of the log
	few := max(o.kills/30, 3)
	return []scenario{
		{name: "kill -9, SQLite", what: killed, times: o.kills, mails: o.mails, every: o.every, patience: alone, after: discards},
		{name: "no fault", mails: some, patience: alone, after: discards},
		{name: "disk full", what: diskFull, times: few, mails: some, every: time.Second, disk: small, patience: alone, after: discards},
		{name: "SQLite locked by another", what: locked, times: few, mails: some, every: 2 * time.Second, patience: alone, after: discards},
		{name: "PostgreSQL stopped", what: databaseAway, times: few, mails: some, every: 2 * time.Second, postgres: true, patience: together, after: discards},
		{name: "kill -9, one of two on PostgreSQL", what: killed, times: o.kills / 2, mails: o.mails / 2, every: o.every, postgres: true, servers: 2, patience: together, after: leases},
	}
}

// run is one scenario from its beginning to what became of every mail.
func (s scenario) run(ctx context.Context, binary string, o options) outcome {
	began := time.Now()
	out := outcome{name: s.name}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	out.err = func() error {
		h, err := newHouse(ctx, binary, s)
		if err != nil {
			return err
		}
		defer h.close()
		c := &clients{addrs: h.addrs(), given: map[letter]int{}}
		letters, err := s.send(ctx, h, c, o)
		out.mails, out.faults = len(letters), h.faults
		if err != nil {
			return err
		}
		going := 0
		for _, l := range letters {
			if l.end() == goes {
				going++
			}
		}
		h.sink.wait(ctx, going, s.patience)
		if err := s.settle(ctx, h); err != nil {
			return err
		}
		return out.judge(ctx, h, c, letters)
	}()
	out.took = time.Since(began)
	return out
}

// send sends letters while the fault strikes: all of them, and more until it has struck often enough.
func (s scenario) send(ctx context.Context, h *house, c *clients, o options) (letters []letter, err error) {
	random := rand.New(rand.NewPCG(o.seed, uint64(len(s.name)))) // #nosec G404 -- moments, no secrets
	for first := letter(0); first == 0 || s.what != nil && h.faults < s.times; first = letter(len(letters)) {
		done := c.start(ctx, first, s.mails, o.senders)
		for n := range s.mails {
			letters = append(letters, first+letter(n))
		}
		if s.what != nil {
			if err := strike(ctx, h, s.what, s.times, s.every, random, func() bool { return len(done) > 0 }); err != nil {
				return letters, err
			}
		}
		if err := <-done; err != nil {
			return letters, err
		}
	}
	return letters, nil
}

// settle waits until what is discarded after its time is, and what a lease was lost of is made again, and ends the servers.
func (s scenario) settle(ctx context.Context, h *house) error {
	if err := pause(ctx, s.after); err != nil {
		return err
	}
	for _, v := range h.victims {
		v.stop()
	}
	return nil
}
