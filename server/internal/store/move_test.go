package store

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"
)

// addMail saves message "m" with one hold and two deliveries.
func addMail(t testing.TB, s *Store, org Org) {
	t.Helper()
	m := Message{ID: "m", File: "f", Hash: "h", Size: 10, Sender: "sato@x", MessageID: "<1@x>", Account: "Sato@x"}
	holds := []Hold{{ID: "h", Stage: 1, State: HoldTimed, Stages: `[{"kind":"wait"}]`, Due: noon.Add(time.Hour)}}
	deliveries := []Delivery{{ID: "d1", Hold: "h", Recipient: "A@p"}, {ID: "d2", Recipient: "b@p", Due: noon}}
	must(t, s.AddMessage(context.Background(), org, Accepted{Message: m, Holds: holds, Deliveries: deliveries}, entry("mail.accepted")))
}

func TestHoldLeads(t *testing.T) {
	all := []string{HoldSender, HoldTimed, HoldApproval, HoldReleased, HoldRejected, HoldCancelled, HoldDiscarded}
	for _, from := range all {
		for _, to := range all {
			waits := slices.Index(all, from) < 3
			want := waits && (to != HoldRejected || from == HoldApproval)
			if got := holdLeads(from, to); got != want {
				t.Errorf("holdLeads(%s, %s) = %v, want %v", from, to, got, want)
			}
		}
	}
	if holdLeads(HoldTimed, "asleep") || holdLeads("", HoldTimed) {
		t.Error("an unknown state is taken")
	}
}

func TestDeliveryLeads(t *testing.T) {
	want := []string{
		"pending sending", "pending withdrawn", "sending delivered", "sending deferred", "sending failed", "sending pending", "deferred sending",
		"deferred failed", "deferred withdrawn",
	}
	all := []string{DeliveryPending, DeliverySending, DeliveryDelivered, DeliveryDeferred, DeliveryFailed, DeliveryWithdrawn}
	for _, from := range all {
		for _, to := range all {
			if got := deliveryLeads(from, to); got != slices.Contains(want, from+" "+to) {
				t.Errorf("deliveryLeads(%s, %s) = %v", from, to, got)
			}
		}
	}
}

func TestExactlyOneOfManyMovesAHold(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	addMail(t, s, org)
	ends := []string{HoldReleased, HoldCancelled, HoldDiscarded, HoldApproval}
	won := race(t, 100, func(i int) error {
		_, err := s.Advance(ctx, org, Advance{Move: HoldMove{ID: "h", From: HoldTimed, FromStage: 1, To: ends[i%len(ends)]}}, entry("hold.moved"))
		return err
	}, func(err error) bool { return errors.Is(err, ErrConflict) })
	if won != 1 {
		t.Errorf("%d of 100 moved the hold, want 1", won)
	}
	if r, err := s.VerifyAudit(ctx, org); err != nil || r.Rows != 3 {
		t.Errorf("VerifyAudit = %+v, %v, want 3 rows: only the winner's", r, err)
	}
}
