package store

import (
	"context"
	"fmt"
)

const (
	insertBody = `INSERT INTO bodies (org, message, body) VALUES (?, ?, ?)`
	queryBody  = `SELECT body FROM bodies WHERE org = ? AND message = ?`
	deleteBody = `DELETE FROM bodies WHERE org = ? AND message = ?`
)

// Body returns the mail of a message that has no file, encrypted as it was given to AddMessage; ErrNotFound: it has a file, or it is kept
// no longer.
func (s *Store) Body(ctx context.Context, org Org, message string) (body []byte, err error) {
	if err := s.row(ctx, queryBody, org.id, message).Scan(&body); err != nil {
		return nil, fmt.Errorf("the mail of message %q: %w", message, err)
	}
	return body, nil
}
