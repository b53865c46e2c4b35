package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// postgres is a database on a server, which several processes may share.
type postgres struct{ config *pgx.ConnConfig }

// What a server must be told so that a process that hangs stops nobody for long.
const (
	connectWithin = 5 * time.Second
	turnWithin    = "15s" // to wait for other processes' transactions
	idleWithin    = "10s" // between two statements of one of ours
	batchWithin   = 2 * time.Minute
	settleWithin  = 30 * time.Second // for the answer what became of a transaction
	settleEvery   = 250 * time.Millisecond
	oldest        = 130000 // PostgreSQL 13: pg_current_xact_id
)

// newPostgres reads the URL. An error of it names no password.
func newPostgres(o Options) (postgres, error) {
	c, err := pgx.ParseConfig(o.URL)
	if err != nil {
		return postgres{}, fmt.Errorf("%w: database URL: %w", ErrInvalid, err)
	}
	if o.Password != "" {
		c.Password = o.Password
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = connectWithin
	}
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "sekisho"
	}
	return postgres{c}, nil
}

func (postgres) text(query string) string { return numbered(query) }

func (postgres) args(values []any) []any { return plain(values) }

func (d postgres) String() string {
	return fmt.Sprintf("database %q at %s", d.config.Database, d.config.Host)
}

// turn begins a transaction and waits for its turn: whoever has the lock is the only one that writes, until its transaction ends. The
// server gives the lock back itself when a process dies.
const turn = `BEGIN; SELECT pg_advisory_xact_lock('writes'::regclass::oid::bigint)`

// begin notices by the sequence that others have had their turn. A connection that is gone is made anew.
func (d postgres) begin(ctx context.Context, w *writer) (bool, error) {
	_, err := w.conn.ExecContext(ctx, turn)
	if err != nil && !answered(err) {
		if err = w.reopen(ctx); err == nil {
			_, err = w.conn.ExecContext(ctx, turn)
		}
	}
	if err != nil {
		return false, err
	}
	var number int64
	if err := w.tx.row(ctx, `SELECT nextval('writes'), pg_current_xact_id()::text`, nil, &number, &w.transactionID); err != nil {
		return false, err
	}
	others := number != w.version+1
	w.version = number
	return others, nil
}

// answered tells whether the server has said no, and the connection is as good as before.
func answered(err error) bool {
	var said *pgconn.PgError
	return errors.As(err, &said) && (len(said.Code) < 2 || said.Code[:2] != "57") // operator intervention: it goes away
}

// settle asks the server, once it can be reached again, what became of the transaction: a COMMIT whose answer is lost may have been done.
func (d postgres) settle(ctx context.Context, w *writer, err error) error {
	if answered(err) {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	again := time.NewTicker(settleEvery)
	defer again.Stop()
	for {
		if saved, known := d.became(ctx, w); known && saved {
			return nil
		} else if known {
			return err
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return fmt.Errorf("nobody knows whether it is saved: %w", err)
		}
	}
}

func (d postgres) became(ctx context.Context, w *writer) (saved, known bool) {
	if w.reopen(ctx) != nil {
		return false, false
	}
	var status sql.NullString
	if w.conn.QueryRowContext(ctx, `SELECT pg_xact_status($1::text::xid8)`, w.transactionID).Scan(&status) != nil {
		return false, false
	}
	return status.String == "committed", status.String == "committed" || status.String == "aborted"
}

// migrating is the lock of those who bring the tables up to date.
const migrating = 0x73656b6973686f // "sekisho"

// bring looks whether the server is one that serves, and migrates. Of several processes the first does it and the others wait.
func (d postgres) bring(ctx context.Context) (err error) {
	db := limit(d.connect(nil), 2)
	defer func() { err = errors.Join(err, db.Close()) }()
	lock, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer lock.Close() //nolint:errcheck // with it the lock is gone
	if err := suits(ctx, lock); err != nil {
		return err
	}
	if _, err := lock.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(migrating)); err != nil {
		return fmt.Errorf("wait for others who migrate: %w", err)
	}
	defer lock.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(migrating)) //nolint:errcheck // it ends with the connection
	if _, err := lock.ExecContext(ctx, `CREATE SEQUENCE IF NOT EXISTS writes`); err != nil {
		return fmt.Errorf("make the sequence: %w", err)
	}
	return migrate(ctx, goose.DialectPostgres, db, octets{migrations})
}

// suits refuses servers and databases that would lose or change what is saved.
func suits(ctx context.Context, c *sql.Conn) error {
	var version int
	var encoding string
	err := c.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding')`).
		Scan(&version, &encoding)
	switch {
	case err != nil:
		return fmt.Errorf("ask the server what it is: %w", err)
	case version < oldest:
		return fmt.Errorf("%w: PostgreSQL %d is too old: 13 is the oldest that serves", ErrInvalid, version/10000)
	case encoding != "UTF8":
		return fmt.Errorf("%w: the database is in %s: make one with ENCODING 'UTF8'", ErrInvalid, encoding)
	}
	return nil
}

func (d postgres) open(context.Context) (connections, error) {
	return connections{
		patience: batchWithin,
		read:     limit(d.connect(map[string]string{"default_transaction_read_only": "on"}), readers),
		write:    limit(d.connect(map[string]string{"lock_timeout": turnWithin, "idle_in_transaction_session_timeout": idleWithin}), 1),
	}, nil
}

func (d postgres) look(ctx context.Context) (connections, error) {
	c, err := d.open(ctx)
	if err == nil {
		err = c.write.Close()
	}
	c.write = nil
	return c, err
}

// durable makes a COMMIT mean that it is on the disk, also where the database's default is that it need not be.
const durable = `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`

func (d postgres) connect(settings map[string]string) *sql.DB {
	c := d.config.Copy()
	for name, value := range settings {
		c.RuntimeParams[name] = value
	}
	return stdlib.OpenDB(*c, stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, durable)
		return err
	}))
}
