package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"
)

func TestFindCheck(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	older := testCheck("c1")
	older.Time = noon.Add(-time.Minute)
	must(t, s.RecordCheck(ctx, org, older, entry("check.recorded")))
	must(t, s.RecordCheck(ctx, org, testCheck("c2"), entry("check.recorded")))
	repeat := Repeat{Who: sato, Draft: "d1:x", PolicyVersion: 1, FactsHash: "f", Since: noon.Add(-10 * time.Minute)}
	if got, err := s.FindCheck(ctx, org, repeat); err != nil || got.ID != "c2" {
		t.Errorf("FindCheck = %q, %v, want the newest, c2", got.ID, err)
	}
	for who, want := range map[Who]bool{sato: true, {sato.Issuer, "suzuki"}: false} {
		if got, err := s.Seen(ctx, org, who, "d1:x"); err != nil || got != want {
			t.Errorf("Seen by %s = %v, %v, want %v", who.Subject, got, err, want)
		}
	}
	for name, change := range map[string]func(r *Repeat){
		"too old":        func(r *Repeat) { r.Since = noon.Add(time.Microsecond) },
		"another person": func(r *Repeat) { r.Who.Subject = "suzuki" },
		"another issuer": func(r *Repeat) { r.Who.Issuer = "sekisho-device" },
		"another draft":  func(r *Repeat) { r.Draft = "d1:y" },
		"another policy": func(r *Repeat) { r.PolicyVersion = 2 },
		"other facts":    func(r *Repeat) { r.FactsHash = "g" },
	} {
		r := repeat
		change(&r)
		_, err := s.FindCheck(ctx, org, r)
		wantErr(t, "FindCheck "+name, err, ErrNotFound)
	}
	_, err := s.Check(ctx, org, Who{sato.Issuer, "suzuki"}, "c1")
	wantErr(t, "Check of another person", err, ErrNotFound)
}

func TestRecordFirst(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	must(t, s.RecordFirst(ctx, org, testCheck("c1"), entry("check.recorded")))
	wantErr(t, "the same draft again", s.RecordFirst(ctx, org, testCheck("c2"), entry("check.recorded")), ErrConflict)
	if _, err := s.Check(ctx, org, sato, "c2"); !errors.Is(err, ErrNotFound) {
		t.Errorf("the refused record: %v, want none", err)
	}
	other := testCheck("c3")
	other.Who.Subject = "suzuki"
	must(t, s.RecordFirst(ctx, org, other, entry("check.recorded")))
	other = testCheck("c4")
	other.Draft = "d1:y"
	must(t, s.RecordFirst(ctx, org, other, entry("check.recorded")))
	if r, err := s.VerifyAudit(ctx, org); err != nil || r.Rows != 4 {
		t.Errorf("VerifyAudit = %+v, %v, want the rows of the organisation and of the three that were saved", r, err)
	}
}

func TestConfirmation(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	must(t, s.RecordCheck(ctx, org, testCheck("c1"), entry("check.recorded")))
	stranger := testConfirmation("k1", "c1")
	stranger.Who.Subject = "suzuki"
	wantErr(t, "a stranger's confirmation", s.SaveConfirmation(ctx, org, stranger, entry("x")), ErrNotFound)
	wantErr(t, "confirmation of no check", s.SaveConfirmation(ctx, org, testConfirmation("k1", "c9"), entry("x")), ErrNotFound)
	must(t, s.SaveConfirmation(ctx, org, testConfirmation("k1", "c1"), entry("check.confirmed")))
	wantErr(t, "second confirmation", s.SaveConfirmation(ctx, org, testConfirmation("k2", "c1"), entry("x")), ErrConflict)
	if got, err := s.Check(ctx, org, sato, "c1"); err != nil || got.State != "confirmed" {
		t.Errorf("state = %q, %v, want confirmed", got.State, err)
	}
	want := testConfirmation("k1", "c1")
	got, err := s.ConfirmationOfDraft(ctx, org, sato, noon, "d1:y", "d1:x")
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("ConfirmationOfDraft =\n%+v, %v, want\n%+v", got, err, want)
	}
	_, err = s.ConfirmationOfDraft(ctx, org, sato, noon.Add(30*time.Minute), "d1:y", "d1:x")
	wantErr(t, "ConfirmationOfDraft past its time", err, ErrNotFound)
	list, err := s.ConfirmationsInTransit(ctx, org, "Sato@example.co.jp", "t1:x", noon.Add(23*time.Hour))
	if err != nil || len(list) != 1 || !reflect.DeepEqual(list[0], want) {
		t.Errorf("ConfirmationsInTransit = %+v, %v", list, err)
	}
	for name, q := range map[string][2]string{"another sender": {"suzuki@example.co.jp", "t1:x"}, "another mail": {"sato@example.co.jp", "t1:y"}} {
		if list, err := s.ConfirmationsInTransit(ctx, org, q[0], q[1], noon); err != nil || len(list) != 0 {
			t.Errorf("%s: %v, %v, want none", name, list, err)
		}
	}
	if list, _ := s.ConfirmationsInTransit(ctx, org, "sato@example.co.jp", "t1:x", noon.Add(24*time.Hour)); len(list) != 0 {
		t.Errorf("past its time: %v, want none", list)
	}
}

