package hold

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// house is an organisation with a real store, a clock and some people.
type house struct {
	t     testing.TB
	store *store.Store
	org   store.Org
	keep  *Keeper

	mu sync.Mutex
	at time.Time
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *house) later(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, at: noon, org: store.OrgOf("main")}
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: h.now})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	must(t, s.CreateOrganization(t.Context(), store.Organization{ID: "main", Name: "Minato"}))
	people := []store.Person{
		{Address: "sato@minato.example", Manager: "boss@minato.example"},
		{Address: "boss@minato.example", Deputies: []string{"vice@minato.example", "sato@minato.example"}},
		{Address: "legal1@minato.example", Groups: []string{"法務"}},
		{Address: "legal2@minato.example", Groups: []string{"法務", "他"}},
		{Address: "other@minato.example", Groups: []string{"法務部"}},
	}
	_, err = s.ImportPeople(t.Context(), h.org, people, false, audit.Entry{Event: "directory.changed"})
	must(t, err)
	must(t, s.PutUser(t.Context(), h.org, store.User{Who: store.Who{Issuer: "local", Subject: "a"}, Account: "admin@minato.example", Roles: []string{"admin"}}, audit.Entry{Event: "user.changed"}))
	h.store, h.keep = s, &Keeper{Records: s, People: Directory{s}, Now: h.now}
	return h
}

// hold saves a mail of sato's to one outsider, who waits through stages, and returns the hold.
func (h *house) hold(stages ...Stage) string {
	h.t.Helper()
	b, err := h.keep.Begin(h.t.Context(), h.org, "sato@minato.example", []Group{
		{Recipients: []string{"in@minato.example"}}, {Recipients: []string{"out@hokuto.example"}, Stages: stages},
	})
	must(h.t, err)
	id := store.NewID()
	must(h.t, h.store.AddMessage(h.t.Context(), h.org, store.Accepted{
		Message: store.Message{ID: id, File: "f", Hash: "h", Account: "sato@minato.example"},
		Holds:   b.Holds, Deliveries: b.Deliveries, Asks: b.Asks, Notices: b.Notices,
	}, audit.Entry{Event: "mail.accepted"}))
	return b.Holds[0].ID
}

// state is where a hold stands, and what has become of the outsider's copy.
func (h *house) state(id string) string {
	h.t.Helper()
	c, err := h.store.Hold(h.t.Context(), h.org, id)
	must(h.t, err)
	list, err := h.store.Deliveries(h.t.Context(), h.org, c.Message)
	must(h.t, err)
	i := slices.IndexFunc(list, func(d store.Delivery) bool { return d.Hold == id })
	return fmt.Sprintf("%s %d, %s", c.State, c.Stage, list[i].State+map[bool]string{true: " never", false: " due"}[list[i].Due.IsZero()])
}

func (h *house) wants(id, want string) {
	h.t.Helper()
	if got := h.state(id); got != want {
		h.t.Errorf("the hold is %q, want %q", got, want)
	}
}

