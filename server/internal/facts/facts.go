// Package facts tells the engine what the server knows beside a mail: what is usual for its sender, who its recipients are in
// the organisation's directory, and who is on the lists it goes to.
//
// It promises to look only for what this mail needs, by index: one read of the directory, if there is one, and one of the
// sender's history; one more if there are recipients the sender never wrote to. Who signs in as one and writes as another learns
// nothing of the other's history, unless that is the address of a list, such as a shared mailbox, of which the account is a
// member. A mail is no precedent for itself: asked again
// about the same draft, it says what it said before. It does not judge.
//
// # Limits
//
// Whether an organisation has a directory is remembered for a second: so long can a first one go unseen. The domains of a sender
// are remembered for a minute, unless there are more or fewer of them, 100,000 domains in all. At most 1,000 strangers of a mail
// are looked into, and 10,000 members of a list.
package facts

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sekisho/server/check"
	"sekisho/server/history"
	"sekisho/server/internal/store"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

const (
	maxStrangers = 1000
	maxMembers   = 10_000
)

// Records is what is needed of the store.
type Records interface {
	Keys(ctx context.Context, org store.Org) (store.Keys, error)
	History(ctx context.Context, org store.Org, q store.HistoryQuery) (store.Usual, error)
	Nearby(ctx context.Context, org store.Org, accounts []string, strangers []policy.Mailbox) (store.Nearby, error)
	HistorySize(ctx context.Context, org store.Org, account string) (int, error)
	HistoryDomains(ctx context.Context, org store.Org, account string) ([]store.Correspondent, error)
	FindPeople(ctx context.Context, org store.Org, addresses []string, alike []policy.Mailbox) ([]store.Person, error)
	HasDirectory(ctx context.Context, org store.Org) (bool, error)
}

// Policies gives the policy in force: it says who is an insider and when somebody counts as known.
type Policies interface {
	Current(ctx context.Context, org store.Org) (*policy.Policy, int64, error)
}

// Gatherer gathers facts for all organisations. It is safe for use from any goroutine.
type Gatherer struct {
	records     Records
	policies    Policies
	directories *cache[store.Org, bool]
	domains     *cache[sender, *domains]
}

// New returns a gatherer; now nil is time.Now.
func New(records Records, policies Policies, now func() time.Time) *Gatherer {
	if now == nil {
		now = time.Now
	}
	return &Gatherer{
		records: records, policies: policies,
		directories: newCache[store.Org, bool](now, time.Second, 10_000),
		domains:     newCache[sender, *domains](now, time.Minute, 100_000),
	}
}

// For returns the sources for an organisation's mails.
func (g *Gatherer) For(org store.Org) []check.Source { return []check.Source{source{g, org}} }

type source struct {
	*Gatherer
	org store.Org
}

// Name is what facts.incomplete calls this source.
func (source) Name() string { return "history" }

// Gather looks up what is known of m's sender and recipients.
func (s source) Gather(ctx context.Context, m *policy.Message) (func(*policy.Facts), error) {
	pol, _, err := s.policies.Current(ctx, s.org)
	if err != nil {
		return nil, fmt.Errorf("read the policy: %w", err)
	}
	q := question{source: s, policy: pol, message: m, accounts: accounts(m), recipients: recipients(m)}
	q.histories = q.accounts[:min(1, len(q.accounts))]
	if err := q.askDirectory(ctx); err != nil {
		return nil, err
	}
	if err := q.askHistory(ctx); err != nil {
		return nil, err
	}
	return q.tell, nil
}

// question is one mail and what was found out about it.
type question struct {
	source
	policy     *policy.Policy
	message    *policy.Message
	accounts   []string         // the signed-in account, then From if that is another
	histories  []string         // of accounts, those whose history the sender may learn of
	recipients []policy.Mailbox // normalised, each once
	people     []policy.Mailbox
	contacts   []string
	members    map[string][]string
	directory  bool // the organisation has one
	sender     store.Person
	history    policy.History
}

func accounts(m *policy.Message) []string {
	var all []string
	for _, a := range [...]string{m.Account, m.From.Address} {
		if a = history.Normal(a); a != "" && !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	return all
}

func recipients(m *policy.Message) []policy.Mailbox {
	all := make([]policy.Mailbox, 0, len(m.Recipients))
	seen := make(map[string]bool, len(m.Recipients))
	for _, r := range m.Recipients {
		if a := history.Normal(r.Address); a != "" && !seen[a] {
			seen[a] = true
			all = append(all, policy.Mailbox{Address: a, Name: r.Name})
		}
	}
	return all
}

// draft is the fingerprint of the mail in question, as the desk makes it.
func (q *question) draft(ctx context.Context) string {
	keys, err := q.records.Keys(ctx, q.org)
	if err != nil {
		return ""
	}
	return pass.Draft(keys.Fingerprint, q.message)
}

// tell writes what was found into the facts. What the credential said of the sender stands.
func (q *question) tell(f *policy.Facts) {
	f.History = &q.history
	f.People = append(f.People, q.withSender()...)
	f.Contacts = append(f.Contacts, q.contacts...)
	if len(q.members) > 0 {
		f.Members = q.members
	}
	if q.sender.Address == "" {
		return
	}
	f.Sender.Groups, f.Sender.Manager, f.Sender.PrivateAddresses = q.sender.Groups, q.sender.Manager, q.sender.PrivateAddresses
	if f.Sender.Name == "" {
		f.Sender.Name = q.sender.Name
	}
	if f.Sender.Language == "" {
		f.Sender.Language = q.sender.Language
	}
}

// withSender is who is known to this mail, the sender among them. To be missing among people who are known means not to be in
// the directory: without a directory, where people are those written to before, or where the entry has no name, it must not.
func (q *question) withSender() []policy.Mailbox {
	if len(q.people) == 0 || q.directory && q.sender.Address == "" {
		return q.people
	}
	for _, a := range q.accounts {
		if !slices.ContainsFunc(q.people, func(p policy.Mailbox) bool { return p.Address == a }) {
			q.people = append(q.people, policy.Mailbox{Address: a})
		}
	}
	return q.people
}
