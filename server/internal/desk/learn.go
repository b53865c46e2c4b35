package desk

import (
	"context"
	"time"

	"sekisho/server/check"
	"sekisho/server/history"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// outlook asks again after a confirmation, and the mail is let go only then. Other doors send when they have it.
const outlook = "outlook"

type historyKeeper interface {
	Learn(ctx context.Context, org store.Org, m history.Sent) error
}

// teaches is what a mail that the desk lets go adds to its sender's history; nil: nothing, because it does not go, or not yet.
func (j *judged) teaches(d check.Decision) *history.Sent {
	if d != check.Send {
		return nil
	}
	return lesson(j.policy, j.message, j.draft, j.now)
}

func lesson(pol *policy.Policy, m *policy.Message, draft string, now time.Time) *history.Sent {
	s, ok := history.Of(m, pol.Own)
	if !ok {
		return nil
	}
	s.At, s.Draft = now, draft
	return &s
}
