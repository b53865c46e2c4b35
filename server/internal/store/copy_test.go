package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// The log is copied into the database long before the writer would have to.
func TestLogIsCopied(t *testing.T) {
	sqliteOnly(t, "PostgreSQL copies its log itself")
	s, org := open(t, t.TempDir(), nil)
	size := func() int64 {
		t.Helper()
		f, err := os.Stat(filepath.Join(s.dir, DatabaseName))
		must(t, err)
		return f.Size()
	}
	before := size()
	for range 10 * copyEvery { // of four pages each, fewer than walPages
		must(t, s.Log(context.Background(), org, entry("x")))
		if size() > before {
			return
		}
	}
	t.Errorf("after %d commits the database has the %d octets it began with", 10*copyEvery, before)
}
