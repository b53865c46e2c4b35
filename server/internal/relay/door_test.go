package relay

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sekisho/server/gate"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
	"sekisho/server/sample"
)

// newTaking is a house under a policy of its own.
func newTaking(t *testing.T, policy string) *house {
	t.Helper()
	h := newHouse(t)
	h.obey(policy)
	return h
}

const waiting = `
version: 1
organization: {name: Minato, domains: minato.example}
settings: {gateway: {present: true%s}}
baseline: {external: allow}
rules:
  - id: wait
    when: {recipients: {any: {who: external}}}
    then: {action: hold, hold: {for: 10m}, scope: external}
  - id: never
    when: {text: {any: 極秘, in: subject}}
    then: {action: block}
`

func TestInternalGoesAtOnceExternalWaits(t *testing.T) {
	k := newTaking(t, fmt.Sprintf(waiting, ", confirm: send"))
	raw := eml("1", "Bcc: secret@hokuto.example\r\nX-Sekisho-Pass: forged\r\n")
	if got := k.send(raw, "ito@minato.example", "tanaka@hokuto.example", "Tanaka@HOKUTO.example"); got != "" {
		t.Fatal(got)
	}
	a := k.kept[0]
	if len(a.Holds) != 1 || a.Holds[0].State != store.HoldTimed || !a.Holds[0].Due.Equal(k.now.Add(10*time.Minute)) || a.Holds[0].Account != "sato@minato.example" {
		t.Errorf("holds: %+v", a.Holds)
	}
	var got []string
	for _, d := range a.Deliveries {
		got = append(got, fmt.Sprint(d.Recipient, " ", d.Hold != "", " ", !d.Due.IsZero()))
	}
	if want := []string{"ito@minato.example false true", "tanaka@hokuto.example true false", "Tanaka@HOKUTO.example true false"}; !slices.Equal(got, want) {
		t.Errorf("deliveries\n got %v\nwant %v", got, want)
	}
	mail := k.mailIn(a.Message)
	if strings.Contains(mail, "Bcc") || strings.Contains(mail, "X-Sekisho") || !strings.HasPrefix(mail, "Received: from ") || strings.Contains(mail, "for <") {
		t.Errorf("the mail as it leaves:\n%s", mail)
	}
	if a.Message.Size != int64(len(mail)) || a.Check == nil || a.Check.Action != "hold" || bytes.Contains(a.Check.Message, []byte("Hello")) {
		t.Errorf("message %+v, check %+v", a.Message, a.Check)
	}
	if told, err := k.store.NoticesAfter(t.Context(), k.org, store.Notice{}, 10); err != nil || len(told) != 1 || told[0].Kind != hold.TellHeld || told[0].To != "sato@minato.example" {
		t.Errorf("notices: %+v, %v", told, err)
	}
}

// TestTakenTells each mail that was taken to who delivers, and whether there is somebody to tell of it.
func TestTakenTells(t *testing.T) {
	k := newTaking(t, fmt.Sprintf(waiting, ", confirm: send"))
	var told []bool
	k.door.Taken = func(notices bool) { told = append(told, notices) }
	k.send(eml("1"), "ito@minato.example")
	k.send(eml("2"), "tanaka@hokuto.example")
	k.send(strings.Replace(eml("3"), "drawings", "極秘", 1), "tanaka@hokuto.example")
	if want := []bool{false, true}; !slices.Equal(told, want) {
		t.Errorf("told %v of a mail that goes, one that waits and one that is refused, want %v", told, want)
	}
}

func TestBlockedAndForeignAreRefused(t *testing.T) {
	k := newTaking(t, fmt.Sprintf(waiting, ""))
	for name, raw := range map[string]string{
		"blocked": strings.Replace(eml("1"), "drawings", "極秘", 1), "foreign": strings.Replace(eml("1"), "sato@minato.example\r", "sato@elsewhere.example\r", 1),
	} {
		if got := k.send(raw, "tanaka@hokuto.example"); !strings.HasPrefix(got, "550 5.7.1 Sekisho: ") {
			t.Errorf("%s: %q", name, got)
		}
	}
	if files, _ := k.disk.List(); len(k.kept) != 0 || len(files) != 0 {
		t.Errorf("%d mails, %d files are kept of what was refused", len(k.kept), len(files))
	}
}

