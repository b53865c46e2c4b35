package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sekisho/server/history"
	"sekisho/server/policy"
)

var noon = time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)

type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func open(t *testing.T, path string, c *clock) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Path: path, Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func testMail(id string, at time.Time) Mail {
	return Mail{
		ID: id, Time: at, Account: "a1", Login: "sato", From: "sato@own.example", Recipients: []string{"tanaka@b.example", "mori@c.example"},
		Subject: "見積 " + id, Client: "mutt", MessageID: "<1@x>", Size: 10, Action: "confirm", Verdict: json.RawMessage(`{"action":"confirm"}`), Policy: "p",
		Changes: []string{"forceBcc"},
	}
}

func TestMailIsSavedAndEnds(t *testing.T) {
	c := &clock{noon}
	path := filepath.Join(t.TempDir(), "state", "db")
	s := open(t, path, c)
	m := testMail("m1", noon)
	must(t, s.SaveMail(t.Context(), m, nil, Queued{Kind: Record, Mail: "m1", Body: json.RawMessage(`{"id":"m1"}`)}))
	if u, err := s.Unfinished(t.Context(), noon.Add(time.Second)); err != nil || len(u) != 1 || u[0].ID != "m1" {
		t.Errorf("unfinished: %+v (%v), want m1", u, err)
	}
	m.Outcome, m.Reply, m.Ended = "sent", "250 ok", noon.Add(time.Second)
	must(t, s.SaveMail(t.Context(), m, nil, Queued{Kind: Outcome, Mail: "m1", Body: json.RawMessage(`{}`)}))
	must(t, s.SaveMail(t.Context(), m, nil, Queued{Kind: Outcome, Mail: "m1", Body: json.RawMessage(`{}`)}))
	must(t, s.Close())
	s = open(t, path, c)
	got, err := s.Mail(t.Context(), "m1")
	if err != nil || fmt.Sprint(got) != fmt.Sprint(m) {
		t.Errorf("after reopening:\n got %+v (%v)\nwant %+v", got, err, m)
	}
	q, err := s.Waiting(t.Context(), 10)
	if err != nil || len(q) != 2 || q[0].Kind != Record || q[1].Kind != Outcome {
		t.Fatalf("queue: %+v (%v), want a record and one outcome, told twice", q, err)
	}
	if r, err := s.QueuedRecord(t.Context(), "m1"); err != nil || r.N != q[0].N {
		t.Errorf("queued record: %+v (%v)", r, err)
	}
	must(t, s.Told(t.Context(), q[0].N))
	if _, err := s.QueuedRecord(t.Context(), "m1"); !errors.Is(err, ErrNotFound) {
		t.Errorf("told record: %v, want ErrNotFound", err)
	}
	if left, err := s.Waiting(t.Context(), 10); err != nil || len(left) != 1 {
		t.Errorf("queue has %+v (%v), want one", left, err)
	}
	if _, err := s.Mail(t.Context(), "m2"); !errors.Is(err, ErrNotFound) {
		t.Errorf("another mail: %v, want ErrNotFound", err)
	}
}

func TestMailsAreFoundAndForgotten(t *testing.T) {
	c := &clock{noon}
	s := open(t, filepath.Join(t.TempDir(), "db"), c)
	for i := range 60 {
		m := testMail(fmt.Sprintf("m%02d", i), noon.AddDate(0, 0, -i*2))
		if m.Outcome = "sent"; i%2 == 1 {
			m.Outcome = "cancelled"
		}
		must(t, s.SaveMail(t.Context(), m, nil))
	}
	ids := func(f Filter) string {
		t.Helper()
		mails, more, err := s.Mails(t.Context(), f)
		must(t, err)
		var list []string
		for _, m := range mails {
			list = append(list, m.ID)
		}
		return fmt.Sprint(strings.Join(list, " "), " ", more)
	}
	for want, f := range map[string]Filter{
		"m00 m01 true":     {Limit: 2},
		"m02 m03 true":     {Limit: 2, Before: noon.AddDate(0, 0, -2)},
		"m01 m03 true":     {Limit: 2, Outcome: "cancelled"},
		"m07 false":        {Words: "M07 TANAKA"},
		"m00 m01 m02 true": {Limit: 3, Words: "mori@c.example"},
		" false":           {Words: "100%"},
	} {
		if got := ids(f); got != want {
			t.Errorf("%+v: got %q, want %q", f, got, want)
		}
	}
	must(t, s.Sweep(t.Context()))
	if got := ids(Filter{Before: noon.AddDate(0, 0, -88), Limit: 5}); got != "m45 false" {
		t.Errorf("after the sweep: got %q, want what is 90 days old at most", got)
	}
}

func TestHistoryCounts(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "db"), &clock{noon})
	sent := &history.Sent{
		Account: "sato@own.example", From: "sato@own.example", At: noon, To: []policy.Mailbox{{Address: "b@b.example", Name: "B"}, {Address: "c@c.example"}},
		Pairs: []string{"b.example c.example"},
	}
	must(t, s.SaveMail(t.Context(), testMail("m1", noon), sent))
	sent.To, sent.Pairs = sent.To[:1], nil
	sent.To[0].Name = ""
	must(t, s.SaveMail(t.Context(), testMail("m2", noon), sent))
	known, err := s.Known(t.Context(), "sato@own.example")
	want := []Known{{"b@b.example", "b.example", "B", "sato@own.example", 2, noon}, {"c@c.example", "c.example", "", "sato@own.example", 1, noon}}
	if err != nil || fmt.Sprint(known) != fmt.Sprint(want) {
		t.Errorf("known: %+v (%v), want %+v", known, err, want)
	}
	pairs, err := s.Together(t.Context(), "sato@own.example", []string{"b.example c.example", "x y"})
	if err != nil || len(pairs) != 1 || pairs["b.example c.example"] != 1 {
		t.Errorf("together: %v (%v), want one pair once", pairs, err)
	}
}

