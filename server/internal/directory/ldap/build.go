package ldap

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"sekisho/server/address"
	"sekisho/server/internal/directory"
	"sekisho/server/internal/store"
)

const (
	maxMembers = 10_000
	maxValues  = 200
	maxName    = 1000 // octets
	disabled   = 2    // ADS_UF_ACCOUNTDISABLE
)

// builder puts entries together. Names of entries are compared as RFC 4514 lets them be written.
type builder struct {
	people map[string]string         // entry -> address
	uids   map[string]string         // uid -> address
	groups map[string]*ldap.Entry    // entry -> group
	up     map[string]map[string]int // address -> names of the groups that it is in
	seen   map[string]bool           // addresses
	all    []store.Person
}

// build makes the directory of what was read. Who has no address, and whose account is off, is left out; of two with one address the first
// counts.
func build(people, groups []*ldap.Entry) []store.Person {
	b := builder{people: map[string]string{}, uids: map[string]string{}, groups: map[string]*ldap.Entry{}, up: map[string]map[string]int{}, seen: map[string]bool{}}
	var active []*ldap.Entry
	for _, e := range people {
		a := primary(e)
		if a == "" || off(e) || b.seen[a] {
			continue
		}
		b.seen[a] = true
		active = append(active, e)
		b.people[key(e.DN)] = a
		if uid := first(e, "uid"); uid != "" {
			b.uids[uid] = a
		}
	}
	for _, g := range groups {
		b.groups[key(g.DN)] = g
	}
	for _, g := range groups {
		b.group(g)
	}
	for _, e := range active {
		b.person(e)
	}
	return b.all
}

// person adds somebody, and their other addresses as entries without a name: they are told and judged by the same manager and groups.
func (b *builder) person(e *ldap.Entry) {
	p := store.Person{
		Address: primary(e), Kind: store.KindPerson, Name: clip(orElse(first(e, "displayName"), first(e, "cn"))), Manager: b.people[key(first(e, "manager"))],
		Groups: b.groupsOf(e), Language: language(first(e, "preferredLanguage")),
	}
	if p.Manager == p.Address {
		p.Manager = ""
	}
	b.all = append(b.all, p)
	for _, a := range aliases(e) {
		if !b.seen[a] {
			b.seen[a] = true
			b.all = append(b.all, directory.Alias(p, a))
		}
	}
}

// groupsOf are the names of somebody's groups, those within which their groups are among them, and their department.
func (b *builder) groupsOf(e *ldap.Entry) []string {
	names := map[string]bool{}
	for name := range b.up[primary(e)] {
		names[name] = true
	}
	for _, dn := range values(e, "memberOf") { // groups that the search did not show
		if parsed, err := ldap.ParseDN(dn); err == nil && len(parsed.RDNs) > 0 && len(parsed.RDNs[0].Attributes) > 0 && b.groups[key(dn)] == nil {
			names[parsed.RDNs[0].Attributes[0].Value] = true
		}
	}
	names[first(e, "department")] = true
	delete(names, "")
	var all []string
	for name := range names {
		if len(name) <= maxName {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all[:min(len(all), maxValues)]
}

// group notes who is in a group, at any depth, and adds it as a list if it has an address.
func (b *builder) group(g *ldap.Entry) {
	var members []string
	done, todo := map[string]bool{key(g.DN): true}, []*ldap.Entry{g}
	in := map[string]bool{}
	for len(todo) > 0 && len(members) < maxMembers {
		one := todo[0]
		todo = todo[1:]
		for _, a := range b.direct(one) {
			if !in[a] && len(members) < maxMembers {
				in[a] = true
				members = append(members, a)
			}
		}
		for _, dn := range memberDNS(one) {
			if k := key(dn); b.groups[k] != nil && !done[k] {
				done[k] = true
				todo = append(todo, b.groups[k])
			}
		}
	}
	name := clip(orElse(first(g, "cn"), first(g, "displayName")))
	for _, a := range members {
		if b.up[a] == nil {
			b.up[a] = map[string]int{}
		}
		b.up[a][name]++
	}
	list := primary(g)
	if list == "" || b.seen[list] {
		return
	}
	b.seen[list] = true
	slices.Sort(members)
	b.all = append(b.all, store.Person{Address: list, Kind: store.KindList, Name: clip(orElse(first(g, "displayName"), name)), Members: members})
}

// direct are the addresses of the people who are in a group themselves.
func (b *builder) direct(g *ldap.Entry) (all []string) {
	for _, dn := range memberDNS(g) {
		if a := b.people[key(dn)]; a != "" {
			all = append(all, a)
		}
	}
	for _, uid := range values(g, "memberUid") {
		if a := b.uids[uid]; a != "" {
			all = append(all, a)
		}
	}
	return all
}

func memberDNS(g *ldap.Entry) []string {
	return append(values(g, "member"), values(g, "uniqueMember")...)
}

// key is the same for two spellings of an entry's name.
func key(dn string) string {
	parsed, err := ldap.ParseDN(dn)
	if err != nil {
		return strings.ToLower(dn)
	}
	return strings.ToLower(parsed.String())
}

// off tells whether an account is disabled: in Active Directory, 389 Directory Server and OpenLDAP (ppolicy; by an administrator).
func off(e *ldap.Entry) bool {
	flags, _ := strconv.ParseInt(first(e, "userAccountControl"), 10, 64)
	return flags&disabled != 0 || strings.EqualFold(first(e, "nsAccountLock"), "true") || first(e, "pwdAccountLockedTime") == "000001010000Z"
}

// primary is an entry's address: the one marked SMTP: among the proxy addresses, else mail.
func primary(e *ldap.Entry) string {
	for _, v := range values(e, "proxyAddresses") {
		if a, ok := strings.CutPrefix(v, "SMTP:"); ok {
			if a = normal(a); a != "" {
				return a
			}
		}
	}
	return normal(first(e, "mail"))
}

// aliases are the other addresses of an entry.
func aliases(e *ldap.Entry) []string {
	own := primary(e)
	var all []string
	add := func(s string) {
		if a := normal(s); a != "" && a != own && !slices.Contains(all, a) && len(all) < maxValues {
			all = append(all, a)
		}
	}
	for _, v := range values(e, "mail") {
		add(v)
	}
	for _, v := range values(e, "mailAlternateAddress") {
		add(v)
	}
	for _, v := range values(e, "proxyAddresses") {
		if kind, a, ok := strings.Cut(v, ":"); ok && strings.EqualFold(kind, "smtp") {
			add(a)
		}
	}
	return all
}

func normal(s string) string {
	a, err := address.Parse(strings.TrimSpace(s))
	if err != nil || a.Domain == "" {
		return ""
	}
	return a.String()
}

// language reads what RFC 2798, 2.7 has there: languages as HTTP names them.
func language(s string) string {
	for _, known := range []string{"ja", "en"} {
		if s = strings.ToLower(s); s == known || strings.HasPrefix(s, known+"-") || strings.HasPrefix(s, known+",") || strings.HasPrefix(s, known+";") {
			return known
		}
	}
	return ""
}

// values are those of an attribute, whatever its case.
func values(e *ldap.Entry, name string) (all []string) {
	for _, a := range e.Attributes {
		if strings.EqualFold(a.Name, name) {
			all = append(all, a.Values...)
		}
	}
	return all
}

func first(e *ldap.Entry, name string) string {
	if v := values(e, name); len(v) > 0 {
		return v[0]
	}
	return ""
}

func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > maxName {
		return strings.ToValidUTF8(s[:maxName], "")
	}
	return s
}
