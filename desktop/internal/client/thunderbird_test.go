package client

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/desktop/internal/certificate"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/secret"
)

// person is somebody with a home, a companion and Thunderbird.
type person struct {
	*Desk
	t    *testing.T
	home string
	dir  string // the profile
}

const before = `// Mozilla User Preferences

user_pref("mail.account.account1.identities", "id1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.account.account2.identities", "id2,id3");
user_pref("mail.accountmanager.accounts", "account1,account2");
user_pref("mail.identity.id1.smtpServer", "smtp1");
user_pref("mail.identity.id1.useremail", "Sato@Akatsuki.example");
user_pref("mail.identity.id2.useremail", "sato@elsewhere.example");
user_pref("mail.identity.id3.useremail", "sato@akatsuki.example");
user_pref("mail.identity.id9.useremail", "sato@akatsuki.example");
user_pref("mail.smtp.defaultserver", "smtp1");
user_pref("mail.smtpserver.smtp1.hostname", "smtp.akatsuki.example");
user_pref("mail.smtpserver.smtp1.port", 587);
user_pref("mail.smtpservers", "smtp1");
user_pref("spellchecker.dictionary", "en-US");
`

func newPerson(t *testing.T) *person {
	t.Helper()
	home := t.TempDir()
	p := &person{t: t, home: home, dir: filepath.Join(home, ".thunderbird", "abc.default")}
	p.write(".thunderbird/profiles.ini", "[Install1]\nDefault=abc.default\nLocked=1\n\n[Profile0]\nName=既定\nIsRelative=1\nPath=abc.default\n")
	p.write(".thunderbird/abc.default/prefs.js", before)
	places, err := locations.In(filepath.Join(home, "state"))
	if err != nil {
		t.Fatal(err)
	}
	v, err := secret.Open(t.Context(), secret.Options{Path: places.Vault(), KeyFile: places.VaultKey(), Keychain: secret.None()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := certificate.Open(t.Context(), certificate.At(places, v)); err != nil {
		t.Fatal(err)
	}
	authority, err := ReadAuthority(places.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	p.Desk = &Desk{
		Places: places, Authority: authority, System: "linux", Now: func() time.Time { return time.Unix(1e9, 0) },
		Env:  func(name string) string { return map[string]string{"HOME": home, "APPDATA": home}[name] },
		Ways: []Way{{Account: "a1", Address: "sato@akatsuki.example", Login: "sato", Password: "local-pass", Host: "127.0.0.1", StartTLS: 1587, TLS: 1465}},
	}
	return p
}

func (p *person) write(name, text string) {
	p.t.Helper()
	path := filepath.Join(p.home, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *person) prefs() string {
	p.t.Helper()
	data, err := os.ReadFile(filepath.Join(p.dir, "prefs.js"))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(data)
}

func (p *person) only() Profile {
	p.t.Helper()
	profile, err := p.Find("")
	if err != nil {
		p.t.Fatal(err)
	}
	return profile
}

func (p *person) apply() Applied {
	p.t.Helper()
	a, err := p.Apply(p.t.Context(), p.only())
	if err != nil {
		p.t.Fatal(err)
	}
	return a
}

func (p *person) undo() []Undone {
	p.t.Helper()
	u, err := p.Undo(p.t.Context(), "")
	if err != nil {
		p.t.Fatal(err)
	}
	return u
}

func (p *person) program() Program {
	p.t.Helper()
	all, err := p.Programs(p.t.Context())
	if err != nil || len(all) != 1 {
		p.t.Fatalf("Programs() = %v, %v, want one", all, err)
	}
	return all[0]
}

// edit is what a person does in Thunderbird meanwhile.
func (p *person) edit(pairs ...string) {
	p.t.Helper()
	text := p.prefs()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			p.t.Fatalf("prefs.js has no %q:\n%s", pairs[i], text)
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	p.write(".thunderbird/abc.default/prefs.js", text)
}

func TestSetUpAndUndo(t *testing.T) {
	p := newPerson(t)
	if got, want := p.program(), (Program{ID: Thunderbird, Profile: "既定", State: Absent}); got != want {
		t.Errorf("before: %+v, want %+v", got, want)
	}
	a := p.apply()
	if len(a.Changes) != 10 || !slices.Equal(a.Addresses, []string{"sato@akatsuki.example", "sato@akatsuki.example"}) || !a.ByHand || a.Import {
		t.Errorf("Apply() = %+v, want ten changes for two identities, and the certificate by hand", a)
	}
	now, err := parsePrefs([]byte(p.prefs()))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"mail.smtpservers": "smtp1,sekisho1", "mail.identity.id1.smtpServer": "sekisho1", "mail.identity.id3.smtpServer": "sekisho1",
		"mail.identity.id2.smtpServer": "", "mail.identity.id9.smtpServer": "", "mail.smtp.defaultserver": "smtp1",
		"mail.smtpserver.sekisho1.hostname": "127.0.0.1", "mail.smtpserver.sekisho1.port": "1587", "mail.smtpserver.sekisho1.try_ssl": "2",
		"mail.smtpserver.sekisho1.authMethod": "3", "mail.smtpserver.sekisho1.username": "sato", "mail.smtpserver.sekisho1.type": "smtp",
	} {
		if got := now.text(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if strings.Contains(p.prefs(), "local-pass") {
		t.Error("prefs.js holds the password")
	}
	if got := p.program(); got.State != Ready || !got.Undo {
		t.Errorf("after: %+v, want ready with undo", got)
	}
	after := p.prefs()
	if again := p.apply(); len(again.Changes) != 0 || p.prefs() != after {
		t.Errorf("a second Apply changes %v", again.Changes)
	}
	if u := p.undo(); len(u) != 1 || len(u[0].Left) != 0 || u[0].Certificate != nil {
		t.Errorf("Undo() = %+v", u)
	}
	if got := p.prefs(); got != before {
		t.Errorf("after undo prefs.js is\n%s", got)
	}
	if u := p.undo(); len(u) != 0 || p.prefs() != before {
		t.Errorf("a second Undo does %+v", u)
	}
	p.onlyLockIsLeft()
}

// onlyLockIsLeft checks that nothing of the set-up is kept.
func (p *person) onlyLockIsLeft() {
	p.t.Helper()
	for _, f := range []string{p.Places.Clients(), p.Places.ClientBackups(), filepath.Join(p.dir, lockName)} {
		if _, err := os.Lstat(f); err == nil {
			p.t.Errorf("%s is left", f)
		}
	}
}

// TestUndoLeavesWhatThePersonChanged: a new server, a new default, an identity of their own and another server for one of ours stay
// or are made to work.
func TestUndoLeavesWhatThePersonChanged(t *testing.T) {
	p := newPerson(t)
	p.apply()
	p.edit(
		`"mail.identity.id3.smtpServer", "sekisho1"`, `"mail.identity.id3.smtpServer", "smtp7"`,
		`user_pref("mail.identity.id9.useremail", "sato@akatsuki.example");`, `user_pref("mail.identity.id9.smtpServer", "sekisho1");`,
		`"mail.smtp.defaultserver", "smtp1"`, `"mail.smtp.defaultserver", "sekisho1"`,
		`"smtp1,sekisho1"`, `"smtp1,sekisho1,smtp7"`,
		`user_pref("mail.smtpserver.sekisho1.hostname"`, `user_pref("mail.smtpserver.sekisho1.uid", "4711");`+"\n"+`user_pref("mail.smtpserver.sekisho1.hostname"`,
		`"en-US"`, `"ja"`)
	u := p.undo()
	if len(u) != 1 || !reflect.DeepEqual(u[0].Left, []string{"mail.identity.id3.smtpServer"}) {
		t.Errorf("Undo() = %+v, want id3 left alone", u)
	}
	want := strings.NewReplacer(
		`user_pref("mail.identity.id3.useremail"`, `user_pref("mail.identity.id3.smtpServer", "smtp7");`+"\n"+`user_pref("mail.identity.id3.useremail"`,
		`user_pref("mail.identity.id9.useremail", "sato@akatsuki.example");`+"\n", "", `"mail.smtpservers", "smtp1"`, `"mail.smtpservers", "smtp1,smtp7"`, "en-US", "ja").Replace(before)
	if got := p.prefs(); got != want {
		t.Errorf("prefs.js is\n%s\nwant\n%s", got, want)
	}
}

func TestSetUpRefuses(t *testing.T) {
	bad := func(name string, want error, spoil func(p *person)) {
		t.Run(name, func(t *testing.T) {
			p := newPerson(t)
			profile := p.only()
			spoil(p)
			old := p.prefs()
			_, err := p.Apply(t.Context(), profile)
			if !errors.Is(err, want) {
				t.Errorf("Apply() = %v, want %v", err, want)
			}
			if p.prefs() != old {
				t.Error("it changed prefs.js")
			}
			p.onlyLockIsLeft()
		})
	}
	bad("no account", ErrNoAccount, func(p *person) { p.Ways[0].Address = "tanaka@akatsuki.example" })
	bad("user.js", ErrUserJS, func(p *person) {
		p.write(".thunderbird/abc.default/user.js", "// mine\nuser_pref(\"mail.smtpservers\", \"smtp1\");\n")
	})
	bad("half a file", ErrPrefs, func(p *person) { p.write(".thunderbird/abc.default/prefs.js", "user_pref(\"mail.acc") })
}

// TestSecondAccount: an account that comes later gets a server of its own, and undoing restores what was there before both.
func TestSecondAccount(t *testing.T) {
	p := newPerson(t)
	p.apply()
	p.Ways = append(p.Ways, Way{Account: "a2", Address: "sato@elsewhere.example", Login: "s", Host: "127.0.0.1", TLS: 1465})
	if got := p.program(); got.State != Partly {
		t.Errorf("with a new account: %+v, want partly", got)
	}
	p.apply()
	now, err := parsePrefs([]byte(p.prefs()))
	if err != nil {
		t.Fatal(err)
	}
	if got := now.text("mail.smtpservers") + " " + now.text("mail.identity.id2.smtpServer") + " " + now.text("mail.smtpserver.sekisho2.try_ssl"); got != "smtp1,sekisho1,sekisho2 sekisho2 3" {
		t.Errorf("the second account is set up as %q", got)
	}
	p.undo()
	if got := p.prefs(); got != before {
		t.Errorf("after undo prefs.js is\n%s", got)
	}
}

// TestCertificate: NSS's own program puts the authority in and Undo takes it out, octet by octet or, after somebody else imported
// one too, by its name.
func TestCertificate(t *testing.T) {
	path, err := exec.LookPath("certutil")
	if err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("SEKISHO_E2E") == "1" {
			t.Fatal("certutil is not installed")
		}
		t.Skip("certutil is not installed")
	}
	for _, meanwhile := range []bool{false, true} {
		p := newPerson(t)
		p.Certutil = path
		profile := p.only()
		if meanwhile {
			if _, err := p.certutil(profile, "-N", "--empty-password"); err != nil {
				t.Fatal(err)
			}
		}
		old := p.store()
		if a := p.apply(); !a.Import || a.Trouble != nil {
			t.Fatalf("Apply() = %+v", a)
		}
		if has, _ := p.trusted(profile); !has {
			t.Error("the profile does not trust the authority")
		}
		if a := p.apply(); a.Import {
			t.Error("the second Apply imports it once more")
		}
		if meanwhile {
			other := newPerson(t)
			if _, err := p.certutil(profile, "-A", "-n", "other", "-t", "C,,", "-a", "-i", other.Authority.File); err != nil {
				t.Fatal(err)
			}
		}
		if u := p.undo(); u[0].Certificate != nil {
			t.Error(u[0].Certificate)
		}
		if !meanwhile {
			if now := p.store(); !reflect.DeepEqual(now, old) {
				t.Errorf("the store of certificates is not as it was: %d files, were %d", len(now), len(old))
			}
			p.onlyLockIsLeft()
			continue
		}
		list, err := p.certutil(profile, "-L")
		if err != nil || strings.Contains(string(list), "Sekisho on this") || !strings.Contains(string(list), "other") {
			t.Errorf("after undo the profile trusts\n%s%v", list, err)
		}
	}
}

// store is what the profile's store of certificates holds, octet by octet.
func (p *person) store() map[string]string {
	files := map[string]string{}
	for _, name := range storeFiles() {
		if data, err := os.ReadFile(filepath.Join(p.dir, name)); err == nil {
			files[name] = string(data)
		}
	}
	return files
}

func TestUndoOfAProfileThatIsGone(t *testing.T) {
	p := newPerson(t)
	p.apply()
	if err := os.RemoveAll(p.dir); err != nil {
		t.Fatal(err)
	}
	if u := p.undo(); len(u) != 1 || !u[0].Gone {
		t.Errorf("Undo() = %+v, want one that is gone", u)
	}
	p.onlyLockIsLeft()
}
