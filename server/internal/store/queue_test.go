package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

// addQueued saves message "m" to three recipients, of whom the last is held.
func addQueued(t testing.TB, s *Store, org Org) {
	t.Helper()
	must(t, s.AddMessage(context.Background(), org, Accepted{
		Message: Message{ID: "m", File: "f", Hash: "h", Size: 10, Sender: "sato@x", MessageID: "<1@x>", Account: "Sato@x"},
		Holds:   []Hold{{ID: "h", Stage: 1, State: HoldTimed, Stages: "[]", Due: noon.Add(time.Hour)}},
		Deliveries: []Delivery{
			{ID: "d1", Recipient: "A@p", Due: noon}, {ID: "d2", Recipient: "b@p", Due: noon}, {ID: "d3", Hold: "h", Recipient: "c@p"},
		},
	}, entry("mail.accepted")))
}

func TestLease(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	addQueued(t, s, org)
	if due, err := s.DueMessages(ctx, org, noon, 10); err != nil || len(due) != 1 || due[0] != "m" {
		t.Fatalf("DueMessages = %v, %v", due, err)
	}
	until := noon.Add(time.Minute)
	got := make(chan Leased, 1)
	won := race(t, 50, func(int) error {
		l, err := s.Lease(ctx, org, "m", until, entry("mail.sending"))
		if err == nil {
			got <- l
		}
		return err
	}, func(err error) bool { return errors.Is(err, ErrConflict) })
	if won != 1 {
		t.Fatalf("%d of 50 have the lease, want 1", won)
	}
	l := <-got
	if len(l.Deliveries) != 2 || l.Deliveries[0].Attempt != 1 || l.Deliveries[0].State != DeliverySending || l.Message.Account != "sato@x" || l.Message.Kind != KindMail {
		t.Errorf("Lease = %+v, want the two that are not held", l)
	}
	if next, err := s.NextDelivery(ctx, org); err != nil || !next.Equal(until) {
		t.Errorf("NextDelivery = %v, %v, want the end of the lease", next, err)
	}
	must(t, s.Renew(ctx, org, l, until.Add(time.Minute)))
	must(t, s.Finish(ctx, org, Finished{Moves: []DeliveryMove{
		{ID: "d1", From: DeliverySending, Attempt: 1, To: DeliveryDelivered, Reply: "250 ok"},
		{ID: "d2", From: DeliverySending, Attempt: 1, To: DeliveryDeferred, Reply: "450 later", Due: noon.Add(5 * time.Minute)},
	}}, entry("mail.sent")))
	if got := states(t, s, org); got != "A@p delivered never; b@p deferred 5m0s; c@p pending never" {
		t.Errorf("finished: %s", got)
	}
	wantErr(t, "renew what is finished", s.Renew(ctx, org, l, until), ErrConflict)
	c.at = noon.Add(5 * time.Minute)
	if l, err := s.Lease(ctx, org, "m", until, entry("mail.sending")); err != nil || len(l.Deliveries) != 1 || l.Deliveries[0].Attempt != 2 {
		t.Errorf("second attempt: %+v, %v", l, err)
	}
}

// TestFinishIsWhole: one delivery that is not as it should be undoes all, and an attempt that is over finishes nothing.
func TestFinishIsWhole(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	addQueued(t, s, org)
	_, err := s.Lease(ctx, org, "m", noon.Add(time.Minute), entry("mail.sending"))
	must(t, err)
	wantErr(t, "a wrong attempt among them", s.Finish(ctx, org, Finished{Moves: []DeliveryMove{
		{ID: "d1", From: DeliverySending, Attempt: 1, To: DeliveryDelivered}, {ID: "d2", From: DeliverySending, Attempt: 7, To: DeliveryDelivered},
	}}, entry("mail.sent")), ErrConflict)
	wantErr(t, "a step that there is not", s.Finish(ctx, org, Finished{Moves: []DeliveryMove{{ID: "d1", From: DeliveryDelivered, Attempt: 1, To: DeliveryPending}}}, entry("x")), ErrInvalid)
	if got := states(t, s, org); got != "A@p sending 1m0s; b@p sending 1m0s; c@p pending never" {
		t.Errorf("after refused steps: %s", got)
	}
}

// TestRecover: what was leased by somebody who is gone is due again, and marked as perhaps sent; his late answer counts nothing.
func TestRecover(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	addQueued(t, s, org)
	l, err := s.Lease(ctx, org, "m", noon.Add(time.Minute), entry("mail.sending"))
	must(t, err)
	if n, err := s.Recover(ctx, org, noon, entry("mail.lost")); err != nil || n != 0 {
		t.Errorf("Recover of leases that hold: %d, %v", n, err)
	}
	c.at = noon.Add(2 * time.Minute)
	if n, err := s.Recover(ctx, org, c.at, entry("mail.lost")); err != nil || n != 2 {
		t.Errorf("Recover = %d, %v, want 2", n, err)
	}
	list, err := s.Deliveries(ctx, org, "m")
	must(t, err)
	for _, d := range list[:2] {
		if d.State != DeliveryPending || !d.MaybeSent || d.Attempt != 1 || !d.Due.Equal(c.at) {
			t.Errorf("delivery = %+v", d)
		}
	}
	wantErr(t, "the lost worker's answer", s.Finish(ctx, org, Finished{Moves: []DeliveryMove{{ID: l.Deliveries[0].ID, From: DeliverySending, Attempt: 1, To: DeliveryDelivered}}}, entry("x")), ErrConflict)
	if r, err := s.VerifyAudit(ctx, org); err != nil || r.Rows == 0 {
		t.Errorf("VerifyAudit = %+v, %v", r, err)
	}
}

func TestDeliveriesOfManyMessagesAreTakenInOrder(t *testing.T) {
	s, org := open(t, t.TempDir(), (&clock{noon}).now)
	ctx := context.Background()
	for i := range 5 {
		id := fmt.Sprint("m", i)
		must(t, s.AddMessage(ctx, org, Accepted{
			Message:    Message{ID: id, File: "f", Hash: "h"},
			Deliveries: []Delivery{{ID: "d" + id, Recipient: "a@p", Due: noon.Add(-time.Duration(i) * time.Minute)}},
		}, entry("mail.accepted")))
	}
	due, err := s.DueMessages(ctx, org, noon, 3)
	if err != nil || fmt.Sprint(due) != "[m4 m3 m2]" {
		t.Errorf("DueMessages = %v, %v", due, err)
	}
}
