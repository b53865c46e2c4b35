package relay

import (
	"slices"
	"time"

	"sekisho/server/internal/hold"
	"sekisho/server/policy"
)

// waits are what a mail waits for. One that nobody has confirmed yet goes on at a time that nobody knows: a calendar that is open now, for
// which the verdict asks no wait, may be closed then.
func (m *mail) waits(o outcome, now time.Time) *policy.HoldVerdict {
	v := m.verdict.Hold
	if o.unconfirmed == nil {
		return v
	}
	var late []policy.Stage
	for _, r := range m.policy.Document().Rules {
		if s, ok := m.opensLater(r, now); ok {
			late = append(late, s)
		}
	}
	if len(late) == 0 {
		return v
	}
	if v != nil {
		late = append(late, v.Stages...)
	}
	return &policy.HoldVerdict{Stages: late}
}

// opensLater is the wait of a rule whose calendar is open now. Of a scope that depends on what passed the rule's tests, everybody waits.
func (m *mail) opensLater(r policy.Rule, now time.Time) (policy.Stage, bool) {
	if len(r.Then.Hold) == 0 || r.Then.Hold[0].Until == "" || m.holds(r.ID) {
		return policy.Stage{}, false
	}
	enforced := func(v policy.RuleVerdict) bool { return v.ID == r.ID && v.Effect == "enforced" }
	if !slices.ContainsFunc(m.verdict.Rules, enforced) {
		return policy.Stage{}, false
	}
	d := r.Then.Hold[0]
	s := policy.Stage{
		Kind: hold.Wait, Until: now.Format(time.RFC3339), Calendars: []string{d.Until}, OnExpiry: d.OnExpiry, Release: d.Release, Rules: []string{r.ID},
	}
	for _, to := range m.verdict.Recipients {
		if r.Then.Scope == "external" && to.Envelope && !to.Internal {
			s.Recipients = append(s.Recipients, to.Address)
		}
	}
	return s, true
}

// holds tells whether the verdict has a wait of a rule.
func (m *mail) holds(rule string) bool {
	of := func(s policy.Stage) bool { return s.Kind == hold.Wait && slices.Contains(s.Rules, rule) }
	return m.verdict.Hold != nil && slices.ContainsFunc(m.verdict.Hold.Stages, of)
}
