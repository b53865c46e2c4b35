package store

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func modeOf(t *testing.T, dir, name string) os.FileMode {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, name))
	must(t, err)
	return info.Mode()
}

// names runs a query that returns one text column.
func names(t *testing.T, db *sql.DB, query string, args ...any) (out []string) {
	t.Helper()
	if usesPostgres() {
		query = numbered(query)
	}
	rows, err := db.Query(query, args...)
	must(t, err)
	defer rows.Close() //nolint:errcheck // Err tells what matters
	for rows.Next() {
		var s string
		must(t, rows.Scan(&s))
		out = append(out, s)
	}
	must(t, rows.Err())
	return out
}

func TestEveryKeyBeginsWithTheOrganisation(t *testing.T) {
	s, _ := open(t, t.TempDir(), nil)
	tables := tables(t, s)
	if len(tables) < 20 {
		t.Fatalf("only %d tables: %v", len(tables), tables)
	}
	for _, table := range tables {
		if usesPostgres() {
			firstColumns(t, s, table)
			continue
		}
		key := names(t, s.read, `SELECT name FROM pragma_table_info(?) WHERE pk = 1`, table)
		if len(key) != 1 || key[0] != "org" {
			t.Errorf("the primary key of %s begins with %v, want org", table, key)
		}
		for _, index := range names(t, s.read, `SELECT name FROM pragma_index_list(?)`, table) {
			if first := names(t, s.read, `SELECT name FROM pragma_index_info(?) WHERE seqno = 0`, index); first[0] != "org" {
				t.Errorf("index %s begins with %v, want org", index, first)
			}
		}
		for _, column := range names(t, s.read, `SELECT "from" FROM pragma_foreign_key_list(?) WHERE seq = 0`, table) {
			if column != "org" {
				t.Errorf("a reference of %s begins with %s, want org: it could point into another organisation", table, column)
			}
		}
	}
}

// tables are all of ours, by name.
func tables(t *testing.T, s *Store) []string {
	t.Helper()
	return names(t, s.read, sqlFor(
		`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%' ORDER BY 1`,
		`SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE 'goose%' ORDER BY 1`))
}

// firstColumns looks at all keys, indexes and references of a table of PostgreSQL.
func firstColumns(t *testing.T, s *Store, table string) {
	t.Helper()
	for what, query := range map[string]string{
		"the primary key": `SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
WHERE i.indisprimary AND i.indrelid = ?::text::regclass`,
		"an index": `SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
WHERE i.indrelid = ?::text::regclass`,
		"a reference": `SELECT a.attname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND c.conrelid = ?::text::regclass`,
	} {
		first := names(t, s.read, query, table)
		if what == "the primary key" && len(first) != 1 {
			t.Errorf("%s has %d primary keys, want 1", table, len(first))
		}
		for _, column := range first {
			if column != "org" {
				t.Errorf("%s of %s begins with %s, want org", what, table, column)
			}
		}
	}
}

func TestPragmas(t *testing.T) {
	sqliteOnly(t, "pragmas are SQLite's")
	s, _ := open(t, t.TempDir(), nil)
	conn := s.writer.conn
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "temp_store": "2"} {
		var got string
		must(t, conn.QueryRowContext(context.Background(), "PRAGMA "+pragma).Scan(&got))
		if got != want {
			t.Errorf("%s = %s, want %s", pragma, got, want)
		}
	}
	if _, err := s.read.Exec(`DELETE FROM audit`); err == nil || !strings.Contains(err.Error(), "readonly") {
		t.Errorf("a reader could write: %v", err)
	}
}

func TestStatesAreChecked(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	err := s.do(context.Background(), 0, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, `INSERT INTO passes_used (org, jti, address, message_id, used, expires) VALUES ('nobody', 'j', 'a', '', 0, 0)`)
		return err
	})
	if !violates(err, "foreign key") {
		t.Errorf("a row of no organisation: %v", err)
	}
	must(t, s.AddMessage(context.Background(), org, Accepted{Message: Message{ID: "m", File: "f", Hash: "h"}}, entry("x")))
	hold := Hold{ID: "h", Stage: 1, State: "asleep", Stages: "[]"}
	err = s.AddMessage(context.Background(), org, Accepted{Message: Message{ID: "m2", File: "f", Hash: "h"}, Holds: []Hold{hold}}, entry("x"))
	if !violates(err, "check constraint") {
		t.Errorf("a hold in an unknown state: %v", err)
	}
	if _, err := s.Message(context.Background(), org, "m2"); err == nil {
		t.Error("the message of the refused hold was saved")
	}
}

func TestMigrationsAreForwardOnlyAndRepeatable(t *testing.T) {
	files, err := migrations.ReadDir("migrations")
	must(t, err)
	for _, f := range files {
		text, err := migrations.ReadFile("migrations/" + f.Name())
		must(t, err)
		if strings.Contains(string(text), "+goose Down") {
			t.Errorf("%s has a way back", f.Name())
		}
	}
	d, err := dialectOf(at(t, t.TempDir()))
	must(t, err)
	for range 2 {
		must(t, d.bring(context.Background()))
	}
}

// A row of the audit is written with nearly everything else, and all that is read of it goes by its key.
func TestAuditHasNoIndexButItsKey(t *testing.T) {
	s, _ := open(t, t.TempDir(), nil)
	got := names(t, s.read, sqlFor(`SELECT name FROM pragma_index_list('audit')`,
		`SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'audit'`))
	if len(got) != 1 {
		t.Errorf("the audit has the indexes %v, want its key alone", got)
	}
}
