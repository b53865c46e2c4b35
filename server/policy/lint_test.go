package policy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// lintNow is the day on which the samples are read.
var lintNow = time.Date(2026, time.November, 24, 1, 0, 0, 0, time.UTC)

// TestLint reads policies that are right but doubtful. The warnings stand in wants.txt beside them, as for broken ones.
func TestLint(t *testing.T) {
	const dir = "testdata/lint"
	wants := readWants(t, filepath.Join(dir, "wants.txt"))
	files, err := filepath.Glob(dir + "/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := Load(name, data, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range Lint(doc, lintNow, nil) {
				got = append(got, p.String())
			}
			if g, w := strings.Join(got, "\n"), strings.Join(wants[name], "\n"); g != w {
				t.Errorf("got\n%s\nwant\n%s", g, w)
			}
		})
	}
}

// TestLintResults: a caller that ran the tests itself, with real files, says what they touched.
func TestLintResults(t *testing.T) {
	doc := mustLoad(t, minimal+"rules:\n  - {id: a, when: {kind: mail}, then: {action: block}}\n  - {id: b, when: {kind: task}, then: {action: block}}\n")
	got := Lint(doc, lintNow, []TestResult{{Rules: []string{"a", "baseline"}}})
	if len(got) != 1 || got[0].String() != "p.yaml:5:10: no test touches the rule b; add a test whose mail it matches" {
		t.Errorf("got %v, want one warning, of the rule b", got)
	}
}

// TestLintEnd: a rule holds on its last day, in the organisation's time zone, and has ended on the next.
func TestLintEnd(t *testing.T) {
	doc := mustLoad(t, minimal+"rules: {id: a, when: {kind: mail}, valid: {until: 2026-11-24}, then: {action: block}}\n")
	results := []TestResult{{Rules: []string{"a"}}}
	midnight := time.Date(2026, time.November, 24, 15, 0, 0, 0, time.UTC) // in Tokyo
	if got := Lint(doc, midnight.Add(-time.Second), results); len(got) != 0 {
		t.Errorf("on its last day: got %v, want nothing", got)
	}
	if got := Lint(doc, midnight, results); len(got) != 1 || !strings.Contains(got[0].Message, "has ended") {
		t.Errorf("on the day after: got %v, want that it has ended", got)
	}
}
