package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Notice is something that a person is to be told by mail.
type Notice struct {
	ID      string // NewID
	Kind    string // what is told
	Hold    string // of which hold; empty: none
	Stage   int64  // of that hold
	Message string // of which message; empty: the hold's, or none
	To      string // mail address, lower case
	Args    map[string]string
	Created time.Time
}

const (
	insertNotice = `INSERT INTO notices (org, id, kind, hold, stage, message, recipient, args, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	queryNotices = `SELECT id, kind, hold, stage, message, recipient, args, created FROM notices WHERE org = ? AND (created > ? OR created = ? AND id > ?) ORDER BY created, id LIMIT ?`
	deleteNotice = `DELETE FROM notices WHERE org = ? AND id = ?`
)

func (t *tx) addNotices(ctx context.Context, org Org, list []Notice) error {
	for _, n := range list {
		if n.To == "" {
			continue // the null sender is told nothing
		}
		_, err := t.exec(ctx, insertNotice, org.id, n.ID, n.Kind, n.Hold, n.Stage, n.Message, strings.ToLower(n.To), encode(n.Args), micros(t.now()))
		if err != nil {
			return fmt.Errorf("add notice %s: %w", n.Kind, err)
		}
	}
	return nil
}

// NoticesAfter returns what is still to be told and was noted after another notice, the oldest first. The zero notice is before all.
func (s *Store) NoticesAfter(ctx context.Context, org Org, after Notice, limit int) ([]Notice, error) {
	at := micros(after.Created)
	all, err := collect(ctx, s, func(scan scanner) (n Notice, err error) {
		var created int64
		var args string
		if err = scan(&n.ID, &n.Kind, &n.Hold, &n.Stage, &n.Message, &n.To, &args, &created); err == nil {
			err = json.Unmarshal([]byte(args), &n.Args)
		}
		n.Created = moment(created)
		return n, err
	}, queryNotices, org.id, at, at, after.ID, limit)
	if err != nil {
		return nil, fmt.Errorf("read notices: %w", err)
	}
	return all, nil
}

// DropNotice forgets a notice that nobody needs any more. One that is gone gives ErrConflict.
func (s *Store) DropNotice(ctx context.Context, org Org, id string) error {
	return s.do(ctx, 0, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, deleteNotice, org.id, id)
		if err == nil && n == 0 {
			err = ErrConflict
		}
		if err != nil {
			return fmt.Errorf("drop notice %q: %w", id, err)
		}
		return nil
	})
}