func TestRemembered(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "db"), &clock{noon})
	must(t, s.Remember(t.Context(), map[string][]byte{"a": {1}, "b": {2}}))
	must(t, s.Remember(t.Context(), map[string][]byte{"a": {3}}))
	got, err := s.Recall(t.Context(), []string{"a", "b", "c"})
	if err != nil || len(got) != 2 || got["a"][0] != 3 || got["b"][0] != 2 {
		t.Errorf("recalled %v (%v), want a=3 b=2", got, err)
	}
}

// TestOneOfManyWins: of all who move a held mail at once, one does.
func TestOneOfManyWins(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "db"), &clock{noon})
	h := Held{ID: "h", Mail: "m1", File: "f", Letter: json.RawMessage(`{}`), State: HeldWaiting, Due: noon}
	must(t, s.AddHeld(t.Context(), h))
	results := make(chan error, 20)
	for i := range cap(results) {
		go func() {
			to := h
			to.State, to.Due = HeldSending, noon.Add(time.Hour)
			if i%2 == 0 {
				results <- s.EndHeld(context.Background(), h, "discarded", "", nil)
			} else {
				results <- s.ChangeHeld(context.Background(), h, to)
			}
		}()
	}
	won := 0
	for range cap(results) {
		switch err := <-results; {
		case err == nil:
			won++
		case !errors.Is(err, ErrChanged):
			t.Errorf("got %v, want ErrChanged", err)
		}
	}
	if won != 1 {
		t.Errorf("%d won, want 1", won)
	}
}

func TestHeldRowIsTheSameAfterwards(t *testing.T) {
	c := &clock{noon}
	s := open(t, filepath.Join(t.TempDir(), "db"), c)
	h := Held{ID: "h", Mail: "m1", File: "f", Letter: json.RawMessage(`{"x":1}`), State: HeldWaiting, Began: noon, Due: noon.Add(time.Hour)}
	must(t, s.AddHeld(t.Context(), h))
	to := h
	to.State, to.Tries, to.Trouble, to.MaybeSent, to.Stage, to.Due = HeldTrouble, 3, "535 no", true, 1, time.Time{}
	must(t, s.ChangeHeld(t.Context(), h, to))
	got, err := s.Held(t.Context(), "h")
	to.Created, to.Changed = noon, noon
	if err != nil || fmt.Sprint(got) != fmt.Sprint(to) {
		t.Errorf("got %+v (%v)\nwant %+v", got, err, to)
	}
	if all, err := s.AllHeld(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("all: %+v (%v)", all, err)
	}
	must(t, s.SaveMail(t.Context(), testMail("m1", noon), nil))
	must(t, s.EndHeld(t.Context(), got, "sent", "250", nil, Queued{Kind: Outcome, Mail: "m1", Body: json.RawMessage(`{}`)}))
	if _, err := s.Held(t.Context(), "h"); !errors.Is(err, ErrNotFound) {
		t.Errorf("after the end: %v, want ErrNotFound", err)
	}
	if m, err := s.Mail(t.Context(), "m1"); err != nil || m.Outcome != "sent" || m.Reply != "250" {
		t.Errorf("history: %+v (%v), want sent", m, err)
	}
}

func TestADamagedFileIsSetAside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	garbage := strings.Repeat("this is no database\n", 500)
	must(t, os.WriteFile(path, []byte(garbage), 0o600))
	s := open(t, path, &clock{noon})
	if s.Aside() != path+".damaged-20261124T030000Z" || !s.Fresh() {
		t.Fatalf("aside %q, fresh %v", s.Aside(), s.Fresh())
	}
	kept, err := os.ReadFile(s.Aside())
	if err != nil || string(kept) != garbage {
		t.Errorf("the damaged file is not what it was: %v", err)
	}
	must(t, s.SaveMail(t.Context(), testMail("m1", noon), nil))
	must(t, s.Close())
	// A page torn out of the middle.
	s = open(t, path, &clock{noon})
	if s.Aside() != "" || s.Fresh() {
		t.Errorf("a good file: aside %q, fresh %v", s.Aside(), s.Fresh())
	}
	for i := range 300 {
		must(t, s.SaveMail(t.Context(), testMail(fmt.Sprint(i), noon), nil))
	}
	_, err = s.db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`)
	must(t, err)
	must(t, s.Close())
	data, err := os.ReadFile(path)
	must(t, err)
	copy(data[8192:], strings.Repeat("x", 4096))
	must(t, os.WriteFile(path, data, 0o600))
	s = open(t, path, &clock{noon.Add(time.Hour)})
	if s.Aside() == "" {
		t.Error("a torn file was not noticed")
	}
}

func TestAFileThatCannotBeReachedIsNotDamaged(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "db")
	must(t, os.Mkdir(path, 0o700))
	if _, err := Open(t.Context(), Options{Path: path}); err == nil {
		t.Error("a folder was opened as database")
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the folder is gone: %v", err)
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	s := open(t, path, &clock{noon})
	must(t, s.SaveMail(t.Context(), testMail("m1", noon), nil))
	for _, end := range []string{"", "-wal"} {
		if info, err := os.Stat(path + end); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode of db%s: %v (%v), want 0600", end, info, err)
		}
	}
}
