package facts

import (
	"context"
	"slices"

	"sekisho/server/history"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// askDirectory finds the sender, the recipients, who has a name or a local part like theirs, and the members of lists.
func (q *question) askDirectory(ctx context.Context) error {
	has, err := q.directories.get(q.org, func() (bool, int, error) {
		has, err := q.records.HasDirectory(ctx, q.org)
		return has, 1, err
	})
	if q.directory = has; err != nil || !has {
		return err
	}
	addresses := slices.Clone(q.accounts)
	for _, r := range q.recipients {
		addresses = append(addresses, r.Address)
	}
	people, err := q.records.FindPeople(ctx, q.org, addresses, q.recipients)
	if err != nil {
		return err
	}
	slices.SortFunc(people, func(a, b store.Person) int { return compare(a.Address, b.Address) })
	named := map[string]bool{}
	for _, r := range q.recipients {
		named[r.Address] = true
	}
	for _, p := range people {
		q.take(p, named[p.Address])
	}
	return nil
}

// take notes one entry. The account's own entry speaks for the sender, else that of the From address.
func (q *question) take(p store.Person, named bool) {
	if slices.Contains(q.accounts, p.Address) && (q.sender.Address == "" || p.Address == q.accounts[0]) {
		q.sender = p
	}
	if p.Kind == store.KindList && slices.Contains(q.accounts, p.Address) && q.isMember(p) {
		q.histories = q.accounts
	}
	switch {
	case p.Kind == store.KindList && named:
		if q.members == nil {
			q.members = map[string][]string{}
		}
		q.members[p.Address] = p.Members[:min(len(p.Members), maxMembers)]
	case p.Kind == store.KindContact && named:
		q.contacts = append(q.contacts, p.Address)
	}
	if p.Kind != store.KindList && p.Name != "" {
		q.people = append(q.people, policy.Mailbox{Address: p.Address, Name: p.Name})
	}
}

// isMember reports whether the signed-in account is a member of a list.
func (q *question) isMember(list store.Person) bool {
	return slices.ContainsFunc(list.Members, func(m string) bool { return history.Normal(m) == q.accounts[0] })
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
