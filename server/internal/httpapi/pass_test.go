package httpapi

import (
	"crypto/ed25519"
	"testing"

	"sekisho/server/api"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/pass"
)

// TestThePassNamesItsDoor: whoever reads a pass learns where the mail was confirmed.
func TestThePassNamesItsDoor(t *testing.T) {
	f := newFixture(t)
	org, err := auth.Operator(t.Context(), f.store, "main")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := f.store.Keys(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	public, ok := keys.Pass.Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("the pass key is not Ed25519")
	}
	for _, door := range []api.DoorName{"outlook", "desktop"} {
		c := f.check(draft(func(d *api.Draft) { d.Door.Name, d.Subject = door, string(door) }))
		var done api.Confirmation
		f.ask(f.token, "POST", "/v1/checks/"+c.Id+"/confirmation", api.ConfirmationRequest{Items: c.Verdict.Confirm.Items}, &done)
		if done.Pass == nil {
			t.Fatalf("%s: no pass", door)
		}
		got, err := pass.Verify(pass.Keys{Organization: "main", Public: map[string]ed25519.PublicKey{desk.ServerKey: public}}, *done.Pass, f.now)
		if err != nil || got.Door != string(door) {
			t.Errorf("confirmed at %s: the pass says %q (%v)", door, got.Door, err)
		}
	}
}
