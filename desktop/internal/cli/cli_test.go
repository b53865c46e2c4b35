package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/accounts"
	"sekisho/desktop/internal/companion"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/oauth/oauthtest"
	"sekisho/desktop/internal/secret"
	freeports "sekisho/e2e/support/ports"
)

// run is what one command gave.
type run struct {
	status   int
	out, err string
}

// shell runs commands in one folder of state, without a keychain and without a network.
type shell struct {
	t     *testing.T
	dir   string
	stdin string
	open  func(string) error
	tune  func(*accounts.Desk)
}

func newShell(t *testing.T) *shell {
	t.Setenv("LC_ALL", "en_US.UTF-8")
	return &shell{t: t, dir: t.TempDir(), tune: func(d *accounts.Desk) {
		d.Trial.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no network here") }
		d.Discoverer.Resolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no DNS here") }}
		d.Discoverer.Dial = d.Trial.Dial
	}}
}

func (s *shell) do(args ...string) run {
	var out, warn bytes.Buffer
	p := &program{in: strings.NewReader(s.stdin), out: &out, err: &warn, keychain: secret.None(), open: s.open, tune: s.tune}
	status := p.run(s.t.Context(), append([]string{"--state", s.dir}, args...))
	return run{status, out.String(), warn.String()}
}

// good runs a command that must work.
func (s *shell) good(args ...string) string {
	s.t.Helper()
	r := s.do(args...)
	if r.status != exitOK || r.err != "" {
		s.t.Fatalf("%q: status %d, stderr %q", args, r.status, r.err)
	}
	return r.out
}

// bad runs a command that must be refused with one line that holds want.
func (s *shell) bad(want string, args ...string) {
	s.t.Helper()
	r := s.do(args...)
	if r.status != exitInput || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, want) {
		s.t.Errorf("%q: status %d, stderr %q, want status 2 and one line with %q", args, r.status, r.err, want)
	}
}

func TestAccountsOnTheCommandLine(t *testing.T) {
	s := newShell(t)
	if out := s.good("account", "list"); !strings.Contains(out, "account add") {
		t.Errorf("an empty list says %q", out)
	}
	s.stdin = "秘密\n"
	out := s.good("account", "add", "tanaka@example.co.jp", "--server", "smtp.example.co.jp:465", "--password-stdin", "--name", "田中")
	if !strings.Contains(out, "password: ") || !strings.Contains(out, filepath.Join(s.dir, "sekisho-ca.pem")) || strings.Contains(out, "秘密") {
		t.Errorf("account add says\n%s", out)
	}
	s.stdin = ""
	out = s.good("account", "add", "suzuki@example.co.jp", "--server", "localhost:2525")
	if !strings.Contains(out, "as before") {
		t.Errorf("account add says\n%s", out)
	}
	var listed []account.Account
	for line := range strings.Lines(s.good("account", "list", "--json")) {
		var a account.Account
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		listed = append(listed, a)
	}
	if len(listed) != 2 || listed[0].Security != "implicit" || listed[0].Auth != "password" || listed[1].Security != "none" || listed[1].Auth != "passthrough" {
		t.Fatalf("account list --json gives %+v", listed)
	}
	if out := s.good("account", "show", listed[0].ID); !strings.Contains(out, "tanaka@example.co.jp") {
		t.Errorf("account show says\n%s", out)
	}
	s.good("account", "remove", "TANAKA@example.co.jp")
	if out := s.good("account", "list"); strings.Contains(out, "tanaka") || !strings.Contains(out, "suzuki") {
		t.Errorf("after remove the list is\n%s", out)
	}
}

