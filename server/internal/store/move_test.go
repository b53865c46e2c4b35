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
	m := Message{ID: "m", File: "f", Hash: "h", Size: 10, Sender: "sato@x", MessageID: "<1@x>"}
	holds := []Hold{{ID: "h", Stage: 1, State: HoldTimed, Stages: `[{"kind":"wait"}]`, Due: noon.Add(time.Hour)}}
	deliveries := []Delivery{{ID: "d1", Hold: "h", Recipient: "A@p"}, {ID: "d2", Recipient: "b@p", Due: noon}}
	must(t, s.AddMessage(context.Background(), org, m, holds, deliveries, entry("mail.accepted")))
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
		return s.MoveHold(ctx, org, HoldMove{ID: "h", From: HoldTimed, FromStage: 1, To: ends[i%len(ends)]}, entry("hold.moved"))
	}, func(err error) bool { return errors.Is(err, ErrConflict) })
	if won != 1 {
		t.Errorf("%d of 100 moved the hold, want 1", won)
	}
	if r, err := s.VerifyAudit(ctx, org); err != nil || r.Rows != 3 {
		t.Errorf("VerifyAudit = %+v, %v, want 3 rows: only the winner's", r, err)
	}
}

func TestMoveHoldThroughStages(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	addMail(t, s, org)
	move := func(from string, stage int64, to string) error {
		return s.MoveHold(ctx, org, HoldMove{ID: "h", From: from, FromStage: stage, To: to, Due: noon.Add(2 * time.Hour)}, entry("hold.moved"))
	}
	wantErr(t, "reject what no approver has", move(HoldTimed, 1, HoldRejected), ErrInvalid)
	wantErr(t, "another stage", move(HoldTimed, 2, HoldReleased), ErrConflict)
	must(t, move(HoldTimed, 1, HoldApproval))
	if h, err := s.Hold(ctx, org, "h"); err != nil || h.State != HoldApproval || h.Stage != 2 || !h.Due.Equal(noon.Add(2*time.Hour)) || h.Message != "m" {
		t.Errorf("Hold = %+v, %v", h, err)
	}
	must(t, move(HoldApproval, 2, HoldRejected))
	wantErr(t, "from an end", move(HoldRejected, 2, HoldReleased), ErrInvalid)
	if h, err := s.Hold(ctx, org, "h"); err != nil || h.State != HoldRejected || h.Stage != 2 {
		t.Errorf("Hold = %+v, %v", h, err)
	}
}

func TestMoveDelivery(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	addMail(t, s, org)
	move := func(from string, attempt int64, to, reply string, maybe bool) error {
		return s.MoveDelivery(ctx, org, DeliveryMove{ID: "d2", From: from, Attempt: attempt, To: to, Reply: reply, MaybeSent: maybe}, entry("delivery.moved"))
	}
	must(t, move(DeliveryPending, 0, DeliverySending, "", false))
	wantErr(t, "lease taken twice", move(DeliveryPending, 0, DeliverySending, "", false), ErrConflict)
	must(t, move(DeliverySending, 1, DeliveryPending, "", true)) // the lease ran out: nobody knows
	must(t, move(DeliveryPending, 1, DeliverySending, "", false))
	wantErr(t, "the first attempt's late answer", move(DeliverySending, 1, DeliveryDelivered, "250 ok", false), ErrConflict)
	must(t, move(DeliverySending, 2, DeliveryDelivered, "250 ok", false))
	wantErr(t, "withdraw what was delivered", move(DeliveryDelivered, 2, DeliveryWithdrawn, "", false), ErrInvalid)
	list, err := s.Deliveries(ctx, org, "m")
	must(t, err)
	if len(list) != 2 || list[0].Recipient != "a@p" || list[0].State != DeliveryPending || list[0].Hold != "h" {
		t.Errorf("Deliveries = %+v", list)
	}
	if d := list[1]; d.State != DeliveryDelivered || d.Attempt != 2 || d.Reply != "250 ok" || !d.MaybeSent {
		t.Errorf("delivery = %+v, want delivered at attempt 2, maybe sent twice", d)
	}
	if m, err := s.Message(ctx, org, "m"); err != nil || m.Hash != "h" || m.Size != 10 || m.MessageID != hashed("<1@x>") {
		t.Errorf("Message = %+v, %v", m, err)
	}
}

func TestApproval(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	addMail(t, s, org)
	must(t, s.AskApproval(ctx, org, []Approval{{Hold: "h", Stage: 1, Approver: "Boss@x"}, {Hold: "h", Stage: 1, Approver: "other@x"}}, entry("approval.asked")))
	decide := func(state string) error {
		return s.DecideApproval(ctx, org, Approval{Hold: "h", Stage: 1, Approver: "boss@x", State: state, Who: sato, Reason: "可"}, entry("approval.decided"))
	}
	wantErr(t, "an unknown decision", decide("maybe"), ErrInvalid)
	won := race(t, 100, func(i int) error { return decide([]string{ApprovalApproved, ApprovalRejected, ApprovalExpired}[i%3]) },
		func(err error) bool { return errors.Is(err, ErrConflict) })
	if won != 1 {
		t.Errorf("%d of 100 decided, want 1", won)
	}
	list, err := s.Approvals(ctx, org, "h")
	if err != nil || len(list) != 2 || list[0].State == ApprovalAsked || list[0].Who != sato || list[0].Reason != "可" || list[1].State != ApprovalAsked {
		t.Errorf("Approvals = %+v, %v", list, err)
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
