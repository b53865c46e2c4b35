package store

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"
)

// anything is what no text could hold: every octet, as much of them as the spool leaves to the store.
func anything() []byte {
	all := make([]byte, 64<<10)
	for i := range all {
		all[i] = byte(i)
	}
	return all
}

// TestBodies: a message without a file is saved with its mail, each form of it with its own.
func TestBodies(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	must(t, s.AddMessage(ctx, org, Accepted{
		Message:  Message{ID: "m", Body: anything(), Hash: "h"},
		Variants: []Message{{ID: "short", VariantOf: "m", Body: []byte("form"), Hash: "h"}, {ID: "long", VariantOf: "m", File: "f", Hash: "h"}},
	}, entry("mail.accepted")))
	for id, want := range map[string][]byte{"m": anything(), "short": []byte("form")} {
		if got, err := s.Body(ctx, org, id); err != nil || !bytes.Equal(got, want) {
			t.Errorf("the body of %s is %d octets, %v, want %d", id, len(got), err, len(want))
		}
		if m, err := s.Message(ctx, org, id); err != nil || m.File != "" || m.Body != nil {
			t.Errorf("message %s = %+v, %v, want neither file nor body", id, m, err)
		}
	}
	for _, id := range []string{"long", "nobody's"} {
		_, err := s.Body(ctx, org, id)
		wantErr(t, "Body of "+id, err, ErrNotFound)
	}
}

// TestBodyAndRowAreOne: of a mail that could not be saved there is no body, and bodies count where an item is too long.
func TestBodyAndRowAreOne(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	asleep := []Hold{{ID: "h", Stage: 1, State: "asleep", Stages: "[]"}}
	if err := s.AddMessage(ctx, org, Accepted{Message: Message{ID: "m", Body: anything(), Hash: "h"}, Holds: asleep}, entry("x")); err == nil {
		t.Fatal("a hold in an unknown state was saved")
	}
	if got := len(rowsOf(t, s.read, "bodies", "alpha")); got != 0 {
		t.Errorf("%d bodies of a mail that was not saved", got)
	}
	wantErr(t, "neither file nor body", s.AddMessage(ctx, org, Accepted{Message: Message{ID: "m", Hash: "h"}}, entry("x")), ErrInvalid)
	half := make([]byte, itemBytes/2)
	err := s.AddMessage(ctx, org, Accepted{Message: Message{ID: "m", Body: half, Hash: "h"}, Variants: []Message{{ID: "v", VariantOf: "m", Body: half, Hash: "h"}}}, entry("x"))
	wantErr(t, "bodies over the limit", err, ErrTooLong)
}

// TestOnlyFilesAreSynced: who has no file waits for no folder.
func TestOnlyFilesAreSynced(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	p := &place{begun: func() error { return nil }}
	for _, a := range []struct {
		m    Accepted
		want int
	}{
		{Accepted{Message: Message{ID: "1", Body: []byte("b")}}, 0},
		{Accepted{Message: Message{ID: "2", File: "f"}}, 1},
		{Accepted{Message: Message{ID: "3", Body: []byte("b")}, Variants: []Message{{ID: "4", VariantOf: "3", File: "f"}}}, 2},
	} {
		a.m.Files = p
		must(t, s.AddMessage(context.Background(), org, a.m, entry("x")))
		if p.syncs != a.want {
			t.Errorf("after message %s the folder was synced %d times, want %d", a.m.Message.ID, p.syncs, a.want)
		}
	}
}

// TestPurgeBodies: a body goes when a file would, without the spool being asked, and what waits keeps it.
func TestPurgeBodies(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	for _, m := range []struct{ id, hold, state string }{{"ended", "", DeliveryDelivered}, {"held", "held", ""}, {"due", "", ""}} {
		mailed(t, s, org, Message{ID: m.id, Body: []byte("b")}, m.hold, m.state)
	}
	c.at = noon.Add(48 * time.Hour)
	never := func(f string) error { t.Errorf("the spool is asked for the file %q", f); return nil }
	did, err := s.Purge(ctx, org, Retention{Files: noon.Add(24 * time.Hour)}, never)
	if err != nil || did != (Purged{Files: 1}) {
		t.Errorf("Purge = %+v, %v, want one body", did, err)
	}
	_, err = s.Body(ctx, org, "ended")
	wantErr(t, "the body of a mail that has ended", err, ErrNotFound)
	if list, err := s.Deliveries(ctx, org, "ended"); err != nil || len(list) != 1 {
		t.Errorf("the row of a mail whose body is gone: %v, %v", list, err)
	}
	left := names(t, s.read, `SELECT message FROM bodies WHERE org = 'alpha' ORDER BY message`)
	if want := []string{"due", "held"}; !slices.Equal(left, want) {
		t.Errorf("left are the bodies of %v, want %v", left, want)
	}
	if did, err = s.Purge(ctx, org, Retention{Files: c.at, Mails: noon.Add(24 * time.Hour)}, never); err != nil || did != (Purged{Mails: 1}) {
		t.Errorf("Purge of rows = %+v, %v, want one", did, err)
	}
}
