package store

import (
	"context"
	"fmt"
	"strings"

	"sekisho/server/internal/audit"
)

// OwnSettings are what a person chose for their own mails. They count inside what the policy lets a sender choose.
type OwnSettings struct {
	Wait string // how long a mail is to wait, as the policy language writes it; empty: as the policy says
}

const (
	queryOwn  = `SELECT wait FROM own_settings WHERE org = ? AND account = ?`
	upsertOwn = `INSERT INTO own_settings (org, account, wait, changed) VALUES (?, ?, ?, ?)
ON CONFLICT (org, account) DO UPDATE SET wait = excluded.wait, changed = excluded.changed`
	deleteOwn = `DELETE FROM own_settings WHERE org = ? AND account = ?`
)

// PutOwnSettings replaces the settings of a mail address, with an audit row. Empty ones are taken away.
func (s *Store) PutOwnSettings(ctx context.Context, org Org, account string, own OwnSettings, e audit.Entry) error {
	account = strings.ToLower(account)
	return s.logged(ctx, org, len(account)+len(own.Wait), e, func(ctx context.Context, t *tx, _ *audit.Entry) (err error) {
		if own == (OwnSettings{}) {
			_, err = t.exec(ctx, deleteOwn, org.id, account)
		} else {
			_, err = t.exec(ctx, upsertOwn, org.id, account, own.Wait, micros(t.now()))
		}
		if err != nil {
			return fmt.Errorf("put own settings: %w", err)
		}
		return nil
	})
}

// OwnSettings returns the settings of a mail address, or ErrNotFound.
func (s *Store) OwnSettings(ctx context.Context, org Org, account string) (own OwnSettings, err error) {
	if err = s.row(ctx, queryOwn, org.id, strings.ToLower(account)).Scan(&own.Wait); err != nil {
		return OwnSettings{}, fmt.Errorf("own settings: %w", err)
	}
	return own, nil
}
