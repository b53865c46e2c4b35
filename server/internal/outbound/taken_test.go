package outbound

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

// slow is a store that has one message due, and takes its time to write down that somebody has it.
type slow struct {
	Records
	looks, leases, recovered atomic.Int32
	written                  chan struct{} // closed: the lease is in the store
}

func (s *slow) DueMessages(context.Context, store.Org, time.Time, int) ([]string, error) {
	s.looks.Add(1)
	select {
	case <-s.written:
		return nil, nil
	default:
		return []string{"m"}, nil
	}
}

func (s *slow) Lease(context.Context, store.Org, string, time.Time, audit.Entry) (store.Leased, error) {
	s.leases.Add(1)
	<-s.written
	return store.Leased{}, store.ErrConflict
}

func (s *slow) NextDelivery(context.Context, store.Org) (time.Time, error) { return time.Time{}, nil }

func (s *slow) Recover(context.Context, store.Org, time.Time, audit.Entry) (int, error) {
	s.recovered.Add(1)
	return 0, nil
}

// TestTakenOnce: who looks before a lease is written down does not take the message a second time, and looks again once it is.
func TestTakenOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{written: make(chan struct{})}
		q := &Queue{Records: s, Log: slog.New(slog.DiscardHandler)}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- q.Run(ctx) }()
		synctest.Wait()
		if s.leases.Load() != 1 || s.looks.Load() != 2 {
			t.Errorf("%d leases after %d looks, want 1 after 2", s.leases.Load(), s.looks.Load())
		}
		close(s.written)
		synctest.Wait()
		if s.looks.Load() != 3 {
			t.Errorf("%d looks after the message came up while a worker had it, want 3", s.looks.Load())
		}
		for range 3 {
			q.Wake()
			synctest.Wait()
		}
		if s.leases.Load() != 1 || s.looks.Load() != 6 {
			t.Errorf("%d leases after %d looks, want 1 after 6", s.leases.Load(), s.looks.Load())
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// TestRecoversNowAndThen: leases that ran out are looked for each time that Run has nothing to do, but not at each mail.
func TestRecoversNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{written: make(chan struct{})}
		close(s.written)
		q := &Queue{Records: s, Log: slog.New(slog.DiscardHandler)}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- q.Run(ctx) }()
		for range 100 { // ten a second
			synctest.Wait()
			time.Sleep(recovers / 10)
			q.Wake()
		}
		synctest.Wait()
		if s.recovered.Load() != 1+10 {
			t.Errorf("looked %d times for leases that ran out, want at the start and 10 times in 10 s", s.recovered.Load())
		}
		time.Sleep(look)
		synctest.Wait()
		if s.recovered.Load() != 1+10+1 {
			t.Errorf("looked %d times after a quiet minute, want 12", s.recovered.Load())
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
