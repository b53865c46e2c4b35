package relay

import (
	"context"
	"errors"
	"sync"
	"testing"

	"sekisho/server/gate"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

// slowStore saves nothing before it is told to.
type slowStore struct {
	came chan struct{}
	free chan struct{}
}

func (s slowStore) AddMessage(context.Context, store.Org, store.Accepted, audit.Entry) error {
	s.came <- struct{}{}
	<-s.free
	return errors.New("no")
}

// TestBusy lets mails wait for the store: with several at a time the door is busy, and afterwards it is not.
func TestBusy(t *testing.T) {
	h := newHouse(t)
	slow := slowStore{make(chan struct{}), make(chan struct{})}
	h.door.Mails = slow
	var mails sync.WaitGroup
	for n := range several {
		if h.door.Busy() {
			t.Errorf("busy with %d mails, want from %d on", n, several)
		}
		mails.Go(func() {
			spool := gate.NewSpool("", 1<<20)
			defer spool.Close() //nolint:errcheck // in memory
			_, _ = spool.Write([]byte("From: sato@minato.example\r\nTo: ito@minato.example\r\nSubject: x\r\n\r\nx\r\n"))
			_ = spool.Finish()
			mail := &gate.Transaction{ID: "A", From: "sato@minato.example", Recipients: []gate.Recipient{{Address: "ito@minato.example"}}, Spool: spool}
			if r := (&session{d: h.door}).Deliver(t.Context(), mail); r.Code != 451 {
				t.Errorf("got %v, want 451 of a store that fails", r)
			}
		})
		<-slow.came
	}
	if !h.door.Busy() {
		t.Errorf("not busy with %d mails", several)
	}
	close(slow.free)
	mails.Wait()
	if h.door.Busy() {
		t.Error("busy with no mail")
	}
}
