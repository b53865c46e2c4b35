package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// grown returns a question: has the database got larger since?
func grown(t *testing.T, s *Store) func() bool {
	t.Helper()
	size := func() int64 {
		f, err := os.Stat(filepath.Join(s.dir, DatabaseName))
		must(t, err)
		return f.Size()
	}
	before := size()
	return func() bool { return size() > before }
}

// The log is copied into the database long before the writer would have to.
func TestLogIsCopied(t *testing.T) {
	sqliteOnly(t, "PostgreSQL copies its log itself")
	s, org := open(t, t.TempDir(), nil)
	grown := grown(t, s)
	for range 10 * copyEvery { // of four pages each, fewer than walPages
		must(t, s.Log(context.Background(), org, entry("x")))
		if grown() {
			return
		}
	}
	t.Errorf("after %d commits nothing is in the database", 10*copyEvery)
}

// Mails fill the log in few commits.
func TestMailsHaveTheLogCopiedSooner(t *testing.T) {
	sqliteOnly(t, "PostgreSQL copies its log itself")
	s, org := open(t, t.TempDir(), nil)
	ctx, grown := context.Background(), grown(t, s)
	mail := make([]byte, copyOctets/4)
	for n := range 4 { // of 128 pages each, fewer than walPages
		must(t, s.AddMessage(ctx, org, Accepted{Message: Message{ID: fmt.Sprint(n), Body: mail}}, entry("x")))
	}
	for range 200_000 { // who copies has its own goroutine; reading has nothing copied
		if grown() {
			return
		}
		must(t, s.Ready(ctx))
	}
	t.Errorf("after 4 mails of %d octets nothing is in the database", len(mail))
}
