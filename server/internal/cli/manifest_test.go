package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sekisho/manifest"
)

const addinOrigin = "https://sekisho.own.example"

func TestManifestPrintsEachMode(t *testing.T) {
	for mode, want := range map[string]string{
		"":          `SendMode="SoftBlock"`,
		"softblock": `SendMode="SoftBlock"`,
		"block":     `SendMode="Block"`,
		"itemsend":  `<Event Type="ItemSend"`,
		"unified":   `"sendMode": "softBlock"`,
	} {
		args := []string{"manifest", "--origin", addinOrigin}
		if mode != "" {
			args = append(args, "--mode", mode)
		}
		status, out, errs := run(t, "", args...)
		if status != 0 || !strings.Contains(out, want) || errs != "" {
			t.Errorf("mode %q: status %d, stderr %q, stdout without %s: %s", mode, status, errs, want, out)
		}
	}
	if _, out, _ := run(t, "", "manifest", "--origin", addinOrigin, "--send-only"); strings.Contains(out, "OnMessageRecipientsChanged") || !strings.Contains(out, "OnMessageSend") {
		t.Errorf("--send-only: %s", out)
	}
	const id = "11111111-2222-3333-4444-555555555555"
	status, out, errs := run(t, "", "manifest", "--origin", addinOrigin, "--launch", "entra", "--client-id", id)
	if status != 0 || !strings.Contains(out, "/addin/launchevent-entra.js") || !strings.Contains(out, "<Id>"+id+"</Id>") {
		t.Errorf("entra: status %d, stderr %q, stdout %s", status, errs, out)
	}
}

func TestManifestRefuses(t *testing.T) {
	dir := t.TempDir()
	none := filepath.Join(dir, "none.xml")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"mode":             {[]string{"--origin", addinOrigin, "--mode", "hard"}, `manifest: no such mode: "hard"; use softblock, block, itemsend, unified`},
		"http":             {[]string{"--origin", "http://a.example"}, "Outlook loads add-ins over https only"},
		"no client":        {[]string{"--origin", addinOrigin, "--launch", "entra"}, "copy it from the app registration"},
		"argument":         {[]string{"--origin", addinOrigin, "now"}, `"now" is one too many`},
		"no such manifest": {[]string{"--origin", addinOrigin, "--replaces", none}, "there is no such file"},
		"no manifest":      {[]string{"--origin", addinOrigin, "--replaces", file(t, "x.xml", "<a/>")}, "the file is no manifest"},
		"which of them":    {[]string{"--origin", addinOrigin, "--out", dir, "--replaces", none}, "name its --mode too"},
		"a file":           {[]string{"--origin", addinOrigin, "--out", file(t, "f", "")}, "make the folder"},
	} {
		status, out, errs := run(t, "", append([]string{"manifest"}, c.args...)...)
		if status != 2 || out != "" || !strings.Contains(errs, c.want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: status %d, stdout %q, stderr %q; want 2 and %q", name, status, out, errs, c.want)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("refusing left %v (%v)", left, err)
	}
}

// TestManifestsOfAnOrigin is the one command of the guide, and what it does the second time.
func TestManifestsOfAnOrigin(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "manifests")
	all := func(args ...string) string {
		t.Helper()
		status, out, errs := run(t, "", append([]string{"manifest", "--origin", addinOrigin, "--out", dir}, args...)...)
		if status != 0 {
			t.Fatalf("status %d: %s", status, errs)
		}
		return out
	}
	if out := all(); strings.Count(out, "version "+manifest.Base()+", written\n") != 4 {
		t.Errorf("the first time: %s, want four files of version %s", out, manifest.Base())
	}
	for _, mode := range manifest.Modes() {
		data, err := os.ReadFile(filepath.Join(dir, manifest.FileName(mode)))
		if v, verr := manifest.ReadVersion(data); err != nil || verr != nil || v != manifest.Base() {
			t.Errorf("%s: version %q, %v, %v", mode, v, err, verr)
		}
	}
	if out := all(); strings.Count(out, ", as before\n") != 4 {
		t.Errorf("the second time: %s, want everything as before", out)
	}
	const id = "11111111-2222-3333-4444-555555555555"
	if out := all("--launch", "entra", "--client-id", id, "--mode", "block"); !strings.Contains(out, "sekisho-block.xml: version 1.2.1, written") {
		t.Errorf("another sign-in: %s, want block to rise", out)
	}
	status, out, errs := run(t, "", "manifest", "--origin", addinOrigin, "--mode", "softblock", "--replaces", filepath.Join(dir, "sekisho-block.xml"))
	if status != 0 || !strings.Contains(out, "<Version>1.2.2</Version>") {
		t.Errorf("replacing block by softblock: status %d, %s, %s; want version 1.2.2", status, errs, out)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 4 {
		t.Errorf("the folder has %v (%v), want the four files and nothing else", left, err)
	}
}
