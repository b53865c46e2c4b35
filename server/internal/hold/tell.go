package hold

import (
	"slices"
	"time"

	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// What people are told of a hold, by the name of the notice.
const (
	TellHeld      = "hold.held"      // the sender: it waits until a time
	TellConfirm   = "hold.confirm"   // the sender: confirm it
	TellAsk       = "hold.ask"       // the sender: the wait is over, send or discard
	TellWaiting   = "hold.waiting"   // the sender: somebody has to approve it
	TellApprove   = "hold.approve"   // an approver: decide
	TellApproved  = "hold.approved"  // the sender: it goes
	TellRejected  = "hold.rejected"  // the sender: it does not
	TellDiscarded = "hold.discarded" // the sender: its time was over
	TellCancelled = "hold.cancelled" // the sender: an operator discarded it
	TellClaimed   = "hold.claimed"   // whom only the mail itself names as its owner: such a mail is held, and nothing more about it

	TellBcc     = "mail.bcc"     // the sender: recipients were moved to Bcc
	TellNotify  = "mail.notify"  // whom the policy names: it goes, and a rule wants it known
	TellBlocked = "mail.blocked" // whom the policy names: it was refused
)

// ForArg is the argument of a notice that names the approver in whose place somebody is told.
const ForArg = "for"

// beginning are the notices of a stage that begins. deputies are asked beside those whose deputies they are.
func beginning(h store.Hold, s Stage, asks []store.Approval, deputies []deputy) []store.Notice {
	tell := func(kind, to string) store.Notice {
		return store.Notice{ID: store.NewID(), Kind: kind, Hold: h.ID, Stage: h.Stage, To: to}
	}
	switch s.Kind {
	case Confirm:
		return []store.Notice{tell(TellConfirm, h.Account)}
	case Ask:
		return []store.Notice{tell(TellAsk, h.Account)}
	case Approval:
		all := []store.Notice{tell(TellWaiting, h.Account)}
		for _, a := range asks {
			all = append(all, tell(TellApprove, a.Approver))
		}
		for _, d := range deputies {
			n := tell(TellApprove, d.address)
			n.Args = map[string]string{ForArg: d.of}
			all = append(all, n)
		}
		return all
	}
	return []store.Notice{tell(TellHeld, h.Account)}
}

// ended are the notices of a hold that ends, other than by the sender's own hand or as it was announced.
func ended(c current, state string) []store.Notice {
	kind := ""
	switch {
	case state == store.HoldReleased && c.stage.Kind == Approval:
		kind = TellApproved
	case state == store.HoldRejected:
		kind = TellRejected
	case state == store.HoldDiscarded && slices.Contains(c.stage.Rules, Forwarding):
		// It was announced, and there may be hundreds.
	case state == store.HoldDiscarded:
		kind = TellDiscarded
	}
	if kind == "" {
		return nil
	}
	return ownerOf(c.Hold).tellable([]store.Notice{{ID: store.NewID(), Kind: kind, Hold: c.ID, Stage: c.Stage, To: c.Account}})
}

// length is how long the current stage lasts, as the policy language writes it. A part of a second counts as one: the row was written a
// little after the stage was planned.
func (c current) length() string {
	return policy.FormatDuration((c.Due.Sub(c.Changed) + time.Second - 1).Truncate(time.Second))
}