// told are the notices so far, as "kind to".
func (h *house) told() string {
	h.t.Helper()
	list, err := h.store.NoticesAfter(h.t.Context(), h.org, store.Notice{}, 100)
	must(h.t, err)
	var all []string
	for _, n := range list {
		all = append(all, strings.TrimPrefix(n.Kind, "hold.")+" "+strings.TrimSuffix(n.To, "@minato.example"))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func (h *house) sweep(want int) {
	h.t.Helper()
	if n, more, err := h.keep.Sweep(h.t.Context(), h.org); err != nil || more || n != want {
		h.t.Errorf("Sweep = %d, %v, %v, want %d", n, more, err, want)
	}
}

func wait(d, onExpiry string) Stage {
	return Stage{Kind: Wait, For: d, OnExpiry: onExpiry, Release: "sender", Adjust: "2h", Rules: []string{"r"}}
}

func approval(by ...string) Stage {
	return Stage{Kind: Approval, Within: "3d", OnExpiry: "discard", Approvers: by, Need: "one", Deputies: true, Rules: []string{"r"}}
}

func actor(name string) Actor { return Actor{Account: name + "@minato.example", Door: "page"} }

func wantErr(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestHeldThenSent(t *testing.T) {
	h := newHouse(t)
	id := h.hold(wait("1m", "send"))
	h.wants(id, "timed 1, pending never")
	h.later(59 * time.Second)
	h.sweep(0)
	h.later(time.Second)
	h.sweep(1)
	h.wants(id, "released 1, pending due")
	h.sweep(0)
	if got := h.told(); got != "held sato" {
		t.Errorf("told: %s", got)
	}
}

func TestSenderCancelsReleasesAndAdjusts(t *testing.T) {
	h := newHouse(t)
	ctx, sato := t.Context(), actor("sato")
	a, b, c := h.hold(wait("1h", "send")), h.hold(wait("1h", "send")), h.hold(wait("1h", "send"))
	for _, stranger := range []Actor{actor("boss"), actor("tanaka"), {}} {
		wantErr(t, "a stranger cancels", h.keep.Cancel(ctx, h.org, a, stranger), ErrNotFound)
		wantErr(t, "a stranger releases", h.keep.Release(ctx, h.org, a, stranger), ErrNotFound)
		wantErr(t, "a stranger adjusts", h.keep.Adjust(ctx, h.org, a, noon, stranger), ErrNotFound)
	}
	must(t, h.keep.Cancel(ctx, h.org, a, sato))
	h.wants(a, "cancelled 1, withdrawn never")
	wantErr(t, "release what is cancelled", h.keep.Release(ctx, h.org, a, sato), ErrConflict)
	must(t, h.keep.Release(ctx, h.org, b, sato))
	h.wants(b, "released 1, pending due")
	wantErr(t, "cancel what has gone", h.keep.Cancel(ctx, h.org, b, sato), ErrConflict)
	wantErr(t, "too long", h.keep.Adjust(ctx, h.org, c, noon.Add(2*time.Hour+time.Second), sato), ErrTime)
	wantErr(t, "in the past", h.keep.Adjust(ctx, h.org, c, noon.Add(-time.Minute), sato), ErrTime)
	must(t, h.keep.Adjust(ctx, h.org, c, noon.Add(2*time.Hour), sato))
	h.later(time.Hour)
	h.sweep(0)
	wantErr(t, "longer than the policy lets, again", h.keep.Adjust(ctx, h.org, c, noon.Add(3*time.Hour), sato), ErrTime)
	h.later(time.Hour)
	h.sweep(1)
	h.wants(c, "released 1, pending due")
}

func TestWhatOnlyTimeEnds(t *testing.T) {
	h := newHouse(t)
	stage := wait("1h", "send")
	stage.Release = "nobody"
	id := h.hold(stage)
	wantErr(t, "release", h.keep.Release(t.Context(), h.org, id, actor("sato")), ErrForbidden)
	wantErr(t, "make it end at once", h.keep.Adjust(t.Context(), h.org, id, noon, actor("sato")), ErrTime)
	operator := Actor{Account: "admin@minato.example", Operator: true}
	must(t, h.keep.Adjust(t.Context(), h.org, id, noon.Add(29*24*time.Hour), operator))
	wantErr(t, "for ever", h.keep.Adjust(t.Context(), h.org, id, noon.Add(31*24*time.Hour), operator), ErrTime)
	must(t, h.keep.Cancel(t.Context(), h.org, id, operator))
	if got := h.told(); got != "cancelled sato, held sato" {
		t.Errorf("told: %s", got)
	}
}

func TestExpiry(t *testing.T) {
	h := newHouse(t)
	discard, ask := h.hold(wait("1h", "discard")), h.hold(wait("1h", "ask"))
	again := h.hold(wait("1h", "ask"))
	h.later(time.Hour)
	h.sweep(3)
	h.wants(discard, "discarded 1, withdrawn never")
	h.wants(ask, "waiting-sender 2, pending never")
	must(t, h.keep.Release(t.Context(), h.org, ask, actor("sato")))
	h.wants(ask, "released 2, pending due")
	h.later(59 * time.Minute)
	h.sweep(0)
	h.later(time.Minute)
	h.sweep(1)
	h.wants(again, "discarded 2, withdrawn never")
	if got := h.told(); got != "ask sato, ask sato, discarded sato, discarded sato, held sato, held sato, held sato" {
		t.Errorf("told: %s", got)
	}
}

// TestAskedOnceMoreAsLong: the row is written a little after its stage was planned, and that makes the second wait no shorter.
func TestAskedOnceMoreAsLong(t *testing.T) {
	c := current{Hold: store.Hold{Due: noon.Add(15 * time.Second), Changed: noon.Add(20 * time.Millisecond)}}
	if got := c.length(); got != "15s" {
		t.Errorf("once more %s, want 15s", got)
	}
}

func TestStagesFollowEachOther(t *testing.T) {
	h := newHouse(t)
	id := h.hold(wait("1m", "next"), approval("manager"), wait("1m", "send"))
	h.later(time.Minute)
	h.sweep(1)
	h.wants(id, "waiting-approval 2, pending never")
	must(t, h.keep.Decide(t.Context(), h.org, id, Choice{Approve: true}, actor("boss")))
	h.wants(id, "timed 3, pending never")
	wantErr(t, "the approver again", h.keep.Decide(t.Context(), h.org, id, Choice{}, actor("boss")), ErrConflict)
	h.later(time.Minute)
	h.sweep(1)
	h.wants(id, "released 3, pending due")
}

func TestWhoDecides(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	id := h.hold(approval("manager"))
	for who, want := range map[string]error{"sato": ErrForbidden, "tanaka": ErrNotFound, "legal1": ErrNotFound, "admin": ErrNotFound} {
		wantErr(t, who, h.keep.Decide(ctx, h.org, id, Choice{Approve: true}, actor(who)), want)
		wantErr(t, who+" for the boss", h.keep.Decide(ctx, h.org, id, Choice{Approver: "boss@minato.example", Approve: true}, actor(who)), want)
	}
	operator := actor("admin")
	operator.Operator = true
	wantErr(t, "an operator", h.keep.Decide(ctx, h.org, id, Choice{Approver: "boss@minato.example", Approve: true}, operator), ErrNotFound)
	wantErr(t, "the sender releases", h.keep.Release(ctx, h.org, id, actor("sato")), ErrForbidden)
	must(t, h.keep.Decide(ctx, h.org, id, Choice{Approver: "Boss@minato.example", Approve: true}, actor("vice")))
	h.wants(id, "released 1, pending due")

	strict := approval("manager")
	strict.Deputies, strict.Reason = false, true
	id = h.hold(strict)
	wantErr(t, "a deputy where there is to be none", h.keep.Decide(ctx, h.org, id, Choice{Approver: "boss@minato.example", Approve: true}, actor("vice")), ErrNotFound)
	wantErr(t, "no reason", h.keep.Decide(ctx, h.org, id, Choice{Reason: " "}, actor("boss")), ErrReason)
	must(t, h.keep.Decide(ctx, h.org, id, Choice{Reason: "宛先が違う"}, actor("boss")))
	h.wants(id, "rejected 1, withdrawn never")
}

func TestNobodyApprovesTheirOwn(t *testing.T) {
	h := newHouse(t)
	alone := h.hold(approval("sato@minato.example", "group/nobody"))
	list, err := h.store.Approvals(t.Context(), h.org, alone)
	if err != nil || len(list) != 1 || list[0].Approver != "admin@minato.example" {
		t.Errorf("Approvals = %+v, %v, want the administrator", list, err)
	}
}

func TestAllOfAGroup(t *testing.T) {
	h := newHouse(t)
	stage := approval("group/法務")
	stage.Need = "all"
	id := h.hold(stage)
	must(t, h.keep.Decide(t.Context(), h.org, id, Choice{Approve: true}, actor("legal2")))
	h.wants(id, "waiting-approval 1, pending never")
	wantErr(t, "twice", h.keep.Decide(t.Context(), h.org, id, Choice{Approve: true}, actor("legal2")), ErrConflict)
	wantErr(t, "another group's", h.keep.Decide(t.Context(), h.org, id, Choice{Approve: true}, actor("other")), ErrNotFound)
	must(t, h.keep.Decide(t.Context(), h.org, id, Choice{Approve: true}, actor("legal1")))
	h.wants(id, "released 1, pending due")
	if got := h.told(); got != "approve legal1, approve legal2, approved sato, waiting sato" {
		t.Errorf("told: %s", got)
	}
}

func TestEscalation(t *testing.T) {
	h := newHouse(t)
	stage := approval("manager")
	stage.OnExpiry, stage.Else = "escalate", []string{"group/法務"}
	id := h.hold(stage)
	h.later(72 * time.Hour)
	h.sweep(1)
	h.wants(id, "waiting-approval 2, pending never")
	wantErr(t, "whose time is over", h.keep.Decide(t.Context(), h.org, id, Choice{Approve: true}, actor("boss")), ErrConflict)
	h.later(72 * time.Hour)
	h.sweep(1)
	h.wants(id, "discarded 2, withdrawn never")
}

func TestUnconfirmed(t *testing.T) {
	h := newHouse(t)
	groups, err := Plan([]string{"a@x.example"}, nil, &Unconfirmed{Within: "24h", OnExpiry: "discard"}, strings.EqualFold)
	must(t, err)
	id := h.hold(groups[0].Stages...)
	h.wants(id, "waiting-sender 1, pending never")
	wantErr(t, "release without a confirmation", h.keep.Release(t.Context(), h.org, id, actor("sato")), ErrForbidden)
	operator := actor("admin")
	operator.Operator = true
	wantErr(t, "confirm for somebody", h.keep.Confirmed(t.Context(), h.org, id, "c", operator), ErrForbidden)
	must(t, h.keep.Confirmed(t.Context(), h.org, id, "c", actor("sato")))
	h.wants(id, "released 1, pending due")
	if got := h.told(); got != "confirm sato" {
		t.Errorf("told: %s", got)
	}
}

// TestOneOfAHundredWins: people who cancel, release, reject, approve and let time pass at once move a hold once.
func TestOneOfAHundredWins(t *testing.T) {
	h := newHouse(t)
	id := h.hold(approval("manager"))
	h.later(72 * time.Hour)
	errs := make(chan error, 100)
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			switch i % 4 {
			case 0:
				errs <- h.keep.Cancel(context.Background(), h.org, id, actor("sato"))
			case 1:
				errs <- h.keep.Decide(context.Background(), h.org, id, Choice{}, actor("boss"))
			case 2:
				errs <- h.keep.Decide(context.Background(), h.org, id, Choice{Approve: true, Approver: "boss@minato.example"}, actor("vice"))
			default:
				n, _, err := h.keep.Sweep(context.Background(), h.org)
				if n == 0 && err == nil {
					err = ErrConflict
				}
				errs <- err
			}
		})
	}
	wg.Wait()
	close(errs)
	won := 0
	for err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, ErrConflict) {
			t.Errorf("got %v, want ErrConflict", err)
		}
	}
	if won != 1 {
		t.Errorf("%d of 100 moved it, want 1", won)
	}
	if _, err := h.store.VerifyAudit(t.Context(), h.org); err != nil {
		t.Error(err)
	}
}

