package httpapi

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sekisho/server/api"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/store"
)

// holding puts a policy into force whose one rule holds mails as then says, for those that about names (`for: {…}`).
func (f *heldFixture) holding(about, hold string) {
	f.t.Helper()
	text := "version: 1\norganization: {name: Minato, domains: [minato.example]}\nsettings: {gateway: {present: true}}\n" +
		"rules:\n  - {id: wait, " + about + "then: {action: hold, hold: " + hold + "}}\n"
	if _, err := f.store.PutPolicy(f.t.Context(), f.org, store.PolicyChange{Document: text, After: store.AnyVersion}); err != nil {
		f.t.Fatal(err)
	}
}

func (f *heldFixture) chooses(token, wait string) *httptest.ResponseRecorder {
	f.t.Helper()
	return f.ask(token, "PUT", "/v1/me", api.OwnSettings{Wait: wait}, nil)
}

// wait is what a person reads of their waits: chosen, shortest to longest.
func (f *heldFixture) wait(token string) string {
	f.t.Helper()
	var me api.Me
	if w := f.ask(token, "GET", "/v1/me", nil, &me); w.Code != http.StatusOK {
		f.t.Fatalf("GET /v1/me: %d %s", w.Code, w.Body)
	}
	if me.Wait == nil {
		return "none"
	}
	return value(me.Wait.Chosen, "-") + " " + me.Wait.Shortest + " " + me.Wait.Longest
}

func (f *heldFixture) reads(token, want string) {
	f.t.Helper()
	if got := f.wait(token); got != want {
		f.t.Errorf("the wait is %q, want %q", got, want)
	}
}

// kept is what the store has for an address.
func (f *heldFixture) kept(account string) string {
	f.t.Helper()
	own, err := f.store.OwnSettings(f.t.Context(), f.org, account)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		f.t.Fatal(err)
	}
	return own.Wait
}

func TestOwnWait(t *testing.T) {
	f := newHeld(t)
	f.holding("", "{for: 1m, adjust: 2h}")
	f.reads(f.token, "- 1m 2h")
	for _, c := range []struct{ wait, want string }{{"5m", "5m"}, {"90m", "1h30m"}, {"1m", "1m"}, {"2h", "2h"}} {
		var me api.Me
		if w := f.ask(f.token, "PUT", "/v1/me", api.OwnSettings{Wait: c.wait}, &me); w.Code != 200 || me.Wait == nil || value(me.Wait.Chosen, "") != c.want {
			t.Errorf("%s: %d %s, want the wait %s", c.wait, w.Code, w.Body, c.want)
		}
		f.reads(f.token, c.want+" 1m 2h")
		if got := f.kept("sato@minato.example"); got != c.want {
			t.Errorf("%s: %q is kept, want %q", c.wait, got, c.want)
		}
	}
	for _, nothing := range []string{"", "0s"} {
		f.chooses(f.token, "5m")
		if w := f.chooses(f.token, nothing); w.Code != 200 {
			t.Errorf("%q: %d %s", nothing, w.Code, w.Body)
		}
		f.reads(f.token, "- 1m 2h")
	}
}

// TestOwnWaitIsRefused: outside of the bounds nothing is changed, and the bounds are said.
func TestOwnWaitIsRefused(t *testing.T) {
	f := newHeld(t)
	f.holding("", "{for: 1m, adjust: 2h}")
	f.chooses(f.token, "5m")
	const bounds = "This waiting time cannot be chosen. desk: not a wait that the policy allows: from 1m to 2h"
	for _, wait := range []string{"59s", "10s", "2h1s", "30d"} {
		f.refused(f.chooses(f.token, wait), 422, "wait-bounds", bounds)
	}
	for _, wait := range []string{"soon", "5", "-5m", "5m ", "１時間", "99999d", strings.Repeat("1h", 10_000)} {
		f.refused(f.chooses(f.token, wait), 422, "wait-invalid", "This is no waiting time. desk: not a duration: write it as 10s, 30m or 2h, or leave it empty")
	}
	f.refused(f.ask(f.token, "PUT", "/v1/me", map[string]string{"wait": "5m", "account": "boss@minato.example"}, nil), 400, "json-invalid", "The body does not follow the API's description. account is not known.")
	f.reads(f.token, "5m 1m 2h")
	for _, c := range []struct{ about, hold string }{{"", "{for: 1m}"}, {"for: {senders: [boss@minato.example]}, ", "{for: 1m, adjust: 2h}"}, {"mode: monitor, ", "{for: 1m, adjust: 2h}"}} {
		f.holding(c.about, c.hold)
		f.reads(f.token, "none")
		f.refused(f.chooses(f.token, "10m"), 403, "wait-fixed", "How long mails wait cannot be chosen here. The policy has no wait that a sender may make longer, or none for you.")
	}
	if got := f.kept("sato@minato.example"); got != "5m" {
		t.Errorf("%q is kept, want 5m", got)
	}
}

