// Command torture does to a gateway what happens to servers, again and again while mail goes in and out, and counts: what was accepted is
// delivered or held or discarded on record, nothing is lost, and a mail arrives twice only where its delivery is marked in the audit as
// one that may have been made twice. Without a kill nothing arrives twice.
//
//	go run ./e2e/torture [-full] [-kills 40] [-mails 1200] [-senders 50] [-only "disk full"] [-seed N]
//
// It kills with SIGKILL, fills the disk, locks SQLite's database, stops PostgreSQL, kills one of two servers on one PostgreSQL, and kills
// Postfix the same way, for comparison. It ends with a table, and with 0 if all is well. What a disk drops that was not synced is lost by
// a file layer in the tests of server/internal/relay and spool (TestPowerCut, TestOrder), where the moment can be chosen.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"
	"time"
)

type options struct {
	kills, mails, senders int
	every                 time.Duration
	seed                  uint64
	binary, only          string
	full                  bool
}

func main() {
	var o options
	flag.IntVar(&o.kills, "kills", 40, "how often a gateway is killed")
	flag.IntVar(&o.mails, "mails", 1200, "how many mails are sent at least")
	flag.IntVar(&o.senders, "senders", 50, "how many send at a time")
	flag.BoolVar(&o.full, "full", false, "300 kills and 20,000 mails")
	flag.DurationVar(&o.every, "every", 600*time.Millisecond, "longest time between ready and kill")
	flag.Uint64Var(&o.seed, "seed", uint64(time.Now().UnixNano()), "of the moments") // #nosec G115 -- any number will do
	flag.StringVar(&o.binary, "binary", "", "the server to torture; empty: it is built")
	flag.StringVar(&o.only, "only", "", "run the scenarios whose names hold this")
	flag.Parse()
	if o.full {
		o.kills, o.mails = 300, 20_000
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "torture:", err)
		os.Exit(1)
	}
}

// run runs what was asked for, and prints the table.
func run(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "sekisho-torture-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	if o.binary == "" {
		if o.binary, err = build(ctx, dir); err != nil {
			return err
		}
	}
	var all []outcome
	for _, s := range plan(o) {
		if strings.Contains(s.name, o.only) && ctx.Err() == nil {
			all = append(all, s.run(ctx, o.binary, o))
			fmt.Fprintln(os.Stderr, "torture:", s.name, "took", all[len(all)-1].took.Round(time.Second))
		}
	}
	if strings.Contains(postfixName, o.only) && ctx.Err() == nil {
		all = append(all, runPostfix(ctx, o))
	}
	return report(all, o)
}

// report prints the table, and returns what is wrong.
func report(all []outcome, o options) error {
	fmt.Printf("seed %d, %d senders\n", o.seed, o.senders)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "scenario\tfaults\tmails\taccepted\tdelivered\theld\tdiscarded\tlost\tdoubles\tmarked\tunmarked\t4xx\tseconds\t\t")
	var wrong []error
	for _, r := range all {
		says := "ok"
		switch {
		case errors.Is(r.err, errSkip):
			says = r.err.Error()
		case r.err != nil:
			says = "FAILED"
			wrong = append(wrong, fmt.Errorf("%s: %w", r.name, r.err))
		}
		_, _ = fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%.0f\t%s\t\n", r.name, r.faults, r.mails, r.accepted, r.delivered, r.held, r.discarded,
			r.lost, r.doubles, r.marked, r.unmarked, r.noes, r.took.Seconds(), says)
	}
	return errors.Join(append(wrong, w.Flush())...)
}
