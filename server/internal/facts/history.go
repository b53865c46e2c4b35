package facts

import (
	"context"
	"slices"

	"sekisho/server/address"
	"sekisho/server/history"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// askHistory finds what is usual, and looks around strangers.
func (q *question) askHistory(ctx context.Context) error {
	all := slices.Clone(q.recipients)
	for _, r := range q.recipients {
		for _, m := range q.members[r.Address] {
			all = append(all, policy.Mailbox{Address: history.Normal(m)})
		}
	}
	addresses := make([]string, len(all))
	outside := map[string]bool{}
	for i, r := range all {
		addresses[i] = r.Address
		if _, d := history.Split(r.Address); !q.policy.Own(r.Address) {
			outside[d] = true
		}
	}
	u, err := q.records.History(ctx, q.org, store.HistoryQuery{
		Accounts: q.histories, Addresses: addresses, Pairs: history.Pairs(outside), Draft: func() string { return q.draft(ctx) },
	})
	if err != nil {
		return err
	}
	q.history = policy.History{Addresses: counts(u.Addresses), Domains: counts(u.Domains), Together: counts(u.Together), From: usualFrom(u.Domains)}
	return q.lookAround(ctx, all)
}

// lookAround finds whom the sender may have meant instead of a stranger, and who of the organisation knows the stranger's domain.
func (q *question) lookAround(ctx context.Context, all []policy.Mailbox) error {
	strangers := q.strangers(all)
	q.history.Colleagues = map[string]int{}
	for part := range slices.Chunk(strangers, 256) {
		n, err := q.records.Nearby(ctx, q.org, q.histories, part)
		if err != nil {
			return err
		}
		for d, c := range n.Colleagues {
			q.history.Colleagues[d] = max(c, q.history.Colleagues[d])
		}
		for _, a := range n.Same {
			if slices.ContainsFunc(all, func(r policy.Mailbox) bool { return r.Address == a.Address }) {
				continue // nobody stands near to themselves
			}
			q.history.Addresses[a.Address] = a.Count
			if a.Name != "" {
				q.people = append(q.people, a.Mailbox)
			}
		}
	}
	return q.addAlike(ctx, strangers)
}

// strangers are outsiders whom the sender has not written to often enough.
func (q *question) strangers(all []policy.Mailbox) []policy.Mailbox {
	after := max(q.policy.Document().Settings.KnownAfter, 1)
	var strangers []policy.Mailbox
	for _, r := range all {
		if int64(q.history.Addresses[r.Address]) < after && r.Address != "" && !q.policy.Own(r.Address) {
			strangers = append(strangers, r)
		}
	}
	return strangers[:min(len(strangers), maxStrangers)]
}

// sender names a person's history in one organisation.
type sender struct {
	org     store.Org
	account string
	size    int // how many domains there are: with another number what is remembered is of the past
}

// domains are those that a sender wrote to.
type domains struct {
	counts map[string]int
	alike  *address.Alikes
}

// addAlike adds the sender's domains that a stranger's domain may be mistaken for.
func (q *question) addAlike(ctx context.Context, strangers []policy.Mailbox) error {
	if len(strangers) == 0 {
		return nil
	}
	for _, account := range q.histories {
		size, err := q.records.HistorySize(ctx, q.org, account)
		if err != nil {
			return err
		}
		known, err := q.domains.get(sender{q.org, account, size}, func() (*domains, int, error) { return q.readDomains(ctx, account) })
		if err != nil {
			return err
		}
		asked := map[string]bool{}
		for _, r := range strangers {
			if _, d := history.Split(r.Address); !asked[d] {
				asked[d] = true
				if k := known.alike.Find(d).Known; k != "" {
					q.history.Domains[k] = max(q.history.Domains[k], known.counts[k])
				}
			}
		}
	}
	return nil
}

func (q *question) readDomains(ctx context.Context, account string) (*domains, int, error) {
	list, err := q.records.HistoryDomains(ctx, q.org, account)
	if err != nil {
		return nil, 0, err
	}
	d := &domains{counts: make(map[string]int, len(list))}
	names := make([]string, len(list))
	for i, c := range list {
		names[i], d.counts[c.Domain] = c.Domain, c.Count
	}
	d.alike = address.NewAlikes(names)
	return d, 1 + len(list), nil
}

func counts(seen map[string]store.Seen) map[string]int {
	all := make(map[string]int, len(seen))
	for key, s := range seen {
		all[key] = s.Count
	}
	return all
}

func usualFrom(seen map[string]store.Seen) map[string]string {
	all := make(map[string]string, len(seen))
	for domain, s := range seen {
		if s.From != "" {
			all[domain] = s.From
		}
	}
	return all
}
