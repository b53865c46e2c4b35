package hold

import (
	"testing"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/directory"
	"sekisho/server/internal/store"
)

// TestNobodyApprovesTheirOwnUnderAnotherAddress: who sends under an alias is not asked under the main address, nor the other way round,
// and decides for nobody as a deputy.
func TestNobodyApprovesTheirOwnUnderAnotherAddress(t *testing.T) {
	h := newHouse(t)
	chief := store.Person{Address: "chief@minato.example", Kind: store.KindPerson, Deputies: []string{"h.sato@minato.example", "second@minato.example"}}
	person := store.Person{Address: "h.sato@minato.example", Kind: store.KindPerson, Groups: []string{"監査"}}
	_, err := h.store.ImportPeople(t.Context(), h.org, []store.Person{chief, person, directory.Alias(person, "sato@minato.example")}, false, audit.Entry{Event: "directory.changed"})
	must(t, err)
	for _, by := range []string{"h.sato@minato.example", "group/監査"} {
		id := h.hold(approval(by, "chief@minato.example"))
		asked, err := h.store.Approvals(t.Context(), h.org, id)
		must(t, err)
		if len(asked) != 1 || asked[0].Approver != "chief@minato.example" {
			t.Errorf("%s: asked are %+v, want chief alone", by, asked)
		}
		for _, part := range []string{"", "chief@minato.example", "h.sato@minato.example"} {
			wantErr(t, "the sender decides for "+part, h.keep.Decide(t.Context(), h.org, id, Choice{Approver: part, Approve: true}, actor("h.sato")), ErrForbidden)
		}
	}
	if got := h.told(); got != "approve chief, approve chief, approve second, approve second, waiting sato, waiting sato" {
		t.Errorf("told: %s", got)
	}
}
