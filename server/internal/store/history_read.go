package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sekisho/server/history"
	"sekisho/server/policy"
)

// Seen says how often and when somebody wrote to an address, to a domain, or to two domains at once.
type Seen struct {
	Count       int
	First, Last time.Time // of pairs only Last
	From        string    // of domains: the address usually written from
}

// Usual is what senders usually do with what was asked about; what they never did is not in the maps.
type Usual struct{ Addresses, Domains, Together map[string]Seen }

// HistoryQuery asks what is usual for somebody who is known by one or two addresses.
type HistoryQuery struct {
	Accounts  []string // normalised; the account, and the From address if that is another
	Addresses []string // normalised
	Pairs     []string // of domains
	// Draft is the fingerprint of the mail that asks, called only if something was learned a short time ago: a mail is no
	// precedent for itself. nil: it has none.
	Draft func() string
}

const (
	usualAddresses = `SELECT 1, account, address, count, first, last, '', draft FROM history WHERE org = ? AND account IN (?, ?) AND last > ? AND address IN `
	usualDomains   = `SELECT 2, account, domain, count, first, last, sender, draft FROM history_domains WHERE org = ? AND account IN (?, ?) AND last > ? AND domain IN `
	usualPairs     = `SELECT 3, account, pair, count, 0, last, '', draft FROM history_pairs WHERE org = ? AND account IN (?, ?) AND last > ? AND pair IN `
)

// history queries have one of these numbers of places, so that there are few statements to prepare.
var places = [...]int{4, 16, 64, 256}

// History returns what is usual for a sender, in one read for up to 256 addresses. Of two accounts the one that wrote more counts.
func (s *Store) History(ctx context.Context, org Org, q HistoryQuery) (Usual, error) {
	u := Usual{Addresses: map[string]Seen{}, Domains: map[string]Seen{}, Together: map[string]Seen{}}
	if len(q.Accounts) == 0 {
		return u, nil
	}
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return u, err
	}
	r := usualReader{u: u, keys: historyKeysOf(keys), now: s.now(), clear: make(map[string]string, len(q.Addresses)), draft: q.Draft}
	tokens := make([]string, len(q.Addresses))
	for i, a := range q.Addresses {
		tokens[i] = r.keys.token("address", a)
		r.clear[tokens[i]] = a
	}
	most := places[len(places)-1]
	for first := true; first || len(tokens) > 0; first = false {
		n := min(len(tokens), most)
		if err := s.usual(ctx, org, q, tokens[:n], &r); err != nil {
			return u, fmt.Errorf("read history: %w", err)
		}
		tokens = tokens[n:]
		q.Pairs = nil
	}
	return u, nil
}

// usual reads what is known of at most 256 addresses and of their domains.
func (s *Store) usual(ctx context.Context, org Org, q HistoryQuery, tokens []string, r *usualReader) error {
	clear := make([]string, len(tokens))
	for i, t := range tokens {
		clear[i] = r.clear[t]
	}
	var query strings.Builder
	var args []any
	for _, part := range []struct {
		query string
		in    []string
	}{{usualAddresses, tokens}, {usualDomains, history.Domains(clear)}, {usualPairs, q.Pairs}} {
		if len(part.in) == 0 {
			continue
		}
		if query.Len() > 0 {
			query.WriteString(" UNION ALL ")
		}
		query.WriteString(part.query)
		args = append(args, org.id, q.Accounts[0], q.Accounts[len(q.Accounts)-1], micros(r.now.Add(-history.Forget)))
		args = in(&query, args, part.in)
	}
	if query.Len() == 0 {
		return nil
	}
	_, err := collect(ctx, s, r.read, query.String(), args...)
	return err
}

// in writes a list of places, and adds the values, the last one again for each place that is left.
func in(query *strings.Builder, args []any, values []string) []any {
	n := places[len(places)-1]
	for _, p := range places {
		if p >= len(values) {
			n = p
			break
		}
	}
	query.WriteString("(?" + strings.Repeat(", ?", n-1) + ")")
	for i := range n {
		args = append(args, values[min(i, len(values)-1)])
	}
	return args
}

type usualReader struct {
	u     Usual
	keys  historyKeys
	now   time.Time
	clear map[string]string // addresses by token
	draft func() string
	own   string // token of the draft that asks
	asked bool
}

