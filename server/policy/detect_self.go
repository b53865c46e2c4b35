package policy

import (
	"slices"
	"strings"

	"sekisho/server/address"
)

// person is what is known of the sender's name.
type person struct {
	names  []string // keys
	tokens []string // of the local part, romanised
	given  []string // of a name in Latin letters, romanised
}

// senderPerson collects the sender's names: the directory's, the From line's, and the account's local part.
func (e *evaluation) senderPerson() *person {
	p := &person{}
	add := func(name string) {
		p.names = append(p.names, nameKeys(name)...)
		if parts := nameParts(name); len(parts) == 2 && parts[0][0] < 0x80 && parts[1][0] < 0x80 {
			p.given = parts
		}
	}
	add(e.f.Sender.Name)
	add(e.m.From.Name)
	for i := range e.f.People {
		if _, text := normal(e.f.People[i].Address); text != "" && text == e.accountText {
			add(e.f.People[i].Name)
		}
	}
	for _, t := range localTokens(e.account.Local) {
		if roles[t] {
			return p
		}
		p.tokens = append(p.tokens, address.Romaji(t))
	}
	return p
}

// recognise flags a private address that is probably the sender's own: it has the sender's name, or a local part made of it.
func (p *person) recognise(r *recipient) {
	for _, key := range nameKeys(r.name) {
		if slices.Contains(p.names, key) {
			r.flags |= flagOwnPrivateLikely
			r.more().by = "name"
			return
		}
	}
	local := personal(r.addr.Local)
	if by := p.made(local); by != "" && !p.contradicted(r) {
		r.flags |= flagOwnPrivateLikely
		r.more().by = by
	}
}

// contradicted reports a display name in the sender's script that is another person's.
func (p *person) contradicted(r *recipient) bool {
	keys := nameKeys(r.name)
	return len(keys) > 0 && len(p.names) > 0 && isEastAsian(keys[0]) == isEastAsian(p.names[0])
}

// made says by what a local part may be the sender's.
func (p *person) made(local string) string {
	if local == "" {
		return ""
	}
	whole := strings.Join(p.tokens, "")
	if local == whole && (len(p.tokens) > 1 && len(whole) >= 6 || len(whole) >= 8) {
		return "local-part"
	}
	if len(p.tokens) == 2 && ofTwo(local, p.tokens[0], p.tokens[1]) {
		return "local-part"
	}
	if len(p.given) == 2 && ofTwo(local, p.given[0], p.given[1]) {
		return "name"
	}
	return ""
}

// ofTwo reports whether a local part is made of two names: both in any order, or one and the other's first letter.
func ofTwo(local, a, b string) bool {
	for _, pair := range [...][2]string{{a, b}, {b, a}} {
		x, y := pair[0], pair[1]
		if x == "" || len(y) < 3 {
			continue
		}
		if local == x+y || local == y+x || local == x[:1]+y || local == y+x[:1] {
			return true
		}
	}
	return false
}
