package check

import (
	"strings"
	"testing"

	"sekisho/server/policy"
)

const asksForPersons = `
version: 1
organization: {name: Minato, domains: minato.example}
baseline: {external: allow}
rules:
  - id: cards
    when: {personalData: {types: card}}
    then: {action: block}
  - id: unread
    when: {findings: {any: facts.incomplete}}
    then: {action: hold, hold: {for: 10m}}
  - id: undecided
    when: {findings: {any: attachment.uninspectable}}
    then: {action: confirm, confirm: {mode: question}, message: {en: Not all of it was read.}}
`

// TestRulesSeeWhatWasNotLookedAt: what stands behind the limits of the detectors was not found, so a rule that would have needed it
// cannot decide, and others can act on that.
func TestRulesSeeWhatWasNotLookedAt(t *testing.T) {
	p, err := policy.Parse("policy", []byte(asksForPersons), nil)
	if err != nil {
		t.Fatal(err)
	}
	full, card := strings.Repeat("x ", 1<<19), "カード番号 4111-1111-1111-1111"
	file := policy.Attachment{Name: "a.txt", Type: "text/plain", Size: 1 << 20, Text: full}
	last := policy.Attachment{Name: "b.txt", Type: "text/plain", Size: int64(len(card)), Text: card}
	for name, c := range map[string]struct {
		message policy.Message
		want    policy.Action
	}{
		"a card":              {policy.Message{Attachments: []policy.Attachment{file, last}}, policy.ActionBlock},
		"behind other files":  {policy.Message{Attachments: []policy.Attachment{file, file, file, file, last}}, policy.ActionHold},
		"behind a long body":  {policy.Message{Body: strings.Repeat(full, 4) + card}, policy.ActionConfirm},
		"nothing of the kind": {policy.Message{Body: strings.Repeat(full, 5), Attachments: []policy.Attachment{file, file, file, file, file}}, policy.ActionAllow},
	} {
		c.message.From.Address = "sato@minato.example"
		c.message.Recipients = []policy.Recipient{{Address: "a@x.example", Field: policy.FieldTo, Envelope: true}}
		if v := Run(t.Context(), &Engine{Policy: p}, &c.message, policy.Facts{}); v.Action != c.want {
			t.Errorf("%s: got %s, want %s; findings %v", name, v.Action, c.want, v.Findings)
		}
	}
}
