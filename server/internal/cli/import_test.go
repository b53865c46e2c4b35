package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestImportReports: the policy goes to stdout, what it does not say any more to stderr, and errors speak of the folder.
func TestImportReports(t *testing.T) {
	folder, empty := t.TempDir(), t.TempDir()
	for name, content := range map[string]string{"Whitelist.csv": "@a.example,true\n", "Weird.csv": "x\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	status, out, errs := run(t, "", "import", "outlookokan", folder, "--domain", "own.example", "--lang", "en")
	if status != exitOK || !strings.HasPrefix(out, "version: 1\n") || errs != "Weird.csv: lost: it is none of the files that are known\nlost 1\n" {
		t.Errorf("status %d, policy %q, report %q; want Weird.csv named", status, out, errs)
	}
	status, out, errs = run(t, "", "import", "outlookokan", empty, "--domain", "own.example")
	if want := "sekisho: import " + empty + ": none of the product's files is there\n"; status != exitInput || out != "" || errs != want {
		t.Errorf("an empty folder: status %d, got %q, %q, want %q", status, out, errs, want)
	}
}