// TestOwnWaitAsItCounts: what was chosen before the policy changed is shown as it counts now.
func TestOwnWaitAsItCounts(t *testing.T) {
	f := newHeld(t)
	f.holding("", "{for: 1m, adjust: 2h}")
	f.chooses(f.token, "30m")
	for _, c := range []struct{ hold, want string }{{"{for: 1m, adjust: 10m}", "10m 1m 10m"}, {"{for: 45m, adjust: 2h}", "- 45m 2h"}, {"{for: 1m, adjust: 1h}", "30m 1m 1h"}} {
		f.holding("", c.hold)
		f.reads(f.token, c.want)
	}
}

// TestOwnWaitIsOnesOwn: neither colleagues, administrators nor the same address elsewhere are touched, and each change is in the audit.
func TestOwnWaitIsOnesOwn(t *testing.T) {
	f := newHeld(t)
	f.holding("", "{for: 1m, adjust: 2h}")
	mori, twin := f.device("mori@minato.example", auth.RoleSender), enrol(t, f.store, f.devices, "third", "sato@minato.example")
	rows := func() int64 {
		v, err := f.store.VerifyAudit(t.Context(), f.org)
		if err != nil {
			t.Fatal(err)
		}
		return v.Rows
	}
	before := rows()
	f.chooses(f.token, "5m")
	f.chooses(f.token, "5m") // again after a lost answer
	if got := rows() - before; got != 1 {
		t.Errorf("%d audit rows, want 1", got)
	}
	f.reads(mori, "- 1m 2h")
	f.chooses(mori, "1h")
	f.reads(f.token, "5m 1m 2h")
	if got := f.wait(twin); got != "none" {
		t.Errorf("the same address in another organisation reads %q", got)
	}
	var last audit.Row
	for r, err := range f.store.AuditRows(t.Context(), f.org, before) {
		if err != nil {
			t.Fatal(err)
		}
		last = r
		break
	}
	if last.Event != "user.changed" || last.Door != "api" || last.Subject == "" || last.Details["wait"] != "5m" || last.Details["before"] != "0s" {
		t.Errorf("the row is %+v", last)
	}
	f.refused(f.chooses(f.boss, "5m"), 403, "role-missing", "Your role does not allow this.") // an approver sends nothing
	if got := f.kept("boss@minato.example"); got != "" {
		t.Errorf("%q is kept for boss", got)
	}
}

// TestOwnWaitOfAClaimedAddress: a claim that its owner may change chooses nothing for the address it names.
func TestOwnWaitOfAClaimedAddress(t *testing.T) {
	f := newHeld(t)
	f.holding("", "{for: 1m, adjust: 2h}")
	who := auth.Identity{Org: f.org, Issuer: "i", Subject: "s", Account: "sato@minato.example", Hint: true, Roles: []auth.Role{auth.RoleSender}}
	ask := func(method string, do func(c *heldFixture, r *http.Request, w http.ResponseWriter) error) (*httptest.ResponseRecorder, error) {
		r := httptest.NewRequestWithContext(auth.WithIdentity(t.Context(), who), method, "/v1/me", strings.NewReader(`{"wait":"5m"}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		return w, do(f, r, w)
	}
	get := func(f *heldFixture, r *http.Request, w http.ResponseWriter) error {
		return f.handlers.GetMe(f.echo.NewContext(r, w))
	}
	put := func(f *heldFixture, r *http.Request, w http.ResponseWriter) error {
		return f.handlers.PutMe(f.echo.NewContext(r, w))
	}
	if w, err := ask("GET", get); err != nil || strings.Contains(w.Body.String(), "wait") {
		t.Errorf("by a claim alone: %s, %v; want who it is and no wait", w.Body, err)
	}
	if _, err := ask("PUT", put); !errors.Is(err, errAccount) || f.kept("sato@minato.example") != "" {
		t.Errorf("by a claim alone: %v, want %v", err, errAccount)
	}
	person := store.Person{Address: "sato@minato.example", Who: who.Who()}
	if _, err := f.store.ImportPeople(t.Context(), f.org, []store.Person{person}, false, audit.Entry{Event: "x"}); err != nil {
		t.Fatal(err)
	}
	who.Account = "mori@minato.example" // they say
	if _, err := ask("PUT", put); err != nil || f.kept("sato@minato.example") != "5m" || f.kept("mori@minato.example") != "" {
		t.Errorf("whom the directory knows as sato: %v, %q is kept for sato, %q for mori, want 5m for sato alone", err, f.kept("sato@minato.example"), f.kept("mori@minato.example"))
	}
}
