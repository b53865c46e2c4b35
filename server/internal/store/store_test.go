package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sekisho/server/internal/audit"
)

var noon = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)

// clock is a time that tests move.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// open opens a store in dir with the organisation "alpha".
func open(t testing.TB, dir string, now func() time.Time) (*Store, Org) {
	t.Helper()
	o := at(t, dir)
	o.Now = now
	s, err := Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close = %v", err)
		}
	})
	err = s.CreateOrganization(context.Background(), Organization{ID: "alpha", Name: "アルファ"})
	if err != nil && !errors.Is(err, ErrConflict) {
		t.Fatal(err)
	}
	return s, Org{"alpha"}
}

var sato = Who{"https://login.example/1", "sato"}

func entry(event string) audit.Entry {
	return audit.Entry{Time: noon, Event: event, Account: "sato@example.co.jp", Recipients: []string{"tanaka@example.com"}, MailSubject: "見積書"}
}

func testCheck(id string) Check {
	return Check{
		ID: id, Who: sato, Time: noon, Door: "outlook", DoorVersion: "1", Intent: "send", State: "open", Sender: "sato@example.co.jp", Draft: "d1:x",
		Transit: "t1:x", PolicyVersion: 1, FactsHash: "f", Action: "confirm", Message: json.RawMessage(`{"subject":"見積書"}`),
		Facts: json.RawMessage(`{}`), Verdict: json.RawMessage(`{"action":"confirm"}`), Trace: json.RawMessage(`[]`),
	}
}

func testConfirmation(id, check string) Confirmation {
	return Confirmation{
		ID: id, CheckID: check, Who: sato, Sender: "sato@example.co.jp", Draft: "d1:x", Transit: "t1:x", PolicyVersion: 1,
		Recipients: []string{"list@example.com", "tanaka@example.com"}, Answers: json.RawMessage(`{"items":[]}`), Time: noon,
		DraftUntil: noon.Add(30 * time.Minute), TransitUntil: noon.Add(24 * time.Hour),
	}
}

// must fails the test at an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantErr reports an error that is not the wanted one.
func wantErr(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func TestSavedRowsAreThereAfterReopen(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	s, org := open(t, dir, nil)
	must(t, s.RecordCheck(ctx, org, testCheck("c1"), entry("check.recorded")))
	keys, err := s.Keys(ctx, org)
	must(t, err)
	must(t, s.Close())

	s, org = open(t, dir, nil)
	got, err := s.Check(ctx, org, sato, "c1")
	must(t, err)
	if want := testCheck("c1"); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("Check =\n%v, want\n%v", got, want)
	}
	again, err := s.Keys(ctx, org)
	must(t, err)
	if keys.Audit != again.Audit || !keys.Pass.Equal(again.Pass) || keys.Mail != again.Mail || keys.Fingerprint != again.Fingerprint {
		t.Error("keys are not those of before")
	}
	if r, err := s.VerifyAudit(ctx, org); err != nil || r.Rows != 2 || r.Checkpoints != 1 {
		t.Errorf("VerifyAudit = %+v, %v, want 2 rows, the checkpoint of Close", r, err)
	}
	wantErr(t, "CreateOrganization again", s.CreateOrganization(ctx, Organization{ID: "alpha"}), ErrConflict)
}

func TestFilesAreTheOwnersOnly(t *testing.T) {
	dir := t.TempDir()
	s, _ := open(t, dir, nil)
	must(t, s.Checkpoint(context.Background()))
	files := []string{keyName, CheckpointName}
	if !usesPostgres() {
		files = append(files, DatabaseName, DatabaseName+"-wal")
	}
	for _, name := range files {
		if mode := modeOf(t, dir, name); mode.Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", name, mode)
		}
	}
}

func TestCreateOrganizationRefusesNames(t *testing.T) {
	s, _ := open(t, t.TempDir(), nil)
	for _, id := range []string{"", "A", "a b", "-a", "a-", strings.Repeat("a", 33), "関所", "a.b"} {
		wantErr(t, fmt.Sprintf("CreateOrganization(%q)", id), s.CreateOrganization(context.Background(), Organization{ID: id}), ErrInvalid)
	}
}

func TestAfterClose(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	must(t, s.Close())
	must(t, s.Close())
	wantErr(t, "RecordCheck", s.do(context.Background(), 0, nil), ErrClosed)
	if s.Ready(context.Background()) == nil {
		t.Error("Ready after Close = nil")
	}
	_ = org
}

func TestFolderWithOddName(t *testing.T) {
	sqliteOnly(t, "there the database is a file")
	dir := t.TempDir() + "/デ ー タ?_pragma=synchronous(off)%41#x"
	s, org := open(t, dir, nil)
	must(t, s.Log(context.Background(), org, entry("x")))
	if modeOf(t, dir, DatabaseName) == 0 {
		t.Error("the database is not in its folder")
	}
}
