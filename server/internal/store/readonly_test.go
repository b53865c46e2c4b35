package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"sekisho/server/internal/audit"
)

// contents reads the files of a data folder that hold data: SQLite's shared memory is none.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, name := range []string{DatabaseName, DatabaseName + "-wal", keyName, CheckpointName} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		all[name] = string(data)
	}
	return all
}

// TestLookingChangesNothing: whoever verifies a broken chain must not sign it by a new checkpoint.
func TestLookingChangesNothing(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(ctx, at(t, dir))
	must(err)
	must(s.CreateOrganization(ctx, Organization{ID: "main"}))
	org := OrgOf("main")
	must(s.Log(ctx, org, audit.Entry{Event: "a"}))
	must(s.Close())
	s, err = Open(ctx, at(t, dir)) // goes on, so that there are rows after the last checkpoint
	must(err)
	t.Cleanup(func() { must(s.Close()) })
	must(s.Log(ctx, org, audit.Entry{Event: "b"}))
	before := contents(t, dir)

	r, err := OpenReadOnly(ctx, at(t, dir))
	must(err)
	report, err := r.VerifyAudit(ctx, org)
	must(err)
	if report.Rows < 2 {
		t.Errorf("report = %+v, want the rows of the running server too", report)
	}
	if err := r.Log(ctx, org, audit.Entry{Event: "c"}); !errors.Is(err, ErrClosed) {
		t.Errorf("Log = %v, want ErrClosed", err)
	}
	must(r.Close())
	for name, want := range before {
		if got := contents(t, dir)[name]; got != want {
			t.Errorf("%s has changed", name)
		}
	}
}

func TestReadOnlyMakesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	if _, err := OpenReadOnly(context.Background(), at(t, dir)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error = %v, want that nothing is there", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
}
