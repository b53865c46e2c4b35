package policy

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"sekisho/server/address"
)

// Bounds of what is kept from mail to mail. What is full is forgotten as a whole.
const (
	maxAsked    = 10_000 // domains that answers are kept of
	maxCompiled = 8      // sets of a sender's domains that are kept compiled
)

// alikes are the domains that every mail's recipients are compared with, and what was worked out for mails before. It is safe for
// use from any goroutine.
type alikes struct {
	known *address.Alikes
	seed  maphash.Seed

	mu    sync.RWMutex
	asked map[string]*about
	kept  map[uint64]*address.Alikes
}

func newAlikes(known []string) *alikes {
	return &alikes{known: address.NewAlikes(known), seed: maphash.MakeSeed(), asked: map[string]*about{}, kept: map[uint64]*address.Alikes{}}
}

// about is what is to be said of a domain whatever the mail.
type about struct {
	name        address.Name
	unreachable string
	known       bool // to the policy, or one of the well-known
	alike       address.Alike
}

// mistaken is what the domain may be mistaken for, of all that a policy knows and of what this mail's facts know.
func (a *about) mistaken(more *address.Alikes) address.Alike {
	if more == nil {
		return a.alike
	}
	if more.Knows(a.name) {
		return address.Alike{Kind: address.AlikeNone}
	}
	found := a.name.Mistaken(more)
	if found.Score > a.alike.Score || found.Score == a.alike.Score && found.Known < a.alike.Known {
		return found
	}
	return a.alike
}

// lookUpDomains finds what is to be said of the domains of all outsiders. Each is worked out once, and locks are taken once.
func (e *evaluation) lookUpDomains() {
	a, missing := e.p.alikes, 0
	a.mu.RLock()
	for i := range e.people {
		r := &e.people[i]
		if r.own || r.addr.IsZero() {
			continue
		}
		if r.about = a.asked[r.addr.Domain]; r.about == nil {
			missing++
		}
	}
	a.mu.RUnlock()
	if missing > 0 {
		e.workOutDomains(missing)
	}
}

func (e *evaluation) workOutDomains(missing int) {
	fresh := make(map[string]*about, missing)
	for i := range e.people {
		r := &e.people[i]
		if r.own || r.addr.IsZero() || r.about != nil {
			continue
		}
		if r.about = fresh[r.addr.Domain]; r.about == nil {
			r.about = e.p.alikes.workOut(strings.Clone(r.addr.Domain))
			fresh[r.about.name.String()] = r.about
		}
	}
	e.p.alikes.keep(fresh)
}

// find is what a domain of which no recipient is may be mistaken for.
func (a *alikes) find(domain string, more *address.Alikes) address.Alike {
	a.mu.RLock()
	is := a.asked[domain]
	a.mu.RUnlock()
	if is == nil {
		is = a.workOut(strings.Clone(domain))
		a.keep(map[string]*about{is.name.String(): is})
	}
	if is.known {
		return address.Alike{Kind: address.AlikeNone}
	}
	return is.mistaken(more)
}

func (a *alikes) workOut(domain string) *about {
	name := address.NameOf(domain)
	services := address.Services()
	return &about{
		name: name, unreachable: name.Unreachable(), known: services.Knows(name) || a.known.Knows(name), alike: name.Mistaken(services, a.known),
	}
}

func (a *alikes) keep(fresh map[string]*about) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for domain, is := range fresh {
		if len(a.asked) >= maxAsked {
			clear(a.asked)
		}
		a.asked[domain] = is
	}
}

// maxKnown is how many domains of a mail's facts are compared with: of more, the first of the alphabet. Who gathers facts for
// large organizations hands over what is near alone.
const maxKnown = 20_000

// compiled compiles a sender's domains, in any order and some of them twice, or finds them compiled: the next mail of the same
// sender knows the same. Nil if there are none.
func (a *alikes) compiled(domains []string) *address.Alikes {
	if len(domains) == 0 {
		return nil
	}
	key := a.sum(domains)
	a.mu.RLock()
	known := a.kept[key]
	a.mu.RUnlock()
	if known != nil {
		return known
	}
	slices.Sort(domains)
	domains = slices.Compact(domains)
	known = address.NewAlikes(domains[:min(len(domains), maxKnown)])
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.kept) >= maxCompiled {
		clear(a.kept)
	}
	a.kept[key] = known
	return known
}

// sum tells sets of domains apart, in whatever order they come, by 64 bits that nobody outside can foresee.
func (a *alikes) sum(domains []string) uint64 {
	sum := uint64(len(domains))
	for _, d := range domains {
		sum += maphash.String(a.seed, d)
	}
	return sum
}
