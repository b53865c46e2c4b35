package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"sekisho/server/history"
	"sekisho/server/internal/audit"
	"sekisho/server/policy"
)

// Correspondent is somebody an account wrote to, or, without an address, a domain it wrote to.
type Correspondent struct {
	policy.Mailbox
	Domain string
	Seen
}

const (
	queryLines = `SELECT address, sealed, domain, count, first, last FROM history WHERE org = ? AND account = ? AND last > ? AND address > ?
ORDER BY address LIMIT 1000`
	queryDomains = `SELECT domain, count, first, last, sender FROM history_domains WHERE org = ? AND account = ? AND last > ? ORDER BY domain`
)

// Correspondents returns everybody an account wrote to, most often first: what explains why a mail of it is normal.
func (s *Store) Correspondents(ctx context.Context, org Org, account string) ([]Correspondent, error) {
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return nil, err
	}
	k, account := historyKeysOf(keys), history.Normal(account)
	var all []Correspondent
	for token := ""; ; {
		piece, err := collect(ctx, s, func(scan scanner) (c Correspondent, err error) {
			var sealed string
			var first, last int64
			if err = scan(&token, &sealed, &c.Domain, &c.Count, &first, &last); err != nil {
				return c, err
			}
			c.First, c.Last = moment(first), moment(last)
			c.Mailbox, err = k.open(sealed, sealedFor(org, account, token))
			return c, err
		}, queryLines, org.id, account, s.forgetBefore(), token)
		if err != nil {
			return nil, fmt.Errorf("read history of %q: %w", account, err)
		}
		if all = append(all, piece...); len(piece) < 1000 {
			break
		}
	}
	slices.SortFunc(all, func(a, b Correspondent) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Address, b.Address))
	})
	return all, nil
}

// HistoryDomains returns every domain an account wrote to, by name.
func (s *Store) HistoryDomains(ctx context.Context, org Org, account string) ([]Correspondent, error) {
	all, err := collect(ctx, s, func(scan scanner) (c Correspondent, err error) {
		var first, last int64
		err = scan(&c.Domain, &c.Count, &first, &last, &c.From)
		c.First, c.Last = moment(first), moment(last)
		return c, err
	}, queryDomains, org.id, history.Normal(account), s.forgetBefore())
	if err != nil {
		return nil, fmt.Errorf("read domains of %q: %w", account, err)
	}
	return all, nil
}

const countDomains = `SELECT COUNT(*) FROM history_domains WHERE org = ? AND account = ?`

// HistorySize returns how many domains an account wrote to. Whoever remembers HistoryDomains sees by it that there are others now.
func (s *Store) HistorySize(ctx context.Context, org Org, account string) (n int, err error) {
	if err = s.row(ctx, countDomains, org.id, history.Normal(account)).Scan(&n); err != nil {
		return 0, fmt.Errorf("count domains of %q: %w", account, err)
	}
	return n, nil
}

func (s *Store) forgetBefore() int64 { return micros(s.now().Add(-history.Forget)) }

// historyTables are all tables of the history, and the columns that say how old a row is; empty: it does not age.
func historyTables() [5]struct{ table, age string } {
	return [...]struct{ table, age string }{
		{"history", "last"}, {"history_domains", "last"}, {"history_pairs", "last"}, {"history_imported", "time"}, {"history_accounts", ""},
	}
}

// EraseHistory forgets what an account did: all of it, or what it did with these addresses. The audit row tells that it was
// done, and to whom, and can itself be erased. It returns how many addresses are gone.
func (s *Store) EraseHistory(ctx context.Context, org Org, account string, addresses []string, e audit.Entry) (int, error) {
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return 0, err
	}
	account, gone := history.Normal(account), int64(0)
	e.Account = account
	err = s.logged(ctx, org, 64*len(addresses), e, func(ctx context.Context, t *tx, e *audit.Entry) (err error) {
		if len(addresses) == 0 {
			gone, err = t.eraseAccount(ctx, org, account)
		} else {
			gone, err = t.eraseAddresses(ctx, org, historyKeysOf(keys), account, addresses)
		}
		e.Details = map[string]string{"addresses": fmt.Sprint(gone)}
		return err
	})
	return int(gone), err
}

func (t *tx) eraseAccount(ctx context.Context, org Org, account string) (gone int64, err error) {
	for i, h := range historyTables() {
		n, err := t.exec(ctx, `DELETE FROM `+h.table+` WHERE org = ? AND account = ?`, org.id, account)
		if err != nil {
			return 0, fmt.Errorf("erase history: %w", err)
		}
		if i == 0 {
			gone = n
		}
	}
	return gone, nil
}

const (
	eraseLine   = `DELETE FROM history WHERE org = ? AND account = ? AND address = ?`
	eraseDomain = `DELETE FROM history_domains WHERE org = ? AND domain = ? AND account = ?
AND NOT EXISTS (SELECT 1 FROM history WHERE org = ? AND account = ? AND domain = ?)`
	erasePairs = `DELETE FROM history_pairs WHERE org = ? AND account = ? AND (one = ? OR two = ?)
AND NOT EXISTS (SELECT 1 FROM history WHERE org = ? AND account = ? AND domain = ?)`
)

// eraseAddresses forgets addresses, and their domains where nobody else is known there.
func (t *tx) eraseAddresses(ctx context.Context, org Org, k historyKeys, account string, addresses []string) (gone int64, err error) {
	for _, a := range addresses {
		a = history.Normal(a)
		_, d := history.Split(a)
		n, err := t.exec(ctx, eraseLine, org.id, account, k.token("address", a))
		if err == nil {
			_, err = t.exec(ctx, eraseDomain, org.id, d, account, org.id, account, d)
		}
		if err == nil {
			_, err = t.exec(ctx, erasePairs, org.id, account, d, d, org.id, account, d)
		}
		if err != nil {
			return 0, fmt.Errorf("erase history: %w", err)
		}
		gone += n
	}
	return gone, nil
}

const erasePerson = `SELECT account FROM history WHERE org = ? AND address = ?`

// ForgetPerson takes an address out of everybody's history and forgets what it did itself, with an audit row: the answer to
// somebody who asks to be forgotten. It returns in how many histories the address was.
func (s *Store) ForgetPerson(ctx context.Context, org Org, address string, e audit.Entry) (int, error) {
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return 0, err
	}
	k, address := historyKeysOf(keys), history.Normal(address)
	accounts, err := collect(ctx, s, func(scan scanner) (a string, err error) { return a, scan(&a) }, erasePerson, org.id, k.token("address", address))
	if err != nil {
		return 0, fmt.Errorf("look for whom to forget: %w", err)
	}
	err = s.logged(ctx, org, 64*len(accounts), e, func(ctx context.Context, t *tx, e *audit.Entry) error {
		for _, account := range accounts {
			if _, err := t.eraseAddresses(ctx, org, k, account, []string{address}); err != nil {
				return err
			}
		}
		e.Details = map[string]string{"histories": fmt.Sprint(len(accounts))}
		_, err := t.eraseAccount(ctx, org, address)
		return err
	})
	return len(accounts), err
}
