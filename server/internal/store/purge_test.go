package store

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/server/internal/audit"
)

// mailed adds a mail with one delivery, which ends at once if state says how.
func mailed(t *testing.T, s *Store, org Org, m Message, hold string, state string) {
	t.Helper()
	ctx := context.Background()
	if m.Hash = "h"; m.Body == nil {
		m.File = m.ID + ".age"
	}
	d := Delivery{ID: m.ID, Recipient: "a@y.example", Due: s.now(), Hold: hold}
	a := Accepted{Message: m, Deliveries: []Delivery{d}}
	if hold != "" {
		a.Holds = []Hold{{ID: hold, Stage: 1, State: HoldTimed, Stages: "[]", Due: noon.AddDate(1, 0, 0)}}
	}
	must(t, s.AddMessage(ctx, org, a, entry("mail.accepted")))
	if state == "" {
		return
	}
	l, err := s.Lease(ctx, org, m.ID, s.now().Add(time.Minute), entry("x"))
	must(t, err)
	must(t, s.Finish(ctx, org, Finished{Moves: []DeliveryMove{{ID: l.Deliveries[0].ID, From: DeliverySending, Attempt: 1, To: state, Due: noon.AddDate(1, 0, 0)}}}, entry("x")))
}

func TestPurgeMails(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	mailed(t, s, org, Message{ID: "delivered"}, "", DeliveryDelivered)
	mailed(t, s, org, Message{ID: "failed"}, "", DeliveryFailed)
	mailed(t, s, org, Message{ID: "deferred"}, "", DeliveryDeferred)
	mailed(t, s, org, Message{ID: "due"}, "", "")
	mailed(t, s, org, Message{ID: "held"}, "held", "")
	mailed(t, s, org, Message{ID: "cancelled"}, "cancelled", "")
	_, err := s.Advance(ctx, org, Advance{Move: HoldMove{ID: "cancelled", From: HoldTimed, FromStage: 1, To: HoldCancelled}}, entry("x"))
	must(t, err)
	must(t, s.AddLink(ctx, org, "l", Link{Hold: "cancelled", Stage: 1, Purpose: LinkSender, Expires: noon.AddDate(1, 0, 0)}))
	must(t, s.AddMessage(ctx, org, Accepted{
		Message: Message{ID: "root", File: "root.age", Hash: "h"}, Variants: []Message{{ID: "form", VariantOf: "root", File: "form.age", Hash: "h"}},
		Deliveries: []Delivery{{ID: "form", Message: "form", Recipient: "a@y.example", Due: noon}},
	}, entry("x")))
	c.at = noon.Add(48 * time.Hour)
	mailed(t, s, org, Message{ID: "new"}, "", DeliveryDelivered)

	var files []string
	remove := func(f string) error { files = append(files, f); return nil }
	r := Retention{Files: noon.Add(24 * time.Hour)}
	would, err := s.WouldPurge(ctx, org, r)
	must(t, err)
	did, err := s.Purge(ctx, org, r, remove)
	must(t, err)
	slices.Sort(files)
	if want := []string{"cancelled.age", "delivered.age", "failed.age"}; !slices.Equal(files, want) || did != would || did.Files != 3 {
		t.Errorf("files %v, did %+v, would %+v; want %v", files, did, would, want)
	}
	for _, name := range []string{"delivered", "due"} {
		has, err := s.HasFile(ctx, org, name+".age")
		if must(t, err); has != (name == "due") {
			t.Errorf("HasFile(%s) = %v", name, has)
		}
	}
	if list, err := s.Deliveries(ctx, org, "delivered"); err != nil || len(list) != 1 {
		t.Errorf("the row of a mail whose file is gone: %v, %v", list, err)
	}

	r = Retention{Mails: noon.Add(24 * time.Hour)}
	would, err = s.WouldPurge(ctx, org, r)
	must(t, err)
	if did, err = s.Purge(ctx, org, r, remove); err != nil || did != would || did.Mails != 3 {
		t.Errorf("rows: %+v, %v, would %+v; want 3", did, err, would)
	}
	left := names(t, s.read, `SELECT id FROM messages WHERE org = 'alpha' ORDER BY id`)
	if want := []string{"deferred", "due", "form", "held", "new", "root"}; !slices.Equal(left, want) {
		t.Errorf("left are %v, want %v", left, want)
	}
	if _, err := s.Hold(ctx, org, "cancelled"); !errors.Is(err, ErrNotFound) {
		t.Errorf("the hold of a mail that is gone: %v", err)
	}
}

// A file that cannot be removed now belongs to no row any more: the sweep of the spool finds it.
func TestPurgeWithoutTheDisk(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	mailed(t, s, org, Message{ID: "m"}, "", DeliveryDelivered)
	broken := errors.New("broken")
	_, err := s.Purge(t.Context(), org, Retention{Files: noon.Add(time.Hour)}, func(string) error { return broken })
	wantErr(t, "Purge", err, broken)
	if has, err := s.HasFile(t.Context(), org, "m.age"); has || err != nil {
		t.Errorf("HasFile = %v, %v, want false", has, err)
	}
}

