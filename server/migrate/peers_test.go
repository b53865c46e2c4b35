package migrate

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What PEERS.md names is there, and no row of its tables is empty.
func TestPeersNameWhatIsThere(t *testing.T) {
	data, err := os.ReadFile("../../PEERS.md")
	if err != nil {
		t.Fatal(err)
	}
	sample, err := os.ReadFile("../sample/office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("case `([a-z-]+)`").FindAllStringSubmatch(string(data), -1) {
		if _, err := os.Stat(filepath.Join("../policy/testdata/cases", m[1]+".txtar")); err != nil {
			t.Errorf("PEERS.md names the case %s: %v", m[1], err)
		}
	}
	for _, m := range regexp.MustCompile("sample rule `([a-z-]+)`").FindAllStringSubmatch(string(data), -1) {
		if !strings.Contains(string(sample), "id: "+m[1]+"\n") {
			t.Errorf("PEERS.md names the sample rule %s, which is not there", m[1])
		}
	}
	for _, m := range regexp.MustCompile("(?i)(planned|in issue)([^|]*)").FindAllStringSubmatch(string(data), -1) {
		if !regexp.MustCompile(`^in issue (4: Outlook add-in|6: gateway), [a-z]|^In issue N: X\*`).MatchString(m[0]) {
			t.Errorf("PEERS.md says %s; say in which issue, of which part, and what of it", m[0])
		}
	}
	for n, line := range strings.Split(string(data), "\n") {
		if cells := strings.Split(line, "|"); len(cells) == 5 && strings.TrimSpace(cells[3]) == "" {
			t.Errorf("PEERS.md:%d: %s is not answered", n+1, strings.TrimSpace(cells[1]))
		}
	}
}
