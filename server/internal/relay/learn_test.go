package relay

import (
	"strings"
	"testing"

	"sekisho/server/check"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/store"
	"sekisho/server/message"
)

// known is how often sato wrote to an address, as the history has it.
func (h *house) known(address string) int {
	h.t.Helper()
	u, err := h.store.History(h.t.Context(), h.org, store.HistoryQuery{Accounts: []string{"sato@minato.example"}, Addresses: []string{address}})
	must(h.t, err)
	return u.Addresses[address].Count
}

// sendAgain is what Outlook does after the confirmation.
func (h *house) sendAgain(raw string, to ...string) {
	h.t.Helper()
	m, err := message.Read(h.t.Context(), strings.NewReader(raw), &message.Envelope{From: "sato@minato.example", To: to})
	must(h.t, err)
	who := desk.Person{Org: h.org, Who: store.Who{Issuer: "test", Subject: "sato"}, Account: "sato@minato.example"}
	if a := h.atDesk(who, m); a.Decision != check.Send {
		h.t.Fatalf("send again: %s, want send", a.Decision)
	}
}

// TestOneMailTeachesOnce, whether a Message-ID tells it from others or not.
func TestOneMailTeachesOnce(t *testing.T) {
	h := newHouse(t)
	for n, raw := range []string{eml("m1"), strings.Replace(eml("m2"), "Message-ID: <m2@minato.example>\r\n", "Cc: ito@minato.example\r\n", 1)} {
		h.confirm(raw, "tanaka@hokuto.example")
		if no := h.send(raw, "tanaka@hokuto.example"); no != "" {
			t.Fatal(no)
		}
		if got := h.known("tanaka@hokuto.example"); got != n+1 {
			t.Errorf("after %d confirmed mails the recipient counts %d", n+1, got)
		}
	}
}

// TestOnlyWhatPassesTeaches: a refused mail teaches nothing, a confirmed one counts once though the desk saw it too, and
// delivered twice it still counts once.
func TestOnlyWhatPassesTeaches(t *testing.T) {
	h := newHouse(t)
	raw := eml("m1")
	if h.send(raw, "tanaka@hokuto.example") == "" {
		t.Fatal("nobody confirmed it and it went")
	}
	if got := h.known("tanaka@hokuto.example"); got != 0 {
		t.Errorf("a refused mail counts %d, want 0", got)
	}
	h.confirm(raw, "tanaka@hokuto.example")
	if got := h.known("tanaka@hokuto.example"); got != 0 {
		t.Errorf("a mail that Outlook has not sent yet counts %d, want 0", got)
	}
	h.sendAgain(raw, "tanaka@hokuto.example")
	if got := h.known("tanaka@hokuto.example"); got != 1 {
		t.Errorf("let go by the desk it counts %d, want 1", got)
	}
	for range 2 {
		if no := h.send(raw, "tanaka@hokuto.example"); no != "" {
			t.Fatal(no)
		}
		if got := h.known("tanaka@hokuto.example"); got != 1 {
			t.Errorf("passed and delivered again it counts %d, want 1", got)
		}
	}
	inside := eml("m2", "Cc: kato@minato.example\r\n")
	if no := h.send(inside, "kato@minato.example"); no != "" {
		t.Fatal(no)
	}
	if got := h.known("kato@minato.example"); got != 1 {
		t.Errorf("a mail that asks nothing counts %d, want 1", got)
	}
	if got := h.known("tanaka@hokuto.example"); got != 1 {
		t.Errorf("whom the envelope does not name counts %d, want 1 as before", got)
	}
}
