// Package postgres gives tests schemas in a real PostgreSQL server, which it starts for the process and stops at its end.
//
// Main runs a package's tests and stops the server afterwards; URL gives a test a schema of its own. Where PostgreSQL is not installed URL
// skips the test and says so; in CI, or with SEKISHO_E2E set, that is a failure. The server listens on a Unix socket in a folder of its own
// and compares text by the rules of Japanese, so that a query which relies on another order is found. It does not sync: what it kept is worth
// nothing after a crash of the machine.
//
// It is for tests only.
package postgres

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Main runs the tests and stops the server, if one was started. A package's TestMain gives its result to os.Exit.
func Main(m *testing.M) int {
	status := m.Run()
	if err := own.stop(); err != nil {
		_, _ = os.Stderr.WriteString("stop PostgreSQL: " + err.Error() + "\n")
		return max(status, 1)
	}
	return status
}

var errAbsent = errors.New("PostgreSQL is not installed (Debian: postgresql)")

// URL returns an empty schema, as a database, for this test, which is gone after it. See the package for when it skips.
func URL(t testing.TB) string {
	t.Helper()
	url, drop, err := own.schema()
	switch {
	case errors.Is(err, errAbsent) && os.Getenv("CI") == "" && os.Getenv("SEKISHO_E2E") == "":
		t.Skipf("not run: %v", err)
	case err != nil:
		t.Fatalf("database for the test: %v", err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return url
}

// Program returns the path of one of PostgreSQL's programs, or an error that says it is not installed.
func Program(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name) // Debian keeps them out of the way
	if err != nil || len(found) == 0 {
		return "", errAbsent
	}
	return found[len(found)-1], nil
}
