package store

import (
	"context"
	"errors"
	"fmt"
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

func TestShare(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	addMail(t, s, org)
	add := func(id string, allowed int64) {
		must(t, s.AddShare(ctx, org, Share{ID: id, Message: "m", Token: "t" + id, File: "f", Name: "見積.pdf", Size: 3, Allowed: allowed, Expires: noon.Add(time.Hour)}, entry("share.made")))
	}
	state := func(id string) string {
		h, err := s.ShareByToken(ctx, org, "t"+id)
		must(t, err)
		return fmt.Sprint(h.State, " ", h.Downloads)
	}
	download := func(id string) error { return s.DownloadShare(ctx, org, id, entry("share.downloaded")) }
	add("1", 2)
	won := race(t, 20, func(int) error { return download("1") }, func(err error) bool { return errors.Is(err, ErrConflict) })
	if won != 2 || state("1") != "used-up 2" {
		t.Errorf("%d downloads, %s, want 2, used-up", won, state("1"))
	}
	add("2", 0)
	must(t, download("2"))
	wantErr(t, "an unknown end", s.EndShare(ctx, org, "2", ShareUsedUp, entry("x")), ErrInvalid)
	must(t, s.EndShare(ctx, org, "2", ShareRevoked, entry("share.revoked")))
	wantErr(t, "EndShare again", s.EndShare(ctx, org, "2", ShareExpired, entry("x")), ErrConflict)
	wantErr(t, "download of a revoked link", download("2"), ErrConflict)
	if state("2") != "revoked 1" {
		t.Errorf("share is %s", state("2"))
	}
	add("3", 0)
	c.at = noon.Add(time.Hour)
	wantErr(t, "download past its time", download("3"), ErrConflict)
	_, err := s.ShareByToken(ctx, org, "t9")
	wantErr(t, "ShareByToken", err, ErrNotFound)
}
