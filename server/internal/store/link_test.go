package store

import (
	"context"
	"sync"
	"testing"
	"time"

	"sekisho/server/internal/audit"
)

// heldMail saves a mail that one recipient of waits, and asks boss@x about it.
func heldMail(t *testing.T, s *Store, org Org) {
	t.Helper()
	must(t, s.AddMessage(t.Context(), org, Accepted{
		Message: Message{ID: "m", File: "f", Hash: "h"}, Asks: []Approval{{Hold: "h", Stage: 1, Approver: "boss@x"}},
		Holds:      []Hold{{ID: "h", Stage: 1, State: HoldApproval, Stages: "[]", Due: noon}, {ID: "h2", Stage: 1, State: HoldTimed, Stages: "[]", Due: noon}},
		Deliveries: []Delivery{{ID: "d", Hold: "h", Recipient: "a@x"}, {ID: "d2", Hold: "h2", Recipient: "b@x"}},
		Notices:    []Notice{{ID: "n1", Kind: "k", To: "a"}, {ID: "n2", Kind: "k", To: "b"}, {ID: "n3", Kind: "k", To: "c"}},
	}, audit.Entry{Event: "mail.accepted"}))
}

func TestLinkServesOnce(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	heldMail(t, s, org)
	must(t, s.AddLink(t.Context(), org, "token", Link{Hold: "h", Stage: 2, Purpose: LinkApprover, Person: "Boss@X", Expires: noon.Add(time.Hour)}))
	l, err := s.Link(t.Context(), org, "token")
	must(t, err)
	want := Link{Hold: "h", Stage: 2, Purpose: LinkApprover, Person: "boss@x", Created: noon, Expires: noon.Add(time.Hour)}
	if l != want {
		t.Errorf("link = %+v, want %+v", l, want)
	}
	_, err = s.Link(t.Context(), org, "Token")
	wantErr(t, "another token", err, ErrNotFound)
	var wg sync.WaitGroup
	won := make(chan struct{}, 20)
	for range 20 {
		wg.Go(func() {
			if s.UseLink(context.Background(), org, "token") == nil {
				won <- struct{}{}
			}
		})
	}
	wg.Wait()
	if len(won) != 1 {
		t.Errorf("%d of 20 used the link up, want 1", len(won))
	}
	if l, err = s.Link(t.Context(), org, "token"); err != nil || l.Used != noon {
		t.Errorf("afterwards %+v, %v, want it used", l, err)
	}
	if err := s.AddLink(t.Context(), org, "x", Link{Hold: "none", Stage: 1, Purpose: LinkSender}); err == nil {
		t.Error("a link of no hold was taken")
	}
}

func TestOldLinksAreForgotten(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	heldMail(t, s, org)
	must(t, s.AddLink(t.Context(), org, "old", Link{Hold: "h", Stage: 1, Purpose: LinkSender, Expires: noon}))
	c.at = noon.Add(linkKept + time.Second)
	must(t, s.AddLink(t.Context(), org, "new", Link{Hold: "h", Stage: 1, Purpose: LinkSender, Expires: c.at}))
	_, err := s.Link(t.Context(), org, "old")
	wantErr(t, "old link", err, ErrNotFound)
	_, err = s.Link(t.Context(), org, "new")
	must(t, err)
}

func TestNoticesInTurn(t *testing.T) {
	s, org := open(t, t.TempDir(), (&clock{noon}).now)
	heldMail(t, s, org)
	var got string
	for after, n := (Notice{}), 0; n < 10; n++ {
		list, err := s.NoticesAfter(t.Context(), org, after, 1)
		must(t, err)
		if len(list) == 0 {
			break
		}
		after = list[0]
		got += after.ID
	}
	if got != "n1n2n3" {
		t.Errorf("one by one they are %s, want n1n2n3", got)
	}
	must(t, s.DropNotice(t.Context(), org, "n2"))
	wantErr(t, "dropped again", s.DropNotice(t.Context(), org, "n2"), ErrConflict)
	if list, err := s.NoticesAfter(t.Context(), org, Notice{}, 10); err != nil || len(list) != 2 {
		t.Errorf("%d are left, %v, want 2", len(list), err)
	}
}

func TestHeldMail(t *testing.T) {
	s, org := open(t, t.TempDir(), (&clock{noon}).now)
	heldMail(t, s, org)
	if list, err := s.HoldsOf(t.Context(), org, "m"); err != nil || len(list) != 2 {
		t.Errorf("holds of the mail: %+v, %v, want 2", list, err)
	}
	if list, err := s.DeliveriesOf(t.Context(), org, "h"); err != nil || len(list) != 1 || list[0].Recipient != "a@x" {
		t.Errorf("deliveries of h: %+v, %v, want that to a@x", list, err)
	}
	if list, err := s.Asked(t.Context(), org, "BOSS@x", 5); err != nil || len(list) != 1 || list[0].ID != "h" {
		t.Errorf("asked of boss: %+v, %v, want h", list, err)
	}
	if list, err := s.Asked(t.Context(), org, "vice@x", 5); err != nil || len(list) != 0 {
		t.Errorf("asked of vice: %+v, %v, want nothing", list, err)
	}
	_, err := s.ImportPeople(t.Context(), org, []Person{{Address: "boss@x", Deputies: []string{"vice_1@x"}}}, false, audit.Entry{Event: "directory.changed"})
	must(t, err)
	for deputy, want := range map[string]int{"Vice_1@X": 1, "vice-1@x": 0, "ice_1@x": 0, "boss@x": 0, "%": 0, "": 0} {
		if list, err := s.AskedInPlace(t.Context(), org, deputy, 5); err != nil || len(list) != want {
			t.Errorf("asked of those whose deputy is %q: %+v, %v, want %d", deputy, list, err, want)
		}
	}
}
