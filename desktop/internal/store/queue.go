package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// Waiting lists what is to be told to the server, the oldest first, at most limit.
func (s *Store) Waiting(ctx context.Context, limit int) (queued []Queued, err error) {
	err = s.each(ctx, func(r *sql.Rows) error {
		var q Queued
		var body string
		err := r.Scan(&q.N, &q.Kind, &q.Mail, &body)
		q.Body = json.RawMessage(body)
		queued = append(queued, q)
		return err
	}, `SELECT n, kind, mail, body FROM queue ORDER BY n LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("read the queue for the server: %w", err)
	}
	return queued, nil
}

// QueuedRecord returns what is to be told of a mail, or ErrNotFound: the server has it.
func (s *Store) QueuedRecord(ctx context.Context, mail string) (q Queued, err error) {
	var body string
	err = s.db.QueryRowContext(ctx, `SELECT n, kind, mail, body FROM queue WHERE mail = ? AND kind = 'record'`, mail).Scan(&q.N, &q.Kind, &q.Mail, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return Queued{}, ErrNotFound
	}
	q.Body = json.RawMessage(body)
	return q, err
}

// Told takes out what the server has, or has refused for good.
func (s *Store) Told(ctx context.Context, n ...int64) error {
	return s.within(ctx, func(tx *sql.Tx) error {
		for _, one := range n {
			if _, err := tx.ExecContext(ctx, `DELETE FROM queue WHERE n = ?`, one); err != nil {
				return fmt.Errorf("take out of the queue for the server: %w", err)
			}
		}
		return nil
	})
}

// DropQueue forgets all that was to be told: there is no server any more.
func (s *Store) DropQueue(ctx context.Context) error {
	if _, err := s.db.ExecContext(ctx, `DELETE FROM queue`); err != nil {
		return fmt.Errorf("drop the queue for the server: %w", err)
	}
	if _, err := s.db.ExecContext(ctx, `DELETE FROM remembered`); err != nil {
		return fmt.Errorf("forget what the server said: %w", err)
	}
	return nil
}
