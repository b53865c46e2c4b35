package locations

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of files into the READMEs")

// TestReadmeListsEveryFile compares the READMEs' tables with what Files says; -update writes them.
func TestReadmeListsEveryFile(t *testing.T) {
	const begin, end = "<!-- files -->\n", "<!-- /files -->"
	for lang, path := range map[string]string{"en": "../../README.md", "ja": "../../README.ja.md"} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		before, rest, ok := strings.Cut(string(data), begin)
		got, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			t.Fatalf("%s has no place between %q and %q for the table", path, begin, end)
		}
		want := Table(lang)
		if got == want {
			continue
		}
		if !*update {
			t.Errorf("the table of files in %s is not that of this package; run go test ./desktop/internal/locations -update", path)
		} else if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
