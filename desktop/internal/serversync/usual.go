package serversync

import (
	"context"
	"strings"

	"sekisho/desktop/internal/store"
	"sekisho/server/address"
	"sekisho/server/history"
	"sekisho/server/policy"
)

// local knows what is usual from the mails that left here.
type local struct{ s *Sync }

// Name is what facts.incomplete calls it.
func (local) Name() string { return "history" }

// Gather looks up the sender's own history.
func (l local) Gather(ctx context.Context, m *policy.Message) (func(*policy.Facts), error) {
	h, people, err := l.s.usual(ctx, m)
	if err != nil {
		return nil, err
	}
	return func(f *policy.Facts) {
		f.History = &h
		f.People = append(f.People, people...)
	}, nil
}

// usual is what is known of a mail's recipients, and of those whom the sender may have meant instead.
func (s *Sync) usual(ctx context.Context, m *policy.Message) (policy.History, []policy.Mailbox, error) {
	h := policy.History{Addresses: map[string]int{}, Domains: map[string]int{}, From: map[string]string{}}
	who := history.Normal(m.Account)
	if who == "" {
		who = history.Normal(m.From.Address)
	}
	known, err := s.o.Store.Known(ctx, who)
	if err != nil {
		return h, nil, err
	}
	q := glance{known: known, domains: map[string]int{}, history: h}
	for _, k := range known {
		q.domains[k.Domain] += k.Count
	}
	outside := map[string]bool{}
	for _, r := range m.Recipients {
		if a := history.Normal(r.Address); a != "" {
			q.recipient(policy.Mailbox{Address: a, Name: r.Name})
			_, d := history.Split(a)
			outside[d] = true
		}
	}
	h.Together, err = s.o.Store.Together(ctx, who, history.Pairs(outside))
	return h, q.people, err
}

// glance is one mail's look at the history.
type glance struct {
	known   []store.Known
	domains map[string]int
	alikes  *address.Alikes
	history policy.History
	people  []policy.Mailbox
}

func (q *glance) recipient(r policy.Mailbox) {
	_, domain := history.Split(r.Address)
	if n := q.domains[domain]; n > 0 {
		q.history.Domains[domain] = n
	}
	for _, k := range q.known {
		if k.Address == r.Address {
			q.history.Addresses[k.Address], q.history.From[k.Address] = k.Count, k.From
			return
		}
	}
	q.stranger(r, domain)
}

// stranger looks for whom a sender may have meant instead of somebody new.
func (q *glance) stranger(r policy.Mailbox, domain string) {
	local, _ := history.Split(r.Address)
	for _, k := range q.known {
		own, _ := history.Split(k.Address)
		if own != local && (r.Name == "" || !strings.EqualFold(k.Name, r.Name)) {
			continue
		}
		q.history.Addresses[k.Address] = k.Count
		if k.Name != "" {
			q.people = append(q.people, policy.Mailbox{Address: k.Address, Name: k.Name})
		}
	}
	if q.alikes == nil {
		names := make([]string, 0, len(q.domains))
		for d := range q.domains {
			names = append(names, d)
		}
		q.alikes = address.NewAlikes(names)
	}
	if like := q.alikes.Find(domain).Known; like != "" {
		q.history.Domains[like] = q.domains[like]
	}
}

// Teaches is what a mail teaches its sender's history when it leaves; nil: nothing.
func (s *Sync) Teaches(m *policy.Message, draft string) *history.Sent {
	if m == nil {
		return nil
	}
	own := func(string) bool { return false }
	if l := s.linked(); l != nil {
		if c, err := l.cache.Current(); err == nil {
			own = c.Policy.Own
		}
	}
	sent, ok := history.Of(m, own)
	if !ok {
		return nil
	}
	sent.At, sent.Draft = s.o.Now(), draft
	return &sent
}