func (r *usualReader) read(scan scanner) (struct{}, error) {
	var kind, count, first, last int64
	var account, key, from, draft string
	if err := scan(&kind, &account, &key, &count, &first, &last, &from, &draft); err != nil {
		return struct{}{}, err
	}
	if r.isOwn(draft, moment(last)) {
		count--
	}
	if count == 0 {
		return struct{}{}, nil
	}
	into := r.u.Addresses
	switch kind {
	case 1:
		key = r.clear[key]
	case 2:
		into = r.u.Domains
	default:
		into = r.u.Together
	}
	if int(count) > into[key].Count {
		into[key] = Seen{Count: int(count), First: moment(first), Last: moment(last), From: from}
	}
	return struct{}{}, nil
}

// isOwn reports whether the last mail of a line is the one that asks.
func (r *usualReader) isOwn(draft string, last time.Time) bool {
	if draft == "" || r.draft == nil || r.now.Sub(last) >= history.Same {
		return false
	}
	if !r.asked {
		r.asked, r.own = true, r.keys.token("draft", r.draft())
	}
	return draft == r.own
}

const (
	colleagues = `SELECT 1, domain, '', '', '', 0 FROM (SELECT domain FROM history_domains WHERE org = ? AND account NOT IN (?, ?) AND last > ? AND domain IN `
	sameLocal  = `SELECT 2, '', account, address, sealed, count FROM history WHERE org = ? AND account IN (?, ?) AND last > ? AND local IN `
	sameName   = `SELECT 2, '', account, address, sealed, count FROM history WHERE org = ? AND account IN (?, ?) AND last > ? AND name IN `
	maxNearby  = 256 // rows of each kind that are looked at
)

// Nearby is what stands near to recipients whom the sender never wrote to.
type Nearby struct {
	Colleagues map[string]int // domain -> other people of the organisation who have written there; counting ends at 256
	Same       []Acquaintance // whom the sender wrote to and who has the same local part or the same name
}

// Acquaintance is somebody a sender wrote to.
type Acquaintance struct {
	policy.Mailbox
	Count int
}

// Nearby looks, in one read, for what stands near to at most 256 strangers.
func (s *Store) Nearby(ctx context.Context, org Org, accounts []string, strangers []policy.Mailbox) (Nearby, error) {
	n := Nearby{Colleagues: map[string]int{}}
	if len(accounts) == 0 || len(strangers) == 0 {
		return n, nil
	}
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return n, err
	}
	k := historyKeysOf(keys)
	var addresses, locals, names []string
	for _, m := range strangers[:min(len(strangers), places[len(places)-1])] {
		local, _ := history.Split(m.Address)
		addresses, locals = append(addresses, m.Address), append(locals, k.token("local", local))
		if name := k.token("name", history.NameKey(m.Name)); name != "" {
			names = append(names, name)
		}
	}
	query, args := &strings.Builder{}, []any(nil)
	add := func(text string, values []string, close string) {
		query.WriteString(text)
		args = append(args, org.id, accounts[0], accounts[len(accounts)-1], micros(s.now().Add(-history.Forget)))
		args = in(query, args, values)
		query.WriteString(close)
	}
	limit := fmt.Sprintf(" LIMIT %d) AS part", maxNearby)
	add(colleagues, history.Domains(addresses), limit)
	add(" UNION ALL SELECT * FROM ("+sameLocal, locals, limit)
	if len(names) > 0 {
		add(" UNION ALL SELECT * FROM ("+sameName, names, limit)
	}
	_, err = collect(ctx, s, func(scan scanner) (struct{}, error) { return struct{}{}, n.read(scan, org, k) }, query.String(), args...)
	return n, err
}

func (n *Nearby) read(scan scanner, org Org, k historyKeys) error {
	var kind, count int64
	var domain, account, address, sealed string
	if err := scan(&kind, &domain, &account, &address, &sealed, &count); err != nil {
		return err
	}
	if kind == 1 {
		n.Colleagues[domain]++
		return nil
	}
	m, err := k.open(sealed, sealedFor(org, account, address))
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(n.Same, func(a Acquaintance) bool { return a.Address == m.Address }) {
		n.Same = append(n.Same, Acquaintance{m, int(count)})
	}
	return nil
}
