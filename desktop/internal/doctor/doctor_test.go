package doctor

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/accounts"
	"sekisho/desktop/internal/certificate"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/secret"
)

func patient(t *testing.T) Patient {
	t.Helper()
	p, err := locations.In(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return Patient{Places: p, Keychain: secret.None(), Trial: account.Trial{Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no network here")
	}}}
}

// installed makes what the program makes at its first start.
func installed(t *testing.T, p Patient) (*accounts.Desk, *certificate.Keeper) {
	t.Helper()
	o := secret.At(p.Places)
	o.Keychain = p.Keychain
	v, err := secret.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	k, err := certificate.Open(t.Context(), certificate.At(p.Places, v))
	if err != nil {
		t.Fatal(err)
	}
	d, err := accounts.Open(p.Places, v)
	if err != nil {
		t.Fatal(err)
	}
	return d, k
}

// smtp answers as a mail server with STARTTLS until the test ends, and returns where.
func smtp(t *testing.T, greeting string, config *tls.Config) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			group.Go(func() { converse(conn, greeting, config) })
		}
	})
	t.Cleanup(func() { _ = l.Close(); group.Wait() })
	return l.Addr().String()
}

func converse(conn net.Conn, greeting string, config *tls.Config) {
	defer func() { _ = conn.Close() }()
	r := bufio.NewReader(conn)
	_, _ = conn.Write([]byte(greeting + "\r\n"))
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		if strings.HasPrefix(line, "STARTTLS") {
			_, _ = conn.Write([]byte("220 go on\r\n"))
			conn = tls.Server(conn, config)
			r = bufio.NewReader(conn)
			continue
		}
		_, _ = conn.Write([]byte("250-hello\r\n250 STARTTLS\r\n"))
	}
}

// found returns the sentences of all checks with a code.
func found(checks []Check, code string) []string {
	var all []string
	for _, c := range checks {
		if c.Code == code {
			all = append(all, c.State+" "+c.Sentence)
		}
	}
	return all
}

func expect(t *testing.T, checks []Check, code string, want ...string) {
	t.Helper()
	if got := found(checks, code); !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", code, got, want)
	}
	for _, c := range checks {
		for _, lang := range []string{"ja", "en"} {
			if said := c.Say(lang); said == "" || said == c.Sentence || strings.ContainsAny(said, "{}") {
				t.Errorf("%s says %q in %s", c.Sentence, said, lang)
			}
			if title := c.Title(lang); strings.HasPrefix(title, "title.") {
				t.Errorf("%s has no title in %s", c.Code, lang)
			}
		}
	}
}

func TestEmptyInstallation(t *testing.T) {
	p := patient(t)
	checks := Examine(t.Context(), p)
	expect(t, checks, CodeVault, "warning vault.none")
	expect(t, checks, CodeCertificate)
	expect(t, checks, CodeAccount, "warning account.none")
	expect(t, checks, CodePolicy, "ok policy.sample")
	if Worst(checks) != Warning {
		t.Errorf("Worst = %s", Worst(checks))
	}
	if entries, _ := os.ReadDir(p.Places.State); len(entries) != 0 {
		t.Errorf("looking made %v", entries)
	}
}

func TestVault(t *testing.T) {
	p := patient(t)
	installed(t, p)
	checks := Examine(t.Context(), p)
	expect(t, checks, CodeVault, "warning vault.file")
	expect(t, checks, CodeCertificate, "ok certificate.ok")
	if err := os.Remove(p.Places.VaultKey()); err != nil {
		t.Fatal(err)
	}
	checks = Examine(t.Context(), p)
	expect(t, checks, CodeVault, "trouble vault.lost")
	if said := checks[0].Say("en"); strings.Contains(said, "secret:") || !strings.Contains(said, p.Places.VaultKey()) {
		t.Errorf("of a lost key it says %q", said)
	}
	if err := os.WriteFile(p.Places.Vault(), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, Examine(t.Context(), p), CodeVault, "trouble vault.damaged")
}

