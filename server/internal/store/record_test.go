package store

import (
	"context"
	"testing"

	"sekisho/server/history"
	"sekisho/server/internal/audit"
)

// TestARecordIsSavedOnce: told again, also by several at once, it is one check, one confirmation and the same audit rows.
func TestARecordIsSavedOnce(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	check, given := testCheck("c1"), testConfirmation("k1", "c1")
	check.Door = "desktop"
	entries := []audit.Entry{entry("check.recorded"), entry("check.confirmed")}
	before, err := s.VerifyAudit(ctx, org)
	must(t, err)
	results := make(chan bool, 8)
	for range cap(results) {
		go func() {
			fresh, err := s.AddRecord(ctx, org, check, &given, entries)
			if err != nil {
				t.Error(err)
			}
			results <- fresh
		}()
	}
	fresh := 0
	for range cap(results) {
		if <-results {
			fresh++
		}
	}
	after, err := s.VerifyAudit(ctx, org)
	must(t, err)
	if fresh != 1 || after.Rows != before.Rows+2 {
		t.Errorf("%d of %d were news and %d audit rows came; want 1 and 2", fresh, cap(results), after.Rows-before.Rows)
	}
	got, err := s.Check(ctx, org, sato, "c1")
	if err != nil || got.State != "confirmed" {
		t.Errorf("state %q (%v), want confirmed", got.State, err)
	}
	if k, err := s.ConfirmationOfCheck(ctx, org, sato, "c1"); err != nil || k.ID != "k1" || len(k.Recipients) != len(given.Recipients) {
		t.Errorf("confirmation %+v (%v), want k1", k, err)
	}
}

func TestARecordsIDIsOnePersons(t *testing.T) {
	s, org := open(t, t.TempDir(), (&clock{noon}).now)
	ctx := context.Background()
	check := testCheck("c1")
	check.Door = "desktop"
	_, err := s.AddRecord(ctx, org, check, nil, nil)
	must(t, err)
	for name, change := range map[string]func(*Check){
		"another person": func(c *Check) { c.Who = Who{"https://idp", "other"} },
		"another door":   func(c *Check) { c.Door = "outlook" },
	} {
		c := check
		change(&c)
		_, err := s.AddRecord(ctx, org, c, nil, []audit.Entry{entry("x")})
		wantErr(t, name, err, ErrConflict)
	}
}

// TestARecordIsAllOrNothing: a confirmation that cannot be saved takes the check and its audit row with it.
func TestARecordIsAllOrNothing(t *testing.T) {
	s, org := open(t, t.TempDir(), (&clock{noon}).now)
	ctx := context.Background()
	before, err := s.VerifyAudit(ctx, org)
	must(t, err)
	foreign := testConfirmation("k1", "another check")
	if _, err := s.AddRecord(ctx, org, testCheck("c1"), &foreign, []audit.Entry{entry("x")}); err == nil {
		t.Fatal("a confirmation of another check was saved")
	}
	_, err = s.Check(ctx, org, sato, "c1")
	wantErr(t, "the check", err, ErrNotFound)
	if after, err := s.VerifyAudit(ctx, org); err != nil || after.Rows != before.Rows {
		t.Errorf("%d audit rows more (%v), want none", after.Rows-before.Rows, err)
	}
}

func TestAnOutcomeTeachesOnce(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	_, err := s.AddRecord(ctx, org, testCheck("c1"), nil, nil)
	must(t, err)
	sent := testSent("b@y.example")
	o := Outcome{CheckID: "c1", Who: sato, Outcome: "sent", Ended: noon, Teaches: &sent}
	before, err := s.VerifyAudit(ctx, org)
	must(t, err)
	for range 3 {
		must(t, s.AddOutcome(ctx, org, o, entry("mail.ended")))
		c.at = c.at.Add(2 * history.Same)
	}
	after, err := s.VerifyAudit(ctx, org)
	must(t, err)
	u, err := s.History(ctx, org, HistoryQuery{Accounts: []string{sent.Account}, Addresses: []string{"b@y.example"}})
	must(t, err)
	if after.Rows != before.Rows+1 || u.Addresses["b@y.example"].Count != 1 {
		t.Errorf("%d audit rows, history %+v; want one of each", after.Rows-before.Rows, u.Addresses)
	}
	o.Who = Who{"https://idp", "other"}
	wantErr(t, "another person's check", s.AddOutcome(ctx, org, o, entry("x")), ErrNotFound)
}

func TestADeviceOfAKnownPersonLeavesThemAsTheyAre(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	must(t, s.PutUser(ctx, org, User{Who: sato, Account: "sato@example.co.jp", Name: "佐藤", Roles: []string{"sender", "auditor"}, Disabled: noon}, entry("x")))
	d, err := s.AddDevice(ctx, org, User{Who: sato, Account: "x@y.example", Roles: []string{"sender"}}, Enrolling{DeviceID: "d", Name: "PC", PublicKey: "k", Token: "t"})
	must(t, err)
	got, u, err := s.Device(ctx, org, "d")
	if err != nil || got != d || u.Account != "sato@example.co.jp" || len(u.Roles) != 2 || u.Disabled.IsZero() {
		t.Errorf("device %+v of %+v (%v), want %+v of the disabled auditor", got, u, err, d)
	}
	must(t, s.RevokeDevice(ctx, org, "d", entry("x")))
	if got, _, err = s.Device(ctx, org, "d"); err != nil || !got.Revoked.Equal(noon) {
		t.Errorf("revoked %v (%v), want %v", got.Revoked, err, noon)
	}
	k, err := s.Token(ctx, org, "t")
	if err != nil || k.Revoked.IsZero() {
		t.Errorf("token %+v (%v), want it revoked", k, err)
	}
}
