package httpapi

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sekisho/server/api"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// heldFixture is the API with people: sato, boss (who approves), admin, and somebody of another organisation.
type heldFixture struct {
	*fixture
	org         store.Org
	boss, admin string
	keep        *hold.Keeper
}

func newHeld(t *testing.T) *heldFixture {
	t.Helper()
	f := &heldFixture{fixture: newFixture(t)}
	ctx := t.Context()
	org, err := auth.Operator(ctx, f.store, "main")
	if err != nil {
		t.Fatal(err)
	}
	f.org, f.keep = org, f.handlers.held.Keeper
	f.boss, f.admin = f.device("boss@minato.example", auth.RoleApprover), f.device("admin@minato.example", auth.RoleAdmin)
	return f
}

// device enrols somebody and returns the token.
func (f *heldFixture) device(account string, roles ...auth.Role) string {
	f.t.Helper()
	code, _, err := f.devices.NewCode(f.t.Context(), f.org, auth.Owner{Account: account, Roles: roles, Language: "en"}, 0, store.Who{})
	if err != nil {
		f.t.Fatal(err)
	}
	_, token, err := f.devices.Enrol(f.t.Context(), "127.0.0.1", auth.Enrolment{Code: code})
	if err != nil {
		f.t.Fatal(err)
	}
	return token
}

// hold saves a mail of sato's whose recipient tanaka waits through stages, and whose Bcc does not wait.
func (f *heldFixture) hold(stages ...hold.Stage) string {
	f.t.Helper()
	ctx := f.t.Context()
	b, err := f.keep.Begin(ctx, f.org, "sato@minato.example", []hold.Group{{Recipients: []string{"tanaka@hokuto.example"}, Stages: stages}, {Recipients: []string{"kato@rival.example"}}})
	if err != nil {
		f.t.Fatal(err)
	}
	verdict, _ := json.Marshal(policy.Verdict{
		Recipients: []policy.RecipientVerdict{{Address: "tanaka@hokuto.example", Field: "to"}, {Address: "kato@rival.example", Field: "bcc", Name: "加藤"}},
		Findings:   []policy.Finding{{Code: "recipient.external", Severity: "warning", Recipients: []string{"tanaka@hokuto.example", "kato@rival.example"}}},
	})
	message, _ := json.Marshal(policy.Message{From: policy.Mailbox{Address: "sato@minato.example"}, Subject: "見積"})
	c := store.Check{
		ID: store.NewID(), Who: store.Who{Issuer: "gateway", Subject: "sato@minato.example"}, Time: f.now, Intent: "send",
		Message: message, Verdict: verdict, Facts: []byte("{}"), Trace: []byte("[]"),
	}
	err = f.store.AddMessage(ctx, f.org, store.Accepted{
		Message: store.Message{ID: store.NewID(), CheckID: c.ID, File: store.NewID(), Hash: "h", Account: "sato@minato.example"},
		Holds:   b.Holds, Deliveries: b.Deliveries, Asks: b.Asks, Check: &c,
	}, audit.Entry{Event: "mail.accepted"})
	if err != nil {
		f.t.Fatal(err)
	}
	return b.Holds[0].ID
}

func (f *heldFixture) wants(id, want string) {
	f.t.Helper()
	if h, err := f.store.Hold(f.t.Context(), f.org, id); err != nil || h.State != want {
		f.t.Errorf("the hold is %q, %v, want %q", h.State, err, want)
	}
}

func (f *heldFixture) list(token, path string) []api.Hold {
	f.t.Helper()
	var out api.Holds
	if w := f.ask(token, "GET", path, nil, &out); w.Code != http.StatusOK {
		f.t.Fatalf("GET %s: %d %s", path, w.Code, w.Body)
	}
	return out.Holds
}

func waits(adjust string) hold.Stage {
	return hold.Stage{Kind: hold.Wait, For: "1h", OnExpiry: "send", Release: "sender", Adjust: adjust, Rules: []string{}}
}

func approves() hold.Stage {
	return hold.Stage{Kind: hold.Approval, Within: "3d", OnExpiry: "discard", Approvers: []string{"boss@minato.example"}, Need: "one", Reason: true, Rules: []string{}}
}

