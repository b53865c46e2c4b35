// Command torture kills a gateway with SIGKILL again and again while mail goes in and out, and counts: what it accepted is delivered or
// held or discarded on record, nothing is lost, and a mail is delivered twice at most for each delivery that was under way when it was
// killed and that is marked so in the audit.
//
//	go run ./e2e/torture [-kills 300] [-mails 20000] [-senders 50] [-quiet 0] [-seed N]
//
// With -kills 0 there must be no double at all. It ends with 0 if all is well.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"time"
)

type options struct {
	kills, mails, senders int
	every                 time.Duration
	seed                  uint64
	binary                string
}

func main() {
	var o options
	flag.IntVar(&o.kills, "kills", 300, "how often the gateway is killed")
	flag.IntVar(&o.mails, "mails", 20_000, "how many mails are sent")
	flag.IntVar(&o.senders, "senders", 50, "how many send at a time")
	flag.DurationVar(&o.every, "every", 400*time.Millisecond, "longest time between ready and kill")
	flag.Uint64Var(&o.seed, "seed", uint64(time.Now().UnixNano()), "of the moments") // #nosec G115 -- any number will do
	flag.StringVar(&o.binary, "binary", "", "the server to torture; empty: it is built")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "torture:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "sekisho-torture-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	s := newSink()
	addr, err := s.listen(ctx)
	if err != nil {
		return err
	}
	v, err := newVictim(ctx, dir, o.binary, addr)
	if err != nil {
		return err
	}
	defer v.end()
	began := time.Now()
	c := newClients(v.smtp, o.mails, o.senders)
	done := c.start(ctx)
	random := rand.New(rand.NewPCG(o.seed, 1)) // #nosec G404 -- moments, no secrets
	if err := v.torture(ctx, o, random, done); err != nil {
		return err
	}
	if err := <-done; err != nil {
		return err
	}
	fmt.Printf("seed %d: %d mails accepted (%d answers were not heard), %d kills, %.0f s\n", o.seed, o.mails, c.unheard(), v.kills, time.Since(began).Seconds())
	return judge(ctx, v, s, c)
}

// judge waits until everything is delivered, and compares.
func judge(ctx context.Context, v *victim, s *sink, c *clients) error {
	if missing := s.wait(ctx, c.ids(), 2*time.Minute); len(missing) > 0 {
		return fmt.Errorf("%d accepted mails are lost, %s for one", len(missing), missing[0])
	}
	v.stop()
	marked, err := v.marked(ctx)
	if err != nil {
		return err
	}
	doubles := s.doubles(c.tries())
	fmt.Printf("lost 0; delivered %d; doubles %d, deliveries marked as perhaps sent twice %d\n", s.count(), doubles, marked)
	if doubles > marked {
		return fmt.Errorf("%d doubles, but only %d deliveries are marked", doubles, marked)
	}
	return v.verify(ctx)
}
