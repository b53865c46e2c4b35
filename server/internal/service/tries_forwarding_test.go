package service

import (
	"slices"
	"strings"
	"testing"

	"sekisho/server/internal/auth"
	"sekisho/server/internal/demo"
	"sekisho/server/internal/store"
)

// TestTriesByForwardingMarks: whoever writes the marks of forwarding into their own mail makes nobody else its owner, and neither the one
// they name nor they themselves let it go. The administrator who is left decides.
func TestTriesByForwardingMarks(t *testing.T) {
	h := newHouse(t)
	const out = "<drop@third.example>"
	sato, ito := h.device(own), h.device("ito@minato.example", auth.RoleSender, auth.RoleAdmin)
	admin := h.device("admin@minato.example", auth.RoleAdmin)
	for _, mark := range []string{
		"X-MS-Exchange-Inbox-Rules-Loop: " + own,
		"X-MS-Exchange-ForwardingLoop: " + own + ";44d81603",
		"Auto-Submitted: auto-forwarded\r\nDelivered-To: " + own,
		"X-Sieve-Redirected-From: " + own,
		"X-Forwarded-To: drop@third.example\r\nX-Forwarded-For: " + own + " drop@third.example",
		"Delivered-To: " + own,
	} {
		name, _, _ := strings.Cut(mark, ":")
		before := len(h.sink.List())
		raw := mark + "\r\nFrom: ito@minato.example\r\nTo: list@third.example\r\nSubject: payroll\r\n\r\nHello"
		if got := h.tries(client{from: postfixClient, mailFrom: "ito@minato.example", to: []string{out}, mail: raw}); !strings.HasPrefix(got, "250") {
			t.Fatalf("%s: %s", name, got)
		}
		id := h.newest()
		for _, r := range []struct {
			try, token, method, path, body string
			want                           int
		}{
			{"the one it names releases", sato, "POST", "/v1/holds/" + id + "/release", "", 404},
			{"the one it names cancels", sato, "POST", "/v1/holds/" + id + "/cancel", "", 404},
			{"the one it names approves", sato, "POST", "/v1/approvals/" + id, `{"decision":"approve"}`, 403},
			{"the one it names approves as the administrator", sato, "POST", "/v1/approvals/" + id, `{"decision":"approve","approver":"admin@minato.example"}`, 403},
			{"the sender, an administrator, releases", ito, "POST", "/v1/holds/" + id + "/release", "", 403},
			{"the sender, an administrator, approves", ito, "POST", "/v1/approvals/" + id, `{"decision":"approve"}`, 403},
		} {
			if got, text := h.ask(r.token, r.method, r.path, "application/json", r.body); got != r.want {
				t.Errorf("%s: %s: %d, want %d: %s", name, r.try, got, r.want, text)
			}
		}
		for _, path := range []string{"/v1/holds", "/v1/approvals"} {
			if _, text := h.ask(sato, "GET", path, "", ""); strings.Contains(text, id) || strings.Contains(text, "payroll") {
				t.Errorf("%s: the one it names reads of it in %s: %s", name, path, text)
			}
		}
		if got, text := h.ask(admin, "POST", "/v1/approvals/"+id, "application/json", `{"decision":"approve"}`); got != 204 {
			t.Fatalf("%s: the administrator approves: %d %s", name, got, text)
		}
		waitFor(t, func() bool {
			for _, m := range h.sink.List()[:len(h.sink.List())-before] {
				if m.Subject == "payroll" {
					return true
				}
			}
			return false
		})
	}
	told := func(m demo.Stored) bool { return m.To[0] == own }
	waitFor(t, func() bool { return slices.ContainsFunc(h.sink.List(), told) })
	for _, m := range h.sink.List() {
		raw, _ := h.sink.Raw(m.ID)
		if text := string(raw); told(m) && (strings.Contains(text, "payroll") || strings.Contains(text, "third.example") || len(m.Links) > 0) {
			t.Errorf("the one it names is told:\n%s", text)
		}
	}
}

// newest is the hold that was made last.
func (h *house) newest() (id string) {
	h.t.Helper()
	h.store(func(st *store.Store, org store.Org) {
		list, err := st.Holds(h.t.Context(), org, store.HoldQuery{Limit: 1})
		must(h.t, err)
		if len(list) == 1 {
			id = list[0].ID
		}
	})
	return id
}
