package depot

import (
	"context"

	"sekisho/desktop/internal/account"
	"sekisho/server/gate"
)

// sender gives held mails to the companion.
type sender func(context.Context, account.Account, gate.Submission) (gate.Settled, error)

// Send implements outbox.Sender.
func (s sender) Send(ctx context.Context, a account.Account, m gate.Submission) (gate.Settled, error) {
	return s(ctx, a, m)
}
