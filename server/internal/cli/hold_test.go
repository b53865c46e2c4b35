package cli

import (
	"encoding/json"
	"strings"
	"testing"

	trail "sekisho/server/internal/audit"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// holding is a data folder with one mail of sato's that waits an hour, and one that boss has to approve.
func holding(t *testing.T) (dir, timed, asked string) {
	t.Helper()
	dir = t.TempDir()
	ctx := t.Context()
	st, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close() //nolint:errcheck // what was saved is looked at below
	if err := st.CreateOrganization(ctx, store.Organization{ID: "main"}); err != nil {
		t.Fatal(err)
	}
	org, err := auth.Operator(ctx, st, "main")
	if err != nil {
		t.Fatal(err)
	}
	add := func(s hold.Stage) string {
		b, err := keeperOf(st).Begin(ctx, org, "sato@minato.example", []hold.Group{{Recipients: []string{"tanaka@hokuto.example"}, Stages: []hold.Stage{s}}})
		if err != nil {
			t.Fatal(err)
		}
		message, _ := json.Marshal(policy.Message{From: policy.Mailbox{Address: "sato@minato.example"}, Subject: "見積\x1b[31m"})
		c := store.Check{
			ID: store.NewID(), Who: store.Who{Issuer: "gateway", Subject: "sato@minato.example"}, Message: message, Verdict: []byte("{}"), Facts: []byte("{}"), Trace: []byte("[]"),
		}
		err = st.AddMessage(ctx, org, store.Accepted{
			Message: store.Message{ID: store.NewID(), CheckID: c.ID, File: store.NewID(), Hash: "h", Account: "sato@minato.example"},
			Holds:   b.Holds, Deliveries: b.Deliveries, Asks: b.Asks, Check: &c,
		}, trail.Entry{Event: "mail.accepted"})
		if err != nil {
			t.Fatal(err)
		}
		return b.Holds[0].ID
	}
	timed = add(hold.Stage{Kind: hold.Wait, For: "1h", OnExpiry: "discard", Release: "approver", Rules: []string{}})
	asked = add(hold.Stage{Kind: hold.Approval, Within: "1d", OnExpiry: "discard", Approvers: []string{"boss@minato.example"}, Need: "one", Reason: true, Rules: []string{}})
	return dir, timed, asked
}

func TestHoldCommands(t *testing.T) {
	dir, timed, asked := holding(t)
	data := []string{"--data-dir", dir}
	works := func(want string, args ...string) string {
		t.Helper()
		status, out, errs := run(t, "", append(args, data...)...)
		if status != exitOK || !strings.Contains(out, want) {
			t.Errorf("%v: status %d, stdout %q, stderr %q; want %q", args, status, out, errs, want)
		}
		return out
	}
	fails := func(want string, args ...string) {
		t.Helper()
		status, out, errs := run(t, "", append(args, data...)...)
		if status != exitInput || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%v: status %d, stdout %q, stderr %q; want %q", args, status, out, errs, want)
		}
	}
	works(timed+"\ttimed\t", "hold", "list")
	works(`"State":"waiting-approval"`, "hold", "list", "--json", "--account", "Sato@minato.example")
	if out := works("", "hold", "list", "--account", "other@minato.example"); out != "" {
		t.Errorf("another's mails are %q, want none", out)
	}
	if out := works("Approvers\tboss@minato.example", "hold", "show", asked); strings.Contains(out, "\x1b") || !strings.Contains(out, "tanaka@hokuto.example") {
		t.Errorf("hold show prints %q", out)
	}
	fails("there is no such hold", "hold", "show", "none")
	fails("there is no such hold", "hold", "release", "none")
	fails("name one hold, and with --as", "hold", "approve", asked)
	fails("a reason is needed", "hold", "approve", asked, "--as", "boss@minato.example")
	fails("not allowed", "hold", "approve", asked, "--as", "sato@minato.example", "--reason", "x")
	fails("there is no such hold", "hold", "approve", asked, "--as", "vice@minato.example", "--reason", "x")
	works("", "hold", "release", timed)
	fails("it has moved meanwhile", "hold", "cancel", timed)
	works("", "hold", "reject", asked, "--as", "Boss@minato.example", "--reason", "金額")
	if out := works("\treleased\t", "hold", "list", "--all"); !strings.Contains(out, "\trejected\t") {
		t.Errorf("at the end %q, want one released and one rejected", out)
	}
	works("mail.accepted", "audit", "export", "--format", "jsonl")
	works("", "audit", "verify")
	fails(`"delete" is not known`, "hold", "delete")
}
