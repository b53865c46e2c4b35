package policy

import (
	"strings"

	"sekisho/server/address"
)

// flagsOfSuspicion are the flags whose arguments stand in a suspicion.
const flagsOfSuspicion = flagOwnPrivateLikely | flagUndeliverable | flagLookAlike | flagTypo | flagOtherMailbox | flagNamesake | flagNameMismatch | flagUnusualCompany

func (e *evaluation) writeSuspicion(code code, bit flags, r *recipient) int32 {
	s := r.more()
	switch bit {
	case flagOwnPrivateLikely:
		return e.intern(code, word(argBy, s.by))
	case flagUndeliverable:
		return e.intern(code, word(argReason, s.unreachable))
	case flagLookAlike:
		return e.intern(code, word(argKnown, s.alike.Known), number(argScore, int64(s.alike.Score)), word(argReason, string(s.alike.Reason)))
	case flagTypo:
		return e.intern(code, word(argKnown, s.alike.Known), word(argSuggest, r.addr.Local+"@"+s.alike.Known))
	case flagOtherMailbox:
		return e.intern(code, word(argKnown, s.mailbox))
	case flagNamesake:
		return e.intern(code, word(argKnown, s.namesake))
	case flagUnusualCompany:
		return e.intern(code, word(argCompany, s.company))
	}
	return e.intern(code, word(argName, s.name), word(argKnown, s.owner))
}

// detectPersons looks for mail that goes to somebody else than the person meant: a name that belongs to another address, a
// mailbox that is not the usual one, the sender's own.
func (e *evaluation) detectPersons() {
	var people directory
	var locals map[string]string
	var sender *person
	for i := range e.people[:e.named] {
		r := &e.people[i]
		if r.addr.IsZero() || r.text == e.accountText || r.text == e.fromText {
			continue
		}
		if r.external && r.flags&flagGroup == 0 {
			r.nameHoldsAddress()
		}
		if people == nil && r.name != "" && len(e.f.People) > 0 {
			people = e.directory()
		}
		if r.flags&(flagPrivate|flagOwnPrivate) == flagPrivate && (r.name != "" || len(r.addr.Local) >= minPersonal) {
			if sender == nil {
				sender = e.senderPerson()
			}
			sender.recognise(r)
		}
		if r.flags&flagOwnPrivateLikely == 0 {
			e.compareNames(r, people)
		}
		if e.newcomer(r) {
			if locals == nil {
				locals = e.knownLocals()
			}
			r.compareLocal(locals[personal(r.addr.Local)])
		}
	}
}

// nameHoldsAddress finds a display name that is another address. Lists write "a@b via list", which is no slip.
func (r *recipient) nameHoldsAddress() {
	if !strings.ContainsAny(r.name, "@＠") || strings.Contains(r.name, " via ") || strings.Contains(r.name, "経由") {
		return
	}
	for part := range strings.FieldsFuncSeq(r.name, func(c rune) bool { return strings.ContainsRune(" \u3000\t\"'<>()（）[]【】,;、:", c) }) {
		a, err := address.Parse(part)
		if err != nil || !strings.Contains(a.Domain, ".") || a == r.addr {
			continue
		}
		r.flags |= flagNameMismatch
		s := r.more()
		s.name, s.owner = r.name, a.String()
		return
	}
}

// directory finds people by name.
type directory map[string][]entryOf

type entryOf struct {
	text string
	addr address.Address
	own  bool
}

// directory is made for a mail of which somebody's name matters.
func (e *evaluation) directory() directory {
	d := make(directory, 2*len(e.f.People))
	for i := range e.f.People {
		p := &e.f.People[i]
		a, text := normal(p.Address)
		if a.Domain == "" {
			continue
		}
		for _, key := range nameKeys(p.Name) {
			d[key] = append(d[key], entryOf{text: text, addr: a, own: e.p.Own(text)})
		}
	}
	return d
}

// compareNames looks who else in the directory has the recipient's name.
func (e *evaluation) compareNames(r *recipient, people directory) {
	if len(people) == 0 || r.name == "" {
		return
	}
	var other *entryOf
	for _, key := range nameKeys(r.name) {
		for i := range people[key] {
			p := &people[key][i]
			if p.text == r.text {
				if !r.own {
					return // the directory knows this address by this name
				}
				continue
			}
			if other == nil || p.text < other.text {
				other = p
			}
		}
	}
	switch s := r.more; {
	case other == nil:
	case !r.own && other.own:
		if r.flags&flagNameMismatch == 0 {
			r.flags |= flagNameMismatch
			s().name, s().owner = r.name, other.text
		}
	case other.addr.Domain != r.addr.Domain && sameLocal(other.addr.Local, r.addr.Local):
		r.flags |= flagOtherMailbox
		s().mailbox = other.text
	default:
		r.flags |= flagNamesake
		s().namesake = other.text
	}
}

func sameLocal(a, b string) bool {
	return a == b || personal(a) != "" && personal(a) == personal(b)
}

// newcomer reports whether the sender has a history or contacts, and r is an outsider in neither.
func (e *evaluation) newcomer(r *recipient) bool {
	return !r.own && r.flags&(flagKnown|flagContact|flagOwnPrivateLikely|flagOtherMailbox|flagNamesake) == 0 && (e.f.History != nil || len(e.f.Contacts) > 0)
}

// knownLocals finds whom the sender writes to by what stands before the "@".
func (e *evaluation) knownLocals() map[string]string {
	locals := map[string]string{}
	add := func(text string) {
		a, text := normal(text)
		key := personal(a.Local)
		if before, ok := locals[key]; key != "" && (!ok || text < before) {
			locals[key] = text
		}
	}
	if h := e.f.History; h != nil {
		for text, n := range h.Addresses {
			if int64(n) >= e.knownAfter() {
				add(text)
			}
		}
	}
	for _, text := range e.f.Contacts {
		add(text)
	}
	return locals
}

// compareLocal is about a known address that is the same before the "@". A first and a last name, or a long one, is the same
// person elsewhere; a surname alone may be anybody of that name.
func (r *recipient) compareLocal(known string) {
	a, _ := normal(known)
	if known == "" || a.Domain == r.addr.Domain || address.Below(a.Domain, r.addr.Domain) || address.Below(r.addr.Domain, a.Domain) {
		return
	}
	if tokens := localTokens(r.addr.Local); len(tokens) > 1 && len(tokens[0]) > 1 && len(tokens[1]) > 1 || len(personal(r.addr.Local)) >= 9 {
		r.flags |= flagOtherMailbox
		r.more().mailbox = known
		return
	}
	r.flags |= flagNamesake
	r.more().namesake = known
}
