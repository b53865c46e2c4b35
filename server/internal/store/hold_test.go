package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// states are a message's deliveries as "recipient state due".
func states(t testing.TB, s *Store, org Org) string {
	t.Helper()
	list, err := s.Deliveries(context.Background(), org, "m")
	must(t, err)
	var all []string
	for _, d := range list {
		due := "never"
		if !d.Due.IsZero() {
			due = d.Due.Sub(noon).String()
		}
		all = append(all, d.Recipient+" "+d.State+" "+due)
	}
	return strings.Join(all, "; ")
}

func TestAdvanceThroughStages(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	addMail(t, s, org)
	advance := func(from string, stage int64, to string, asks ...Approval) error {
		moved, err := s.Advance(ctx, org, Advance{
			Move: HoldMove{ID: "h", From: from, FromStage: stage, To: to, Due: noon.Add(2 * time.Hour)}, Asks: asks,
		}, entry("hold.moved"))
		if moved != (err == nil) {
			t.Errorf("moved %v, %v", moved, err)
		}
		return err
	}
	wantErr(t, "reject what no approver has", advance(HoldTimed, 1, HoldRejected), ErrInvalid)
	wantErr(t, "another stage", advance(HoldTimed, 2, HoldReleased), ErrConflict)
	c.at = noon.Add(time.Hour)
	must(t, advance(HoldTimed, 1, HoldApproval, Approval{Approver: "Boss@x"}))
	h, err := s.Hold(ctx, org, "h")
	if err != nil || h.State != HoldApproval || h.Stage != 2 || !h.Due.Equal(noon.Add(2*time.Hour)) || h.Message != "m" || h.Account != "sato@x" || !h.Changed.Equal(c.at) {
		t.Errorf("Hold = %+v, %v", h, err)
	}
	if a, err := s.Approvals(ctx, org, "h"); err != nil || len(a) != 1 || a[0].Approver != "boss@x" || a[0].Stage != 2 || a[0].State != ApprovalAsked {
		t.Errorf("Approvals = %+v, %v", a, err)
	}
	if got := states(t, s, org); got != "A@p pending never; b@p pending 0s" {
		t.Errorf("while it waits: %s", got)
	}
	must(t, advance(HoldApproval, 2, HoldRejected))
	wantErr(t, "from an end", advance(HoldRejected, 2, HoldReleased), ErrInvalid)
	if got := states(t, s, org); got != "A@p withdrawn never; b@p pending 0s" {
		t.Errorf("rejected: %s", got)
	}
	if a, err := s.Approvals(ctx, org, "h"); err != nil || a[0].State != ApprovalExpired {
		t.Errorf("a question that nobody needs to answer any more: %+v, %v", a, err)
	}
}

func TestReleaseMakesDue(t *testing.T) {
	c := &clock{noon.Add(time.Minute)}
	s, org := open(t, t.TempDir(), c.now)
	addMail(t, s, org)
	_, err := s.Advance(context.Background(), org, Advance{Move: HoldMove{ID: "h", From: HoldTimed, FromStage: 1, To: HoldReleased}}, entry("hold.released"))
	must(t, err)
	if got := states(t, s, org); got != "A@p pending 1m0s; b@p pending 0s" {
		t.Errorf("released: %s", got)
	}
}

// TestAllApprovers: with All the hold moves with the last decision, whoever makes it; each decides once.
func TestAllApprovers(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	addMail(t, s, org)
	var asks []Approval
	for i := range 10 {
		asks = append(asks, Approval{Approver: fmt.Sprintf("boss%d@x", i)})
	}
	_, err := s.Advance(ctx, org, Advance{Move: HoldMove{ID: "h", From: HoldTimed, FromStage: 1, To: HoldApproval}, Asks: asks}, entry("approval.asked"))
	must(t, err)
	moves := make(chan bool, 100)
	decided := race(t, 100, func(i int) error {
		moved, err := s.Advance(ctx, org, Advance{
			Move: HoldMove{ID: "h", From: HoldApproval, FromStage: 2, To: HoldReleased}, All: true,
			Decide: &Approval{Hold: "h", Stage: 2, Approver: fmt.Sprintf("Boss%d@x", i%10), State: ApprovalApproved, Who: sato, Reason: "可"},
		}, entry("approval.decided"))
		moves <- moved
		return err
	}, func(err error) bool { return errors.Is(err, ErrConflict) })
	close(moves)
	moved := 0
	for m := range moves {
		if m {
			moved++
		}
	}
	if decided != 10 || moved != 1 {
		t.Errorf("%d decided and %d moved it, want 10 and 1", decided, moved)
	}
	list, err := s.Approvals(ctx, org, "h")
	if err != nil || len(list) != 10 || list[0].State != ApprovalApproved || list[0].Who != sato || list[0].Reason != "可" {
		t.Errorf("Approvals = %+v, %v", list, err)
	}
	if h, err := s.Hold(ctx, org, "h"); err != nil || h.State != HoldReleased {
		t.Errorf("Hold = %+v, %v", h, err)
	}
}

