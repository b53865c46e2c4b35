package gate

import (
	"context"

	"sekisho/server/policy"
)

// Decider says whether a mail is relayed. It may take its time, up to the Proxy's budget, and must return when ctx ends: the
// client left, the budget is used up or the server is ending; its answer is then not used. It is called from many goroutines.
// A panic counts as an error and the mail is not sent.
type Decider interface {
	Decide(ctx context.Context, t *Transaction) Decision
}

// Decision is a Decider's answer.
type Decision struct {
	Send       bool     // relay the mail; false: answer with Reply
	Recipients []string // who of the mail's recipients gets it, when Send; nil: everyone. Addresses as in Transaction
	Headers    []Header // trace headers to put on top, when Send
	Reply      Reply    // the answer when not Send. It never begins with 2

	Fingerprint string          // for the record; empty: not computed
	Verdict     *policy.Verdict // for the record; nil: not judged
}

// Header is one header field of ASCII text without line breaks.
type Header struct{ Name, Value string }

// Allow relays every mail unseen. It is for tests and for finding out whether a fault is ours.
type Allow struct{}

// Decide sends.
func (Allow) Decide(context.Context, *Transaction) Decision { return Decision{Send: true} }

// Refuse sends no mail at all.
type Refuse struct{}

// Decide answers 550 5.7.1.
func (Refuse) Decide(_ context.Context, t *Transaction) Decision {
	return Decision{Reply: notice(550, "5.7.1", "送信を中止しました", "refused", "this gate lets nothing pass", t.ID)}
}
