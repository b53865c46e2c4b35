package relay

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"sekisho/server/gate"
	"sekisho/server/internal/held"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
	"sekisho/server/message"
	"sekisho/server/policy"
)

// forwardedOut tells which mailbox of ours sends a mail out of the house by itself; nil: none does. Forwarding between colleagues
// is none of our business.
func forwardedOut(t *gate.Transaction, pol *policy.Policy) (*message.Forwarding, error) {
	if !slices.ContainsFunc(t.Addresses(), func(a string) bool { return !pol.Own(a) }) {
		return nil, nil
	}
	h, err := message.ReadHeader(t.Spool.Reader())
	if err != nil {
		return nil, fmt.Errorf("read the header: %w", err)
	}
	f, ok := message.Forwarded(h, message.Envelope{From: t.From, To: t.Addresses()}, pol.Own)
	if !ok {
		return nil, nil
	}
	return &f, nil
}

// owner is whose mail it is, as far as the connection shows. Who forwards a mail is proven by the login, where that is a person's, or else by
// the return address: the marks in the mail anybody inside can write. Who else may have written it approves none of it.
func (m *mail) owner() hold.Owner {
	o := hold.Owner{Account: m.account()}
	if m.forward == nil {
		return o
	}
	o.Claimed = !m.forward.Shown
	may := append([]string{m.From}, m.senders...)
	if strings.Contains(m.Login, "@") && m.policy.Own(m.Login) {
		o.Claimed = !samePerson(m.Login, o.Account)
		may = append([]string{m.Login}, may...)
	}
	for _, a := range may {
		if a = normal(a); a != o.Account && m.policy.Own(a) && !slices.Contains(o.Others, a) {
			o.Others = append(o.Others, a)
		}
	}
	return o
}

// account is whose mail it is: who forwards it, else who wrote it. Lower case.
func (m *mail) account() string {
	if m.forward != nil {
		return m.forward.Owner
	}
	return strings.ToLower(m.message.From.Address)
}

// returns is where a mail comes back to that cannot be delivered. What a mailbox sends on comes back to that: the first sender knows
// nothing of the second way, and the next server would take our word for theirs (SPF).
func (m *mail) returns() string {
	if m.forward != nil && m.From != "" && !m.policy.Own(m.From) {
		return m.forward.Owner
	}
	return m.From
}

// forwardDetails say in the audit who forwards a mail, what showed it, and whether that is more than the mail's own word.
func (m *mail) forwardDetails(d map[string]string) map[string]string {
	if m.forward == nil {
		return d
	}
	d = maps.Clone(d)
	if d == nil {
		d = map[string]string{}
	}
	d["forwardedBy"], d["forwardedMark"], d["forwardedOwner"] = m.forward.Owner, m.forward.Mark, "proven"
	if m.owner().Claimed {
		d["forwardedOwner"] = "claimed"
	}
	return d
}

// stopForwarding holds what a mailbox sends out of the house by itself until an administrator has approved it, unless the policy has
// a rule of its own about such mail. It reports whether it did. Nobody is asked to confirm what nobody wrote: the approver sees it all.
func (m *mail) stopForwarding() bool {
	if m.forward == nil || m.verdict.Action == policy.ActionBlock || rulesForwarding(m.policy.Document()) {
		return false
	}
	m.askAdministrators()
	return true
}

// askAdministrators holds a mail that a mailbox forwards until an administrator has approved it, in place of a confirmation.
func (m *mail) askAdministrators() {
	rules := []string{hold.Forwarding}
	first := hold.Administrators("7d", rules)
	for _, r := range m.verdict.Recipients {
		if r.Envelope && !r.Internal {
			first.Recipients = append(first.Recipients, r.Address)
		}
	}
	stages := []policy.Stage{first}
	if m.verdict.Hold != nil {
		stages = append(stages, m.verdict.Hold.Stages...)
	}
	m.verdict.Hold, m.verdict.Confirm, m.verdict.Action = &policy.HoldVerdict{Stages: stages}, nil, policy.ActionApprove
	m.verdict.Rules = append(m.verdict.Rules, policy.RuleVerdict{ID: hold.Forwarding, Effect: "enforced", Action: policy.ActionApprove, Message: &policy.Text{
		JA: "メールボックスから社外への自動転送です。", EN: "A mailbox forwards this out of the organisation by itself.",
	}})
	m.verdict.Findings = append(m.verdict.Findings, policy.Finding{
		Code: "policy.rule", Severity: "warning", Rules: rules, Recipients: []string{}, Attachments: []string{}, Args: policy.ArgsOf(map[string]any{"rule": hold.Forwarding}),
	})
}

// rulesForwarding tells whether an enforced rule is about automatic forwarding: then the policy has the say, and its lists allow.
func rulesForwarding(d *policy.Document) bool {
	return slices.ContainsFunc(d.Rules, func(r policy.Rule) bool { return r.RulesForwarding() })
}

// toldOfForwarding tells whether people have heard today that this mailbox forwards, and the rest of it waits still: a mailbox may forward
// hundreds a day.
func (g *Gateway) toldOfForwarding(ctx context.Context, m *mail, o hold.Owner, begun []store.Hold) (bool, error) {
	if m.forward == nil || len(begun) == 0 {
		return false, nil
	}
	stages, err := hold.ReadStages(begun[0].Stages)
	if err != nil || len(stages[0].Rules) == 0 {
		return false, err
	}
	now := g.now().In(held.Zone(m.policy))
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	return g.Records.HeldBy(ctx, g.Org, o.Account, o.Claimed, stages[0].Rules[0], midnight)
}
