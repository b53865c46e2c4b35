package hold

import (
	"testing"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

// TestDeputiesAreAsked: where the policy has deputies, they are told as the approver is, and either of them decides.
func TestDeputiesAreAsked(t *testing.T) {
	for _, c := range []struct {
		name     string
		deputies bool
		told     string
		err      error
	}{
		{"with deputies", true, "approve chief, approve second, waiting sato", nil},
		{"without", false, "approve chief, waiting sato", ErrNotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			_, err := h.store.ImportPeople(t.Context(), h.org, []store.Person{
				{Address: "chief@minato.example", Kind: store.KindPerson, Deputies: []string{"second@minato.example", "sato@minato.example"}},
			}, false, audit.Entry{Event: "directory.changed"})
			must(t, err)
			stage := approval("chief@minato.example")
			stage.Deputies = c.deputies
			id := h.hold(stage)
			if got := h.told(); got != c.told {
				t.Errorf("told: %s, want %s", got, c.told)
			}
			wantErr(t, "the sender, who is a deputy", h.keep.Decide(t.Context(), h.org, id, Choice{Approve: true}, actor("sato")), ErrForbidden)
			wantErr(t, "a stranger", h.keep.Decide(t.Context(), h.org, id, Choice{Approve: true}, actor("tanaka")), ErrNotFound)
			wantErr(t, "a deputy who does not say whose", h.keep.Decide(t.Context(), h.org, id, Choice{Approve: true}, actor("second")), c.err)
			if !c.deputies {
				return
			}
			h.wants(id, "released 1, pending due")
			asked, err := h.store.Approvals(t.Context(), h.org, id)
			must(t, err)
			if len(asked) != 1 || asked[0].Approver != "chief@minato.example" || asked[0].State != store.ApprovalApproved {
				t.Errorf("approvals: %+v, want chief's part decided", asked)
			}
		})
	}
}

// TestDeputiesOfTheNextStageAreAsked, after the approver let the time go by.
func TestDeputiesOfTheNextStageAreAsked(t *testing.T) {
	h := newHouse(t)
	_, err := h.store.ImportPeople(t.Context(), h.org, []store.Person{
		{Address: "legal1@minato.example", Kind: store.KindPerson, Groups: []string{"法務"}, Deputies: []string{"legal2@minato.example", "second@minato.example"}},
	}, false, audit.Entry{Event: "directory.changed"})
	must(t, err)
	stage := approval("manager")
	stage.OnExpiry, stage.Else = "escalate", []string{"group/法務"}
	h.hold(stage)
	before := h.told()
	h.later(72 * time.Hour)
	h.sweep(1)
	if got := h.told(); got != "approve boss, approve legal1, approve legal2, approve second, approve vice, waiting sato, waiting sato" {
		t.Errorf("told: %s; before: %s", got, before)
	}
}

// TestADeputyWhoHasAnswered decides for an approver whose deputy they are, too, be it that both were asked or that their own time is over.
func TestADeputyWhoHasAnswered(t *testing.T) {
	h := newHouse(t)
	_, err := h.store.ImportPeople(t.Context(), h.org, []store.Person{
		{Address: "legal1@minato.example", Kind: store.KindPerson, Groups: []string{"法務"}, Deputies: []string{"legal2@minato.example", "boss@minato.example"}},
	}, false, audit.Entry{Event: "directory.changed"})
	must(t, err)
	stage := approval("group/法務")
	stage.Need = "all"
	id := h.hold(stage)
	must(t, h.keep.Decide(t.Context(), h.org, id, Choice{Approve: true}, actor("legal2")))
	h.wants(id, "waiting-approval 1, pending never")
	must(t, h.keep.Decide(t.Context(), h.org, id, Choice{Approve: true}, actor("legal2")))
	h.wants(id, "released 1, pending due")

	stage = approval("manager")
	stage.OnExpiry, stage.Else = "escalate", []string{"legal1@minato.example"}
	id = h.hold(stage)
	h.later(72 * time.Hour)
	h.sweep(1)
	must(t, h.keep.Asked(t.Context(), h.org, id, actor("boss")))
	must(t, h.keep.Decide(t.Context(), h.org, id, Choice{Approve: true}, actor("boss")))
	h.wants(id, "released 2, pending due")
}
