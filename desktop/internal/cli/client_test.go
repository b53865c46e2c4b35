package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sekisho/desktop/internal/autostart"
	"sekisho/desktop/internal/client"
	"sekisho/desktop/internal/locations"
)

const profilePrefs = `user_pref("mail.account.account1.identities", "id1");
user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.identity.id1.useremail", "tanaka@example.co.jp");
user_pref("mail.smtp.defaultserver", "smtp1");
user_pref("mail.smtpservers", "smtp1");
`

// thunderbird gives the person a Thunderbird and an account, and returns its preferences' file.
func (s *shell) thunderbird() string {
	s.t.Helper()
	home := s.t.TempDir()
	s.t.Setenv("HOME", home)
	s.t.Setenv("APPDATA", home)
	s.t.Setenv("XDG_CONFIG_HOME", "")
	s.t.Setenv("PATH", "") // no certutil: package client tests that
	root := filepath.Join(home, ".thunderbird")
	dir := filepath.Join(root, "p")
	prefs := filepath.Join(dir, "prefs.js")
	if err := errors.Join(
		os.MkdirAll(dir, 0o700),
		os.WriteFile(filepath.Join(root, "profiles.ini"), []byte("[Profile0]\nName=work\nIsRelative=1\nPath=p\nDefault=1\n"), 0o600),
		os.WriteFile(prefs, []byte(profilePrefs), 0o600),
	); err != nil {
		s.t.Fatal(err)
	}
	s.stdin = "secret\n"
	s.good("account", "add", "tanaka@example.co.jp", "--server", "smtp.example.co.jp:465", "--password-stdin")
	return prefs
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestThunderbirdOnTheCommandLine(t *testing.T) {
	s := newShell(t)
	prefs := s.thunderbird()
	change := `+ user_pref("mail.smtpservers", "smtp1,sekisho1");`
	if out := s.good("client", "thunderbird", "--dry-run"); !strings.Contains(out, change) || content(t, prefs) != profilePrefs {
		t.Errorf("--dry-run says\n%s\nand leaves\n%s", out, content(t, prefs))
	}
	out := s.good("client", "thunderbird", "--profile", "work", "--smtp-listen", "127.0.0.1:2587")
	for _, want := range []string{change, `- user_pref("mail.smtpservers", "smtp1");`, "client undo", "Authorities", "User name tanaka@example.co.jp"} {
		if !strings.Contains(out, want) {
			t.Errorf("client thunderbird does not say %q:\n%s", want, out)
		}
	}
	if now := content(t, prefs); !strings.Contains(now, `"mail.smtpserver.sekisho1.port", 2587`) || !strings.Contains(now, `"mail.identity.id1.smtpServer", "sekisho1"`) {
		t.Errorf("prefs.js is\n%s", now)
	}
	if out := s.good("client", "undo"); !strings.Contains(out, "work: as before") || content(t, prefs) != profilePrefs {
		t.Errorf("client undo says\n%s\nand leaves\n%s", out, content(t, prefs))
	}
	if out := s.good("client", "undo"); !strings.Contains(out, "nothing to undo") {
		t.Errorf("the second client undo says %q", out)
	}
}

func TestShowAndApple(t *testing.T) {
	s := newShell(t)
	s.thunderbird()
	if out := s.good("client", "show"); !strings.Contains(out, "Becky!") || !strings.Contains(out, "account sekisho\nhost 127.0.0.1\nport 1587\n") {
		t.Errorf("client show says\n%s", out)
	}
	if out := s.good("client", "show", "becky", "--lang", "ja"); !strings.Contains(out, "メールボックスの設定") || strings.Contains(out, "msmtp") {
		t.Errorf("client show becky says\n%s", out)
	}
	if out := s.good("client", "show", "autoconfig", "--imap", "imap.example.co.jp"); !strings.Contains(out, "<hostname>imap.example.co.jp</hostname>") {
		t.Errorf("client show autoconfig says\n%s", out)
	}
	if out := s.good("client", "show", "policies"); !strings.Contains(out, "sekisho-ca.pem") {
		t.Errorf("client show policies says\n%s", out)
	}
	file := filepath.Join(s.t.TempDir(), "mail.mobileconfig")
	s.good("client", "apple", "--imap", "imap.example.co.jp", "--out", file)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 || !strings.Contains(content(t, file), "com.apple.mail.managed") {
		t.Errorf("client apple made %v, %v", info, err)
	}
}

func TestClientRefuses(t *testing.T) {
	s := newShell(t)
	s.thunderbird()
	s.bad("thunderbird, apple, show, undo", "client", "outlook")
	s.bad("thunderbird, apple, show, undo", "client")
	s.bad("becky", "client", "show", "eudora")
	s.bad("work", "client", "thunderbird", "--profile", "home")
	s.bad("no such account", "client", "thunderbird", "--account", "suzuki@example.co.jp")
	s.bad("--imap", "client", "show", "autoconfig")
	s.bad(`--imap: "a b" is no server`, "client", "apple", "--imap", "a b")
	s.bad(`--pop: "pop.example.co.jp:0" is no server`, "client", "show", "autoconfig", "--pop", "pop.example.co.jp:0")
	s.bad("more", "client", "undo", "more")
	s.good("account", "remove", "tanaka@example.co.jp")
	s.bad("account add", "client", "thunderbird")
	s.bad("account add", "client", "show")
}

// TestUninstallLeavesNothing: first it says what is there, then the mail program is as it was and the folder is empty, twice.
func TestUninstallLeavesNothing(t *testing.T) {
	s := newShell(t)
	prefs := s.thunderbird()
	s.good("client", "thunderbird")
	places, err := locations.In(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	mail := filepath.Join(places.Outbox(), "m.age")
	for _, f := range []string{mail, places.Database(), places.LogFile(), places.Vault() + ".lost-x", filepath.Join(places.WebView(), "a", "b"), filepath.Join(s.dir, ".vault.json.12.new")} {
		if err := locations.Write(f, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := autostart.Set(places, "/usr/bin/sekisho-desktop", true); err != nil {
		t.Fatal(err)
	}
	if out := s.good("uninstall"); !strings.Contains(out, "--yes") || !strings.Contains(out, "profile work") || !strings.Contains(out, places.Database()) {
		t.Errorf("uninstall says\n%s", out)
	}
	if _, err := os.Stat(places.Database()); err != nil {
		t.Fatal("uninstall without --yes removed the database")
	}
	s.bad("--discard-held", "uninstall", "--yes")
	release, err := locations.Lock(t.Context(), strings.TrimSuffix(places.Instance(), locations.LockSuffix))
	if err != nil {
		t.Fatal(err)
	}
	s.bad("running", "uninstall", "--yes", "--discard-held")
	release()
	s.good("uninstall", "--yes", "--discard-held")
	if got := content(t, prefs); got != profilePrefs {
		t.Errorf("prefs.js is\n%s", got)
	}
	_ = filepath.WalkDir(s.dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil {
			t.Errorf("%s is left", path)
		}
		return nil
	})
	s.good("uninstall", "--yes")
}

func TestClientErrorsInBothLanguages(t *testing.T) {
	for _, err := range []error{client.ErrRunning, client.ErrNoAccount, client.ErrUserJS, client.ErrPrefs, client.ErrIncoming, &client.IncomingError{Protocol: client.POP, Text: "a b"}, &client.UnknownError{}, &client.UnknownError{Known: []string{"a"}}, &client.UnknownError{Name: "x", Known: []string{"a"}}} {
		ja, ok := client.Explain("ja", err)
		en, _ := client.Explain("en", err)
		if !ok || ja == en || strings.HasPrefix(ja, "error.") {
			t.Errorf("%v is said %q and %q", err, ja, en)
		}
	}
	if _, ok := client.Explain("en", errors.New("other")); ok {
		t.Error("an error of others is explained")
	}
}