func TestUseConfirmation(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	must(t, s.RecordCheck(ctx, org, testCheck("c1"), entry("x")))
	must(t, s.SaveConfirmation(ctx, org, testConfirmation("k1", "c1"), entry("x")))
	use := func(messageID string, uses ...Use) error {
		return s.UseConfirmation(ctx, org, "k1", messageID, uses, entry("mail.passed"))
	}
	tanaka := Use{Address: "Tanaka@example.com"}
	member := func(n int) Use { return Use{Address: fmt.Sprint("m", n, "@example.com"), Via: "list@example.com"} }

	wantErr(t, "a recipient nobody confirmed", use("<1@x>", tanaka, Use{Address: "evil@example.com"}), ErrNotFound)
	wantErr(t, "member of a list nobody confirmed", use("<1@x>", Use{Address: "m@x", Via: "all@example.com"}), ErrNotFound)
	must(t, use("<1@x>", tanaka)) // what failed before must not have used it up
	must(t, use("<1@x>", tanaka)) // re-delivery
	must(t, use("<2@x>", member(1)))
	var used *UsedError
	if err := use("<3@x>", member(1), member(2), tanaka); !errors.As(err, &used) || !reflect.DeepEqual(used.Addresses, []string{"m1@example.com", "Tanaka@example.com"}) {
		t.Errorf("another mail: %v, want the two used recipients", err)
	}
	must(t, use("<3@x>", member(2))) // all or none: it is still free
	must(t, use("", member(3)))
	if err := use("", member(3)); !errors.As(err, &used) {
		t.Errorf("again without Message-ID: %v, want *UsedError", err)
	}
	wantErr(t, "no such confirmation", s.UseConfirmation(ctx, org, "k9", "<1@x>", []Use{tanaka}, entry("x")), ErrNotFound)
	c.at = noon.Add(24 * time.Hour)
	wantErr(t, "past its time", use("<1@x>", tanaka), ErrExpired)
}

func TestRecipientsAreUsedUpOnceByManyAtOnce(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	must(t, s.RecordCheck(ctx, org, testCheck("c1"), entry("x")))
	must(t, s.SaveConfirmation(ctx, org, testConfirmation("k1", "c1"), entry("x")))
	won := race(t, 100, func(i int) error {
		return s.UseConfirmation(ctx, org, "k1", fmt.Sprint("<", i, "@x>"), []Use{{Address: "tanaka@example.com"}}, entry("x"))
	}, func(err error) bool { var u *UsedError; return errors.As(err, &u) })
	if won != 1 {
		t.Errorf("%d of 100 mails used one recipient, want 1", won)
	}
}

func TestUsePass(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	use := func(jti, messageID string, to ...string) error {
		return s.UsePass(ctx, org, jti, messageID, to, noon.Add(time.Hour), entry("mail.passed"))
	}
	must(t, use("j1", "<1@x>", "a@x", "b@x"))
	must(t, use("j1", "<1@x>", "A@x"))
	must(t, use("j1", "<2@x>", "c@x"))
	must(t, use("j2", "<2@x>", "a@x"))
	var used *UsedError
	if err := use("j1", "<2@x>", "b@x", "d@x"); !errors.As(err, &used) || !reflect.DeepEqual(used.Addresses, []string{"b@x"}) {
		t.Errorf("second use: %v, want b@x used up", err)
	}
	must(t, use("j1", "<3@x>", "d@x"))
	c.at = noon.Add(time.Hour)
	wantErr(t, "past its time", use("j1", "<1@x>", "a@x"), ErrExpired)
	c.at = noon.Add(3 * time.Hour)
	must(t, s.UsePass(ctx, org, "j9", "", []string{"z@x"}, c.at.Add(time.Hour), entry("x")))
	var n int
	must(t, s.row(ctx, `SELECT COUNT(*) FROM passes_used WHERE org = ?`, org.id).Scan(&n))
	if n != 1 {
		t.Errorf("%d uses are kept, want only the new one", n)
	}
}

