package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sekisho/server/internal/audit"
)

// Counts are how often somebody sent to addresses and domains. It converts to policy.History.
type Counts struct{ Addresses, Domains map[string]int }

const (
	addHistory = `INSERT INTO history (org, account, domain, address, count, last) VALUES (?, ?, ?, ?, 1, ?)
ON CONFLICT (org, account, domain, address) DO UPDATE SET count = history.count + 1, last = excluded.last`
	queryAddressCount = `SELECT COALESCE(SUM(count), 0) FROM history WHERE org = ? AND account = ? AND domain = ? AND address = ?`
	queryDomainCount  = `SELECT COALESCE(SUM(count), 0) FROM history WHERE org = ? AND account = ? AND domain = ?`
	eraseHistory      = `DELETE FROM history WHERE org = ? AND (account = ? OR address = ?)`
)

// AddHistory counts one send of account to each address. Addresses must be normalised; the domain is what follows the last "@".
func (s *Store) AddHistory(ctx context.Context, org Org, account string, addresses []string, at time.Time) error {
	return s.do(ctx, 64*len(addresses), func(ctx context.Context, t *tx) error {
		for _, a := range addresses {
			a = strings.ToLower(a)
			if _, err := t.exec(ctx, addHistory, org.id, strings.ToLower(account), domainOf(a), a, micros(at)); err != nil {
				return fmt.Errorf("add to history: %w", err)
			}
		}
		return nil
	})
}

// History returns how often account sent to these addresses and domains. What it never sent to is not in the maps.
func (s *Store) History(ctx context.Context, org Org, account string, addresses, domains []string) (Counts, error) {
	h := Counts{Addresses: map[string]int{}, Domains: map[string]int{}}
	account = strings.ToLower(account)
	count := func(into map[string]int, key, query string, args ...any) error {
		var n int
		err := s.row(ctx, query, args...).Scan(&n)
		if n > 0 {
			into[key] = n
		}
		return err
	}
	for _, a := range addresses {
		low := strings.ToLower(a)
		if err := count(h.Addresses, a, queryAddressCount, org.id, account, domainOf(low), low); err != nil {
			return Counts{}, fmt.Errorf("history of address: %w", err)
		}
	}
	for _, d := range domains {
		if err := count(h.Domains, d, queryDomainCount, org.id, account, strings.ToLower(d)); err != nil {
			return Counts{}, fmt.Errorf("history of domain: %w", err)
		}
	}
	return h, nil
}

// EraseHistory forgets what address sent and what was sent to it, with an audit row.
func (s *Store) EraseHistory(ctx context.Context, org Org, address string, e audit.Entry) error {
	return s.logged(ctx, org, 0, e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		address = strings.ToLower(address)
		if _, err := t.exec(ctx, eraseHistory, org.id, address, address); err != nil {
			return fmt.Errorf("erase history: %w", err)
		}
		return nil
	})
}

func domainOf(address string) string {
	return address[strings.LastIndexByte(address, '@')+1:]
}
