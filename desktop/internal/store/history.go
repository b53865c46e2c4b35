package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"sekisho/server/history"
)

// maxRemembered is how many answers of the server are kept.
const maxRemembered = 10_000

const (
	countAddress = `INSERT INTO history (account, address, domain, name, sender, count, last) VALUES (?, ?, ?, ?, ?, 1, ?)
ON CONFLICT (account, address) DO UPDATE SET count = count + 1, last = max(last, excluded.last), sender = excluded.sender,
name = CASE WHEN excluded.name = '' THEN name ELSE excluded.name END`
	countPair = `INSERT INTO history_pairs (account, pair, count, last) VALUES (?, ?, 1, ?)
ON CONFLICT (account, pair) DO UPDATE SET count = count + 1, last = max(last, excluded.last)`
	cutHistory = `DELETE FROM history WHERE account = ? AND address NOT IN (SELECT address FROM history WHERE account = ? ORDER BY last DESC LIMIT ?)`
)

// learn counts a mail that left.
func (s *Store) learn(ctx context.Context, tx *sql.Tx, m history.Sent) error {
	at := m.At
	if at.IsZero() {
		at = s.now()
	}
	for _, to := range m.To {
		_, domain := history.Split(to.Address)
		if _, err := tx.ExecContext(ctx, countAddress, m.Account, to.Address, domain, to.Name, m.From, micros(at)); err != nil {
			return err
		}
	}
	for _, pair := range m.Pairs {
		if _, err := tx.ExecContext(ctx, countPair, m.Account, pair, micros(at)); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, cutHistory, m.Account, m.Account, history.MaxAddresses)
	return err
}

// Known is an address that a person wrote to.
type Known struct {
	Address string
	Domain  string
	Name    string
	From    string // the address last written from
	Count   int
	Last    time.Time
}

// Known lists the addresses that an account wrote to, the latest first. There are at most history.MaxAddresses.
func (s *Store) Known(ctx context.Context, account string) (all []Known, err error) {
	err = s.each(ctx, func(r *sql.Rows) error {
		var k Known
		var last int64
		err := r.Scan(&k.Address, &k.Domain, &k.Name, &k.From, &k.Count, &last)
		k.Last = moment(last)
		all = append(all, k)
		return err
	}, `SELECT address, domain, name, sender, count, last FROM history WHERE account = ? ORDER BY last DESC, address`, account)
	if err != nil {
		return nil, fmt.Errorf("read the history: %w", err)
	}
	return all, nil
}

// Together counts the mails that went to both domains of each pair.
func (s *Store) Together(ctx context.Context, account string, pairs []string) (map[string]int, error) {
	all := map[string]int{}
	for _, pair := range pairs {
		var n int
		err := s.db.QueryRowContext(ctx, `SELECT COALESCE(SUM(count), 0) FROM history_pairs WHERE account = ? AND pair = ?`, account, pair).Scan(&n)
		if err != nil {
			return nil, fmt.Errorf("read the history: %w", err)
		}
		if n > 0 {
			all[pair] = n
		}
	}
	return all, nil
}

// Remember keeps a sealed answer of the server under a keyed hash.
func (s *Store) Remember(ctx context.Context, sealed map[string][]byte) error {
	now := micros(s.now())
	return s.within(ctx, func(tx *sql.Tx) error {
		for key, value := range sealed {
			_, err := tx.ExecContext(ctx, `INSERT INTO remembered (key, sealed, used) VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE SET sealed = excluded.sealed, used = excluded.used`, key, value, now)
			if err != nil {
				return fmt.Errorf("remember: %w", err)
			}
		}
		return nil
	})
}

// Recall returns what is remembered under keys.
func (s *Store) Recall(ctx context.Context, keys []string) (map[string][]byte, error) {
	all := map[string][]byte{}
	for _, key := range keys {
		err := s.each(ctx, func(r *sql.Rows) error {
			var sealed []byte
			err := r.Scan(&sealed)
			all[key] = sealed
			return err
		}, `SELECT sealed FROM remembered WHERE key = ?`, key)
		if err != nil {
			return nil, fmt.Errorf("recall: %w", err)
		}
	}
	return all, nil
}
