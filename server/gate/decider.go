package gate

import (
	"context"
	"io"

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
	Added      []string // who gets it besides, when Send
	Headers    []Header // trace headers to put on top, when Send
	// Rewrite makes the octets that leave of those that came, when Send; whole lines in CRLF. Nil: as they came.
	Rewrite func(io.Reader) io.Reader
	// Held tells that nobody gets the mail now, and that Settle keeps it, durably; the answer is Reply, which begins with 2 then.
	Held  bool
	Reply Reply // the answer when not Send; it begins with 4 or 5, unless Held

	// Settle is called once with what became of the Decision, before the client is told, also where ctx ended meanwhile and nothing
	// was sent; ctx's cause tells why. A reply that it returns is told instead; one without code is none. Nil: nobody wants to know.
	Settle func(ctx context.Context, s Settled) Reply
	// Told becomes the Transaction's, if the Decision was taken up. Nil: nobody wants to know.
	Told func(error)

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
