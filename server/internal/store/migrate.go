package store

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"io"
	"io/fs"
	"regexp"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate applies the migrations that are missing, each in a transaction of its own. There is no way back.
func migrate(ctx context.Context, d goose.Dialect, db *sql.DB, from fs.FS) error {
	files, err := fs.Sub(from, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(d, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// octets are the migrations for PostgreSQL: there text is compared as the database's language does unless a column says otherwise. By
// octets is what SQLite does, and an index by them outlives another version of the system's tables of languages. What is no text is
// called BYTEA there.
type octets struct{ embed.FS }

var (
	textColumn  = regexp.MustCompile(`\bTEXT\b`)
	octetColumn = regexp.MustCompile(`\bBLOB\b`)
)

// Open opens a file with its columns of text compared by octets.
func (o octets) Open(name string) (fs.File, error) {
	f, err := o.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return f, err
	}
	b, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	b = octetColumn.ReplaceAll(textColumn.ReplaceAll(b, []byte(`TEXT COLLATE "C"`)), []byte(`BYTEA`))
	return &rewritten{File: f, Reader: bytes.NewReader(b)}, nil
}

// rewritten is a file with other contents.
type rewritten struct {
	fs.File
	*bytes.Reader
}

func (r *rewritten) Read(p []byte) (int, error) { return r.Reader.Read(p) }
