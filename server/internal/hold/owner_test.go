package hold

import (
	"testing"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

// holdOf is hold for a mail of which it is not plain whose it is.
func (h *house) holdOf(o Owner, stages ...Stage) string {
	h.t.Helper()
	b, err := h.keep.BeginFor(h.t.Context(), h.org, o, []Group{{Recipients: []string{"out@hokuto.example"}, Stages: stages}})
	must(h.t, err)
	must(h.t, h.store.AddMessage(h.t.Context(), h.org, store.Accepted{
		Message: store.Message{ID: store.NewID(), File: store.NewID(), Hash: "h", Account: o.Account},
		Holds:   b.Holds, Deliveries: b.Deliveries, Asks: b.Asks, Notices: b.Notices,
	}, audit.Entry{Event: "mail.accepted"}))
	return b.Holds[0].ID
}

// asked are those who are asked about a hold now, as "a b".
func (h *house) asked(id string) (all string) {
	h.t.Helper()
	list, err := h.store.Approvals(h.t.Context(), h.org, id)
	must(h.t, err)
	for _, a := range list {
		all += " " + a.Approver
	}
	return all
}

// TestClaimedOwnerMovesNothing: whom only the mail itself names as its owner sees and moves nothing of it, is not told, and an approver in
// the house still decides.
func TestClaimedOwnerMovesNothing(t *testing.T) {
	for name, s := range map[string]Stage{"a wait": wait("1h", "send"), "an approval": approval("boss@minato.example")} {
		h := newHouse(t)
		ctx, sato := t.Context(), actor("sato")
		id := h.holdOf(Owner{Account: "sato@minato.example", Claimed: true}, s)
		wantErr(t, name+" released", h.keep.Release(ctx, h.org, id, sato), ErrNotFound)
		wantErr(t, name+" cancelled", h.keep.Cancel(ctx, h.org, id, sato), ErrNotFound)
		wantErr(t, name+" moved", h.keep.Adjust(ctx, h.org, id, noon.Add(time.Hour), sato), ErrNotFound)
		wantErr(t, name+" confirmed", h.keep.Confirmed(ctx, h.org, id, "c", sato), ErrNotFound)
		wantErr(t, name+" decided", h.keep.Decide(ctx, h.org, id, Choice{Approver: "boss@minato.example", Approve: true}, sato), ErrForbidden)
		c, err := h.store.Hold(ctx, h.org, id)
		must(t, err)
		if may, _, err := h.keep.Allowed(c, sato); err != nil || may != (May{}) {
			t.Errorf("%s: Allowed = %+v, %v, want nothing", name, may, err)
		}
		if own, err := h.store.Holds(ctx, h.org, store.HoldQuery{Account: "sato@minato.example", All: true, Limit: 10}); err != nil || len(own) != 0 {
			t.Errorf("%s is in sato's list: %v, %v", name, own, err)
		}
		operator := Actor{Account: "admin@minato.example", Operator: true}
		must(t, h.keep.Release(ctx, h.org, id, operator))
		if got := h.told(); got != map[string]string{"a wait": "", "an approval": "approve boss, approve vice"}[name] {
			t.Errorf("%s: told: %s", name, got)
		}
	}
}

// TestClaimedOwnerPicksNoApprover: "manager" is the manager of whom the connection shows, and nobody who may be behind the mail is asked,
// decides as a deputy or lets it go as an operator.
func TestClaimedOwnerPicksNoApprover(t *testing.T) {
	const sato, boss, admin = "sato@minato.example", "boss@minato.example", "admin@minato.example"
	for _, c := range []struct {
		name, want string
		owner      Owner
		by         string
	}{
		{"manager of a proven owner", " " + boss, Owner{Account: sato}, "manager"},
		{"manager of a claimed one", " " + admin, Owner{Account: sato, Claimed: true}, "manager"},
		{"manager, by his man's name", " " + admin, Owner{Account: sato, Claimed: true, Others: []string{boss}}, "manager"},
		{"manager of whom the connection shows", " " + boss, Owner{Account: "other@minato.example", Claimed: true, Others: []string{sato}}, "manager"},
		{"the one who sent it", " " + admin, Owner{Account: sato, Claimed: true, Others: []string{boss}}, boss},
		{"the one who sent it, though the owner is proven", " " + admin, Owner{Account: sato, Others: []string{boss}}, boss},
		{"the claimed owner", " " + admin, Owner{Account: boss, Claimed: true}, boss},
		{"all administrators", "", Owner{Account: sato, Claimed: true, Others: []string{admin}}, "administrators"},
	} {
		h := newHouse(t)
		id := h.holdOf(c.owner, approval(c.by))
		if got := h.asked(id); got != c.want {
			t.Errorf("%s: asked are%s, want%s", c.name, got, c.want)
		}
		for _, a := range append(c.owner.Others, c.owner.Account) {
			by := Actor{Account: a, Operator: true}
			for _, part := range []string{"", boss, admin} {
				wantErr(t, c.name+": "+a+" decides for "+part, h.keep.Decide(t.Context(), h.org, id, Choice{Approver: part, Approve: true}, by), ErrForbidden)
			}
			wantErr(t, c.name+": "+a+" releases", h.keep.Release(t.Context(), h.org, id, by), ErrForbidden)
		}
		h.wants(id, "waiting-approval 1, pending never")
	}
}

// TestOperatorOfTheirOwnMail: an administrator lets others' mails go, and of their own does what any sender may.
func TestOperatorOfTheirOwnMail(t *testing.T) {
	h := newHouse(t)
	ctx, own := t.Context(), Actor{Account: "admin@minato.example", Operator: true}
	must(t, h.store.PutUser(ctx, h.org, store.User{Who: store.Who{Issuer: "local", Subject: "b"}, Account: "second@minato.example", Roles: []string{"admin"}}, audit.Entry{Event: "user.changed"}))
	id := h.holdOf(Owner{Account: own.Account}, approval("administrators"))
	wantErr(t, "release what needs approval", h.keep.Release(ctx, h.org, id, own), ErrForbidden)
	kept := wait("1h", "send")
	kept.Release = "nobody"
	wantErr(t, "release what nobody may", h.keep.Release(ctx, h.org, h.holdOf(Owner{Account: own.Account}, kept), own), ErrForbidden)
	must(t, h.keep.Release(ctx, h.org, h.holdOf(Owner{Account: own.Account}, wait("1h", "send")), own))
	must(t, h.keep.Release(ctx, h.org, h.hold(approval("manager")), own))
	must(t, h.keep.Cancel(ctx, h.org, id, own))
}

// TestNobodyToAsk: where the wait of a claimed mail ends with a question, the administrators are asked.
func TestNobodyToAsk(t *testing.T) {
	h := newHouse(t)
	id := h.holdOf(Owner{Account: "sato@minato.example", Claimed: true}, wait("1h", "ask"))
	h.later(time.Hour)
	h.sweep(1)
	h.wants(id, "waiting-approval 2, pending never")
	if got := h.asked(id); got != " admin@minato.example" {
		t.Errorf("asked are%s", got)
	}
	h.later(time.Hour)
	h.sweep(1)
	h.wants(id, "discarded 2, withdrawn never")
	if got := h.told(); got != "approve admin" {
		t.Errorf("told: %s", got)
	}
}
