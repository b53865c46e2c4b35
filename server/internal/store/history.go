package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sekisho/server/history"
	"sekisho/server/policy"
)

const (
	queryLine  = `SELECT count, first, last, draft, subject, message FROM history WHERE org = ? AND account = ? AND address = ?`
	insertLine = `INSERT INTO history (org, account, address, local, name, domain, sealed, count, first, last, draft, subject, message)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	updateLine = `UPDATE history SET count = ?, first = ?, last = ?, draft = ?, subject = ?, message = ?
WHERE org = ? AND account = ? AND address = ?`
	renameLine  = `UPDATE history SET name = ?, sealed = ? WHERE org = ? AND account = ? AND address = ? AND name <> ?`
	queryDomain = `SELECT count, first, last, sender, votes FROM history_domains WHERE org = ? AND domain = ? AND account = ?`
	putDomain   = `INSERT INTO history_domains (org, domain, account, count, first, last, sender, votes, draft) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (org, domain, account) DO UPDATE SET count = excluded.count, first = excluded.first, last = excluded.last,
sender = excluded.sender, votes = excluded.votes, draft = excluded.draft`
	putPair = `INSERT INTO history_pairs (org, account, pair, one, two, count, last, draft) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (org, account, pair) DO UPDATE SET count = history_pairs.count + excluded.count, draft = excluded.draft,
last = CASE WHEN excluded.last > history_pairs.last THEN excluded.last ELSE history_pairs.last END`
	putAccount = `INSERT INTO history_accounts (org, account, live, mails) VALUES (?, ?, ?, ?)
ON CONFLICT (org, account) DO UPDATE SET mails = history_accounts.mails + excluded.mails,
live = CASE WHEN history_accounts.live = 0 THEN excluded.live ELSE history_accounts.live END`
	queryAccount = `SELECT live, mails FROM history_accounts WHERE org = ? AND account = ?`
	trimLines    = `DELETE FROM history WHERE org = ? AND account = ? AND last < (SELECT last FROM history WHERE org = ? AND account = ?
ORDER BY last DESC LIMIT 1 OFFSET ?)`
)

const trimEvery = 64 // mails of a sender after which the oldest addresses over history.MaxAddresses go

// line is what is known of one address or domain.
type line struct {
	count, first, last      int64
	draft, subject, message string // tokens
}

// same reports whether the mail was counted in this line before: a door repeats its question, and what went out at a door
// comes by the gateway.
func (l line) same(n line) bool {
	since := time.Duration(n.last-l.last) * time.Microsecond
	switch {
	case n.draft != "" && n.draft == l.draft:
		return since < history.Same
	case n.message == "":
		return false
	case n.message == l.message:
		return true
	}
	return l.message == "" && n.subject != "" && n.subject == l.subject && since < history.Doors
}

// add counts n's mails into l.
func (l line) add(n line) line {
	n.count += l.count
	if l.count > 0 {
		n.first, n.last = min(l.first, n.first), max(l.last, n.last)
	}
	return n
}

// Learn counts one mail that left in its sender's history. A mail that was counted before, at this door or another, counts once.
func (s *Store) Learn(ctx context.Context, org Org, m history.Sent) error {
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return err
	}
	return s.do(ctx, 128*len(m.To), func(ctx context.Context, t *tx) error { return t.learn(ctx, org, historyKeysOf(keys), m) })
}

// taught is learn for what is saved beside something else.
func (t *tx) taught(ctx context.Context, org Org, keys Keys, m *history.Sent) error {
	if m == nil {
		return nil
	}
	return t.learn(ctx, org, historyKeysOf(keys), *m)
}

func (t *tx) learn(ctx context.Context, org Org, k historyKeys, m history.Sent) error {
	at := m.At
	if at.IsZero() {
		at = t.now()
	}
	n := line{count: 1, first: micros(at), last: micros(at), draft: k.token("draft", m.Draft), message: k.token("message", m.Message)}
	n.subject = k.token("subject", m.Subject)
	h := learner{t, org, k, m.Account}
	counted := map[string]bool{} // domains
	for _, to := range m.To {
		fresh, err := h.address(ctx, to, n)
		if err != nil {
			return fmt.Errorf("learn an address: %w", err)
		}
		if fresh {
			_, domain := history.Split(to.Address)
			counted[domain] = true
		}
	}
	for domain := range counted {
		if err := h.domain(ctx, domain, n, m.From, 1); err != nil {
			return fmt.Errorf("learn a domain: %w", err)
		}
	}
	if len(counted) == 0 {
		return nil
	}
	return h.mail(ctx, m.Pairs, n)
}

// learner writes one account's history.
type learner struct {
	*tx
	org     Org
	keys    historyKeys
	account string
}

// address counts n for an address, and reports whether it was news.
func (h learner) address(ctx context.Context, to policy.Mailbox, n line) (bool, error) {
	token := h.keys.token("address", to.Address)
	var old line
	err := h.row(ctx, queryLine, []any{h.org.id, h.account, token}, &old.count, &old.first, &old.last, &old.draft, &old.subject, &old.message)
	if errors.Is(err, ErrNotFound) {
		return true, h.insert(ctx, token, to, n)
	}
	if err != nil || old.same(n) {
		return false, err
	}
	l := old.add(n)
	_, err = h.exec(ctx, updateLine, l.count, l.first, l.last, l.draft, l.subject, l.message, h.org.id, h.account, token)
	if name := h.keys.token("name", history.NameKey(to.Name)); err == nil && name != "" {
		_, err = h.exec(ctx, renameLine, name, h.keys.close(to, h.sealedFor(token)), h.org.id, h.account, token, name)
	}
	return true, err
}

func (h learner) insert(ctx context.Context, token string, to policy.Mailbox, n line) error {
	local, domain := history.Split(to.Address)
	_, err := h.exec(ctx, insertLine, h.org.id, h.account, token, h.keys.token("local", local), h.keys.token("name", history.NameKey(to.Name)),
		domain, h.keys.close(to, h.sealedFor(token)), n.count, n.first, n.last, n.draft, n.subject, n.message)
	return err
}

// sealedFor is what a sealed address is bound to.
func (h learner) sealedFor(token string) string { return sealedFor(h.org, h.account, token) }

func sealedFor(org Org, account, token string) string {
	return strings.Join([]string{"sekisho history 1", org.id, account, token}, "|")
}

// domain counts n for a domain, and lets the From address vote: the one that leads in the end is the usual one, if most mails
// had it (Boyer and Moore's majority vote, which needs one name and one number).
func (h learner) domain(ctx context.Context, domain string, n line, from string, votes int64) error {
	var old line
	var sender string
	var lead int64
	err := h.row(ctx, queryDomain, []any{h.org.id, domain, h.account}, &old.count, &old.first, &old.last, &sender, &lead)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	switch {
	case from == "":
	case from == sender:
		lead += votes
	case lead >= votes:
		lead -= votes
	default:
		sender, lead = from, votes-lead
	}
	l := old.add(n)
	_, err = h.exec(ctx, putDomain, h.org.id, domain, h.account, l.count, l.first, l.last, sender, lead, l.draft)
	return err
}

// mail counts the mail itself, which domains it had together, and now and then forgets the oldest addresses.
func (h learner) mail(ctx context.Context, pairs []string, n line) error {
	for _, p := range pairs {
		if err := h.pair(ctx, p, n); err != nil {
			return err
		}
	}
	if _, err := h.exec(ctx, putAccount, h.org.id, h.account, n.last, n.count); err != nil {
		return fmt.Errorf("learn of a sender: %w", err)
	}
	var live, mails int64
	if err := h.row(ctx, queryAccount, []any{h.org.id, h.account}, &live, &mails); err != nil || mails%trimEvery != 0 {
		return err
	}
	return h.trim(ctx)
}

func (h learner) pair(ctx context.Context, pair string, n line) error {
	one, two, _ := strings.Cut(pair, " ")
	if _, err := h.exec(ctx, putPair, h.org.id, h.account, pair, one, two, n.count, n.last, n.draft); err != nil {
		return fmt.Errorf("learn domains that go together: %w", err)
	}
	return nil
}

func (h learner) trim(ctx context.Context) error {
	if _, err := h.exec(ctx, trimLines, h.org.id, h.account, h.org.id, h.account, history.MaxAddresses-1); err != nil {
		return fmt.Errorf("forget the oldest addresses: %w", err)
	}
	return nil
}
