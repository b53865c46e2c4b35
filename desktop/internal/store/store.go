// Package store keeps what the desktop program must not forget: the mails of the past with their verdicts, what the organisation's
// server has not been told yet, what is usual for this person, and the rows of mails that a policy holds.
//
// It is one SQLite file in WAL mode with synchronous=FULL: what returned nil is on the disk. A file that is damaged is set aside under
// another name, never deleted, and Aside says so; a new one takes its place. It holds no text and no content of a mail, but subjects
// and addresses: the file is its owner's alone.
//
// # Limits
//
// History: 90 days and 10,000 mails. People: 10,000 addresses an account, for two years. What the server said of people: 10,000.
// The queue for the server is not cut: a mail that was not told of stays until it is.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// What callers may ask for with errors.Is.
var (
	ErrNotFound = errors.New("store: not found")
	ErrChanged  = errors.New("store: changed meanwhile") // the guarded old state was not there any more
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is an open database. It is safe for concurrent use.
type Store struct {
	db    *sql.DB
	now   func() time.Time
	aside string
	fresh bool
}

// Options say where the database is.
type Options struct {
	Path string
	Now  func() time.Time // nil: time.Now
}

// Open opens the database and brings its tables up to date. One that is damaged is set aside.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the database: %w", err)
	}
	s := &Store{now: o.Now, fresh: absent(o.Path)}
	damaged, err := s.open(ctx, o.Path)
	if err == nil {
		return s, nil
	}
	if !damaged {
		return nil, fmt.Errorf("open database %s: %w", o.Path, err)
	}
	if s.aside, err = setAside(o.Path, o.Now()); err != nil {
		return nil, fmt.Errorf("set the damaged database aside: %w", err)
	}
	s.fresh = true
	if _, err := s.open(ctx, o.Path); err != nil {
		return nil, fmt.Errorf("open database %s: %w", o.Path, err)
	}
	return s, nil
}

// Aside is where a damaged database was put when this one was opened; empty: it was not damaged.
func (s *Store) Aside() string { return s.aside }

// Fresh tells whether the database was made anew: then what lies elsewhere may be all that is left of a former one.
func (s *Store) Fresh() bool { return s.fresh }

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }

func absent(path string) bool {
	info, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0
}

// open tells whether an error means that the file is damaged.
func (s *Store) open(ctx context.Context, path string) (damaged bool, err error) {
	if err := reserve(path); err != nil {
		return false, err
	}
	name := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()}).String()
	s.db, err = sql.Open("sqlite", name+
		"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(full)&_pragma=foreign_keys(1)&_pragma=trusted_schema(0)&_txlock=immediate")
	if err != nil {
		return false, err
	}
	s.db.SetMaxOpenConns(1)
	if damaged, err = s.prepare(ctx); err != nil {
		return damaged, errors.Join(err, s.db.Close())
	}
	return false, nil
}

func (s *Store) prepare(ctx context.Context) (damaged bool, err error) {
	var said string
	if err := s.db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&said); err != nil {
		return isDamage(err), err
	}
	if said != "ok" {
		return true, fmt.Errorf("the file is damaged: %s", said)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return false, err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, s.db, files, goose.WithDisableGlobalRegistry(true))
	if err == nil {
		_, err = p.Up(ctx)
	}
	return err != nil && isDamage(err), err
}

// isDamage tells SQLITE_CORRUPT and SQLITE_NOTADB from what may pass, such as a lock or a full disk.
func isDamage(err error) bool {
	var coded interface{ Code() int }
	if !errors.As(err, &coded) {
		return false
	}
	primary := coded.Code() & 0xff
	return primary == 11 || primary == 26
}

// reserve makes the file before SQLite does: its own mode is given to the files beside it.
func reserve(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the program's own path
	if err != nil {
		return err
	}
	if runtime.GOOS != "windows" {
		err = f.Chmod(0o600)
	}
	return errors.Join(err, f.Close())
}

// setAside renames the file with those beside it.
func setAside(path string, now time.Time) (string, error) {
	aside := path + ".damaged-" + now.UTC().Format("20060102T150405Z")
	for _, end := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(path+end, aside+end); err != nil && (end == "" || !errors.Is(err, fs.ErrNotExist)) {
			return "", err
		}
	}
	return aside, nil
}

// within runs f in a transaction.
func (s *Store) within(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// each runs a query and hands over its rows.
func (s *Store) each(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err tells what matters
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func moment(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