func TestHoldsOfOnesOwn(t *testing.T) {
	f := newHeld(t)
	id := f.hold(waits("2h"))
	list := f.list(f.token, "/v1/holds")
	if len(list) != 1 {
		t.Fatalf("%d holds, want 1", len(list))
	}
	h := list[0]
	if h.Id != id || h.Subject != "見積" || h.Kind != "wait" || h.State != "timed" || !h.Can.Release || !h.Can.Cancel || !h.Can.Latest.Equal(f.now.Add(2*time.Hour)) ||
		len(h.Recipients) != 1 || h.Recipients[0].Address != "tanaka@hokuto.example" || len(h.Findings) != 1 {
		t.Errorf("the hold is %+v", h)
	}
	if n := len(f.list(f.boss, "/v1/approvals")) + len(f.list(f.foreign, "/v1/holds")) + len(f.list(f.admin, "/v1/holds")); n != 0 {
		t.Errorf("others see %d of it", n)
	}
	if n := len(f.list(f.admin, "/v1/holds?all=true")); n != 1 {
		t.Errorf("an administrator sees %d of all, want 1", n)
	}
	f.refused(f.ask(f.token, "GET", "/v1/holds?all=true", nil, nil), 403, "role-missing", "Your role does not allow this.")
	due := "/v1/holds/" + id + "/due"
	f.refused(f.ask(f.token, "PUT", due, api.HoldDue{DueAt: f.now.Add(3 * time.Hour)}, nil), 422, "hold-time", "This time cannot be chosen. hold: not a time that is allowed: from 2026-11-24T03:00:00Z to 2026-11-24T05:00:00Z")
	if w := f.ask(f.token, "PUT", due+"?stage=1", api.HoldDue{DueAt: f.now.Add(90 * time.Minute)}, nil); w.Code != 204 {
		t.Errorf("PUT due: %d %s", w.Code, w.Body)
	}
	f.refused(f.ask(f.token, "POST", "/v1/holds/"+id+"/release?stage=2", nil, nil), 409, "hold-moved", "The mail has moved meanwhile. Read the list again.")
	if w := f.ask(f.token, "POST", "/v1/holds/"+id+"/release?stage=1", nil, nil); w.Code != 204 {
		t.Errorf("release: %d %s", w.Code, w.Body)
	}
	f.wants(id, "released")
	f.refused(f.ask(f.token, "POST", "/v1/holds/"+id+"/cancel", nil, nil), 409, "hold-moved", "The mail has moved meanwhile. Read the list again.")
}

// TestHoldsOfOthers walks the routes with what is somebody else's.
func TestHoldsOfOthers(t *testing.T) {
	f := newHeld(t)
	id, asked := f.hold(waits("2h")), f.hold(approves())
	approve := api.ApprovalDecision{Decision: "approve", Reason: new("よし")}
	none := "There is no such held mail of yours. Read the list again."
	for _, r := range []struct {
		token, method, path string
		body                any
	}{
		{f.foreign, "POST", "/v1/holds/" + id + "/release", nil},
		{f.foreign, "POST", "/v1/holds/" + id + "/cancel", nil},
		{f.foreign, "PUT", "/v1/holds/" + id + "/due", api.HoldDue{DueAt: f.now.Add(time.Minute)}},
		{f.foreign, "POST", "/v1/approvals/" + asked, approve},
		{f.admin, "POST", "/v1/approvals/" + asked, approve}, // an administrator is no approver by that
		{f.admin, "POST", "/v1/approvals/" + asked, api.ApprovalDecision{Decision: "approve", Approver: new("boss@minato.example"), Reason: new("x")}},
		{f.boss, "POST", "/v1/approvals/" + id, approve},
	} {
		f.refused(f.ask(r.token, r.method, r.path, r.body, nil), 404, "hold-not-found", none)
	}
	f.refused(f.ask(f.boss, "POST", "/v1/holds/"+id+"/release", nil, nil), 403, "role-missing", "Your role does not allow this.")
	f.refused(f.ask(f.token, "POST", "/v1/approvals/"+asked, approve, nil), 403, "hold-forbidden", "This is not allowed for this mail. The stage it is in, or the policy, does not let you do this.")
	f.refused(f.ask(f.token, "POST", "/v1/holds/"+asked+"/release", nil, nil), 403, "hold-forbidden", "This is not allowed for this mail. The stage it is in, or the policy, does not let you do this.")
	f.wants(id, "timed")
	f.wants(asked, "waiting-approval")
}

