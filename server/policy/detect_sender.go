package policy

// detectSender compares the account, From and Reply-To. Sending as another address of the organization is a shared mailbox,
// or sending on behalf; only a directory could tell these from a slip, so both findings are written.
func (e *evaluation) detectSender() {
	if e.accountText != "" && e.fromText != "" && e.accountText != e.fromText {
		e.found(codeSenderFromDiffers, noTarget, word(argAccount, e.accountText), word(argFrom, e.fromText))
		if e.fromSets[e.p.own] && e.accountSets[e.p.own] {
			e.found(codeSenderSharedMailbox, noTarget)
		}
	}
	e.detectStranger()
	e.detectUsualFrom()
	for i := range e.m.ReplyTo {
		if _, text := normal(e.m.ReplyTo[i].Address); text != "" && text != e.fromText {
			e.found(codeSenderReplyToDiffers, noTarget, word(argReplyTo, text))
		}
	}
}

// detectStranger is about an account that the directory does not have. A directory that says anything of the sender has it.
func (e *evaluation) detectStranger() {
	if s := &e.f.Sender; len(e.f.People) == 0 || e.accountText == "" || s.Name != "" || s.Manager != "" || len(s.Groups) > 0 {
		return
	}
	for i := range e.f.People {
		if _, text := normal(e.f.People[i].Address); text == e.accountText {
			return
		}
	}
	e.found(codeSenderUnknown, noTarget)
}

// detectUsualFrom compares From with the address that the recipients are usually written to from. One of them who is used to this
// address is enough to say nothing.
func (e *evaluation) detectUsualFrom() {
	h := e.f.History
	if h == nil || len(h.From) == 0 || e.fromText == "" {
		return
	}
	usual := ""
	for i := range e.people[:e.named] {
		r := &e.people[i]
		if r.own || !r.envelope || r.addr.IsZero() {
			continue
		}
		from, ok := h.From[r.text]
		if !ok {
			from = h.From[r.addr.Domain]
		}
		if _, text := normal(from); text == e.fromText {
			return
		} else if usual == "" {
			usual = text
		}
	}
	if usual != "" {
		e.found(codeSenderUnusualFrom, noTarget, word(argFrom, e.fromText), word(argUsual, usual))
	}
}
