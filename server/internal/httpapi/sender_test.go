package httpapi

import (
	"testing"

	"sekisho/server/api"
)

func TestForeignSender(t *testing.T) {
	f := newFixture(t)
	for _, intent := range []api.DraftIntent{"send", "compose"} {
		for _, from := range []string{"x@rival.example", "sato@minato.example@rival.example", "sato@minato.example.rival.example", "sato", ""} {
			d := draft(func(d *api.Draft) { d.From.Address, d.Intent = from, intent })
			f.refused(f.ask(f.token, "POST", "/v1/checks", d, nil), 403, "sender-foreign",
				"The sender is not an address of this organisation. Choose an address of your organisation under From.")
		}
	}
	f.check(draft(func(d *api.Draft) { d.From.Address = "Sales@Tokyo.MINATO.example" }))
}
