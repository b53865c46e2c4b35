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
	tables := names(t, s.read, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%'`)
	if len(tables) < 20 {
		t.Fatalf("only %d tables: %v", len(tables), tables)
	}
	for _, table := range tables {
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

func TestPragmas(t *testing.T) {
	s, _ := open(t, t.TempDir(), nil)
	conn := s.writer.conn
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
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
	if err == nil || !strings.Contains(err.Error(), "FOREIGN KEY") {
		t.Errorf("a row of no organisation: %v", err)
	}
	must(t, s.AddMessage(context.Background(), org, Accepted{Message: Message{ID: "m", File: "f", Hash: "h"}}, entry("x")))
	hold := Hold{ID: "h", Stage: 1, State: "asleep", Stages: "[]"}
	err = s.AddMessage(context.Background(), org, Accepted{Message: Message{ID: "m2", File: "f", Hash: "h"}, Holds: []Hold{hold}}, entry("x"))
	if err == nil || !strings.Contains(err.Error(), "CHECK constraint") {
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
	db, err := connect(filepath.Join(t.TempDir(), "x.db"), 1, "")
	must(t, err)
	defer db.Close() //nolint:errcheck // its work is done
	for range 2 {
		must(t, migrate(context.Background(), db))
	}
}
