package policy_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sekisho/server/check"
)

var update = flag.Bool("update", false, "write the verdicts of the cases anew; read the diff")

// TestCases runs every case file: the way from a mail's octets to its verdict.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	private, _ := filepath.Glob("testdata/cases/private/*.txtar")
	for _, file := range append(files, private...) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { runCase(t, file) })
	}
}

func runCase(t *testing.T, file string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := check.ReadCase(file, data)
	if err != nil {
		t.Fatal(err)
	}
	v, err := c.Verdict(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		out, err := c.Updated(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, out, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	ok, err := c.Matches(v)
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		got, _ := check.Indent(v)
		t.Errorf("%s\ngot\n%s\nwant\n%s", c.Story, got, c.Want)
	}
}
