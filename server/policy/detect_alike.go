package policy

import (
	"strings"

	"sekisho/server/address"
)

// trustedColleagues is how many colleagues must have written to a domain for it to be nothing new to the organization.
const trustedColleagues = 3

// compileAlikes collects the domains that every mail's recipients are compared with beside well-known services: the
// organization's and the partners'.
func (c *compiler) compileAlikes() {
	known := plainDomains(nil, c.doc.Organization.Domains.Items)
	for i := range c.doc.Partners.Items {
		known = plainDomains(known, c.doc.Partners.Items[i].Domains.Items)
	}
	c.p.alikes = newAlikes(known)
}

// plainDomains adds the domains that entries name without wildcards. An address says nothing of others at its domain.
func plainDomains(known, entries []string) []string {
	for _, written := range entries {
		e, err := address.ParseEntry(written)
		if err != nil || e.Exclude {
			continue
		}
		switch e.Kind {
		case address.EntryDomain, address.EntryDomainBelow, address.EntryBelow:
			known = append(known, e.Domain)
		}
	}
	return known
}

// detectAlikes compares the domains of outsiders with all that are known, and looks for those that nothing can reach. What is
// known to this mail alone is compiled when the first domain asks for it.
func (e *evaluation) detectAlikes() {
	var known *address.Alikes
	compiled := false
	last, found := "", address.Alike{}
	for i := range e.people {
		r := &e.people[i]
		if r.about == nil {
			continue
		}
		e.detectUndeliverable(r)
		if shown := r.shownDomain(); shown != "" {
			r.flags |= flagLookAlike
			r.more().alike = address.Alike{Known: shown, Kind: address.LookAlike, Score: 100, Reason: "userinfo"}
			continue
		}
		if r.about.known || r.partner != none || e.familiar(r.addr.Domain) {
			continue
		}
		if !compiled {
			compiled = true
			known = e.p.alikes.compiled(e.knownDomains())
		}
		if r.addr.Domain != last {
			last, found = r.addr.Domain, r.about.mistaken(known)
		}
		switch found.Kind {
		case address.LookAlike:
			r.flags |= flagLookAlike
		case address.Typo:
			r.flags |= flagTypo
		}
		if found.Score > 0 {
			r.more().alike = found
		}
	}
}

// shownDomain is the domain that an address seems to be at: of abe@own.example@other.example people read own.example. Empty: it is where
// it seems to be.
func (r *recipient) shownDomain() string {
	at := strings.LastIndexByte(r.addr.Local, '@')
	if at < 0 {
		return ""
	}
	shown, err := address.Domain(strings.TrimSuffix(r.addr.Local[at+1:], `"`))
	if err != nil || shown == r.addr.Domain {
		return ""
	}
	return shown
}

// suspicion is what detectors of wrong recipients have to say of one.
type suspicion struct {
	alike       address.Alike
	by          string // own-private-likely
	unreachable string // undeliverable
	mailbox     string // the usual one of the same person
	namesake    string
	name, owner string // a name that belongs to somebody else
	company     string // that has never been written to together with the others
}

// more returns room for what few recipients need.
func (r *recipient) more() *suspicion {
	if r.suspect == nil {
		r.suspect = &suspicion{}
	}
	return r.suspect
}

// familiar reports whether the sender, or enough colleagues, have written to a domain.
func (e *evaluation) familiar(domain string) bool {
	h := e.f.History
	return h != nil && (int64(h.Domains[domain]) >= e.knownAfter() || h.Colleagues[domain] >= trustedColleagues)
}

func (e *evaluation) knownAfter() int64 { return max(e.p.doc.Settings.KnownAfter, 1) }

// knownDomains are those that facts know, in no order and some of them twice.
func (e *evaluation) knownDomains() []string {
	var known []string
	if h := e.f.History; h != nil {
		known = make([]string, 0, len(h.Domains)+len(h.Colleagues)+len(e.f.Known)+len(e.f.Contacts))
		for domain, n := range h.Domains {
			if int64(n) >= e.knownAfter() {
				known = append(known, domain)
			}
		}
		for domain, n := range h.Colleagues {
			if n >= trustedColleagues {
				known = append(known, domain)
			}
		}
	}
	for _, written := range e.f.Known {
		if domain, err := address.Domain(written); err == nil {
			known = append(known, domain)
		}
	}
	for _, written := range e.f.Contacts {
		if a, _ := normal(written); a.Domain != "" {
			known = append(known, a.Domain)
		}
	}
	if e.p.doc.Organization.SenderDomain && e.account.Domain != "" {
		known = append(known, e.account.Domain)
	}
	return known
}

// detectUndeliverable is about domains that cannot take mail: those of which facts say so, ".invalid" and "localhost" (RFC 6761), and those
// whose last part is no top-level domain. Names that houses use inside (.local, .internal, .example …) are left alone.
func (e *evaluation) detectUndeliverable(r *recipient) {
	if len(e.f.TLS) == 0 && r.about.unreachable == "" {
		return
	}
	state, reason := tlsState(e.f.TLS[r.addr.Domain])
	switch {
	case state == "undeliverable":
	case state != "" && state != "unknown" || e.familiar(r.addr.Domain) || r.partner != none:
		return
	default:
		if reason = r.about.unreachable; reason == "" {
			return
		}
	}
	r.flags |= flagUndeliverable
	r.more().unreachable = reason
}
