package relay

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sekisho/server/gate"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
	"sekisho/server/message"
	"sekisho/server/policy"
	"sekisho/server/sample"
)

// TestOwnerOfForwarded: who forwards a mail is believed where the login or the return address says the same, and nowhere else.
func TestOwnerOfForwarded(t *testing.T) {
	pol, err := policy.Parse("policy", []byte(fmt.Sprintf(listed, "enforce")), nil)
	must(t, err)
	const own, kato, away = "sato@minato.example", "kato@minato.example", "tanaka@hokuto.example"
	for _, c := range []struct {
		name, login, mailFrom, from string
		shown                       bool
		claimed                     bool
		others                      string
	}{
		{"the return address says so", "", own, away, true, false, ""},
		{"in capitals", "", "SATO@Minato.Example", away, true, false, ""},
		{"nothing says so", "", away, away, false, true, ""},
		{"a bounce", "", "", away, false, true, ""},
		{"a colleague's return address", "", kato, kato, false, true, kato},
		{"a colleague's name", "", away, kato, false, true, kato},
		{"the owner's return address, a colleague's name", "", own, kato, true, false, kato},
		{"the owner's login", own, away, away, false, false, ""},
		{"a colleague's login under the owner's return address", kato, own, away, true, true, kato},
		{"a machine's login", "relay", own, away, true, false, ""},
		{"a login elsewhere", "x@elsewhere.example", own, away, true, false, ""},
	} {
		m := &mail{
			Transaction: &gate.Transaction{Login: c.login, From: c.mailFrom}, senders: []string{c.from}, policy: pol,
			forward: &message.Forwarding{Owner: own, Mark: "Delivered-To", Shown: c.shown}, message: &policy.Message{},
		}
		if got := m.owner(); got.Account != own || got.Claimed != c.claimed || strings.Join(got.Others, " ") != c.others {
			t.Errorf("%s: %+v, want claimed %v, others %q", c.name, got, c.claimed, c.others)
		}
	}
}

// last is the last row of the audit.
func (h *house) last() (row audit.Row) {
	h.t.Helper()
	for r, err := range h.store.AuditRows(h.t.Context(), h.org, 0) {
		must(h.t, err)
		row = r
	}
	return row
}

// forged is a mail of kato's that says that sato's mailbox forwards it.
const forged = "X-MS-Exchange-Inbox-Rules-Loop: sato@minato.example\r\nFrom: kato@minato.example\r\nTo: me@gmail.example\r\nSubject: payroll\r\nMessage-ID: <f@minato.example>\r\n\r\nsecret\r\n"

// TestForgedForwarding: a mark that anybody can write makes nobody the owner of somebody else's mail, and the audit says which it was.
func TestForgedForwarding(t *testing.T) {
	for name, c := range map[string]struct{ from, account, detail, told string }{
		"forged": {"kato@minato.example", "kato@minato.example", "claimed", hold.TellApprove + " admin@minato.example, " + hold.TellClaimed + " sato@minato.example"},
		"proven": {"sato@minato.example", "sato@minato.example", "proven", hold.TellApprove + " admin@minato.example, " + hold.TellWaiting + " sato@minato.example"},
	} {
		k := newForwarding(t, string(sample.Policy()))
		if got := k.sendAs(c.from, forged, "me@gmail.example"); got != "" {
			t.Fatal(got)
		}
		h := k.kept[0].Holds[0]
		if h.Account != "sato@minato.example" || h.Claimed != (c.detail == "claimed") || !slices.Equal(h.Others, []string{"kato@minato.example"}) {
			t.Errorf("%s: held for %+v", name, h)
		}
		if got := k.told(); got != c.told {
			t.Errorf("%s: told %s, want %s", name, got, c.told)
		}
		row := k.last()
		account := slices.IndexFunc(row.Personal, func(p audit.Personal) bool { return p.Kind == "account" && p.Clear == c.account })
		if row.Event != "mail.accepted" || account < 0 || row.Details["forwardedOwner"] != c.detail || row.Details["forwardedBy"] != "sato@minato.example" {
			t.Errorf("%s: the audit says %+v", name, row)
		}
		for _, who := range []string{"kato@minato.example", "sato@minato.example"} {
			by := hold.Actor{Account: who, Operator: true}
			if err := k.door.Holds.Release(t.Context(), k.org, h.ID, by); err == nil {
				t.Errorf("%s: %s releases it", name, who)
			}
			if err := k.door.Holds.Decide(t.Context(), k.org, h.ID, hold.Choice{Approver: "admin@minato.example", Approve: true}, by); err == nil {
				t.Errorf("%s: %s approves it", name, who)
			}
		}
		must(t, k.door.Holds.Decide(t.Context(), k.org, h.ID, hold.Choice{Approve: true}, hold.Actor{Account: "admin@minato.example"}))
	}
}

const asksForwarded = `
version: 1
organization: {name: Minato, domains: minato.example}
settings: {gateway: {present: true, confirm: ask}}
rules:
  - id: forwarding
    when: {compose: auto-forward}
    then: {action: confirm, change: {forceBcc: {}}, notify: [sender, manager]}
`

// TestForgedForwardingIsNotConfirmed: where the policy would ask the owner, an owner whom only the mail names is neither asked nor told;
// the administrators are.
func TestForgedForwardingIsNotConfirmed(t *testing.T) {
	k := newForwarding(t, asksForwarded)
	for n, c := range []struct{ from, state, told string }{
		{"sato@minato.example", store.HoldSender, "hold.confirm sato@minato.example, mail.bcc sato@minato.example"},
		{"kato@minato.example", store.HoldApproval, "hold.approve admin@minato.example, hold.claimed sato@minato.example"},
	} {
		before := k.told()
		if got := k.sendAs(c.from, strings.Replace(forged, "<f@", fmt.Sprintf("<%d@", n), 1), "me@gmail.example"); got != "" {
			t.Fatal(got)
		}
		if got := k.kept[n].Holds; len(got) != 1 || got[0].State != c.state {
			t.Errorf("from %s: holds %+v, want one %s", c.from, got, c.state)
		}
		want := strings.Split(strings.TrimPrefix(before+", "+c.told, ", "), ", ")
		slices.Sort(want)
		if got := k.told(); got != strings.Join(want, ", ") {
			t.Errorf("from %s: told %s\nwant %s", c.from, got, strings.Join(want, ", "))
		}
	}
}
