package httpapi

import (
	"testing"

	"sekisho/server/api"
	"sekisho/server/internal/auth"
)

// events counts the rows of one event in the organisation's audit trail.
func (f *fixture) events(t *testing.T, event string) (n int) {
	t.Helper()
	org, err := auth.Operator(t.Context(), f.store, "main")
	if err != nil {
		t.Fatal(err)
	}
	for row, err := range f.store.AuditRows(t.Context(), org, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if row.Event == event {
			n++
		}
	}
	return n
}

func TestForeignSender(t *testing.T) {
	f := newFixture(t)
	for _, intent := range []api.DraftIntent{"send", "compose"} {
		for _, from := range []string{"x@rival.example", "sato@minato.example@rival.example", "sato@minato.example.rival.example", "sato", ""} {
			d := draft(func(d *api.Draft) { d.From.Address, d.Intent = from, intent })
			f.refused(f.ask(f.token, "POST", "/v1/checks", d, nil), 403, "sender-foreign",
				"The sender is not an address of this organisation. Choose an address of your organisation under From.")
		}
	}
	if n := f.events(t, "check.refused"); n != 5 {
		t.Errorf("%d tries to send are in the audit trail, want 5", n)
	}
	f.check(draft(func(d *api.Draft) { d.From.Address = "Sales@Tokyo.MINATO.example" }))
}
