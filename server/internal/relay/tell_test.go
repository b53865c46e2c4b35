package relay

import (
	"fmt"
	"strings"
	"testing"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
)

const telling = `
version: 1
organization: {name: Minato, domains: minato.example}
settings: {gateway: {present: true}}
baseline: {external: allow}
rules:
  - id: one
    when: {recipients: {any: {who: external}}}
    then: {%s}
`

// TestPolicyTells: whom the policy names is told once, of a refused mail too, and the sender of a forced Bcc.
func TestPolicyTells(t *testing.T) {
	for _, c := range []struct{ name, then, to, told, again string }{
		{"nobody", "action: notify", "tanaka@hokuto.example", "", ""},
		{"sender, manager and an address", "action: notify, notify: [sender, manager, Audit@minato.example]", "tanaka@hokuto.example", "mail.notify audit@minato.example, mail.notify boss@minato.example, mail.notify sato@minato.example", ""},
		{"forced Bcc", "change: {forceBcc: {}}", "tanaka@hokuto.example", "mail.bcc sato@minato.example", ""},
		{"forced Bcc and sender", "change: {forceBcc: {}}, notify: [sender, manager]", "tanaka@hokuto.example", "mail.bcc sato@minato.example, mail.notify boss@minato.example", ""},
		{"nothing to say inside", "notify: manager", "ito@minato.example", "", ""},
		{"refused", "action: block, notify: manager", "tanaka@hokuto.example", "mail.blocked boss@minato.example", "mail.blocked boss@minato.example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newForwarding(t, fmt.Sprintf(telling, c.then))
			_, err := k.store.ImportPeople(t.Context(), k.org, []store.Person{{Address: "sato@minato.example", Kind: store.KindPerson, Manager: "boss@minato.example"}}, false, audit.Entry{Event: "directory.changed"})
			must(t, err)
			refusal := k.send(eml("1"), c.to)
			if strings.Contains(c.then, "block") != (refusal != "") {
				t.Errorf("answer %q", refusal)
			}
			if got := k.told(); got != c.told {
				t.Errorf("told: %s\nwant: %s", got, c.told)
			}
			if refusal == "" {
				return
			}
			k.send(eml("1"), c.to)
			if got := k.told(); got != c.again {
				t.Errorf("told after the same mail again: %s\nwant: %s", got, c.again)
			}
			list, err := k.store.NoticesAfter(t.Context(), k.org, store.Notice{}, 1)
			must(t, err)
			if _, err := k.store.Check(t.Context(), k.org, store.Who{Issuer: "gateway", Subject: list[0].Args["account"]}, list[0].Args["check"]); err != nil || list[0].Kind != hold.TellBlocked {
				t.Errorf("%+v: its check: %v", list[0], err)
			}
		})
	}
}
