package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	audits "sekisho/server/internal/audit"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/store"
)

// TestVerifyLeavesTheTrailAlone: a chain that is broken must be found as it was, and again.
func TestVerifyLeavesTheTrailAlone(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	st, err := store.Open(ctx, store.Options{Dir: dir})
	must(err)
	must(st.CreateOrganization(ctx, store.Organization{ID: "main"}))
	org, err := auth.Operator(ctx, st, "main")
	must(err)
	must(st.Log(ctx, org, audits.Entry{Event: "a"}))
	must(st.Close())
	st, err = store.Open(ctx, store.Options{Dir: dir})
	must(err)
	t.Cleanup(func() { must(st.Close()) })
	must(st.Log(ctx, org, audits.Entry{Event: "b"})) // a row that no checkpoint has seen
	checkpoints := filepath.Join(dir, "audit-checkpoints.jsonl")
	must(os.Truncate(checkpoints, 0)) // somebody cuts the file

	database := filepath.Join(dir, store.DatabaseName+"-wal")
	before, err := os.ReadFile(database)
	must(err)
	for range 2 {
		var out, errs bytes.Buffer
		status := Run(ctx, []string{"audit", "verify", "--data-dir", dir}, Streams{In: strings.NewReader(""), Out: &out, Err: &errs})
		if status != exitFound || !strings.Contains(out.String(), "is missing from the checkpoint file") {
			t.Fatalf("status %d, out %q, err %q; want %d and what is missing", status, out.String(), errs.String(), exitFound)
		}
	}
	after, err := os.ReadFile(database)
	must(err)
	if !bytes.Equal(before, after) {
		t.Error("verifying wrote to the database")
	}
	if info, err := os.Stat(checkpoints); err != nil || info.Size() != 0 {
		t.Errorf("verifying wrote a checkpoint: %v %v", info, err)
	}
}