func TestPlan(t *testing.T) {
	verdict := &policy.HoldVerdict{Stages: []Stage{
		{Kind: Wait, For: "5m", OnExpiry: "send", Recipients: []string{"a@x.example", "b@y.example"}},
		{Kind: Wait, For: "1h", OnExpiry: "send", Recipients: []string{"c@z.example"}},
		{Kind: Approval, Within: "3d", OnExpiry: "discard", Recipients: []string{"b@y.example"}},
	}}
	groups, err := Plan([]string{"in@minato.example", "A@x.example", "b@y.example", "c@z.example"}, verdict, nil, strings.EqualFold)
	must(t, err)
	var got []string
	for _, g := range groups {
		var kinds []string
		for _, s := range g.Stages {
			kinds = append(kinds, s.Kind+s.For)
			if len(s.Recipients) > 0 {
				t.Errorf("stage of %v names recipients", g.Recipients)
			}
		}
		got = append(got, fmt.Sprint(g.Recipients, kinds))
	}
	want := "[in@minato.example] [];[A@x.example] [wait5m];[b@y.example] [wait5m approval];[c@z.example] [wait1h]"
	if strings.Join(got, ";") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ";"), want)
	}
	if verdict.Stages[0].Recipients == nil {
		t.Error("Plan changed the verdict")
	}
	groups, err = Plan([]string{"in@minato.example", "c@z.example"}, verdict, &Unconfirmed{Within: "24h", OnExpiry: "discard"}, strings.EqualFold)
	if err != nil || len(groups) != 2 || groups[0].Stages[0].Kind != Confirm || len(groups[0].Stages) != 1 || len(groups[1].Stages) != 2 {
		t.Errorf("unconfirmed: %+v, %v", groups, err)
	}
}

func TestDamagedStagesMoveNothing(t *testing.T) {
	h := newHouse(t)
	for name, stages := range map[string]string{"no JSON": "[{", "fewer": "[]"} {
		_, err := opened(store.Hold{ID: "h", Stage: 1, Stages: stages})
		if err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	bad := wait("soon", "send")
	if _, err := h.keep.Begin(t.Context(), h.org, "sato@minato.example", []Group{{Recipients: []string{"a@x"}, Stages: []Stage{bad}}}); err == nil {
		t.Error("a wait that is no duration was taken")
	}
}