func TestStagesCanBeReplaced(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	addMail(t, s, org)
	_, err := s.Advance(ctx, org, Advance{Move: HoldMove{ID: "h", From: HoldTimed, FromStage: 1, To: HoldSender}, Stages: `["asked"]`}, entry("hold.asked"))
	must(t, err)
	if h, err := s.Hold(ctx, org, "h"); err != nil || h.Stages != `["asked"]` || h.State != HoldSender {
		t.Errorf("Hold = %+v, %v", h, err)
	}
}

func TestMoveDue(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	addMail(t, s, org)
	h, err := s.Hold(ctx, org, "h")
	must(t, err)
	must(t, s.MoveDue(ctx, org, h, noon.Add(3*time.Hour), entry("hold.due")))
	wantErr(t, "an end that somebody moved meanwhile", s.MoveDue(ctx, org, h, noon, entry("x")), ErrConflict)
	if h, err = s.Hold(ctx, org, "h"); err != nil || !h.Due.Equal(noon.Add(3*time.Hour)) {
		t.Errorf("the hold ends at %v, %v", h.Due, err)
	}
}

func TestHoldsAreListed(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	for i := range 6 {
		c.at = noon.Add(time.Duration(i) * time.Minute)
		id, account := fmt.Sprint(i), []string{"sato@x", "Tanaka@x"}[i%2]
		must(t, s.AddMessage(ctx, org, Accepted{
			Message: Message{ID: id, File: "f", Hash: "h", Account: account},
			Holds:   []Hold{{ID: "h" + id, Stage: 1, State: HoldTimed, Stages: "[]", Due: noon.Add(time.Duration(10-i) * time.Hour)}},
		}, entry("mail.accepted")))
	}
	_, err := s.Advance(ctx, org, Advance{Move: HoldMove{ID: "h4", From: HoldTimed, FromStage: 1, To: HoldCancelled}}, entry("hold.cancelled"))
	must(t, err)
	list := func(q HoldQuery) string {
		all, err := s.Holds(ctx, org, q)
		must(t, err)
		var ids []string
		for _, h := range all {
			ids = append(ids, h.ID)
		}
		return strings.Join(ids, " ")
	}
	for _, c := range []struct {
		q    HoldQuery
		want string
	}{
		{HoldQuery{Limit: 10}, "h5 h3 h2 h1 h0"},
		{HoldQuery{Limit: 2}, "h5 h3"},
		{HoldQuery{Limit: 10, Before: noon.Add(3 * time.Minute)}, "h2 h1 h0"},
		{HoldQuery{Limit: 10, All: true}, "h5 h4 h3 h2 h1 h0"},
		{HoldQuery{Limit: 10, Account: "sato@x"}, "h2 h0"},
		{HoldQuery{Limit: 10, Account: "sato@x", All: true}, "h4 h2 h0"},
		{HoldQuery{Limit: 10, Account: "tanaka@x"}, "h5 h3 h1"},
	} {
		if got := list(c.q); got != c.want {
			t.Errorf("%+v: %s, want %s", c.q, got, c.want)
		}
	}
	due, err := s.DueHolds(ctx, org, noon.Add(8*time.Hour), 10)
	if err != nil || len(due) != 3 || due[0].ID != "h5" || due[2].ID != "h2" {
		t.Errorf("DueHolds = %+v, %v, want h5 h3 h2", due, err)
	}
}
