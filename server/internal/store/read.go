package store

import (
	"context"
	"database/sql"
	"fmt"
)

// statement prepares a query for the readers once.
func (s *Store) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.statements[query]; ok {
		return st, nil
	}
	st, err := s.read.PrepareContext(ctx, s.db.text(query)) //nolint:sqlclosecheck // kept; Close closes it
	if err != nil {
		return nil, fmt.Errorf("prepare query: %w", err)
	}
	s.statements[query] = st
	return st, nil
}

// result is one row that is still to be scanned.
type result struct {
	row *sql.Row
	err error
}

// Scan reads the row. No row is ErrNotFound.
func (r result) Scan(into ...any) error {
	if r.err != nil {
		return r.err
	}
	return found(r.row.Scan(into...))
}

// row reads one row. It goes by a key, so it is not interrupted once it has begun: to be able to would cost two goroutines. A server may be
// out of reach: what waits for that one ends with its context.
func (s *Store) row(ctx context.Context, query string, args ...any) result {
	if ctx.Err() != nil {
		return result{err: context.Cause(ctx)}
	}
	if s.patience == 0 {
		ctx = context.WithoutCancel(ctx)
	}
	st, err := s.statement(ctx, query) //nolint:sqlclosecheck // kept; Close closes it
	if err != nil {
		return result{err: err}
	}
	return result{row: st.QueryRowContext(ctx, s.db.args(args)...)}
}

// scanner reads the columns of one row.
type scanner func(into ...any) error

// collect reads all rows of a query.
func collect[T any](ctx context.Context, s *Store, read func(scanner) (T, error), query string, args ...any) (out []T, err error) {
	st, err := s.statement(ctx, query) //nolint:sqlclosecheck // kept; Close closes it
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, s.db.args(args)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err tells what matters
	for rows.Next() {
		v, err := read(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
