package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sekisho/desktop/internal/client"
)

// TestGuidesOfTheWindow: each program that the command line has a guide for has one here, in the person's language. It sends nobody to
// a terminal.
func TestGuidesOfTheWindow(t *testing.T) {
	s := opened(t)
	a, err := s.AddAccount(NewAccount{Address: "a@b.example", Login: "a", Upstream: "far.example:465", Security: "implicit", Auth: "password", Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	for lang, becky := range map[string]string{"en": "Mailbox Properties", "ja": "メールボックスの設定"} {
		s.settings.now.Language = lang
		all, err := s.Guides(a.ID)
		if err != nil || len(all) != len(client.Guides()) {
			t.Fatalf("%s: %d guides, %v, want %d", lang, len(all), err, len(client.Guides()))
		}
		for i, g := range all {
			steps := strings.Join(g.Steps, "\n")
			if g.Program != client.Guides()[i] || g.Title == "" || !strings.Contains(steps+g.Snippet, "127.0.0.1") {
				t.Errorf("%s: %+v, want the guide for %s, with our address", lang, g, client.Guides()[i])
			}
			if strings.Contains(steps, "`sekisho-desktop") {
				t.Errorf("%s: the guide for %s names a command:\n%s", lang, g.Program, steps)
			}
			if g.Program == "becky" && !strings.Contains(steps, becky) {
				t.Errorf("%s: Becky! says %q, want %q", lang, steps, becky)
			}
		}
	}
	if _, err := s.Guides("nobody"); problemOf(err).Code != "gone" {
		t.Errorf("guides for nobody give %+v, want gone", problemOf(err))
	}
}

func TestAppleProfileIsSaved(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	s := opened(t)
	a, err := s.AddAccount(NewAccount{Address: "a@b.example", Login: "a", Upstream: "far.example:465", Security: "implicit", Auth: "password", Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	path, err := s.SaveProfile(a.ID, "")
	if err != nil || path != filepath.Join(home, "sekisho.mobileconfig") {
		t.Fatalf("saved at %s, %v, want it in the home without Downloads", path, err)
	}
	if err := os.Mkdir(filepath.Join(home, "Downloads"), 0o700); err != nil {
		t.Fatal(err)
	}
	whole, err := s.SaveProfile(a.ID, "imap.b.example")
	if err != nil || whole != filepath.Join(home, "Downloads", "sekisho.mobileconfig") {
		t.Fatalf("saved at %s, %v, want it in Downloads", whole, err)
	}
	for file, mail := range map[string]bool{path: false, whole: true} {
		data, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(data), "com.apple.security.root") || strings.Contains(string(data), "com.apple.mail.managed") != mail {
			t.Errorf("%s: %v, mail account %t, want the certificate, and a mail account: %t\n%s", file, err, !mail, mail, data)
		}
		if info, err := os.Stat(file); err != nil || filepath.Separator == '/' && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v, want it for its person alone", file, info.Mode(), err)
		}
	}
	if _, err := s.SaveProfile(a.ID, "a b"); problemOf(err).Code != "incoming" || problemOf(err).Args["server"] != "a b" {
		t.Errorf("a server that is none gives %+v, want the page's own sentence about it", problemOf(err))
	}
}
