package gate

import (
	"context"
	"log/slog"

	"sekisho/server/policy"
)

// ByPolicy is the Decider for a gate with nobody to ask: it does what the policy says, and refuses what it has no means for.
//
//   - allow, notify: sent
//   - confirm: settings.gateway.confirm "send" sends, else 550
//   - hold, approve, changes: settings.cannotCarryOut "refuse" answers 550, "confirm" treats it as a confirm
//   - block: 550
//   - an error while judging: 451, never sent
type ByPolicy struct {
	Judge *Judge
	Log   *slog.Logger // errors while judging; nil: none
}

// Decide judges t and follows the verdict.
func (p *ByPolicy) Decide(ctx context.Context, t *Transaction) Decision {
	g, err := p.Judge.Judge(ctx, t)
	if err != nil {
		return failed(p.Log, t, err)
	}
	d := Decision{Fingerprint: g.Fingerprint, Verdict: &g.Verdict}
	settings := p.Judge.document().Settings
	course, cannot := plan(&g.Verdict, settings)
	if course == courseAsk && settings.Gateway.Confirm == "send" {
		course = courseSend
	}
	if course == courseSend {
		d.Send = true
	} else {
		d.Reply = p.Judge.refusal(course, cannot, &g.Verdict, t.ID)
	}
	return d
}

// Refusal is the answer to a mail that the policy stops: blocked, or with duties that nobody here can carry out.
func (j *Judge) Refusal(v *policy.Verdict, cannot []string, id string) Reply {
	if v.Action == policy.ActionBlock {
		return j.refusal(courseBlock, nil, v, id)
	}
	return j.refusal(courseCannot, cannot, v, id)
}

// refusal is the reply to a mail that does not go.
func (j *Judge) refusal(c course, cannot []string, v *policy.Verdict, id string) Reply {
	because := func(a policy.Action) string { return both(j.reason("ja", v, a), j.reason("en", v, a)) }
	switch c {
	case courseBlock:
		return notice(550, "5.7.1", "送信を中止しました", "blocked", because(policy.ActionBlock), id)
	case courseCannot:
		return notice(550, "5.7.1", "送信していません。この関門ではできない処置です", "not sent, this gate cannot do",
			both(names("ja", cannot), names("en", cannot)), id)
	}
	return notice(550, "5.7.1", "確認が必要なため送信していません", "not sent, needs confirmation", because(policy.ActionConfirm), id)
}

// failed is the decision when the mail could not be judged.
func failed(log *slog.Logger, t *Transaction, err error) Decision {
	if log != nil {
		log.Error("judge mail", slog.String("id", t.ID), slog.Any("error", err))
	}
	return Decision{Reply: undecided(t.ID)}
}
