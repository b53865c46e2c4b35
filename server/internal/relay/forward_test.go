package relay

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/smtp"
	"net/textproto"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
	"sekisho/server/sample"
)

// forwarding is what sato's .forward file makes of a mail from outside.
const forwarding = "Delivered-To: sato@minato.example\r\n" +
	"Received: from mail.hokuto.example (mail.hokuto.example [192.0.2.7])\r\n\tby mx.minato.example (Postfix) with ESMTPS id 4C\r\n\tfor <sato@minato.example>; Mon, 23 Nov 2026 10:00:00 +0900\r\n" +
	"From: tanaka@hokuto.example\r\nTo: sato@minato.example\r\nSubject: quotation\r\nMessage-ID: <%s@hokuto.example>\r\n\r\nsecret\r\n"

// sendAs gives the gateway a mail under any return address, and returns its refusal.
func (h *house) sendAs(from, raw string, to ...string) string {
	h.t.Helper()
	err := smtp.SendMail(h.addr, nil, from, to, []byte(raw))
	var reply *textproto.Error
	switch {
	case err == nil:
		return ""
	case !errors.As(err, &reply):
		h.t.Fatalf("no SMTP reply: %v", err)
	}
	return fmt.Sprintf("%d %s", reply.Code, reply.Msg)
}

func newForwarding(t *testing.T, policy string) *house {
	t.Helper()
	k := newHouse(t)
	k.obey(policy)
	must(t, k.store.PutUser(t.Context(), k.org, store.User{Who: store.Who{Issuer: "local", Subject: "a"}, Account: "admin@minato.example", Roles: []string{"admin"}}, audit.Entry{Event: "user.changed"}))
	return k
}

