package policy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBroken reads one broken policy for each thing that the language forbids. The wanted message is in wants.txt beside
// them: the name of the file, then line:column: message; fix, a line for each problem.
func TestBroken(t *testing.T) {
	const dir = "testdata/broken"
	open := func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, name)) }
	wants := readWants(t, filepath.Join(dir, "wants.txt"))
	files, err := filepath.Glob(dir + "/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		if ext := filepath.Ext(name); ext != ".yaml" && ext != ".json" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := Load(name, data, open)
			if err == nil {
				t.Fatalf("Load took it: %+v", doc)
			}
			if got, want := err.Error(), strings.Join(wants[name], "\n"); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			delete(wants, name)
		})
	}
	for name := range wants {
		t.Errorf("%s is wanted but not there", name)
	}
}

// readWants groups the lines of wants.txt by the file that stands in front; an empty line ends a group.
func readWants(t *testing.T, file string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	wants := map[string][]string{}
	for group := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n\n") {
		name, lines, _ := strings.Cut(group, "\n")
		wants[strings.TrimSpace(name)] = strings.Split(lines, "\n")
	}
	return wants
}
