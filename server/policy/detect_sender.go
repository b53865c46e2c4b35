package policy

// senderFlags are the flags of the sender that this version can set.
const (
	senderFromDiffers = "from-differs"
	senderShared      = "shared-mailbox"
	senderReplyTo     = "reply-to-differs"
)

// detectSender compares the account, From and Reply-To. Sending as another address of the organization is a shared mailbox,
// or sending on behalf; only a directory could tell these from a slip, so both findings are written.
func (e *evaluation) detectSender() {
	if e.accountText != "" && e.fromText != "" && e.accountText != e.fromText {
		e.found("sender."+senderFromDiffers, noTarget, word("account", e.accountText), word("from", e.fromText))
		if e.fromSets[e.p.own] && e.accountSets[e.p.own] {
			e.found("sender."+senderShared, noTarget)
		}
	}
	for i := range e.m.ReplyTo {
		if _, text := normal(e.m.ReplyTo[i].Address); text != "" && text != e.fromText {
			e.found("sender."+senderReplyTo, noTarget, word("replyTo", text))
		}
	}
}
