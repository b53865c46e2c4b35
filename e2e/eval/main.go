// Command eval measures the detectors against labelled sets and prints what they find and what they raise falsely, with
// 95 % intervals.
//
// Each item belongs to one of two halves by a hash of its identifier, for ever: 70 % to work on, 30 % held out. -work shows
// the misses of the first, so that a detector can be mended; of the held-out items only the sums are printed. Every item goes
// through package check, the way that every door goes, under a policy that says nothing more than who is inside.
//
// It exits with 1 if a target is missed on the held-out half.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	work := flag.Bool("work", false, "list what was missed or raised falsely among the items to work on")
	only := flag.String("only", "", "measure this set alone: domains, texts, mails, files")
	flag.Parse()
	missed, err := run(context.Background(), os.Stdout, *only, *work)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(2)
	case missed:
		os.Exit(1)
	}
}

// run measures every set, or one, and tells whether a target was missed.
func run(ctx context.Context, out io.Writer, only string, work bool) (missed bool, err error) {
	for _, s := range sets() {
		if only != "" && s.name != only {
			continue
		}
		items, err := s.read()
		if err != nil {
			return false, fmt.Errorf("read the set %s: %w", s.name, err)
		}
		t, err := measure(ctx, s, items)
		if err != nil {
			return false, fmt.Errorf("measure %s: %w", s.name, err)
		}
		t.print(out, s, work)
		missed = missed || t.misses()
	}
	return missed, nil
}