func TestApprovals(t *testing.T) {
	f := newHeld(t)
	id := f.hold(approves())
	list := f.list(f.boss, "/v1/approvals")
	if len(list) != 1 || list[0].Id != id || list[0].ReasonNeeded == nil || list[0].Can.Cancel || list[0].From != "sato@minato.example" {
		t.Fatalf("asked of boss: %+v", list)
	}
	text, _ := json.Marshal(list)
	if strings.Contains(string(text), "kato") || strings.Contains(string(text), "加藤") {
		t.Errorf("the approver reads of a Bcc: %s", text)
	}
	f.refused(f.ask(f.boss, "POST", "/v1/approvals/"+id, api.ApprovalDecision{Decision: "approve"}, nil), 422, "reason-missing", "A reason is needed. Write it as `reason`.")
	f.refused(f.ask(f.boss, "POST", "/v1/approvals/"+id, map[string]string{"decision": "maybe"}, nil), 400, "request-invalid", "The request is not valid. `decision` is approve or reject.")
	if w := f.ask(f.boss, "POST", "/v1/approvals/"+id, api.ApprovalDecision{Decision: "approve", Reason: new("確認済み")}, nil); w.Code != 204 {
		t.Errorf("approve: %d %s", w.Code, w.Body)
	}
	f.wants(id, "released")
	if n := len(f.list(f.boss, "/v1/approvals")); n != 0 {
		t.Errorf("%d are left to decide", n)
	}
}

// TestApprovalsOfADeputy: who may answer in an approver's place finds the mail in the list, and answers without saying whose place.
func TestApprovalsOfADeputy(t *testing.T) {
	f := newHeld(t)
	people := []store.Person{{Address: "boss@minato.example", Deputies: []string{"vice@minato.example"}}}
	if _, err := f.store.ImportPeople(t.Context(), f.org, people, false, audit.Entry{Event: "directory.changed"}); err != nil {
		t.Fatal(err)
	}
	vice := f.device("vice@minato.example", auth.RoleApprover)
	stage := approves()
	f.hold(stage)
	if n := len(f.list(vice, "/v1/approvals")); n != 0 {
		t.Errorf("where the policy has no deputies: %d mails, want none", n)
	}
	stage.Deputies = true
	id := f.hold(stage)
	list := f.list(vice, "/v1/approvals")
	if len(list) != 1 || list[0].Id != id {
		t.Fatalf("a deputy reads %+v, want %s alone", list, id)
	}
	if text, _ := json.Marshal(list); strings.Contains(string(text), "kato") {
		t.Errorf("the deputy reads of a Bcc: %s", text)
	}
	if n := len(f.list(f.admin, "/v1/approvals")) + len(f.list(f.foreign, "/v1/approvals")); n != 0 {
		t.Errorf("others are asked about %d", n)
	}
	if w := f.ask(vice, "POST", "/v1/approvals/"+id, api.ApprovalDecision{Decision: "approve", Reason: new("代理")}, nil); w.Code != 204 {
		t.Errorf("approve: %d %s", w.Code, w.Body)
	}
	f.wants(id, "released")
}

// TestAddressThatOnesOwnClaims: a claim that its owner may change opens nobody's mails.
func TestAddressThatOnesOwnClaims(t *testing.T) {
	f := newHeld(t)
	f.hold(waits("2h"))
	who := auth.Identity{Org: f.org, Issuer: "i", Subject: "s", Account: "sato@minato.example", Hint: true, Roles: []auth.Role{auth.RoleSender}}
	ask := func() int {
		r := httptest.NewRequestWithContext(auth.WithIdentity(t.Context(), who), http.MethodGet, "/v1/holds", nil)
		answer := httptest.NewRecorder()
		if err := f.handlers.ListHolds(f.echo.NewContext(r, answer), api.ListHoldsParams{}); err != nil {
			t.Fatal(err)
		}
		var list api.Holds
		if err := json.Unmarshal(answer.Body.Bytes(), &list); err != nil {
			t.Fatal(err)
		}
		return len(list.Holds)
	}
	if got := ask(); got != 0 {
		t.Errorf("by a claim alone: %d mails, want none", got)
	}
	person := store.Person{Address: "sato@minato.example", Who: who.Who()}
	if _, err := f.store.ImportPeople(t.Context(), f.org, []store.Person{person}, false, audit.Entry{Event: "x"}); err != nil {
		t.Fatal(err)
	}
	if got := ask(); got != 1 {
		t.Errorf("whom the directory knows: %d mails, want 1", got)
	}
}