// told are the notices that nobody has sent yet, as "kind to".
func (h *house) told() string {
	h.t.Helper()
	list, err := h.store.NoticesAfter(h.t.Context(), h.org, store.Notice{}, 100)
	must(h.t, err)
	var all []string
	for _, n := range list {
		all = append(all, n.Kind+" "+n.To)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// TestForwardingIsHeld: what a mailbox sends out by itself waits for an administrator, who hears of it once a day. So does the owner
// whom the mail names, without a word of what it is about.
func TestForwardingIsHeld(t *testing.T) {
	k := newForwarding(t, string(sample.Policy()))
	for n := range 3 {
		if n == 2 {
			k.now = k.now.Add(24 * time.Hour)
		}
		if got := k.sendAs("tanaka@hokuto.example", fmt.Sprintf(forwarding, fmt.Sprint(n)), "me@gmail.example", "ito@minato.example"); got != "" {
			t.Fatal(got)
		}
		a := k.kept[n]
		if len(a.Holds) != 1 || a.Holds[0].State != store.HoldApproval || a.Holds[0].Account != "sato@minato.example" || !a.Holds[0].Claimed || !a.Holds[0].Due.Equal(k.now.Add(7*24*time.Hour)) {
			t.Errorf("mail %d: holds %+v, want one that waits 7 days for approval, of sato", n, a.Holds)
		}
		for _, d := range a.Deliveries {
			if waits, out := d.Hold != "", d.Recipient == "me@gmail.example"; waits != out {
				t.Errorf("mail %d: %s waits: %v", n, d.Recipient, waits)
			}
		}
		if a.Message.Sender != "sato@minato.example" {
			t.Errorf("mail %d comes back to %s, want the mailbox", n, a.Message.Sender)
		}
		var was policy.Message
		must(t, json.Unmarshal(a.Check.Message, &was))
		if a.Check.Action != "approve" || a.Check.Sender != "sato@minato.example" || was.Compose != "auto-forward" || a.Check.Teaches != nil {
			t.Errorf("mail %d: check %s of %s, composed by %q, teaches %v", n, a.Check.Action, a.Check.Sender, was.Compose, a.Check.Teaches)
		}
		want := []string{hold.TellApprove + " admin@minato.example", hold.TellClaimed + " sato@minato.example"}
		if n == 2 { // the next day, once more
			want = append(want, want...)
			slices.Sort(want)
		}
		if got := k.told(); got != strings.Join(want, ", ") {
			t.Errorf("after mail %d told: %s\nwant %s", n, got, strings.Join(want, ", "))
		}
	}
	must(t, k.door.Holds.Decide(t.Context(), k.org, k.kept[0].Holds[0].ID, hold.Choice{Approve: true}, hold.Actor{Account: "admin@minato.example"}))
	if err := k.door.Holds.Decide(t.Context(), k.org, k.kept[1].Holds[0].ID, hold.Choice{Approver: "admin@minato.example", Approve: true}, hold.Actor{Account: "sato@minato.example"}); err == nil {
		t.Error("the owner of the mailbox approves it")
	}
	k.now = k.now.Add(9 * 24 * time.Hour)
	before := k.told()
	if n, _, err := k.door.Holds.Sweep(t.Context(), k.org); err != nil || n != 2 || k.told() != before {
		t.Errorf("after its time: %d holds, %v, told %s, want 2 without a word more than %s", n, err, k.told(), before)
	}
}

const listed = `
version: 1
organization: {name: Minato, domains: minato.example}
lists: {allowed: [archive@partner.example]}
settings: {gateway: {present: true}}
rules:
  - id: forwarding
    mode: %s
    when: {compose: auto-forward, recipients: {any: {who: external, notIn: allowed}}}
    then: {action: block, message: {en: no forwarding, ja: 自動転送はできません}}
  - id: forwarding-allowed
    when: {compose: auto-forward}
    then: {exempt: baseline}
`

// TestPolicyRulesForwarding: where the policy has a rule about it, the policy decides, and what it allows goes at once.
func TestPolicyRulesForwarding(t *testing.T) {
	raw := fmt.Sprintf(forwarding, "1")
	k := newForwarding(t, fmt.Sprintf(listed, "enforce"))
	if got := k.sendAs("tanaka@hokuto.example", raw, "archive@partner.example"); got != "" || len(k.kept[0].Holds) != 0 {
		t.Errorf("allowed by list: %q, holds %+v", got, k.kept)
	}
	if got := k.sendAs("tanaka@hokuto.example", raw, "me@gmail.example"); !strings.HasPrefix(got, "550 5.7.1 Sekisho: ") || !strings.Contains(got, "no forwarding") {
		t.Errorf("forbidden: %q", got)
	}
	only := strings.Split(fmt.Sprintf(listed, "monitor"), "  - id: forwarding-allowed")[0]
	k = newForwarding(t, only)
	if got := k.sendAs("tanaka@hokuto.example", raw, "me@gmail.example"); got != "" || len(k.kept[0].Holds) != 1 {
		t.Errorf("only monitored: %q, %d mails; want it held", got, len(k.kept))
	}
}

// TestNoForwarding: what only looks like it is judged as ever.
func TestNoForwarding(t *testing.T) {
	const send = "\nversion: 1\norganization: {name: Minato, domains: minato.example}\nsettings: {gateway: {present: true}}\nbaseline: {external: allow}\n"
	k := newForwarding(t, send)
	for name, c := range map[string]struct{ from, raw, to string }{
		"newsletter":  {"bounce-1@minato.example", "From: news@minato.example\r\nTo: a@hokuto.example\r\nAuto-Submitted: auto-generated\r\nList-Unsubscribe: <https://x.example>\r\n\r\nx\r\n", "a@hokuto.example"},
		"absence":     {"", "From: sato@minato.example\r\nTo: a@hokuto.example\r\nAuto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nX-MS-Exchange-Inbox-Rules-Loop: sato@minato.example\r\n\r\nx\r\n", "a@hokuto.example"},
		"by hand":     {"sato@minato.example", "From: sato@minato.example\r\nTo: a@hokuto.example\r\nSubject: Fwd: x\r\n\r\nx\r\n", "a@hokuto.example"},
		"to a friend": {"sato@minato.example", "From: sato@minato.example\r\nTo: ito@minato.example\r\nX-MS-Exchange-Inbox-Rules-Loop: sato@minato.example\r\n\r\nx\r\n", "ito@minato.example"},
	} {
		if got := k.sendAs(c.from, c.raw, c.to); got != "" || len(k.kept[len(k.kept)-1].Holds) != 0 {
			t.Errorf("%s: %q, %+v, want it to go at once", name, got, k.kept[len(k.kept)-1].Holds)
		}
	}
	inbound := strings.Replace(fmt.Sprintf(forwarding, "1"), "Delivered-To: sato@minato.example\r\n", "", 1)
	for name, c := range map[string]struct{ from, raw, to string }{
		"spoofed":  {"tanaka@hokuto.example", "From: tanaka@hokuto.example\r\nTo: x@gmail.example\r\n\r\nx\r\n", "x@gmail.example"},
		"incoming": {"tanaka@hokuto.example", inbound, "sato@minato.example"},
	} {
		if got := k.sendAs(c.from, c.raw, c.to); !strings.HasPrefix(got, "550 5.7.1 Sekisho: 差出人") {
			t.Errorf("%s: %q, want it refused", name, got)
		}
	}
}
