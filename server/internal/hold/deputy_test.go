package hold

import (
	"slices"
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

// TestWhatADeputyCanAnswer: the list has what the approver is asked and what the deputy may answer, each once, and never one's own mail.
func TestWhatADeputyCanAnswer(t *testing.T) {
	h := newHouse(t)
	people := []store.Person{{Address: "chief@minato.example", Kind: store.KindPerson, Deputies: []string{"vice@minato.example"}}}
	_, err := h.store.ImportPeople(t.Context(), h.org, people, false, audit.Entry{Event: "directory.changed"})
	must(t, err)
	first := h.hold(approval("boss@minato.example", "chief@minato.example"))
	h.later(time.Minute)
	without := approval("boss@minato.example")
	without.Deputies = false
	h.hold(without)
	h.later(time.Minute)
	own := h.hold(approval("vice@minato.example"))
	lists := func(when, name string, limit int, want ...string) {
		t.Helper()
		all, err := h.keep.AskedOf(t.Context(), h.org, actor(name), limit)
		must(t, err)
		var got []string
		for _, one := range all {
			got = append(got, one.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s %s is asked about %q, want %q", when, name, got, want)
		}
	}
	lists("at first", "vice", 10, own, first)
	lists("one at most", "vice", 1, own)
	lists("the sender, a deputy of boss,", "sato", 10)
	lists("a stranger,", "tanaka", 10)
	must(t, h.keep.Decide(t.Context(), h.org, first, Choice{Approve: true}, actor("vice")))
	lists("afterwards", "vice", 10, own)
}
