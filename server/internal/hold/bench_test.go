package hold

import (
	"fmt"
	"os"
	"testing"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

const many = 100_000

// crowd is a store in which many mails wait, of as many senders as there are hundreds, and where some are over now.
func crowd(b *testing.B, over int) (*Keeper, store.Org, string) {
	b.Helper()
	dir, now := b.TempDir(), time.Now()
	s, err := store.Open(b.Context(), store.Options{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	if err := s.CreateOrganization(b.Context(), store.Organization{ID: "main"}); err != nil {
		b.Fatal(err)
	}
	org := store.OrgOf("main")
	stages := `[{"kind":"wait","for":"1h0m0s","onExpiry":"send","release":"sender"}]`
	errs := make(chan error, 64)
	for w := range cap(errs) {
		go func() {
			var err error
			for i := w; i < many && err == nil; i += cap(errs) {
				id, due := fmt.Sprintf("m%06d", i), now.Add(24*time.Hour)
				if i < over {
					due = now.Add(-time.Minute)
				}
				err = s.AddMessage(b.Context(), org, store.Accepted{
					Message:    store.Message{ID: id, File: id, Hash: "h", Sender: "a@own.example", Account: fmt.Sprintf("a%d@own.example", i%(many/100))},
					Holds:      []store.Hold{{ID: id, Stage: 1, State: store.HoldTimed, Stages: stages, Due: due}},
					Deliveries: []store.Delivery{{ID: id, Hold: id, Recipient: "x@other.example"}},
				}, audit.Entry{Event: "mail.accepted", Object: id})
			}
			errs <- err
		}()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			b.Fatal(err)
		}
	}
	return &Keeper{Records: s, People: Directory{Store: s}}, org, dir
}

// BenchmarkCrowd is what 100,000 waiting mails cost: start of the store, lists, a look for what is over when nothing is, cancelling one.
func BenchmarkCrowd(b *testing.B) {
	k, org, dir := crowd(b, 0)
	s, ok := k.Records.(*store.Store)
	if !ok {
		b.Fatal("no store")
	}
	b.Run("start", func(b *testing.B) {
		for b.Loop() {
			again, err := store.Open(b.Context(), store.Options{Dir: dir})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := again.NextDelivery(b.Context(), org); err != nil {
				b.Fatal(err)
			}
			_ = again.Close()
		}
	})
	lists := map[string]store.HoldQuery{
		"list/own": {Account: "a7@own.example", Limit: 100}, "list/waiting": {Limit: 100}, "list/all": {All: true, Limit: 100},
	}
	for name, q := range lists {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if list, err := s.Holds(b.Context(), org, q); err != nil || len(list) != 100 {
					b.Fatal(len(list), err)
				}
			}
		})
	}
	b.Run("sweep/nothing", func(b *testing.B) {
		for b.Loop() {
			if n, _, err := k.Sweep(b.Context(), org); err != nil || n != 0 {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("purge/nothing", func(b *testing.B) {
		r := store.Retention{Files: time.Now().Add(time.Hour), Mails: time.Now()}
		for b.Loop() {
			if p, err := s.Purge(b.Context(), org, r, os.Remove); err != nil || p.Files != 0 {
				b.Fatal(p, err)
			}
		}
	})
	i := 0
	b.Run("cancel", func(b *testing.B) {
		for b.Loop() {
			if err := k.Cancel(b.Context(), org, fmt.Sprintf("m%06d", i), Actor{Operator: true}); err != nil {
				b.Fatal(err)
			}
			i++
		}
	})
}

// BenchmarkSweepOfMany lets 10,000 of 100,000 waiting mails go at once.
func BenchmarkSweepOfMany(b *testing.B) {
	const over = 10_000
	for b.Loop() {
		b.StopTimer()
		k, org, _ := crowd(b, over)
		b.StartTimer()
		for total, more := 0, true; more; {
			var n int
			var err error
			if n, more, err = k.Sweep(b.Context(), org); err != nil {
				b.Fatal(err)
			}
			if total += n; !more && total != over {
				b.Fatalf("%d were let go, want %d", total, over)
			}
		}
	}
	b.ReportMetric(over*float64(b.N)/b.Elapsed().Seconds(), "mails/s")
}
