package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// sqlite is a database that is a file of ours.
type sqlite struct{ dir string }

func (sqlite) text(query string) string { return query }

func (sqlite) args(values []any) []any { return values }

func (d sqlite) path() string { return filepath.Join(d.dir, DatabaseName) }

func (d sqlite) String() string { return fmt.Sprintf("database %q", d.path()) }

// begin waits for another process's transaction. That another has written shows in SQLite's data_version.
func (sqlite) begin(ctx context.Context, w *writer) (bool, error) {
	if _, err := w.tx.exec(ctx, `BEGIN IMMEDIATE`); err != nil {
		return false, err
	}
	var version int64
	if err := w.tx.row(ctx, `PRAGMA data_version`, nil, &version); err != nil {
		return false, err
	}
	others := version != w.version
	w.version = version
	return others, nil
}

// settle: SQLite says what it did.
func (sqlite) settle(_ context.Context, _ *writer, err error) error { return err }

func (d sqlite) bring(ctx context.Context) error {
	if err := reserve(d.path()); err != nil {
		return fmt.Errorf("make database: %w", err)
	}
	db, err := connect(d.path(), 1, wal+"&_txlock=immediate")
	if err != nil {
		return err
	}
	return errors.Join(migrate(ctx, goose.DialectSQLite3, db, migrations), db.Close())
}

// inMemory keeps what a savepoint would need to be undone off the disk: an item touches more pages than SQLite keeps in memory by itself,
// and each commit would make a file for them. What is kept ends with its item.
const inMemory = "&_pragma=temp_store(memory)"

func (d sqlite) open(context.Context) (c connections, err error) {
	if c.write, err = connect(d.path(), 1, wal+inMemory+"&_txlock=immediate&_pragma=wal_autocheckpoint("+fmt.Sprint(walPages)+")"); err != nil {
		return c, err
	}
	if c.read, err = connect(d.path(), readers, wal+"&_pragma=query_only(1)"); err != nil {
		return c, err
	}
	c.copier, err = connect(d.path(), 1, wal)
	return c, err
}

func (d sqlite) look(context.Context) (c connections, err error) {
	c.read, err = connect(d.path(), readers, "&_pragma=query_only(1)&mode=ro")
	return c, err
}

// reserve makes the file before SQLite does: its own mode is given to the files beside it, and it must be the owner's only.
func reserve(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator's own path
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

// wal makes a database keep a write-ahead log. Who only reads leaves it as it is.
const wal = "&_pragma=journal_mode(WAL)"

func connect(path string, connections int, more string) (*sql.DB, error) {
	// The path is escaped: a question mark or percent sign in it must not become part of the options.
	name := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String()
	db, err := sql.Open("sqlite", name+
		"?_pragma=busy_timeout(5000)&_pragma=synchronous(full)&_pragma=foreign_keys(1)&_pragma=trusted_schema(0)"+more)
	if err != nil {
		return nil, fmt.Errorf("open database %q: %w", path, err)
	}
	return limit(db, connections), nil
}

// limit keeps as many connections open as there may be.
func limit(db *sql.DB, connections int) *sql.DB {
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db
}
