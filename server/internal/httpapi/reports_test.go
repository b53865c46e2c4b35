package httpapi

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/server/api"
	"sekisho/server/internal/auth"
)

func missed(change ...func(*api.MissedChecks)) api.MissedChecks {
	subject := "見積の件"
	r := api.MissedChecks{
		Door: api.Door{Name: "outlook", Version: "1"},
		Mails: []api.MissedCheck{{
			Id: "press-0001", At: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), Why: "unreachable", Became: "sent",
			From: "sato@minato.example", Subject: &subject, Recipients: []string{"tanaka@hokuto.example"},
		}},
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

func TestMissedChecksAreAuditedOnce(t *testing.T) {
	f := newFixture(t)
	for range 2 {
		if w := f.ask(f.token, "POST", "/v1/reports", missed(), nil); w.Code != http.StatusNoContent {
			t.Fatalf("report: %d %s", w.Code, w.Body)
		}
	}
	org, err := auth.Operator(t.Context(), f.store, "main")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for row, err := range f.store.AuditRows(t.Context(), org, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if row.Event == "check.missed" {
			rows++
			if row.Object != "press-0001" || row.Details["became"] != "sent" || row.Details["why"] != "unreachable" || row.Details["at"] != "2026-11-22T09:00:00Z" {
				t.Errorf("row = %+v", row)
			}
		}
	}
	if rows != 1 {
		t.Errorf("%d rows, want 1", rows)
	}
	if w := f.ask("", "POST", "/v1/reports", missed(), nil); w.Code != http.StatusUnauthorized {
		t.Errorf("without a token: %d, want 401", w.Code)
	}
}

func TestBadReports(t *testing.T) {
	f := newFixture(t)
	bad := func(words string, change func(*api.MissedChecks), status ...int) {
		t.Helper()
		w := f.ask(f.token, "POST", "/v1/reports", missed(change), nil)
		if want := append(status, http.StatusBadRequest)[0]; w.Code != want || !strings.Contains(w.Body.String(), words) {
			t.Errorf("got %d %s\nwant %q", w.Code, w.Body, words)
		}
	}
	bad("mails is empty", func(r *api.MissedChecks) { r.Mails = nil })
	bad("mails[0].why", func(r *api.MissedChecks) { r.Mails[0].Why = "bored" })
	bad("mails[0].became", func(r *api.MissedChecks) { r.Mails[0].Became = "" })
	bad("mails[0].id has at least 8", func(r *api.MissedChecks) { r.Mails[0].Id = "1" })
	bad("mails[0].recipients[0]", func(r *api.MissedChecks) { r.Mails[0].Recipients[0] = strings.Repeat("a", 4*998+1) }, http.StatusRequestEntityTooLarge)
	bad("door.name", func(r *api.MissedChecks) { r.Door.Name = "window" })
}

func TestReportsOfOnePersonAreBounded(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	r := &reportRoom{now: func() time.Time { return now }}
	take := func(owner string, n int, want bool) {
		t.Helper()
		if err := r.take(owner, n); (err == nil) != want {
			t.Errorf("%d mails of %s: %v, want room: %t", n, owner, err, want)
		}
	}
	take("sato", ownReports-1, true)
	take("sato", 2, false)
	take("sato", 1, true)
	take("ito", 50, true)
	now = now.Add(reportsEach - 1)
	take("sato", 1, false)
	now = now.Add(1)
	take("sato", 1, true)
}

func TestTooManyReports(t *testing.T) {
	f := newFixture(t)
	tell := func(n int) int {
		return f.ask(f.token, "POST", "/v1/reports", missed(func(r *api.MissedChecks) { r.Mails = slices.Repeat(r.Mails, n) }), nil).Code
	}
	for range ownReports / 100 {
		if code := tell(100); code != http.StatusNoContent {
			t.Fatalf("report: %d", code)
		}
	}
	if code := tell(1); code != http.StatusTooManyRequests {
		t.Errorf("one more: %d, want 429", code)
	}
}
