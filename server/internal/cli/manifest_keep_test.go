package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sekisho/manifest"
)

const addinClient = "11111111-2222-3333-4444-555555555555"

func installedEntra(t *testing.T) string {
	t.Helper()
	document, err := manifest.Render(manifest.Options{Origin: addinOrigin, Launch: manifest.LaunchEntra, ClientID: addinClient, SendOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	return file(t, "installed.xml", string(document))
}

// TestReplacingKeepsSignIn: nobody who changes the mode means to sign everybody out.
func TestReplacingKeepsSignIn(t *testing.T) {
	installed := installedEntra(t)
	replace := func(args ...string) string {
		t.Helper()
		status, out, errs := run(t, "", append([]string{"manifest", "--origin", addinOrigin, "--mode", "block", "--replaces", installed}, args...)...)
		if status != 0 || errs != "" {
			t.Fatalf("status %d: %s", status, errs)
		}
		return out
	}
	const script, id, composing = "/addin/launchevent-entra.js", "<Id>" + addinClient + "</Id>", "OnMessageRecipientsChanged"
	if out := replace(); !strings.Contains(out, script) || !strings.Contains(out, id) || strings.Contains(out, composing) || !strings.Contains(out, `SendMode="Block"`) {
		t.Errorf("only the mode was to change: %s", out)
	}
	if out := replace("--send-only=false"); !strings.Contains(out, script) || !strings.Contains(out, composing) {
		t.Errorf("the events of composing were asked for: %s", out)
	}
	if out := replace("--launch", "device"); strings.Contains(out, script) || strings.Contains(out, addinClient) {
		t.Errorf("codes were asked for: %s", out)
	}
	dir := t.TempDir()
	replace("--out", dir)
	if data, err := os.ReadFile(filepath.Join(dir, "sekisho-block.xml")); err != nil || !strings.Contains(string(data), script) {
		t.Errorf("into a folder: %v, %s", err, data)
	}
}

// TestFolderKeepsSignIn writes over a folder with sign-in by Entra, and adds a file to it.
func TestFolderKeepsSignIn(t *testing.T) {
	dir := t.TempDir()
	all := func(want int, args ...string) string {
		t.Helper()
		status, out, errs := run(t, "", append([]string{"manifest", "--origin", addinOrigin, "--out", dir}, args...)...)
		if status != want {
			t.Fatalf("%v: status %d, want %d: %s", args, status, want, errs)
		}
		return out + errs
	}
	all(0, "--launch", "entra", "--client-id", addinClient)
	if out := all(0); strings.Count(out, ", as before\n") != 4 {
		t.Errorf("again without the sign-in: %s, want everything as before", out)
	}
	block := filepath.Join(dir, "sekisho-block.xml")
	if err := os.Remove(block); err != nil {
		t.Fatal(err)
	}
	all(0)
	if data, err := os.ReadFile(block); err != nil || !strings.Contains(string(data), "<Id>"+addinClient+"</Id>") {
		t.Errorf("a new file beside others with Entra: %v, %s", err, data)
	}
	all(0, "--launch", "device", "--mode", "softblock")
	if err := os.Remove(block); err != nil {
		t.Fatal(err)
	}
	if out := all(exitInput, "--mode", "block"); !strings.Contains(out, "sign in differently: write --launch device") {
		t.Errorf("a new file beside others that differ: %s", out)
	}
	all(0, "--mode", "block", "--launch", "device")
}

// TestReplacingAnotherOrigin: it is done, and said: Outlook will show two add-ins.
func TestReplacingAnotherOrigin(t *testing.T) {
	installed := installedEntra(t)
	const other = "https://sekisho2.own.example"
	const note = "is for " + addinOrigin + ", not for " + other + ": Outlook takes the new one for another add-in"
	status, out, errs := run(t, "", "manifest", "--origin", other, "--replaces", installed)
	if status != 0 || !strings.Contains(out, other) || !strings.Contains(errs, note) || strings.Count(errs, "\n") != 1 {
		t.Errorf("status %d, stderr %q; want 0 and %q", status, errs, note)
	}
	dir := t.TempDir()
	if status, _, errs := run(t, "", "manifest", "--origin", addinOrigin, "--out", dir); status != 0 || errs != "" {
		t.Fatalf("status %d, %s", status, errs)
	}
	if status, _, errs := run(t, "", "manifest", "--origin", other, "--out", dir); status != 0 || strings.Count(errs, note) != 4 {
		t.Errorf("over a folder: status %d, stderr %q; want a note for each of four files", status, errs)
	}
}