func TestPurgeChecks(t *testing.T) {
	s, org := open(t, t.TempDir(), (&clock{noon}).now)
	ctx := context.Background()
	for _, id := range []string{"old", "waits", "new"} {
		k := testCheck(id)
		k.Draft = id
		if id == "new" {
			k.Time = noon.Add(48 * time.Hour)
		}
		must(t, s.RecordCheck(ctx, org, k, entry("x")))
		must(t, s.SaveConfirmation(ctx, org, testConfirmation("k"+id, id), entry("x")))
		must(t, s.UseConfirmation(ctx, org, "k"+id, "<1@x>", []Use{{Address: "tanaka@example.com"}}, entry("x")))
		must(t, s.AddOutcome(ctx, org, Outcome{CheckID: id, Who: sato, Outcome: "sent"}, entry("x")))
	}
	must(t, s.AddReport(ctx, org, sato, "r", entry("x")))
	mailed(t, s, org, Message{ID: "m", CheckID: "waits"}, "", "")
	r := Retention{Checks: noon.Add(24 * time.Hour)}
	would, err := s.WouldPurge(ctx, org, r)
	must(t, err)
	did, err := s.Purge(ctx, org, r, nil)
	if err != nil || did.Checks != 1 || did != would {
		t.Errorf("Purge = %+v, %v, would %+v; want one check", did, err, would)
	}
	for table, want := range map[string]int{"checks": 2, "confirmations": 2, "confirmed_recipients": 4, "confirmation_uses": 2, "outcomes": 2, "door_reports": 0} {
		if got := len(rowsOf(t, s.read, table, "alpha")); got != want {
			t.Errorf("%s has %d rows, want %d", table, got, want)
		}
	}
}

// purged is a store whose first ten rows of audit are gone, and the folder.
func purged(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	filled(t, dir) // ten rows and their checkpoint
	s, org := open(t, dir, func() time.Time { return noon.Add(48 * time.Hour) })
	e := entry("later")
	e.Time = noon.Add(48 * time.Hour)
	must(t, s.Log(context.Background(), org, e))
	r := Retention{Audit: noon.Add(24 * time.Hour)}
	would, err := s.WouldPurge(t.Context(), org, r)
	must(t, err)
	did, err := s.Purge(t.Context(), org, r, nil)
	if err != nil || did.Audit != 10 || did != would {
		t.Errorf("Purge = %+v, %v, would %+v; want 10 rows", did, err, would)
	}
	if again, err := s.Purge(t.Context(), org, r, nil); again.Audit != 0 || err != nil {
		t.Errorf("Purge again = %+v, %v", again, err)
	}
	must(t, s.Close())
	return dir
}

func TestPurgeAudit(t *testing.T) {
	s, org := open(t, purged(t), nil)
	r, err := s.VerifyAudit(t.Context(), org)
	if err != nil || r.Purged != 10 || r.Rows != 12 || r.Checkpoints != 2 {
		t.Errorf("VerifyAudit = %+v, %v, want rows 11 and 12 behind 10 that are gone, 2 checkpoints", r, err)
	}
	if n, err := s.EraseAudit(t.Context(), org, "tanaka@example.com", audit.Entry{}); err != nil || n != 1 {
		t.Errorf("EraseAudit = %d, %v, want 1: the rest is gone", n, err)
	}
	if _, err := s.VerifyAudit(t.Context(), org); err != nil {
		t.Error(err)
	}
}

// What was purged by the rules is no cover for what somebody takes away.
func TestTamperingAfterAPurgeIsFound(t *testing.T) {
	for name, c := range map[string]struct{ sql, want string }{
		"the next row too":     {`DELETE FROM audit WHERE n = 11`, "row 11: missing: the next row is 12"},
		"the row that tells":   {`DELETE FROM audit WHERE n = 12`, "row 1: missing: the next row is 11"},
		"a later row is named": {`UPDATE audit SET details = '{"rows":"11"}' WHERE n = 12`, "row 11: the rows up to it are said to be no longer kept, and there is no checkpoint of it"},
		"nothing is told":      {`UPDATE audit SET event = 'x' WHERE n = 12`, "row 1: missing: the next row is 11"},
		"an invented row":      {`UPDATE audit SET details = '{"rows":"12"}' WHERE n = 12`, "row 1: missing: rows 1 to 12 were taken away and no row tells of it"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := purged(t)
			tamper(t, dir, c.sql)
			s, org := open(t, dir, nil)
			_, err := s.VerifyAudit(t.Context(), org)
			if !audit.IsBroken(err) || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("VerifyAudit = %v, want %s", err, c.want)
			}
		})
	}
}

// Without the checkpoint in the file nobody could tell later that the chain is whole.
func TestPurgeAuditNeedsTheCheckpoint(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir)
	s, org := open(t, dir, nil)
	s.dir = filepath.Join(dir, "elsewhere")
	_, err := s.Purge(t.Context(), org, Retention{Audit: noon.Add(time.Hour)}, nil)
	wantErr(t, "Purge", err, ErrInvalid)
	if got := len(rowsOf(t, s.read, "audit", "alpha")); got != 10 {
		t.Errorf("%d rows are left, want all 10", got)
	}
	s.dir = dir
}
