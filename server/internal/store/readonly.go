package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"
)

// OpenReadOnly opens a database that is there, to look at it: it makes no folder, database or key, changes no table and writes
// no checkpoint at Close, so that what is examined stays as it was found. Functions that write give ErrClosed. A server may be
// using the database meanwhile. Options.Log is not used.
func OpenReadOnly(ctx context.Context, o Options) (*Store, error) {
	db, err := dialectOf(o)
	if err != nil {
		return nil, err
	}
	s := &Store{db: db, dir: o.Dir, log: slog.New(slog.DiscardHandler), now: o.Now, keys: map[Org]Keys{}, stop: make(chan struct{})}
	s.statements, s.fresh = map[string]*sql.Stmt{}, newFresh()
	if s.now == nil {
		s.now = time.Now
	}
	s.writer = &writer{closed: true}
	keyFile := o.KeyFile
	if keyFile == "" {
		keyFile = filepath.Join(o.Dir, keyName)
	}
	if s.master, err = readMaster(keyFile); err != nil {
		return nil, err
	}
	if s.connections, err = s.db.look(ctx); err != nil {
		return nil, errors.Join(err, s.closeFiles())
	}
	if err := s.Ready(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s to read: %w", s.db, err), s.closeFiles())
	}
	return s, nil
}
