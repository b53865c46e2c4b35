package message

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"sekisho/server/policy"
)

// oracleDiffers are the samples on which Python's parser and readers differ, and why.
var oracleDiffers = map[string]string{
	"kind-cancel":                 "an invitation is no attachment here",
	"kind-meeting.":               "an invitation is no attachment here",
	"kind-response":               "an invitation is no attachment here",
	"mime-boundary-equals":        "sees no parts",
	"mime-reused-boundary":        "takes what follows for an epilogue",
	"mime-rfc822-base64":          "does not descend",
	"mime-rfc822-deep":            "has no limit",
	"mime-too-deep":               "has no limit",
	"mime-uuencode":               "sees no uuencoded file",
	"name-2047-jis-mid-character": "decodes each word alone",
	"name-2231-mid-character":     "raises an exception",
	"name-differs":                "prefers filename to filename*",
	"name-escapes":                "keeps the NUL",
	"name-raw-euc-jp":             "does not guess the charset",
	"name-raw-iso-2022-jp":        "does not guess the charset",
	"name-raw-shift-jis":          "does not guess the charset",
	"name-unfolded-line":          "ends the header at the line",
	"name-unquoted":               "cuts names at blanks",
	"protect-smime-signed":        "a signature is no attachment here",
}

// TestOracle compares attachment names with those another parser sees, where that one can read them.
func TestOracle(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed: the second opinion on attachment names did not run")
	}
	var paths []string
	for _, path := range samples(t) {
		if !differs(path) {
			paths = append(paths, path)
		}
	}
	out, err := exec.CommandContext(t.Context(), python, append([]string{"testdata/oracle.py"}, paths...)...).Output()
	if err != nil {
		t.Fatalf("oracle: %v", err)
	}
	var seen map[string][]string
	if err := json.Unmarshal(out, &seen); err != nil {
		t.Fatalf("oracle said %q: %v", out, err)
	}
	named := 0
	for _, path := range paths {
		got := names(mustRead(t, string(readFile(t, path)), nil).Attachments)
		if want := seen[path]; !slices.Equal(got, want) {
			t.Errorf("%s: got names %q, python has %q", path, got, want)
		}
		named += len(got)
	}
	if named < 15 {
		t.Errorf("got %d names compared, want at least 15: the samples are gone", named)
	}
}

func differs(path string) bool {
	for name := range oracleDiffers {
		if strings.HasPrefix(path, "testdata/"+name) {
			return true
		}
	}
	return false
}

// names returns the names of files and of what is inside them; a part without a name has its type there, with a slash.
func names(files []policy.Attachment) []string {
	var out []string
	for _, f := range files {
		if !strings.Contains(f.Name, "/") {
			out = append(out, f.Name)
		}
		out = append(out, names(f.Inside)...)
	}
	return out
}
