package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"sekisho/server/internal/audit"
)

// KeyName is the master key's file in Options.Dir.
const KeyName = keyName

// DumpName is what a snapshot of PostgreSQL is called in a backup; one of SQLite is called DatabaseName.
const DumpName = "database.dump"

// Copy is what Snapshot has made.
type Copy struct {
	Name  string           // of the file
	Audit map[string]int64 // how many rows the audit of each organisation has in it
}

// Snapshot writes all rows as they are at one moment into a new file of a folder, while a server works on. Of PostgreSQL it is what
// pg_dump writes in its own format; that program must be installed.
func Snapshot(ctx context.Context, o Options, folder string) (Copy, error) {
	d, err := dialectOf(o)
	if err != nil {
		return Copy{}, err
	}
	c, err := d.snapshot(ctx, folder)
	if err != nil {
		return Copy{}, fmt.Errorf("copy %s: %w", d, err)
	}
	return c, nil
}

const queryLengths = `SELECT org, MAX(n) FROM audit GROUP BY org`

// lengths reads how long each chain is.
func lengths(rows *sql.Rows, err error) (map[string]int64, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err tells what matters
	all := map[string]int64{}
	for rows.Next() {
		var org string
		var n int64
		if err := rows.Scan(&org, &n); err != nil {
			return nil, err
		}
		all[org] = n
	}
	return all, rows.Err()
}

// PutBack makes the database of what Snapshot wrote. A database that has tables already gives ErrThere.
func PutBack(ctx context.Context, o Options, folder string) error {
	d, err := dialectOf(o)
	if err != nil {
		return err
	}
	if err := d.putBack(ctx, folder); err != nil {
		return fmt.Errorf("put %s back: %w", d, err)
	}
	return nil
}

func (d sqlite) snapshot(ctx context.Context, folder string) (Copy, error) {
	to := filepath.Join(folder, DatabaseName)
	if err := reserve(to); err != nil {
		return Copy{}, err
	}
	db, err := connect(d.path(), 1, "&mode=ro")
	if err != nil {
		return Copy{}, err
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, to)
	if err = errors.Join(err, db.Close(), syncFile(to)); err != nil {
		return Copy{}, err
	}
	if db, err = connect(to, 1, "&mode=ro"); err != nil {
		return Copy{}, err
	}
	all, err := lengths(db.QueryContext(ctx, queryLengths))
	return Copy{DatabaseName, all}, errors.Join(err, db.Close())
}

func (d sqlite) putBack(_ context.Context, folder string) error {
	if _, err := os.Stat(d.path()); err == nil {
		return ErrThere
	}
	b, err := os.Open(filepath.Join(folder, DatabaseName)) //nolint:gosec // the operator's own path
	if err != nil {
		return err
	}
	defer b.Close() //nolint:errcheck // only read
	f, err := os.OpenFile(d.path(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.ReadFrom(b)
	return errors.Join(err, f.Sync(), f.Close(), syncFolder(d.dir))
}

// snapshot lets pg_dump see what a transaction of our own sees, which is asked how long the chains are.
func (d postgres) snapshot(ctx context.Context, folder string) (c Copy, err error) {
	to := filepath.Join(folder, DumpName)
	if err := reserve(to); err != nil {
		return c, err
	}
	db := d.connect(nil)
	defer func() { err = errors.Join(err, db.Close()) }()
	t, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return c, err
	}
	defer t.Rollback() //nolint:errcheck // it only reads
	var moment string
	if err := t.QueryRowContext(ctx, `SELECT pg_export_snapshot()`).Scan(&moment); err != nil {
		return c, err
	}
	all, err := lengths(t.QueryContext(ctx, queryLengths))
	if err != nil {
		return c, err
	}
	err = d.tool(ctx, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--snapshot="+moment, "--file="+to)
	return Copy{DumpName, all}, errors.Join(err, syncFile(to))
}

func (d postgres) putBack(ctx context.Context, folder string) error {
	db := d.connect(nil)
	var tables int
	err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()`).Scan(&tables)
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	if tables > 0 {
		return fmt.Errorf("%w, of %d tables: make an empty one with createdb", ErrThere, tables)
	}
	return d.tool(ctx, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", filepath.Join(folder, DumpName))
}

// tool runs one of PostgreSQL's programs on the database. The password goes by the environment, which nobody else can read.
func (d postgres) tool(ctx context.Context, program string, args ...string) error {
	path, err := exec.LookPath(program)
	if err != nil {
		return fmt.Errorf("%s is not installed (Debian: postgresql-client): %w", program, err)
	}
	c := exec.CommandContext(ctx, path, append([]string{"--no-password", "--dbname=" + d.config.ConnString()}, args...)...) //nolint:gosec // the operator's own database
	c.Env = os.Environ()
	if d.config.Password != "" {
		c.Env = append(c.Env, "PGPASSWORD="+d.config.Password)
	}
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, strings.TrimSpace(string(out)))
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // the operator's own path
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

const (
	markUndelivered = `UPDATE deliveries SET maybe_sent = 1 WHERE org = ? AND state IN ('pending', 'sending', 'deferred')`
	// Files of mails that somebody still waits for.
	queryWaiting = `SELECT DISTINCT m.file FROM messages m JOIN deliveries d ON d.org = m.org AND d.message = m.id
WHERE m.org = ? AND m.file > ? AND d.state IN ('pending', 'sending', 'deferred') ORDER BY m.file LIMIT ?`
)

// Restored marks what is not delivered as perhaps sent, since the server that the copy is of may have gone on, with the audit row. It
// returns how many deliveries there are.
func (s *Store) Restored(ctx context.Context, org Org, e audit.Entry) (n int, err error) {
	var marked int64 // the writer's until it has answered
	err = s.logged(ctx, org, 0, e, func(ctx context.Context, t *tx, e *audit.Entry) (err error) {
		marked, err = t.exec(ctx, markUndelivered, org.id)
		e.Details = map[string]string{"undelivered": fmt.Sprint(marked)}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("mark what is not delivered: %w", err)
	}
	return int(marked), nil
}

// WaitingFiles returns the spool's files of mails that are not delivered to all, by name, at most limit after a name.
func (s *Store) WaitingFiles(ctx context.Context, org Org, after string, limit int) ([]string, error) {
	all, err := collect(ctx, s, func(scan scanner) (f string, err error) { return f, scan(&f) }, queryWaiting, org.id, after, limit)
	if err != nil {
		return nil, fmt.Errorf("files of mails that wait: %w", err)
	}
	return all, nil
}