// race runs f n times at once and returns how many gave nil. Every other error must be one that lost says yes to.
func race(t *testing.T, n int, f func(i int) error, lost func(error) bool) (won int) {
	t.Helper()
	start, answers := make(chan struct{}), make(chan error)
	for i := range n {
		go func() { <-start; answers <- f(i) }()
	}
	close(start)
	for range n {
		switch err := <-answers; {
		case err == nil:
			won++
		case !lost(err):
			t.Errorf("a loser got %v", err)
		}
	}
	return won
}

func TestPolicy(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	_, err := s.CurrentPolicy(ctx, org)
	wantErr(t, "CurrentPolicy of none", err, ErrNotFound)
	_, err = s.CurrentPolicyVersion(ctx, org)
	wantErr(t, "CurrentPolicyVersion of none", err, ErrNotFound)
	put := func(doc string, after int64) (int64, error) {
		return s.PutPolicy(ctx, org, PolicyChange{Document: doc, Who: sato, Note: "n", After: after})
	}
	for i, c := range []struct {
		doc   string
		after int64
		want  int64
		err   error
	}{
		{"a", 1, 0, ErrConflict}, {"a", 0, 1, nil}, {"a", 0, 0, ErrConflict}, {"a", 1, 1, nil}, {"b", 1, 2, nil}, {"b", AnyVersion, 2, nil}, {"a", AnyVersion, 3, nil},
	} {
		if got, err := put(c.doc, c.after); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("step %d: PutPolicy(%q after %d) = %d, %v, want %d, %v", i, c.doc, c.after, got, err, c.want, c.err)
		}
	}
	now, err := s.CurrentPolicy(ctx, org)
	if err != nil || now.Version != 3 || now.Document != "a" || now.Who != sato || !now.Current || now.Hash != hashed("a") {
		t.Errorf("CurrentPolicy = %+v, %v", now, err)
	}
	if version, err := s.CurrentPolicyVersion(ctx, org); err != nil || version != 3 {
		t.Errorf("CurrentPolicyVersion = %d, %v, want 3", version, err)
	}
	if old, err := s.Policy(ctx, org, 2); err != nil || old.Document != "b" || old.Current {
		t.Errorf("Policy(2) = %+v, %v", old, err)
	}
	won := race(t, 50, func(i int) error { _, err := put(fmt.Sprint(i), 3); return err }, func(err error) bool { return errors.Is(err, ErrConflict) })
	if won != 1 {
		t.Errorf("%d of 50 put a policy after version 3, want 1", won)
	}
}

func TestDirectory(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	var people []Person
	for i := range 1500 {
		people = append(people, Person{Address: fmt.Sprintf("p%04d@x", i), Name: "人", Manager: "boss@x", Groups: []string{"sales"}, Language: "ja"})
	}
	_, err := s.ImportPeople(ctx, org, people, false, entry("directory.imported"))
	must(t, err)
	got, err := s.Person(ctx, org, "P0007@x")
	want := Person{Address: "p0007@x", Kind: KindPerson, Name: "人", Manager: "boss@x", Groups: []string{"sales"}, Language: "ja", Changed: noon}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Person = %+v, %v, want %+v", got, err, want)
	}
	if list, err := s.People(ctx, org, "p1497@x", 10); err != nil || len(list) != 2 || list[0].Address != "p1498@x" {
		t.Errorf("People = %d, %v, want 2", len(list), err)
	}
	if r, err := s.VerifyAudit(ctx, org); err != nil || r.Rows != 2 {
		t.Errorf("VerifyAudit = %+v, %v, want 2 rows: one for the whole import", r, err)
	}
}
