package store

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// gathering is a writer without a database: what gather decides is all that it does.
func gathering(expected, queued int) *writer {
	w := &writer{wake: make(chan struct{}, 1), expected: expected}
	for range queued {
		w.queue = append(w.queue, &job{})
	}
	return w
}

// waited is how long gather waits.
func waited(w *writer, last int) time.Duration {
	began := time.Now()
	w.gather(last)
	return time.Since(began)
}

func TestHowLongTheWriterGathers(t *testing.T) {
	for _, c := range []struct {
		name                   string
		expected, queued, last int
		took                   time.Duration
		want                   time.Duration
	}{
		{"one alone", 1, 1, 1, 0, 0},
		{"one of two", 2, 1, 1, 0, 0},
		{"two of three", 3, 2, 1, 0, 0},
		{"three quarters", 16, 12, 8, 0, 0},
		{"fewer", 16, 11, 8, 0, gatherLeast},
		{"fewer, with a slow disk", 16, 11, 8, 6 * time.Millisecond, 6 * time.Millisecond},
		{"fewer, with a disk that hangs", 16, 11, 8, time.Second, gatherMost},
		{"nothing yet", 16, 0, 8, 0, 0},
		{"very many", 200, gatherItems, 8, 0, 0},
		{"one of whom nobody told", 0, 1, 1, 0, 0},
		{"one of whom nobody told, after several", 0, 1, 2, 0, gatherBlind},
		{"many of whom nobody told", 0, gatherItems, 9, 0, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := gathering(c.expected, c.queued)
			w.took = c.took
			if got := waited(w, c.last); got != c.want {
				t.Errorf("%s: gathered for %v, want %v", c.name, got, c.want)
			}
		})
	}
}

// Both what comes and who goes away ends the wait.
func TestGatheringEndsWhenEnoughCame(t *testing.T) {
	for name, step := range map[string]func(*writer) error{
		"one more came": func(w *writer) error { return w.add(&job{}) },
		"one gave up":   func(w *writer) error { w.expect(-1); return nil },
	} {
		synctest.Test(t, func(t *testing.T) {
			w := gathering(4, 2)
			go func() {
				time.Sleep(time.Millisecond)
				if err := step(w); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}()
			if got := waited(w, 2); got != time.Millisecond {
				t.Errorf("%s after 1 ms: gathered for %v", name, got)
			}
		})
	}
}

// Sixteen callers who tell and come one after another, each again as soon as it is answered, share commits.
func TestThoseExpectedAreCommittedTogether(t *testing.T) {
	sqliteOnly(t, "a bubble waits for ever for a server")
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, org := open(t, dir, nil)
		const callers, each = 16, 12
		before, _ := s.Commits()
		var all sync.WaitGroup
		for i := range callers {
			all.Go(func() {
				for k := range each {
					arrived := s.Expect()
					time.Sleep(time.Duration(i+1) * gatherLeast / callers / 2)
					err := s.RecordCheck(context.Background(), org, testCheck(fmt.Sprint(i, " ", k)), entry("check.recorded"))
					arrived()
					if err != nil {
						t.Errorf("record %d of caller %d: %v", k, i, err)
					}
				}
			})
		}
		all.Wait()
		after, _ := s.Commits()
		if per := float64(callers*each) / float64(after-before); per < callers/4 {
			t.Errorf("%.1f records a commit, want well over a quarter of the %d callers", per, callers)
		}
		must(t, s.Close())
	})
}
