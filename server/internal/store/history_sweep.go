package store

import (
	"context"
	"fmt"
	"time"

	"sekisho/server/history"
)

// SweepHistory takes away, of all organisations and account by account, what is older than history.Forget. It is not read
// before either.
func (s *Store) SweepHistory(ctx context.Context, now time.Time) error {
	orgs, err := s.Organizations(ctx)
	if err != nil {
		return err
	}
	before := micros(now.Add(-history.Forget))
	for _, o := range orgs {
		for _, h := range historyTables() {
			if h.age == "" {
				continue
			}
			if err := s.sweep(ctx, Org{o.ID}, h.table, h.age, before); err != nil {
				return fmt.Errorf("forget old history: %w", err)
			}
		}
	}
	return nil
}

func (s *Store) sweep(ctx context.Context, org Org, table, age string, before int64) error {
	accounts, err := collect(ctx, s, func(scan scanner) (a string, err error) { return a, scan(&a) },
		`SELECT DISTINCT account FROM `+table+` WHERE org = ? AND `+age+` < ?`, org.id, before)
	for _, account := range accounts {
		err = s.do(ctx, 0, func(ctx context.Context, t *tx) error {
			_, err := t.exec(ctx, `DELETE FROM `+table+` WHERE org = ? AND account = ? AND `+age+` < ?`, org.id, account, before)
			return err
		})
		if err != nil {
			return err
		}
	}
	return err
}