// TestUnconfirmedIsParked: nobody has confirmed it, so it waits for its sender; confirmed, it goes.
func TestUnconfirmedIsParked(t *testing.T) {
	k := newTaking(t, string(sample.Policy()))
	if got := k.send(eml("1"), "tanaka@hokuto.example"); got != "" {
		t.Fatal(got)
	}
	if h := k.kept[0].Holds; len(h) != 1 || h[0].State != store.HoldSender || !h[0].Due.Equal(k.now.Add(24*time.Hour)) || k.kept[0].Check.Teaches != nil {
		t.Errorf("unconfirmed: %+v", k.kept[0])
	}
	if u := k.known("tanaka@hokuto.example"); u != 0 {
		t.Errorf("a mail that waits for its sender has taught %d", u)
	}
	k.confirm(eml("2"), "tanaka@hokuto.example")
	if got := k.send(eml("2"), "tanaka@hokuto.example"); got != "" {
		t.Fatal(got)
	}
	if a := k.kept[1]; len(a.Holds) != 0 || len(a.Deliveries) != 1 || a.Deliveries[0].Due.IsZero() {
		t.Errorf("confirmed: %+v", a)
	}
}

// long is a mail that has a file.
func long(id string) string { return eml(id) + strings.Repeat("figures\r\n", spool.Short/9+1) }

// TestWhatWasTakenOutlivesAPowerCut, and what could not be kept was not taken.
func TestWhatWasTakenOutlivesAPowerCut(t *testing.T) {
	k := newTaking(t, fmt.Sprintf(waiting, ", confirm: send"))
	for n, call := range []string{"", "create", "write", "sync", "close", "rename", "syncdir"} {
		k.disk.Fail = func(c, _ string) error {
			if c == call {
				return syscall.EIO
			}
			return nil
		}
		got := k.send(long(fmt.Sprint(n)), "tanaka@hokuto.example")
		k.disk.Fail = nil
		if taken := got == ""; taken != (call == "") || !taken && !strings.HasPrefix(got, "451 4.3.0 ") {
			t.Errorf("%s fails: %q", call, got)
		}
	}
	k.disk.Cut()
	if len(k.kept) != 1 || !strings.Contains(k.mailIn(k.kept[0].Message), "Hello") {
		t.Errorf("%d mails are kept, want 1", len(k.kept))
	}
	k.disk.Fail = func(string, string) error { return syscall.ENOSPC }
	for name, mail := range map[string]string{"long": long("9"), "short": eml("9")} {
		if got := k.send(mail, "tanaka@hokuto.example"); !strings.HasPrefix(got, "452 4.3.1 ") {
			t.Errorf("disk full, a %s mail: %q", name, got)
		}
	}
}

// TestAShortMailIsInItsTransaction: no file is begun, and once the mail is taken it is in the database as another process sees it.
func TestAShortMailIsInItsTransaction(t *testing.T) {
	k := newTaking(t, fmt.Sprintf(waiting, ", confirm: send"))
	k.disk.Fail = func(call, _ string) error {
		if call != "free" {
			return syscall.EIO
		}
		return nil
	}
	if got := k.send(eml("1"), "tanaka@hokuto.example"); got != "" {
		t.Fatal(got)
	}
	m := k.kept[0].Message
	if m.File != "" || !strings.Contains(k.mailIn(m), "Hello") {
		t.Errorf("the mail is in the file %q, want none", m.File)
	}
	if b, err := k.store.Body(t.Context(), k.org, m.ID); err != nil || bytes.Contains(b, []byte("Hello")) {
		t.Errorf("the body is in the clear (%v)", err)
	}
}

// TestNoRowNoMail: a store that does not answer means 451, and no file is left over.
func TestNoRowNoMail(t *testing.T) {
	k := newTaking(t, fmt.Sprintf(waiting, ", confirm: send"))
	k.door.Mails = refusing{}
	if got := k.send(long("1"), "tanaka@hokuto.example"); !strings.HasPrefix(got, "451 4.3.0 ") {
		t.Errorf("got %q", got)
	}
	if files, _ := k.disk.List(); len(files) != 0 {
		t.Errorf("%d files are left", len(files))
	}
}

type refusing struct{}

func (refusing) AddMessage(context.Context, store.Org, store.Accepted, audit.Entry) error {
	return store.ErrBusy
}

func TestLoopsAndStrangers(t *testing.T) {
	k := newTaking(t, fmt.Sprintf(waiting, ", confirm: send"))
	round := strings.Repeat("Received: by a.example; Mon, 23 Nov 2026 09:00:00 +0900\r\n", 50)
	if got := k.send(round+eml("1"), "tanaka@hokuto.example"); !strings.HasPrefix(got, "554 5.4.6 ") {
		t.Errorf("50 hops: %q", got)
	}
	if got := k.send(round[len(round)/50:]+eml("1"), "tanaka@hokuto.example"); got != "" {
		t.Errorf("49 hops: %q", got)
	}
	for remote, want := range map[string]bool{"127.0.0.1:9": true, "[::1]:9": true, "192.0.2.1:9": false} {
		_, err := k.door.Open(t.Context(), gate.Peer{Remote: netip.MustParseAddrPort(remote)})
		if (err == nil) != want {
			t.Errorf("%s: %v", remote, err)
		}
	}
}
