package relay

import (
	"context"

	"sekisho/server/check"
	"sekisho/server/gate"
)

// Decide judges one mail for a gate that keeps none (gate.Decider): what has to wait or to be changed is refused.
func (g *Gateway) Decide(ctx context.Context, t *gate.Transaction) gate.Decision {
	m, o, err := g.decide(ctx, t)
	if err != nil {
		return gate.Decision{Reply: g.failed(ctx, t, err)}
	}
	d := gate.Decision{Fingerprint: m.transit, Verdict: &m.verdict}
	if o.unconfirmed != nil {
		o.refusal = needed + o.why
	}
	if _, cannot := check.Decide(m.verdict, m.settings, check.Door{}, true); o.refusal == "" && len(cannot) > 0 {
		o.refusal = cannotDo(cannot)
	}
	if o.refusal != "" {
		d.Reply = gate.Reply{Code: 550, Enhanced: "5.7.1", Text: "Sekisho: " + o.refusal + " (id " + t.ID + ")"}
		err = g.logRefusal(ctx, m)
	} else {
		d.Send = true
		err = g.passed(ctx, m, o.confirmed)
	}
	if err != nil {
		return gate.Decision{Reply: g.failed(ctx, t, err)}
	}
	return d
}

// passed writes down that a mail goes, and what its sender's history learns of it.
func (g *Gateway) passed(ctx context.Context, m *mail, confirmed bool) error {
	if confirmed { // the confirmation's use is in the audit already
		g.learn(ctx, m)
		return nil
	}
	e := m.entry("mail.passed", nil)
	if s, ok := m.sent(g); ok {
		return g.Records.LogSent(ctx, g.Org, s, e)
	}
	return g.Records.Log(ctx, g.Org, e)
}
