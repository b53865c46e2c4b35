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
	queryNotices = `SELECT id, kind, hold, stage, message, recipient, args, created FROM notices WHERE org = ? ORDER BY created, id LIMIT ?`
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

// Notices returns what is still to be told, the oldest first.
func (s *Store) Notices(ctx context.Context, org Org, limit int) ([]Notice, error) {
	all, err := collect(ctx, s, func(scan scanner) (n Notice, err error) {
		var created int64
		var args string
		if err = scan(&n.ID, &n.Kind, &n.Hold, &n.Stage, &n.Message, &n.To, &args, &created); err == nil {
			err = json.Unmarshal([]byte(args), &n.Args)
		}
		n.Created = moment(created)
		return n, err
	}, queryNotices, org.id, limit)
	if err != nil {
		return nil, fmt.Errorf("read notices: %w", err)
	}
	return all, nil
}
