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
	text     string          // the address as compared, or as written if it could not be read; empty: there is none
	name     string
	company  string
	odd      *oddity    // of an address that is not as it should be
	suspect  *suspicion // of an address that is probably not the one meant
	about    *about     // of the domain of an outsider
	flags    flags
	parent   int32 // the list it is a member of, or none
	same     int32 // the first of all that have this address
	partner  int32
	members  int32
	bit      uint8 // of its field
	envelope bool  // the mail is delivered to it
	own      bool  // its own address is internal
	external bool  // it is external, or somebody it stands for is
	carrier  bool  // a private address is on the list of carriers, not of free mail
}

// oddity is what is to be said of how an address is written.
type oddity struct {
	written string
	suggest string         // the usual form of an address in an unusual one
	invalid *address.Error // nil: it could be read
}

// merged says what two say of the same address. The receiver may be nil.
func (o *oddity) merged(again *oddity) *oddity {
	if o == nil {
		return again
	}
	both := *o
	if again.suggest != "" {
		both.suggest, both.written = again.suggest, again.written
	}
	if both.invalid == nil {
		both.invalid = again.invalid
	}
	return &both
}

// label is what findings and checklists call a recipient.
func (r *recipient) label() string {
	if r.text == "" {
		return r.name
	}
	return r.text
}

func (r *recipient) field() Field {
	switch r.bit {
	case bitTo:
		return FieldTo
	case bitCc:
		return FieldCc
	}
	return FieldBcc
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
	if e.m.From.Address == account && !e.p.asksSender {
		e.from, e.fromText = e.account, e.accountText
		return
	}
	clear(e.accountSets)
	clear(e.fromSets)
	e.lookUp(e.account, func(set, _ int32) bool { return first(e.accountSets, set) })
	if e.m.From.Address == account {
		e.from, e.fromText = e.account, e.accountText
		copy(e.fromSets, e.accountSets)
		return
	}
	e.from, e.fromText = normal(e.m.From.Address)
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
	who := n32(len(e.people))
	e.people = slices.Grow(e.people, 1)[:who+1] // what is beyond the last is zero
	r := &e.people[who]
	r.name, r.bit, r.envelope, r.parent, r.partner, r.same = w.Name, fieldBit(w.Field), w.Envelope, none, none, who
	if isEmpty(w.Address) {
		r.flags = flagUnexpanded
	} else {
		r.readAddress(w.Address)
		r.set(flagUnexpanded, w.List)
	}
	if first := e.firstLike(who); first != none {
		e.people[first].merge(r)
		*r = recipient{}
		e.people = e.people[:who]
	}
}

// isEmpty reports whether nothing but white space is written. Nearly every address says by its first octet that it is not.
func isEmpty(s string) bool {
	return s == "" || (s[0] <= ' ' || s[0] > '~') && strings.TrimSpace(s) == ""
}

func (r *recipient) readAddress(written string) {
	if a, text, ok := address.Plain(written); ok { // nothing is odd about it
		r.addr, r.text = a, text
		return
	}
	a, err := address.Parse(written)
	if err != nil {
		r.text = strings.ToLower(strings.TrimSpace(written))
		r.flags |= flagInvalid
		r.odd = &oddity{written: written, invalid: whyInvalid(err)}
		return
	}
	r.addr, r.text = a, spell(a, written)
	if !isPlain(written) {
		if suggest, unusual := address.Unusual(written); unusual {
			r.flags |= flagUnusual
			r.odd = &oddity{written: written, suggest: suggest}
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

// merge takes in what is said of the same recipient in another place.
func (r *recipient) merge(again *recipient) {
	r.flags |= again.flags | flagDuplicate
	r.envelope = r.envelope || again.envelope
	if again.odd != nil {
		r.odd = r.odd.merged(again.odd)
	}
	if again.bit < r.bit {
		r.bit = again.bit
		if again.name != "" {
			r.name = again.name
		}
	}
	if r.name == "" {
		r.name = again.name
	}
}

// fewPeople is up to how many recipients comparing them one by one costs less than a map.
const fewPeople = 12

// mailboxKey is what makes two recipients one: the address, or the name of what has none.
type mailboxKey struct {
	text, name string
	member     bool // a member without an address is nobody else
}

func (r *recipient) key() mailboxKey {
	if r.text != "" {
		return mailboxKey{text: r.text}
	}
	return mailboxKey{name: r.name, member: r.parent != none}
}

// firstLike finds the first recipient that is the same as one at the end of the list, and remembers that one if there is none.
func (e *evaluation) firstLike(who int32) int32 {
	r := &e.people[who]
	if who < fewPeople {
		for i := range e.people[:who] {
			if before := &e.people[i]; before.text == r.text && (r.text != "" || before.key() == r.key()) {
				return n32(i)
			}
		}
		return none
	}
	if len(e.byKey) == 0 {
		for i := range e.people[:who] {
			if before := &e.people[i]; before.same == n32(i) {
				e.byKey[before.key()] = n32(i)
			}
		}
	}
	if first, known := e.byKey[r.key()]; known {
		return first
	}
	e.byKey[r.key()] = who
	return none
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
	sorted = slices.Compact(sorted)
	e.people[list].members = n32(len(sorted))
	for _, member := range sorted {
		above, who := &e.people[list], n32(len(e.people))
		e.people = append(e.people, recipient{bit: above.bit, envelope: above.envelope, parent: list, partner: none, same: who})
		r := &e.people[who]
		r.readAddress(member)
		if first := e.firstLike(who); first != none {
			r.same = first
		}
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
