package store

import (
	"context"
	"database/sql"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	postgresql "sekisho/e2e/support/postgres"
)

func TestMain(m *testing.M) { os.Exit(postgresql.Main(m)) }

// onPostgres names the variable with which this package's tests run on PostgreSQL.
const onPostgres = "SEKISHO_TEST_POSTGRES"

func usesPostgres() bool { return os.Getenv(onPostgres) != "" }

// TestOnPostgreSQL runs all other tests of this package once more, on PostgreSQL. That takes minutes, so it is for CI and e2e.
func TestOnPostgreSQL(t *testing.T) {
	if usesPostgres() || os.Getenv("CI") == "" && os.Getenv("SEKISHO_E2E") == "" {
		t.Skip("not run: set SEKISHO_E2E=1, or " + onPostgres + "=1 to run single tests on PostgreSQL")
	}
	postgresql.URL(t) // skips where there is none
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.skip", "^TestOnPostgreSQL$", "-test.run", "^Test", "-test.count", "1")
	c.Env = append(os.Environ(), onPostgres+"=1")
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "PASS") {
		t.Errorf("on PostgreSQL: %v\n%s", err, out)
	}
}

// sqliteOnly skips what is about SQLite's own ways.
func sqliteOnly(t testing.TB, why string) {
	t.Helper()
	if usesPostgres() {
		t.Skip("only on SQLite: " + why)
	}
}

// databases are those of PostgreSQL by the folder that a test gave: opening the folder again opens the database again.
var databases sync.Map

// at returns the options that open the database of a folder.
func at(t testing.TB, dir string) Options {
	t.Helper()
	o := Options{Dir: dir}
	if usesPostgres() {
		url, known := databases.Load(dir)
		if !known {
			url = postgresql.URL(t)
			databases.Store(dir, url)
		}
		o.URL, _ = url.(string)
	}
	return o
}

// raw opens the database of a folder as somebody would who can write it.
func raw(t testing.TB, dir string) *sql.DB {
	t.Helper()
	d, err := dialectOf(at(t, dir))
	must(t, err)
	c, err := d.open(context.Background())
	must(t, err)
	for _, db := range c.all() {
		if db != nil {
			t.Cleanup(func() { _ = db.Close() })
		}
	}
	return c.write
}

// sqlFor returns the text of a query that each database needs its own of.
func sqlFor(sqlite, postgres string) string {
	if usesPostgres() {
		return postgres
	}
	return sqlite
}

// violates tells whether an error is the database's no because of a constraint of that kind, as "foreign key".
func violates(err error, kind string) bool {
	return err != nil && strings.Contains(strings.ToLower(err.Error()), kind)
}
