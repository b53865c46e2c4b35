package policy

import (
	"math/bits"
	"strings"
)

// detectPeople sets the flags of each recipient. Those of members of a list are found the same way.
func (e *evaluation) detectPeople() {
	_, manager := normal(e.f.Sender.Manager)
	own := normalSet(e.f.Sender.PrivateAddresses)
	contacts := normalSet(e.f.Contacts)
	e.lookUpDomains()
	e.detectKinds()
	for i := range e.people {
		r := &e.people[i]
		r.set(flagExternal, r.external)
		r.set(flagPartner, r.partner != none)
		r.set(flagOwnPrivate, own[r.text])
		r.set(flagContact, contacts[r.text])
		r.set(flagManager, manager != "" && r.text == manager)
		r.set(flagSelf, r.text != "" && (r.text == e.accountText || r.text == e.fromText))
		e.detectHistory(r)
		e.detectTLS(r)
		r.company = e.companyOf(r)
		if r.envelope && r.external {
			e.anyExternal = true
		}
	}
	for i := e.named; i < len(e.people); i++ {
		if m := &e.people[i]; m.external {
			m.flags |= flagExternalMember
			e.people[m.parent].flags |= flagExternalMember
		}
	}
}

func (r *recipient) set(f flags, on bool) {
	if on {
		r.flags |= f
	}
}

// detectKinds looks at what sort of address each is. An internal address is never private or disposable.
func (e *evaluation) detectKinds() {
	of := func(list int, f flags) {
		for _, h := range e.members(e.p.builtins[list]) {
			if r := &e.people[h.who]; !r.own && !r.addr.IsZero() {
				r.carrier = r.carrier || list == builtinCarrier && r.flags&flagPrivate == 0
				r.flags |= f
			}
		}
	}
	of(builtinFreemail, flagPrivate)
	of(builtinCarrier, flagPrivate)
	of(builtinDisposable, flagDisposable)
}

// privateList is the shipped list of private addresses that it is on.
func (r *recipient) privateList() string {
	if r.carrier {
		return "carrier-jp"
	}
	return "freemail"
}

// detectHistory compares with earlier sends. First-time is about outsiders: a colleague is in the directory.
func (e *evaluation) detectHistory(r *recipient) {
	h := e.f.History
	if h == nil || r.addr.IsZero() {
		return
	}
	known := int64(h.Addresses[r.text]) >= e.knownAfter()
	r.set(flagKnown, known)
	if !r.own {
		r.set(flagFirstTime, !known)
		r.set(flagFirstTimeDomain, !known && !e.familiar(r.addr.Domain))
	}
}

func (e *evaluation) detectTLS(r *recipient) {
	if len(e.f.TLS) == 0 || r.own || r.addr.IsZero() {
		return
	}
	switch state, _ := tlsState(e.f.TLS[r.addr.Domain]); state {
	case "none":
		r.flags |= flagNoTLS
	case "unknown":
		r.flags |= flagTLSUnknown
	}
}

// tlsState takes "unknown(port 25 blocked)" apart.
func tlsState(s string) (state, reason string) {
	state, reason, _ = strings.Cut(strings.TrimSuffix(s, ")"), "(")
	return strings.TrimSpace(state), strings.TrimSpace(reason)
}

// companyOf is the partner's group, else the partner, else what its domain's owner registered. A private address is one of
// its own, and so is whatever has no domain.
func (e *evaluation) companyOf(r *recipient) string {
	switch {
	case r.own:
		return e.p.company
	case r.partner != none:
		return e.p.partners[r.partner].group
	case r.flags&flagPrivate != 0, r.addr.IsZero():
		return r.label()
	}
	return r.about.name.Registrable()
}

// normalSet reads addresses from facts. Most are in the usual form already and cost no parsing.
func normalSet(written []string) map[string]bool {
	if len(written) == 0 {
		return nil
	}
	set := make(map[string]bool, len(written))
	for _, s := range written {
		_, text := normal(s)
		set[text] = true
	}
	return set
}

// detectMixture: externals in Bcc beside externals that everybody sees.
func (e *evaluation) detectMixture() {
	hidden, visible := false, false
	for i := range e.people[:e.named] {
		if r := &e.people[i]; r.external {
			hidden = hidden || r.bit == bitBcc && r.envelope
			visible = visible || r.bit != bitBcc
		}
	}
	if !hidden || !visible {
		return
	}
	for i := range e.people[:e.named] {
		if r := &e.people[i]; r.external && r.bit == bitBcc {
			r.flags |= flagBccMixed
		}
	}
}

// writePeople makes findings of the flags, for those whom the mail reaches.
func (e *evaluation) writePeople() {
	e.countFlags()
	for rest := e.allFlags & (flagManager - 1); rest != 0; rest &= rest - 1 {
		bit, shared := rest&-rest, none
		for i := range e.people {
			if r := &e.people[i]; r.flags&bit != 0 && e.worthTelling(r, n32(i), bit) {
				if shared == none || hasArgs(bit) {
					shared = e.writeFlag(bit, r)
				}
				e.flagUses[bit.number()] = append(e.flagUses[bit.number()], seen{finding: shared, target: n32(i)})
				e.uses = append(e.uses, useOf(shared, n32(i), none))
			}
		}
	}
}

// countFlags joins the flags of all people, and counts the names that the verdict has of those that the mail names.
func (e *evaluation) countFlags() {
	e.flagNames = 0
	for i := range e.people {
		f := e.people[i].flags
		e.allFlags |= f
		if f &^= flagExternal; i < e.named && f&(f-1) != 0 { // lists of one are shared
			e.flagNames += bits.OnesCount64(uint64(f))
		}
	}
}

// worthTelling leaves out whom the mail does not reach, and says of members only what is news beside their list.
func (e *evaluation) worthTelling(r *recipient, who int32, bit flags) bool {
	if !r.envelope {
		return false
	}
	if r.parent == none {
		return bit != flagExternalMember
	}
	return r.same == who && bit != flagExternal
}

func hasArgs(bit flags) bool {
	const with = flagPrivate | flagInvalid | flagUnusual | flagGroup | flagExternalMember | flagNoTLS | flagTLSUnknown | flagFirstTimeDomain | flagsOfSuspicion
	return bit&with != 0
}

func (e *evaluation) writeFlag(bit flags, r *recipient) int32 {
	code := bit.code()
	switch bit {
	case flagPrivate:
		return e.intern(code, word(argList, r.privateList()))
	case flagInvalid:
		return e.intern(code, word(argReason, string(r.odd.invalid.Reason)), word(argSuggest, r.odd.invalid.Suggest))
	case flagUnusual:
		return e.intern(code, word(argSuggest, r.odd.suggest), word(argWritten, r.odd.written))
	case flagFirstTimeDomain:
		colleagues := 0
		if h := e.f.History; h != nil {
			colleagues = h.Colleagues[r.addr.Domain]
		}
		return e.intern(code, number(argColleagues, int64(colleagues)))
	case flagGroup:
		return e.intern(code, number(argMembers, int64(r.members)))
	case flagExternalMember:
		return e.intern(code, word(argList, e.people[r.parent].label()))
	case flagNoTLS, flagTLSUnknown:
		state, reason := tlsState(e.f.TLS[r.addr.Domain])
		return e.intern(code, word(argState, state), word(argReason, reason))
	}
	if bit&flagsOfSuspicion != 0 {
		return e.writeSuspicion(code, bit, r)
	}
	return e.intern(code)
}
