package store

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, reads, broken := newFresh(), 0, error(nil)
		read := func() (int64, error) { reads++; return int64(reads), broken }
		ask := func(why string, want int64) {
			t.Helper()
			if got, err := remembered(f, f.versions, Org{"alpha"}, read); got != want || err != nil {
				t.Errorf("%s: %d, %v, want what reading %d found", why, got, err, want)
			}
		}
		ask("at first", 1)
		ask("just after that", 1)
		time.Sleep(freshFor)
		ask("long after that", 2)
		time.Sleep(freshFor / 2)
		f.look()
		time.Sleep(freshFor / 2)
		ask("just after the writer has looked", 2)
		time.Sleep(freshFor / 2)
		ask("long after it has looked", 3)
		f.look()
		f.forget()
		ask("after a change", 4)
		ask("again", 4)
		if got, _ := remembered(f, f.versions, Org{"beta"}, read); got != 5 {
			t.Errorf("of another organisation: %d, want 5: nothing is known of it", got)
		}
		f.forget()
		broken = errors.New("broken")
		if _, err := remembered(f, f.versions, Org{"alpha"}, read); !errors.Is(err, broken) {
			t.Errorf("a reading that fails: %v, want its error", err)
		}
		broken = nil
		ask("after it failed", 7)
	})
}

// What was read while something changed is not kept: it may be from before.
func TestRememberedBesideAChange(t *testing.T) {
	f := newFresh()
	f.look()
	old, err := remembered(f, f.versions, Org{"alpha"}, func() (int64, error) { f.forget(); return 1, nil })
	if old != 1 || err != nil {
		t.Fatalf("%d, %v, want 1", old, err)
	}
	f.look()
	if now, _ := remembered(f, f.versions, Org{"alpha"}, func() (int64, error) { return 2, nil }); now != 2 {
		t.Errorf("%d, want 2", now)
	}
}

// enrolled is a store with one device, of whose token everything is in memory.
func enrolled(t *testing.T) (s *Store, org Org, hot func()) {
	t.Helper()
	s, org = open(t, t.TempDir(), nil)
	ctx := context.Background()
	u := User{Who: sato, Account: "sato@example.co.jp"}
	must(t, s.AddEnrolment(ctx, org, u, Enrolment{Code: "c", Expires: s.now().AddDate(1, 0, 0)}, entry("x")))
	_, err := s.Enrol(ctx, org, Enrolling{Code: "c", DeviceID: "d", Token: "t"})
	must(t, err)
	_, err = s.PutPolicy(ctx, org, PolicyChange{Document: "one", After: AnyVersion})
	must(t, err)
	return s, org, func() {
		t.Helper()
		s.fresh.look()
		k, err := s.Token(ctx, org, "t")
		must(t, err)
		if !k.Revoked.IsZero() || !k.User.Disabled.IsZero() {
			t.Fatalf("Token = %+v, want one that serves", k)
		}
		_, err = s.CurrentPolicyVersion(ctx, org)
		must(t, err)
		s.fresh.look()
	}
}

// What this process changes counts at once, however fresh what is in memory is.
func TestChangesCountAtOnce(t *testing.T) {
	s, org, hot := enrolled(t)
	ctx := context.Background()
	token := func() Token {
		t.Helper()
		s.fresh.look()
		k, err := s.Token(ctx, org, "t")
		must(t, err)
		return k
	}
	hot()
	must(t, s.TouchDevice(ctx, org, "d", noon))
	if got := token().Device.Seen; !got.Equal(noon) {
		t.Errorf("seen at %v, want %v", got, noon)
	}
	hot()
	must(t, s.PutUser(ctx, org, User{Who: sato, Account: "s@example.co.jp", Disabled: noon}, entry("x")))
	if token().User.Disabled.IsZero() {
		t.Error("the account is not disabled")
	}
	must(t, s.PutUser(ctx, org, User{Who: sato, Account: "s@example.co.jp"}, entry("x")))
	hot()
	must(t, s.RevokeDevice(ctx, org, "d", entry("x")))
	if k := token(); k.Revoked.IsZero() || k.Device.Revoked.IsZero() {
		t.Errorf("Token = %+v, want a revoked one", k)
	}
	_, err := s.PutPolicy(ctx, org, PolicyChange{Document: "two", After: 1})
	must(t, err)
	s.fresh.look()
	if v, err := s.CurrentPolicyVersion(ctx, org); v != 2 || err != nil {
		t.Errorf("version %d, %v, want 2", v, err)
	}
}

// What another process changes counts with the next transaction, and where there is none, soon.
func TestChangesOfAnotherProcess(t *testing.T) {
	s, org, hot := enrolled(t)
	ctx := context.Background()
	other, err := Open(ctx, at(t, s.dir))
	must(t, err)
	defer other.Close() //nolint:errcheck // a test
	must(t, s.Log(ctx, org, entry("before")))
	hot()
	must(t, other.RevokeDevice(ctx, org, "d", entry("x")))
	must(t, s.Log(ctx, org, entry("after")))
	if k, err := s.Token(ctx, org, "t"); err != nil || k.Revoked.IsZero() {
		t.Errorf("after the next transaction: %+v, %v, want a revoked one", k, err)
	}
	_, err = other.PutPolicy(ctx, org, PolicyChange{Document: "two", After: 1})
	must(t, err)
	s.fresh.looked.Add(-int64(freshFor))
	if v, err := s.CurrentPolicyVersion(ctx, org); v != 2 || err != nil {
		t.Errorf("long after the last look: version %d, %v, want 2", v, err)
	}
	// Both have written into one chain.
	must(t, other.Log(ctx, org, entry("other")))
	must(t, s.Log(ctx, org, entry("own")))
	if r, err := s.VerifyAudit(ctx, org); err != nil || r.Rows < 7 {
		t.Errorf("VerifyAudit = %+v, %v, want one whole chain", r, err)
	}
}

// All that a token or the policy in force is read from is named among the writes that end what is known.
func TestStaling(t *testing.T) {
	for _, query := range [...]string{insertToken, revokeTokens, insertDevice, revokeDevice, touchDevice, upsertUser, insertPolicy, retirePolicy} {
		if !staling.MatchString(query) {
			t.Errorf("%s: what is in memory would stay", query)
		}
	}
	for _, query := range [...]string{insertCheck, insertAudit, queryToken, `COMMIT`} {
		if staling.MatchString(query) {
			t.Errorf("%s: what is in memory would go for nothing", query)
		}
	}
}

// Who writes alone does not wait for others; beside others one does, for a moment.
func TestGathering(t *testing.T) {
	sqliteOnly(t, "a bubble waits for ever for a server")
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, org := open(t, dir, nil)
		start := time.Now()
		for range 5 {
			must(t, s.Log(t.Context(), org, entry("x")))
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("five in a row waited %v, want not at all", took)
		}
		release := gate(t, s)
		done := make(chan error, 2)
		for i := range 2 {
			queued(s, i+1, func() { done <- s.Log(context.Background(), org, entry("x")) })
		}
		release()
		must(t, errors.Join(<-done, <-done))
		must(t, s.Log(t.Context(), org, entry("x")))
		if took := time.Since(start); took != gatherBlind {
			t.Errorf("one after two at once waited %v, want %v", took, gatherBlind)
		}
		must(t, s.Close())
	})
}
