package policy

import (
	"slices"

	"sekisho/server/address"
)

// acquainted is how many mails make a company one whose usual fellow recipients are known.
const acquainted = 3

// detectCompany finds a company among the recipients that is well known to the sender and has never been written to together
// with any of the others, though those are well known too. New companies are first-time-domain's business.
func (e *evaluation) detectCompany() {
	h := e.f.History
	if h == nil || len(h.Together) == 0 {
		return
	}
	domains := e.companyDomains(h)
	if len(domains) < 2 {
		return
	}
	var strangers []string
	for i, d := range domains {
		alone := true
		for j, other := range domains {
			alone = alone && (i == j || !e.together(h, d, other))
		}
		if alone {
			strangers = append(strangers, d)
		}
	}
	if len(strangers) == len(domains) { // nobody belongs to anybody: of two, the less used is the odd one; of more, who knows
		if len(domains) > 2 {
			return
		}
		strangers = []string{slices.MinFunc(domains, func(a, b string) int { return h.Domains[a] - h.Domains[b] })}
	}
	e.flagStrangers(strangers)
}

// companyDomains are the outsiders' domains of the mail, none of them private, new or the same company's as another.
func (e *evaluation) companyDomains(h *History) []string {
	var domains []string
	companies := map[string]bool{}
	for i := range e.people[:e.named] {
		r := &e.people[i]
		if r.own || r.addr.IsZero() || !r.envelope || r.flags&flagPrivate != 0 || companies[r.company] {
			continue
		}
		companies[r.company] = true
		if h.Domains[r.addr.Domain] < acquainted {
			return nil
		}
		domains = append(domains, r.addr.Domain)
	}
	return domains
}

func (e *evaluation) together(h *History, a, b string) bool {
	if a > b {
		a, b = b, a
	}
	return h.Together[a+" "+b] > 0 || address.Registrable(a) == address.Registrable(b)
}

func (e *evaluation) flagStrangers(strangers []string) {
	for _, d := range strangers {
		for i := range e.people[:e.named] {
			if r := &e.people[i]; r.addr.Domain == d && !r.own {
				r.flags |= flagUnusualCompany
				r.more().company = r.company
			}
		}
	}
}
