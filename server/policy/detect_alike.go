package policy

import (
	"slices"
	"strings"
	"sync"

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
	c.p.alikes = &alikes{known: address.NewAlikes(known), asked: map[string]address.Alike{}}
}

// alikes are the domains that every mail's recipients are compared with, and what came of it for those asked about last.
type alikes struct {
	known *address.Alikes
	mu    sync.RWMutex
	asked map[string]address.Alike
}

// maxAsked is how many answers are kept; then all are forgotten.
const maxAsked = 10_000

// find compares a domain with what is known in every mail and, unless more is nil, with what this mail's facts know.
func (a *alikes) find(domain string, more *address.Alikes) address.Alike {
	if more != nil {
		return address.Mistaken(domain, address.Services(), a.known, more)
	}
	a.mu.RLock()
	found, ok := a.asked[domain]
	a.mu.RUnlock()
	if ok {
		return found
	}
	found = address.Mistaken(domain, address.Services(), a.known)
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.asked) >= maxAsked {
		clear(a.asked)
	}
	a.asked[strings.Clone(domain)] = found
	return found
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
		if r.own || r.addr.IsZero() {
			continue
		}
		e.detectUndeliverable(r)
		if r.partner != none || e.familiar(r.addr.Domain) {
			continue
		}
		if !compiled {
			compiled = true
			if domains := e.knownDomains(); len(domains) > 0 {
				known = address.NewAlikes(domains)
			}
		}
		if r.addr.Domain != last {
			last, found = r.addr.Domain, e.p.alikes.find(r.addr.Domain, known)
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

// knownDomains are those that facts know, in an order that does not depend on maps.
func (e *evaluation) knownDomains() []string {
	var known []string
	if h := e.f.History; h != nil {
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
	slices.Sort(known)
	return slices.Compact(known)
}

// detectUndeliverable is about domains that cannot take mail: those of which facts say so, ".invalid" (RFC 6761, 6.4), and those
// whose last part is no top-level domain. Names that houses use inside (.local, .internal, .example …) are left alone.
func (e *evaluation) detectUndeliverable(r *recipient) {
	state, reason := tlsState(e.f.TLS[r.addr.Domain])
	switch {
	case state == "undeliverable":
	case state != "" && state != "unknown" || e.familiar(r.addr.Domain) || r.partner != none:
		return
	default:
		if reason = address.Unreachable(r.addr.Domain); reason == "" {
			return
		}
	}
	r.flags |= flagUndeliverable
	r.more().unreachable = reason
}
