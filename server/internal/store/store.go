// Package store keeps what the server must not forget: organisations and their keys, people, devices, policies, checks, confirmations, held
// mail, history, directory and the audit chain.
//
// It is database/sql over SQLite, in WAL mode with synchronous=FULL, or over PostgreSQL; how SQL is written for both is said at dialect. A
// function that writes returns nil only after its rows, and the audit row that tells of them, are on the disk together. All writes go through
// one goroutine that commits what is queued in one transaction, each item in a savepoint of its own: see writer. Readers have connections of
// their own and never wait for it.
//
// Several processes may use one database at once: commands beside the server, and servers beside each other, which then share the folder
// Options.Dir too. Their transactions come one after another, so that they append to one audit chain. What another process writes counts for
// tokens and for the policy in force after 100 ms at the latest.
//
// Every function that reads or writes an organisation's data takes an Org and sees nothing of another organisation. Every key and every
// index begins with the organisation.
//
// It does not judge, and cannot read mails: it holds short ones as the spool has encrypted them, and of others only what is said of them.
//
// # Limits
//
// A batch is at most 256 items or 4 MiB; the queue at most 4096 items or 64 MiB, beyond it ErrBusy. An item over 16 MiB is refused with
// ErrTooLong. Work on many rows goes in pieces of about 20 ms. SQLite waits at most 5 s for another process's transaction, PostgreSQL 15 s.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/google/uuid"
)

// What callers may ask for with errors.Is.
var (
	ErrNotFound = errors.New("store: not found")                       // nothing of this organisation has that name
	ErrConflict = errors.New("store: changed meanwhile")               // the guarded old state was not there any more
	ErrExpired  = errors.New("store: expired")                         // it was there, but its time is over
	ErrBusy     = errors.New("store: too much is waiting to be saved") // answer 503 or 451
	ErrTooLong  = errors.New("store: too long to be saved")
	ErrClosed   = errors.New("store: closed")
	ErrCommit   = errors.New("store: not saved")                            // the whole batch failed; answer 503 or 451
	ErrUnsynced = errors.New("store: files that rows name are not durable") // with ErrCommit: nothing of the batch was saved
	ErrInvalid  = errors.New("store: not valid")
	ErrThere    = errors.New("store: there is one already") // PutBack overwrites nothing
)

// The names of files in Options.Dir. Without the database Open makes a new one.
const (
	DatabaseName   = "sekisho.db"
	CheckpointName = "audit-checkpoints.jsonl"
	keyName        = "master.key"
)

// Options say where the data is.
type Options struct {
	Dir      string           // the folder of database, key and checkpoints; made with mode 0700 if it is not there
	URL      string           // a PostgreSQL database, as postgres://user@host/name, in place of SQLite in Dir; empty: SQLite
	Password string           // for URL; empty: what URL, PGPASSWORD or a password file says
	KeyFile  string           // the master key; empty: master.key in Dir
	Log      *slog.Logger     // for work that has no caller; nil: no log
	Now      func() time.Time // nil: time.Now
}

// Store is an open database. All methods are safe for use from any goroutine.
type Store struct {
	dir    string
	log    *slog.Logger
	now    func() time.Time
	master masterKey
	db     dialect
	writer *writer
	connections
	fresh *fresh

	mu         sync.Mutex
	statements map[string]*sql.Stmt // of read
	keys       map[Org]Keys

	pending       map[Org]int64 // audit rows since a checkpoint was asked for; the writer's
	due           chan struct{} // one place: a checkpoint is asked for
	copyDue       chan struct{} // one place: the log is to be copied
	checkpointing sync.Mutex    // one at a time
	stop          chan struct{}
	background    sync.WaitGroup
	closing       sync.Once
	closed        error
}

// Open opens the database, brings its tables up to date and starts the writer. The first Open of a folder makes database and master key.
func Open(ctx context.Context, o Options) (*Store, error) {
	db, err := dialectOf(o)
	if err != nil {
		return nil, err
	}
	s := &Store{
		db: db, dir: o.Dir, log: o.Log, now: o.Now, statements: map[string]*sql.Stmt{}, keys: map[Org]Keys{}, pending: map[Org]int64{},
		due: make(chan struct{}, 1), copyDue: make(chan struct{}, 1), stop: make(chan struct{}), fresh: newFresh(),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	if err := s.open(ctx, o.KeyFile); err != nil {
		return nil, errors.Join(err, s.closeFiles())
	}
	s.background.Go(s.runCheckpoints)
	if s.copier != nil {
		s.background.Go(s.runCopies)
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, keyFile string) (err error) {
	if err = s.db.bring(ctx); err != nil {
		return fmt.Errorf("bring %s up to date: %w", s.db, err)
	}
	if s.connections, err = s.db.open(ctx); err != nil {
		return err
	}
	if keyFile == "" {
		keyFile = filepath.Join(s.dir, keyName)
	}
	if s.master, err = s.openMaster(ctx, keyFile); err != nil {
		return err
	}
	s.writer, err = startWriter(ctx, s)
	return err
}

// The write-ahead log is copied into the database behind everybody's back each copyEvery commits, or copyOctets of items: mails make it
// grow by some times that. Copying ends, and the log begins anew, only when no commit comes meanwhile; at walPages pages of 4 KiB the
// writer itself copies what is left, which everybody waits for.
const (
	copyEvery  = 50
	copyOctets = 2 << 20
	walPages   = 4000
)

// runCopies copies the log when the writer asks for it.
func (s *Store) runCopies() {
	for {
		select {
		case <-s.stop:
			return
		case <-s.copyDue:
		}
		if _, err := s.copier.Exec(`PRAGMA wal_checkpoint(PASSIVE)`); err != nil { //nolint:noctx // it is short, and not interrupted
			s.log.Warn("copy the write-ahead log", slog.Any("error", err))
		}
	}
}

const readers = 8 // connections; more do not help on the machines this runs on

// Close writes what is queued, makes a last checkpoint and closes the database. Calls after the first return the same answer.
func (s *Store) Close() error {
	s.closing.Do(func() {
		close(s.stop)
		s.background.Wait()
		if s.write == nil { // opened to read
			s.closed = s.closeFiles()
			return
		}
		err := s.writer.drain() // first, so that the last checkpoint covers all of it
		if err == nil {
			err = s.Checkpoint(context.Background())
		}
		if err != nil {
			err = fmt.Errorf("last checkpoint: %w", err)
		}
		s.writer.close()
		s.closed = errors.Join(err, s.closeFiles())
	})
	return s.closed
}

func (s *Store) closeFiles() error {
	var errs []error
	for _, st := range s.statements {
		errs = append(errs, st.Close())
	}
	for _, db := range s.all() {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// Threads is how many goroutines a server that writes should let run at once: one more than it otherwise would. The writer
// keeps its turn while the disk syncs, and on a small machine that is half of all there are.
func Threads() int { return runtime.GOMAXPROCS(0) + 1 }

// Ready reports whether the database answers. It writes nothing.
func (s *Store) Ready(ctx context.Context) error {
	var n int64
	return s.row(ctx, `SELECT COUNT(*) FROM organizations`).Scan(&n)
}

// CheckpointFile returns the path of the file that checkpoints are appended to.
func (s *Store) CheckpointFile() string { return filepath.Join(s.dir, CheckpointName) }

// NewID returns an identifier that sorts by time (RFC 9562, UUID version 7).
func NewID() string { return uuid.Must(uuid.NewV7()).String() }
