package httpapi

import (
	"net/http"
	"testing"

	"sekisho/server/api"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/store"
)

// TestAConfirmationTeachesWhereTheDoorDoesNotAskAgain: a door that sends after the confirmation never comes back to say so;
// Outlook does, and may still be edited before.
func TestAConfirmationTeachesWhereTheDoorDoesNotAskAgain(t *testing.T) {
	for door, want := range map[api.DoorName]int{"desktop": 1, "outlook": 0} {
		f := newFixture(t)
		c := f.check(draft(func(d *api.Draft) { d.Door.Name = door }))
		if got := f.known("tanaka@hokuto.example"); got != 0 {
			t.Errorf("%s: a mail that waits for its sender counts %d, want 0", door, got)
		}
		var done api.Confirmation
		if w := f.ask(f.token, "POST", "/v1/checks/"+c.Id+"/confirmation", api.ConfirmationRequest{Items: c.Verdict.Confirm.Items}, &done); w.Code != http.StatusOK {
			t.Fatalf("confirm: %d %s", w.Code, w.Body)
		}
		if got := f.known("tanaka@hokuto.example"); got != want {
			t.Errorf("%s: confirmed it counts %d, want %d", door, got, want)
		}
		for range 2 {
			if again := f.check(draft(func(d *api.Draft) { d.Door.Name = door })); again.Decision != "send" || again.Id != c.Id {
				t.Fatalf("%s: send again: %s, check %s, want the first one sent", door, again.Decision, again.Id)
			}
			if got := f.known("tanaka@hokuto.example"); got != 1 {
				t.Errorf("%s: sent it counts %d, want 1", door, got)
			}
		}
	}
}

// TestWhatIsBlockedTeachesNothing: nor does what is only being written.
func TestWhatIsBlockedTeachesNothing(t *testing.T) {
	f := newFixture(t)
	rival := func(d *api.Draft) { d.Recipients[0].Address = "sales@kaigan-seiki.example" }
	if c := f.check(draft(rival)); c.Decision != "refuse" {
		t.Fatalf("to a rival: %s, want refuse", c.Decision)
	}
	colleague := func(d *api.Draft) { d.Intent, d.Recipients[0].Address = "compose", "kato@minato.example" }
	if c := f.check(draft(colleague)); c.Decision != "send" {
		t.Fatalf("to a colleague: %s, want send", c.Decision)
	}
	for _, a := range []string{"sales@kaigan-seiki.example", "kato@minato.example"} {
		if got := f.known(a); got != 0 {
			t.Errorf("%s counts %d, want 0", a, got)
		}
	}
}

func (f *fixture) known(address string) int {
	f.t.Helper()
	org, err := auth.Operator(f.t.Context(), f.store, "main")
	if err != nil {
		f.t.Fatal(err)
	}
	u, err := f.store.History(f.t.Context(), org, store.HistoryQuery{Accounts: []string{"sato@minato.example"}, Addresses: []string{address}})
	if err != nil {
		f.t.Fatal(err)
	}
	return u.Addresses[address].Count
}
