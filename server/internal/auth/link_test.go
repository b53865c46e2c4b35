package auth

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

// linkFixture is a store with two organisations, one held mail in the first, and a link to it.
func linkFixture(t *testing.T, now func() time.Time) (*store.Store, *Links, string) {
	t.Helper()
	ctx := t.Context()
	s, err := store.Open(ctx, store.Options{Dir: t.TempDir(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, id := range []string{"main", "other"} {
		if err := s.CreateOrganization(ctx, store.Organization{ID: id}); err != nil {
			t.Fatal(err)
		}
	}
	org := store.OrgOf("main")
	err = s.AddMessage(ctx, org, store.Accepted{
		Message: store.Message{ID: "m", File: "f", Hash: "h"}, Holds: []store.Hold{{ID: "h", Stage: 1, State: store.HoldTimed, Stages: "[]"}},
	}, audit.Entry{Event: "x"})
	if err != nil {
		t.Fatal(err)
	}
	links := NewLinks(s, now)
	token, err := links.New(ctx, org)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddLink(ctx, org, token, store.Link{Hold: "h", Stage: 1, Purpose: store.LinkSender, Person: "a@x", Expires: now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	return s, links, token
}

func wantCode(t *testing.T, what string, err error, code string) {
	t.Helper()
	var refused *Error
	if !errors.As(err, &refused) || refused.Code != code {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

func TestLinksOpenAndNothingElseDoes(t *testing.T) {
	_, links, token := linkFixture(t, time.Now)
	org, l, err := links.Open(t.Context(), "192.0.2.1", token)
	if err != nil || org.ID() != "main" || l.Hold != "h" {
		t.Fatalf("Open = %v %+v, %v", org, l, err)
	}
	unsaved, err := links.New(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	last := "A"
	if strings.HasSuffix(token, "A") {
		last = "Q"
	}
	for name, bad := range map[string]string{
		"empty": "", "no dot": "main", "cut": token[:len(token)-1], "longer": token + "A", "changed": token[:len(token)-1] + last,
		"of another organisation": "other" + strings.TrimPrefix(token, "main"), "of no organisation": "none" + strings.TrimPrefix(token, "main"),
		"never saved": unsaved, "enormous": "main." + strings.Repeat("A", 1<<20), "with a line end": token + "\n",
	} {
		_, _, err := links.Open(t.Context(), name, bad)
		wantCode(t, name, err, CodeLink)
	}
}

func TestTriesOfLinksAreLimited(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	_, links, token := linkFixture(t, func() time.Time { return at })
	for range triesAllowed {
		_, _, err := links.Open(t.Context(), "192.0.2.1", "main.x")
		wantCode(t, "a try", err, CodeLink)
	}
	_, _, err := links.Open(t.Context(), "192.0.2.1", "main.x")
	wantCode(t, "one too many", err, CodeTooMany)
	if _, _, err := links.Open(t.Context(), "192.0.2.1", token); err != nil {
		t.Errorf("a good link is refused for others' tries: %v", err)
	}
	at = at.Add(triesWindow)
	_, _, err = links.Open(t.Context(), "192.0.2.1", "main.x")
	wantCode(t, "later", err, CodeLink)
}

func TestFormBelongsToItsLink(t *testing.T) {
	_, links, token := linkFixture(t, time.Now)
	org := store.OrgOf("main")
	a, err := links.Form(t.Context(), org, token)
	if err != nil {
		t.Fatal(err)
	}
	other, _ := links.New(t.Context(), org)
	b, _ := links.Form(t.Context(), org, other)
	c, _ := links.Form(t.Context(), store.OrgOf("other"), token)
	if a == "" || a == b || a == c || strings.Contains(token, a) {
		t.Errorf("forms %q %q %q, want three that differ", a, b, c)
	}
}