// TestANewPassword: it takes the place of the kept one, and what mail programs know stays.
func TestANewPassword(t *testing.T) {
	s := newShell(t)
	s.stdin = "old\n"
	s.good("account", "add", "a@example.com", "--server", "h.example.com:587", "--password-stdin")
	s.good("account", "add", "b@example.com", "--server", "h.example.com:587")
	before := s.good("account", "show", "a@example.com")
	s.bad("--password-stdin", "account", "password", "a@example.com")
	s.bad("b@example.com", "account", "password", "b@example.com", "--password-stdin")
	s.stdin = ""
	s.bad("standard input", "account", "password", "a@example.com", "--password-stdin")
	s.stdin = "新しい\n"
	if out := s.good("account", "password", "a@example.com", "--password-stdin"); !strings.Contains(out, "account test") || strings.Contains(out, "新しい") {
		t.Errorf("account password says %q", out)
	}
	if after := s.good("account", "show", "a@example.com"); after != before {
		t.Errorf("account show says\n%s\nwant as before\n%s", after, before)
	}
	places, err := locations.In(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	o := secret.At(places)
	o.Keychain = secret.None()
	v, err := secret.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	d, err := accounts.Open(places, v)
	if err != nil {
		t.Fatal(err)
	}
	a, err := d.Find("a@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := v.Get(account.Password(a.ID)); err != nil || string(kept) != "新しい" {
		t.Errorf("the vault holds %q, %v", kept, err)
	}
}

func TestBadInputIsOneLine(t *testing.T) {
	s := newShell(t)
	s.good("account", "add", "a@example.com", "--server", "h.example.com:587")
	s.bad("help", "nothing")
	s.bad("add, list", "account")
	s.bad("frobnicate", "account", "frobnicate")
	s.bad("one mail address", "account", "add")
	s.bad("one mail address", "account", "add", "a@example.com", "b@example.com")
	s.bad("no mail address", "account", "add", "nobody", "--server", "h.example.com:587")
	s.bad("no mail server", "account", "add", "b@example.com", "--server", "h.example.com")
	s.bad("login is taken", "account", "add", "a@example.com", "--server", "h.example.com:587")
	s.bad("another computer", "account", "add", "b@example.com", "--server", "h.example.com:25", "--security", "none")
	s.bad("--password-stdin", "account", "add", "b@example.com", "--server", "h.example.com:587", "--auth", "password")
	s.bad("no sign-in service", "account", "add", "b@example.com", "--server", "h.example.com:587", "--auth", "oauth")
	s.bad("standard input", "account", "add", "b@example.com", "--server", "h.example.com:587", "--password-stdin")
	s.bad("--server HOST:PORT", "account", "add", "b@nowhere.example")
	s.bad("no account x", "account", "test", "x")
	s.bad("one account", "account", "remove")
	s.bad("nothing to sign in", "account", "sign-in", "a@example.com")
	s.bad("--help", "account", "list", "--frobnicate")
	s.bad("one too many", "account", "list", "x")
	s.bad("one too many", "doctor", "x")
	s.bad("ja or en", "version", "--lang", "fr")
	s.bad("ありません", "--lang", "ja", "nothing")
}

// TestADamagedInstallationIsNotOverwritten: every command that writes must leave a broken file as it is.
func TestADamagedInstallationIsNotOverwritten(t *testing.T) {
	s := newShell(t)
	s.good("account", "add", "a@example.com", "--server", "h.example.com:587")
	path := filepath.Join(s.dir, "accounts.json")
	if err := os.WriteFile(path, []byte("{broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.bad(path, "account", "add", "b@example.com", "--server", "h.example.com:587")
	s.bad(path, "account", "list")
	if data, _ := os.ReadFile(path); string(data) != "{broken" {
		t.Errorf("the file is now %q", data)
	}
}

func TestSignInOnTheCommandLine(t *testing.T) {
	s := newShell(t)
	provider, browser := oauthtest.New(t), oauthtest.NewBrowser(t.Context())
	s.open = browser.Open
	out := s.good("account", "add", "tanaka@example.co.jp", "--server", "smtp.example.co.jp:587", "--provider", provider.Issuer)
	if !strings.Contains(out, "account sign-in") {
		t.Errorf("account add does not say what comes next:\n%s", out)
	}
	s.bad("account sign-in", "account", "test", "tanaka@example.co.jp")
	s.bad("--client-id", "account", "sign-in", "tanaka@example.co.jp")
	s.bad("--client-id", "account", "sign-in", "tanaka@example.co.jp", "--tenant", "x")
	out = s.good("account", "sign-in", "tanaka@example.co.jp", "--client-id", provider.ClientID)
	if !strings.Contains(out, provider.Issuer+"/authorize") || !strings.Contains(out, "is signed in") || strings.Contains(out, "note:") {
		t.Errorf("account sign-in says\n%s", out)
	}
	provider.Email = "suzuki@example.co.jp"
	if out := s.good("account", "sign-in", "tanaka@example.co.jp"); !strings.Contains(out, "note: suzuki@example.co.jp") {
		t.Errorf("after another person signed in it says\n%s", out)
	}
	browser.Deny = true
	s.bad("refused", "account", "sign-in", "tanaka@example.co.jp")
}

func TestDoctorOnTheCommandLine(t *testing.T) {
	s := newShell(t)
	addr := freeports.For(t)
	listen := []string{"--smtp-listen", addr, "--smtps-listen", addr}
	out := s.good(append([]string{"doctor"}, listen...)...)
	if !strings.Contains(out, "! Vault: there is none yet") || !strings.Contains(out, "✓ Policy: the sample policy") {
		t.Errorf("doctor of an empty installation says\n%s", out)
	}
	if entries, _ := os.ReadDir(s.dir); len(entries) != 0 {
		t.Errorf("doctor made %v", entries)
	}
	s.good("account", "add", "a@example.com", "--server", "h.example.com:587")
	r := s.do(append([]string{"doctor", "--lang", "ja"}, listen...)...)
	if r.status != exitFound || !strings.Contains(r.out, "✗ メールサーバー: a@example.com: h.example.com:587 に届きません") {
		t.Errorf("doctor with a server that cannot be reached: status %d\n%s", r.status, r.out)
	}
	s.bad("opens", "doctor", "--new-vault")
	s.bad("keychain does not answer", "doctor", "--use-keychain")
	if err := os.Remove(filepath.Join(s.dir, "vault.key")); err != nil {
		t.Fatal(err)
	}
	r = s.do(append([]string{"doctor", "--json"}, listen...)...)
	if r.status != exitFound || !strings.Contains(r.out, `"code":"vault","state":"trouble","sentence":"vault.lost"`) {
		t.Errorf("doctor with a lost key: status %d\n%s", r.status, r.out)
	}
	s.bad("--new-vault", "account", "add", "b@example.com", "--server", "h.example.com:587")
	if out := s.good("doctor", "--new-vault"); !strings.Contains(out, "vault.json.lost-") {
		t.Errorf("doctor --new-vault says %q", out)
	}
	s.good("account", "add", "b@example.com", "--server", "h.example.com:587")
}

// TestEveryFileIsListed walks through what an installation leaves: nothing may be there that the list of files does not name.
func TestEveryFileIsListed(t *testing.T) {
	s := newShell(t)
	s.stdin = "p\n"
	s.good("account", "add", "tanaka@example.co.jp", "--server", "smtp.example.co.jp:465", "--password-stdin")
	s.stdin = ""
	provider := oauthtest.New(t)
	s.open = oauthtest.NewBrowser(t.Context()).Open
	s.good("account", "add", "suzuki@example.co.jp", "--server", "smtp.example.co.jp:587", "--provider", provider.Issuer)
	s.good("account", "sign-in", "suzuki@example.co.jp", "--client-id", provider.ClientID)
	if _, err := companion.New(companion.Options{State: s.dir, Keychain: secret.None()}); err != nil {
		t.Fatal(err)
	}
	p, err := locations.In(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	listed := func(path string) bool {
		return slices.ContainsFunc(p.Files(), func(f locations.File) bool {
			inside := f.Kind == locations.KindFolder && f.Path != s.dir && strings.HasPrefix(path, f.Path+string(filepath.Separator))
			return f.Path == path || inside
		})
	}
	seen := 0
	err = filepath.WalkDir(s.dir, func(path string, _ fs.DirEntry, err error) error {
		seen++
		if !listed(path) {
			t.Errorf("%s is not listed in locations.Files", path)
		}
		return err
	})
	if err != nil || seen < 8 {
		t.Errorf("walked over %d files, %v", seen, err)
	}
}

func TestIs(t *testing.T) {
	for args, want := range map[string]bool{
		"": false, "--hidden": false, "--no-window": false, "--state /x": false, "--smtp-listen 127.0.0.1:1 --no-window": false,
		"account list": true, "--state /x account list": true, "--state=/x doctor": true, "--lang ja version": true, "help": true,
		"--state account": false, // a folder of that name
	} {
		if got := Is(strings.Fields(args)); got != want {
			t.Errorf("Is(%q) = %v, want %v", args, got, want)
		}
	}
}

func TestHelpAndVersion(t *testing.T) {
	s := newShell(t)
	for _, c := range [][2]string{{"--lang ja help", "メールアカウント"}, {"help", "mail accounts"}, {"version", "sekisho-desktop " + Version}, {"account add --help", "--password-stdin"}, {"account help", "account add"}} {
		if out := s.good(strings.Fields(c[0])...); !strings.Contains(out, c[1]) {
			t.Errorf("%s says %q, want %q in it", c[0], out, c[1])
		}
	}
	for name, value := range map[string]string{"ja": "ja_JP.UTF-8", "en": "C"} {
		t.Setenv("LC_ALL", value)
		if got := language(nil); got != name {
			t.Errorf("language under LC_ALL=%s is %s, want %s", value, got, name)
		}
	}
}

// TestEverySentenceIsKnown looks for the codes that the source names: one without a sentence would be shown as its code.
func TestEverySentenceIsKnown(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	source := ""
	for _, name := range files {
		if data, _ := os.ReadFile(name); !strings.HasSuffix(name, "_test.go") {
			source += string(data)
		}
	}
	for _, code := range book().Codes() {
		prefix, _, _ := strings.Cut(code, ".")
		if !strings.Contains(source, `"`+code+`"`) && prefix != "source" && prefix != "help" {
			t.Errorf("the sentence %s is used nowhere", code)
		}
	}
	for _, part := range strings.Split(source, `"`) {
		for _, prefix := range []string{"error.", "flag.", "account.", "local.", "sign-in.", "vault."} {
			if strings.HasPrefix(part, prefix) && !strings.ContainsAny(part, " ()%\n") && !book().Has(part) {
				t.Errorf("there is no sentence %s", part)
			}
		}
	}
	for _, c := range commands() {
		if !book().Has("help." + c.name) {
			t.Errorf("the command %s has no help", c.name)
		}
	}
	for _, source := range []string{account.SourceAutoconfig, account.SourceDirectory, account.SourceMX, account.SourceSRV, account.SourcePlain, account.SourceGuess} {
		if !book().Has("source." + source) {
			t.Errorf("the source %s has no sentence", source)
		}
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{"a\nb": "a b", "\x1b]0;x\a": " ]0;x ", "a\u202eb": "a b", "\xff": "\uFFFD", "日本": "日本"} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}
