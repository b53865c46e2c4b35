package service

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"sekisho/server/internal/config"
	"sekisho/server/internal/store"
)

// TestUsesSample starts without a policy, then with one, then without again: what was put in force stays.
func TestUsesSample(t *testing.T) {
	own := filepath.Join(t.TempDir(), "own.yaml")
	if err := os.WriteFile(own, []byte("version: 1\norganization: {name: Own, domains: [own.example]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	for n, c := range []struct {
		policy string
		want   bool
	}{{"", true}, {"", true}, {own, false}, {"", false}} {
		org, err := prepare(t.Context(), st, config.Config{Organization: config.Organization{ID: "main", Name: "Own"}, Policy: c.policy})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := usesSample(t.Context(), st, org); err != nil || got != c.want {
			t.Errorf("start %d with policy %q: the sample is in force: %t, %v, want %t", n+1, c.policy, got, err, c.want)
		}
	}
}
