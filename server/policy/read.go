package policy

import (
	"errors"
	"slices"
	"strings"

	"sekisho/server/address"
)

// recipient is somebody a rule can ask about: named in the mail, or a member of a list that is.
type recipient struct {
	addr     address.Address // zero: none that could be read
	text     string          // the address as compared, or as written if it could not be read
	label    string          // what findings and checklists call it
	written  string          // as written, if that is not how it should be
	name     string
	field    Field
	bit      uint8
	envelope bool // the mail is delivered to it
	own      bool // its own address is internal
	external bool // it is external, or somebody it stands for is
	flags    flags
	company  string
	parent   int32 // the list it is a member of, or none
	same     int32 // the first of all that have this address
	partner  int32
	members  int
	invalid  *address.Error
	suggest  string // the usual form of an address in an unusual one
	list     string // the shipped list of private addresses it is on
	suspect  *suspicion
	about    *about // of the domain of an outsider
}

// counts reports whether a test sees r: those the mail reaches, and where a rule asks who is visible, those it only names.
func (r *recipient) counts(visible bool) bool {
	return r.envelope || visible && r.bit != bitBcc
}

// read understands sender, recipients and files: policy language 8, step 1.
func (e *evaluation) read() {
	e.readSender()
	for i := range e.m.Recipients {
		e.readRecipient(&e.m.Recipients[i])
	}
	e.named = len(e.people)
	e.readMembers()
	e.place()
	e.readFiles()
}

func (e *evaluation) readSender() {
	account := e.m.Account
	if account == "" {
		account = e.f.Sender.Account
	}
	if account == "" {
		account = e.m.From.Address
	}
	e.account, e.accountText = normal(account)
	e.from, e.fromText = normal(e.m.From.Address)
	e.lookUp(e.account, func(set, _ int32) bool { return first(e.accountSets, set) })
	e.lookUp(e.from, func(set, _ int32) bool { return first(e.fromSets, set) })
}

func first(seen []bool, set int32) bool {
	before := seen[set]
	seen[set] = true
	return !before
}

// normal returns an address and its text for comparing. What is no address compares as its own lower case.
func normal(s string) (address.Address, string) {
	if s == "" {
		return address.Address{}, ""
	}
	a, err := address.Parse(s)
	if err != nil {
		return address.Address{}, strings.ToLower(strings.TrimSpace(s))
	}
	return a, spell(a, s)
}

// spell is a.String() without a copy where the address was written in that form.
func spell(a address.Address, written string) string {
	at := len(a.Local)
	if len(written) == at+1+len(a.Domain) && written[at] == '@' && written[:at] == a.Local && written[at+1:] == a.Domain {
		return written
	}
	return a.String()
}

// readRecipient adds one recipient. The same address twice counts once, in its most visible field.
func (e *evaluation) readRecipient(w *Recipient) {
	r := recipient{name: w.Name, field: w.Field, bit: fieldBit(w.Field), envelope: w.Envelope, parent: none, partner: none}
	if r.field != FieldTo && r.field != FieldCc {
		r.field = FieldBcc
	}
	if strings.TrimSpace(w.Address) == "" {
		r.flags = flagUnexpanded
		r.text, r.label = "", w.Name
		e.addOnce("\x00"+w.Name, r)
		return
	}
	e.readAddress(&r, w.Address)
	r.set(flagUnexpanded, w.List)
	e.addOnce(r.text, r)
}

func (e *evaluation) readAddress(r *recipient, written string) {
	a, err := address.Parse(written)
	if err != nil {
		r.text = strings.ToLower(strings.TrimSpace(written))
		r.label = r.text
		r.flags |= flagInvalid
		r.invalid, r.written = whyInvalid(err), written
		return
	}
	r.addr, r.text = a, spell(a, written)
	r.label = r.text
	if !isPlain(written) {
		if suggest, unusual := address.Unusual(written); unusual {
			r.flags |= flagUnusual
			r.suggest, r.written = suggest, written
		}
	}
}

// whyInvalid is apart so that only an address that cannot be read costs memory.
func whyInvalid(err error) *address.Error {
	var why *address.Error
	if !errors.As(err, &why) {
		why = &address.Error{Reason: address.ReasonBadLocal}
	}
	return why
}

func (e *evaluation) addOnce(key string, r recipient) {
	at, twice := e.byText[key]
	if !twice {
		r.same = n32(len(e.people))
		e.byText[key] = r.same
		e.people = append(e.people, r)
		return
	}
	first := &e.people[at]
	first.flags |= r.flags | flagDuplicate
	first.envelope = first.envelope || r.envelope
	if r.suggest != "" {
		first.suggest, first.written = r.suggest, r.written
	}
	if first.invalid == nil { // a nameless group and an address of control characters have one key
		first.invalid = r.invalid
	}
	if r.bit < first.bit {
		first.bit, first.field = r.bit, r.field
		if r.name != "" {
			first.name = r.name
		}
	}
	if first.name == "" {
		first.name = r.name
	}
}

// readMembers adds the members of lists, where facts tell them. A member that the mail names too counts as named.
func (e *evaluation) readMembers() {
	if len(e.f.Members) == 0 {
		return
	}
	known := make(map[string][]string, len(e.f.Members))
	for list, members := range e.f.Members {
		_, key := normal(list)
		known[key] = append(known[key], members...)
	}
	for i := range e.named {
		list := &e.people[i]
		members, ok := known[list.text]
		if !ok || list.text == "" {
			continue
		}
		list.flags = list.flags&^flagUnexpanded | flagGroup
		e.addMembers(n32(i), members)
	}
}

func (e *evaluation) addMembers(list int32, members []string) {
	sorted := slices.Clone(members) // several spellings of one list come in any order
	slices.Sort(sorted)
	e.people[list].members = len(slices.Compact(sorted))
	for _, member := range slices.Compact(sorted) {
		above := &e.people[list]
		r := recipient{field: above.field, bit: above.bit, envelope: above.envelope, parent: list, partner: none}
		e.readAddress(&r, member)
		at, twice := e.byText[r.text]
		r.same = n32(len(e.people))
		if twice {
			r.same = e.people[at].same
		} else {
			e.byText[r.text] = r.same
		}
		e.people = append(e.people, r)
	}
}

// place finds the sets of all recipients at once, and who is internal.
func (e *evaluation) place() {
	senderDomain := ""
	if e.p.doc.Organization.SenderDomain {
		senderDomain = e.account.Domain
	}
	for i := range e.people {
		r := &e.people[i]
		e.lookUp(r.addr, func(set, item int32) bool { return e.hit(set, item, n32(i)) })
		r.own = e.stamp[e.p.own] == n32(i) || senderDomain != "" && r.addr.Domain == senderDomain
		r.external = !r.own
	}
	e.sortHits()
	for i := e.named; i < len(e.people); i++ {
		if m := &e.people[i]; m.external {
			e.people[m.parent].external = true
		}
	}
}

// hit notes that a recipient is in a set, once.
func (e *evaluation) hit(set, item, who int32) bool {
	if e.stamp[set] == who {
		return false
	}
	e.stamp[set] = who
	e.hits = append(e.hits, hit{set: set, item: item, who: who})
	if partner, r := e.p.byDomain[set], &e.people[who]; partner != none && (r.partner == none || partner < r.partner) {
		r.partner = partner
	}
	return true
}
