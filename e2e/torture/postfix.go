package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"sekisho/e2e/support/postfix"
)

const postfixName = "kill -9, Postfix"

// runPostfix kills a Postfix as the gateway is killed. It has no audit: a double is one more arrival than its senders may have caused,
// and nobody can tell which of them was the server's. What of it is lost is not our fault, but is in the table.
func runPostfix(ctx context.Context, o options) (out outcome) {
	began := time.Now()
	out.name = postfixName
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	out.err = out.postfix(ctx, o)
	out.took = time.Since(began)
	return out
}

func (o *outcome) postfix(ctx context.Context, with options) error {
	to, err := newSink(ctx)
	if err != nil {
		return err
	}
	p, err := postfix.Start(ctx, postfix.Options{DeliverTo: to.addr})
	if errors.Is(err, postfix.ErrMissing) || errors.Is(err, postfix.ErrRoot) {
		return fmt.Errorf("%w: %w", errSkip, err)
	}
	if err != nil {
		return err
	}
	defer p.Stop()
	c := &clients{addrs: []string{p.Addr}, given: map[letter]int{}}
	random := rand.New(rand.NewPCG(with.seed, 2)) // #nosec G404 -- moments, no secrets
	for first := 0; first == 0 || o.faults < with.kills; first = o.mails {
		done := c.start(ctx, letter(first), with.mails, with.senders)
		o.mails += with.mails
		for o.faults < with.kills && len(done) == 0 {
			if err := pause(ctx, time.Duration(random.Int64N(int64(with.every)))); err != nil {
				return err
			}
			p.Kill()
			o.faults++
			if err := p.Run(ctx); err != nil {
				return err
			}
		}
		if err := <-done; err != nil {
			return err
		}
	}
	return o.postfixCount(ctx, p, to, c)
}

// postfixCount waits until all is delivered; what was under way at a kill Postfix looks at again after some minutes, unless it is told to.
func (o *outcome) postfixCount(ctx context.Context, p *postfix.Server, to *sink, c *clients) error {
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end) && !p.Idle(); {
		p.Flush()
		if err := pause(ctx, time.Second); err != nil {
			return err
		}
	}
	arrived := to.counts()
	for n := range o.mails {
		l := letter(n)
		o.accepted += c.times(l)
		o.delivered += min(arrived[l], max(c.times(l), 1))
		if arrived[l] == 0 {
			o.lost++
		}
		o.doubles += max(arrived[l]-max(c.times(l), 1), 0)
	}
	o.noes = c.noes
	return nil
}
