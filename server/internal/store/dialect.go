package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"sekisho/server/internal/audit"
)

// dialect is what differs between SQLite and PostgreSQL. There is one text of each query and of each migration for both.
//
// How to write SQL here:
//
//   - Run it by tx.exec, tx.row and tx.query inside the writer, by Store.row and collect outside: they go through here. Places are "?".
//   - What both know is enough: INSERT … ON CONFLICT (…) DO UPDATE SET a = excluded.a, LIMIT, OFFSET, CASE, COALESCE, LIKE … ESCAPE '\', EXISTS,
//     UNION, partial indexes. Not: INSERT OR …, instr, strpos, ||, datetime, RETURNING, FOR UPDATE, rowid, JSON functions.
//   - A table in FROM that is itself a query has a name: (SELECT …) AS part. A table's column on the right of DO UPDATE has the table's name.
//   - Columns are TEXT and BIGINT, and BLOB for octets, which PostgreSQL calls BYTEA. A flag goes in by flag and comes out into a bool or a number; numbers are never written into TEXT.
//     PostgreSQL's text has no NUL and no octets that are not UTF-8: here they become U+FFFD, in what is saved and in what is looked for.
//   - Migrations are for both: CREATE TABLE, CREATE INDEX and ALTER TABLE … ADD COLUMN, INSERT and UPDATE as above. TEXT is compared by
//     its octets in both.
//   - No row needs a lock: the writer's transactions come one after another, also those of several processes, so what a transaction has
//     read stays true until it ends. See writer.
type dialect interface {
	// text is a query as the database takes it.
	text(query string) string
	// args are values as the database takes them.
	args(values []any) []any
	// begin begins a transaction of the writer once no other process is in one. It tells whether another process has written since
	// the last one.
	begin(ctx context.Context, w *writer) (others bool, err error)
	// settle says whether a transaction whose COMMIT gave err is saved: nil, or an error.
	settle(ctx context.Context, w *writer, err error) error
	// bring makes the tables what this program needs.
	bring(ctx context.Context) error
	// open returns the connections; what is not needed is nil.
	open(ctx context.Context) (connections, error)
	// look returns connections that only read, to a database that is there.
	look(ctx context.Context) (connections, error)
	// snapshot copies all rows into a folder, and putBack makes an empty database of them.
	snapshot(ctx context.Context, folder string) (Copy, error)
	putBack(ctx context.Context, folder string) error
	// String names the database, without secrets, as in errors.
	String() string
}

// connections are those of one database.
type connections struct {
	read, write *sql.DB
	copier      *sql.DB       // copies the write-ahead log; nil: the database does so itself
	patience    time.Duration // of a batch; 0: it waits for the disk as long as it takes
}

func (c connections) all() []*sql.DB { return []*sql.DB{c.read, c.copier, c.write} }

// dialectOf chooses the database.
func dialectOf(o Options) (dialect, error) {
	if o.URL == "" {
		return sqlite{dir: o.Dir}, nil
	}
	return newPostgres(o)
}

// numbered writes places as $1, $2 …, but for question marks in quotes.
func numbered(query string) string {
	var b strings.Builder
	n, quoted := 0, false
	for _, c := range []byte(query) {
		switch {
		case c == '\'':
			quoted = !quoted
		case c == '?' && !quoted:
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// plain replaces what a text of PostgreSQL cannot hold.
func plain(values []any) []any {
	for i, v := range values {
		s, ok := v.(string)
		if !ok {
			continue
		}
		if p := audit.Plain(s); p != s {
			values = append([]any(nil), values...)
			values[i] = p
		}
	}
	return values
}
