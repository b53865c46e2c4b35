package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sekisho/server/internal/audit"
)

// The states of a share. From all but active nothing leads away.
const (
	ShareActive  = "active"
	ShareRevoked = "revoked"
	ShareExpired = "expired"
	ShareUsedUp  = "used-up"
)

// Share is a link to one file.
type Share struct {
	ID        string // NewID
	Message   string // the message it was taken from
	Token     string // only to save; kept as its SHA-256
	File      string // where the file is kept
	Name      string // what the receiver sees
	Size      int64  // octets
	State     string
	Downloads int64
	Allowed   int64 // downloads; 0: no limit
	Expires   time.Time
	Created   time.Time
	Changed   time.Time
}

const (
	insertShare = `INSERT INTO shares (org, id, message, token_hash, file, name, size, state, allowed, expires, created, changed)
VALUES (?, ?, ?, ?, ?, ?, ?, 'active', ?, ?, ?, ?)`
	queryShare = `SELECT id, message, file, name, size, state, downloads, allowed, expires, created, changed FROM shares
WHERE org = ? AND token_hash = ?`
	endShare      = `UPDATE shares SET state = ?, changed = ? WHERE org = ? AND id = ? AND state = 'active'`
	downloadShare = `UPDATE shares SET downloads = downloads + 1, changed = ?,
state = CASE WHEN allowed > 0 AND downloads + 1 >= allowed THEN 'used-up' ELSE state END
WHERE org = ? AND id = ? AND state = 'active' AND expires > ?`
)

// AddShare saves a link with its audit row.
func (s *Store) AddShare(ctx context.Context, org Org, h Share, e audit.Entry) error {
	return s.logged(ctx, org, len(h.Name), e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		now := micros(t.now())
		_, err := t.exec(ctx, insertShare, org.id, h.ID, h.Message, hashed(h.Token), h.File, h.Name, h.Size, h.Allowed, micros(h.Expires), now, now)
		if err != nil {
			return fmt.Errorf("add share %q: %w", h.ID, err)
		}
		return nil
	})
}

// ShareByToken returns the link that a token opens, in whatever state, or ErrNotFound.
func (s *Store) ShareByToken(ctx context.Context, org Org, token string) (h Share, err error) {
	var expires, created, changed int64
	err = s.row(ctx, queryShare, org.id, hashed(token)).Scan(&h.ID, &h.Message, &h.File, &h.Name, &h.Size, &h.State, &h.Downloads, &h.Allowed,
		&expires, &created, &changed)
	if err != nil {
		return Share{}, fmt.Errorf("share: %w", err)
	}
	h.Expires, h.Created, h.Changed = moment(expires), moment(created), moment(changed)
	return h, nil
}

// EndShare revokes a link or marks it expired, with its audit row, if it was active; else ErrConflict.
func (s *Store) EndShare(ctx context.Context, org Org, id, state string, e audit.Entry) error {
	if !slices.Contains([]string{ShareRevoked, ShareExpired}, state) {
		return fmt.Errorf("end share %q: state %q: %w", id, state, ErrInvalid)
	}
	return s.move(ctx, org, "share", id, e, endShare, state, micros(s.now()), org.id, id)
}

// DownloadShare counts a download with its audit row. A link that is not active, past its time or used up gives ErrConflict.
func (s *Store) DownloadShare(ctx context.Context, org Org, id string, e audit.Entry) error {
	now := micros(s.now())
	return s.move(ctx, org, "share", id, e, downloadShare, now, org.id, id, now)
}
