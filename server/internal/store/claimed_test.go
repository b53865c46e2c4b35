package store

import (
	"context"
	"slices"
	"testing"
	"time"
)

// TestClaimedHolds: whose a mail is only said to be, and who else it may be from, stays with the hold; it is in nobody's list but the whole
// one, and counts for nothing of whoever the account is proven to be.
func TestClaimedHolds(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	add := func(id string, claimed bool, others ...string) {
		must(t, s.AddMessage(ctx, org, Accepted{
			Message: Message{ID: "m" + id, File: id, Hash: "h", Account: "Sato@x"},
			Holds:   []Hold{{ID: id, Stage: 1, State: HoldApproval, Stages: `[{"rules":["r"]}]`, Due: noon.Add(time.Hour), Claimed: claimed, Others: others}},
		}, entry("mail.accepted")))
	}
	count := func(q HoldQuery) int {
		q.Limit = 10
		list, err := s.Holds(ctx, org, q)
		must(t, err)
		return len(list)
	}
	by := func(claimed bool) bool {
		yes, err := s.HeldBy(ctx, org, "sato@X", claimed, "r", noon.Add(-time.Hour))
		must(t, err)
		return yes
	}
	add("a", true, "kato@x", "ito@x")
	h, err := s.Hold(ctx, org, "a")
	if err != nil || h.Account != "sato@x" || !h.Claimed || !slices.Equal(h.Others, []string{"kato@x", "ito@x"}) {
		t.Errorf("Hold = %+v, %v", h, err)
	}
	if own, all, every := count(HoldQuery{Account: "sato@x"}), count(HoldQuery{Account: "sato@x", All: true}), count(HoldQuery{}); own != 0 || all != 0 || every != 1 {
		t.Errorf("lists have %d, %d and %d, want 0, 0 and 1", own, all, every)
	}
	if by(false) || !by(true) {
		t.Errorf("HeldBy = %v proven, %v claimed, want the latter alone", by(false), by(true))
	}
	add("b", false)
	if h, err := s.Hold(ctx, org, "b"); err != nil || h.Claimed || len(h.Others) != 0 || count(HoldQuery{Account: "sato@x"}) != 1 || !by(false) {
		t.Errorf("a proven one: %+v, %v", h, err)
	}
}