func TestPorts(t *testing.T) {
	p := patient(t)
	_, k := installed(t, p)
	other := patient(t)
	_, stranger := installed(t, other)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free := l.Addr().String()
	_ = l.Close()
	tlsPort, err := tls.Listen("tcp", "127.0.0.1:0", k.TLS())
	if err != nil {
		t.Fatal(err)
	}
	go func() { // ends with the port
		for {
			conn, err := tlsPort.Accept()
			if err != nil {
				return
			}
			go converse(conn, "421 upstream is away", nil)
		}
	}()
	t.Cleanup(func() { _ = tlsPort.Close() })
	const ready = "220 ready"
	p.Listen = []string{smtp(t, ready, k.TLS()), smtp(t, ready, stranger.TLS()), free, smtp(t, "421 upstream is away", k.TLS())}
	p.ListenTLS = []string{tlsPort.Addr().String()}
	want := []string{"ok listen.ours", "trouble listen.stranger", "warning listen.free", "warning listen.busy", "ok listen.ours"}
	expect(t, Examine(t.Context(), p), CodeListen, want...)

	if err := os.Remove(p.Places.VaultKey()); err != nil { // our own server is known by the exported certificate all the same
		t.Fatal(err)
	}
	expect(t, Examine(t.Context(), p), CodeListen, want...)
}

func TestAbsent(t *testing.T) {
	var config net.ListenConfig
	_, err := config.Listen(t.Context(), "tcp", "192.0.2.1:0")
	if err == nil || !absent(err) {
		t.Errorf("absent(%v) = false for an address of no computer", err)
	}
	if absent(errors.New("other")) {
		t.Error("any error counts as an absent address")
	}
}

func TestAccounts(t *testing.T) {
	p := patient(t)
	d, _ := installed(t, p)
	for _, a := range []account.Account{
		{Address: "a@example.com", Upstream: "h.example.com:587", Security: "starttls", Auth: account.AuthPassthrough},
		{Address: "b@example.com", Upstream: "h.example.com:587", Security: "starttls", Auth: account.AuthOAuth, Provider: "microsoft"},
	} {
		if _, err := d.Create(a, ""); err != nil {
			t.Fatal(err)
		}
	}
	made, err := d.Create(account.Account{Address: "c@example.com", Upstream: "h.example.com:587", Security: "starttls", Auth: account.AuthPassword}, "p")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Vault.Delete(account.Password(made.ID)); err != nil {
		t.Fatal(err)
	}
	checks := Examine(t.Context(), p)
	expect(t, checks, CodeAccount, "ok account.some")
	expect(t, checks, CodeUpstream, "trouble try.unreachable", "trouble upstream.sign-in", "trouble upstream.no-secret")
	if Worst(checks) != Trouble {
		t.Errorf("Worst = %s", Worst(checks))
	}
	if err := os.WriteFile(p.Places.Accounts(), []byte("["), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, Examine(t.Context(), p), CodeAccount, "trouble account.broken")
}

func TestPolicy(t *testing.T) {
	p := patient(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for path, want := range map[string]string{
		write("wrong.yaml", "rules: 1"):   "trouble policy.wrong",
		filepath.Join(dir, "absent.yaml"): "trouble policy.unreadable",
		dir:                               "trouble policy.unreadable",
	} {
		p.Policy = path
		expect(t, Examine(t.Context(), p), CodePolicy, want)
	}
	p.Policy = ""
	if err := locations.Write(p.Places.Policy(), []byte("signed")); err != nil {
		t.Fatal(err)
	}
	expect(t, Examine(t.Context(), p), CodePolicy, "ok policy.server")
}

func TestServer(t *testing.T) {
	p := patient(t)
	expect(t, Examine(t.Context(), p), CodeServer) // nothing is known without a vault
	d, _ := installed(t, p)
	expect(t, Examine(t.Context(), p), CodeServer, "ok server.none")
	if err := d.Vault.Set(deviceToken, []byte("x")); err != nil {
		t.Fatal(err)
	}
	expect(t, Examine(t.Context(), p), CodeServer, "ok server.enrolled")
}

func TestMore(t *testing.T) {
	p := patient(t)
	installed(t, p)
	p.More = []func(context.Context) []Check{func(context.Context) []Check { return []Check{one(CodeServer, Trouble, "server.broken")} }}
	expect(t, Examine(t.Context(), p), CodeServer, "trouble server.broken")
}
