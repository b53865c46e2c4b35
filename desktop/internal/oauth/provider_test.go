package oauth

import (
	"errors"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/locations"
)

func TestPresets(t *testing.T) {
	for _, p := range Presets() {
		with := p.with(Client{ID: "x", Tenant: "contoso.example"})
		if err := errors.Join(secure(with.AuthURL), secure(with.TokenURL)); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		if strings.ContainsAny(with.AuthURL+with.TokenURL, "{}") {
			t.Errorf("%s: a placeholder is left in %s or %s", p.Name, with.AuthURL, with.TokenURL)
		}
		found, err := Find(t.Context(), nil, p.Name)
		if err != nil || found.Name != p.Name {
			t.Errorf("Find(%s) = %+v, %v", p.Name, found, err)
		}
	}
	m, _ := preset(Microsoft)
	if with := m.with(Client{}); !strings.Contains(with.AuthURL, "/common/") {
		t.Errorf("without a tenant it is %s", with.AuthURL)
	}
	if with := m.with(Client{Tenant: "a/../b", Scopes: []string{"s"}}); strings.Contains(with.AuthURL, "a/..") || !slices.Equal(with.Scopes, []string{"s"}) {
		t.Errorf("with(%q) = %+v", "a/../b", with)
	}
	g, _ := preset(Google)
	d := door{secrets: newSecrets(), r: Request{Provider: g, Client: Client{ID: "x"}}, redirect: "http://127.0.0.1:1/"}
	u, err := url.Parse(d.address())
	if err != nil || u.Query().Get("access_type") != "offline" || u.Query().Get("scope") != "https://mail.google.com/ openid email" || u.Query().Get("nonce") == "" {
		t.Errorf("Google is asked %s, %v", d.address(), err)
	}
}

func TestIssuedBy(t *testing.T) {
	m, _ := preset(Microsoft)
	for issuer, want := range map[string]bool{
		"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0": true,
		"https://login.microsoftonline.com//v2.0":                                     false,
		"https://login.microsoftonline.com/a/b/v2.0":                                  false,
		"https://login.microsoftonline.com/a/v2.0/x":                                  false,
		"https://login.evil.example/a/v2.0":                                           false,
		"":                                                                            false,
	} {
		if got := m.issuedBy(issuer); got != want {
			t.Errorf("issuedBy(%q) = %v, want %v", issuer, got, want)
		}
	}
	plain := Provider{Issuer: "https://i"}
	if !plain.issuedBy("https://i") || plain.issuedBy("https://i/") || !(Provider{}).issuedBy("x") {
		t.Error("a plain issuer is compared as it stands, and one that is not known is not compared")
	}
}

func TestClients(t *testing.T) {
	p, err := locations.In(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if all, err := LoadClients(p); err != nil || len(all) != 0 {
		t.Errorf("LoadClients of nothing = %v, %v", all, err)
	}
	if err := SetClient(p, "google", Client{ID: "own", Secret: "s"}); err != nil {
		t.Fatal(err)
	}
	if err := SetClient(p, "microsoft", Client{ID: "own", Tenant: "t"}); err != nil {
		t.Fatal(err)
	}
	if err := locations.Write(p.ManagedProviders(), []byte(`{"google":{"clientId":"managed"}}`)); err != nil {
		t.Fatal(err)
	}
	all, err := LoadClients(p)
	if err != nil || all["google"].ID != "managed" || all["google"].Secret != "" || all["microsoft"].Tenant != "t" {
		t.Errorf("LoadClients = %+v, %v; the administrator's stands over the person's", all, err)
	}
	if _, err := all.of("https://other.example"); !errors.Is(err, ErrClient) || !strings.Contains(err.Error(), "--client-id") {
		t.Errorf("of a service without a client = %v, want ErrClient that says what to do", err)
	}
	for _, broken := range []string{"{", `{"google":{"clientID":"x","oops":1}}`, `[]`, strings.Repeat(" ", maxClients+1)} {
		if err := os.WriteFile(p.Providers(), []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadClients(p); err == nil || !strings.Contains(err.Error(), p.Providers()) {
			t.Errorf("LoadClients of %.20q = %v, want an error that names the file", broken, err)
		}
	}
}

func TestIdentityIs(t *testing.T) {
	a := account.Account{Address: "tanaka@example.co.jp", Login: "t.tanaka@corp.example"}
	for _, c := range []struct {
		email, username string
		want            bool
	}{
		{"Tanaka@Example.co.jp", "", true},
		{"", "t.tanaka@corp.example", true},
		{"", "", true},
		{"suzuki@example.co.jp", "", false},
		{"suzuki@example.co.jp", "suzuki@corp.example", false},
	} {
		if got := (Identity{Email: c.email, Username: c.username}).Is(a); got != c.want {
			t.Errorf("Is(%q, %q) = %v, want %v", c.email, c.username, got, c.want)
		}
	}
}

func FuzzIDToken(f *testing.F) {
	f.Add("e30.eyJpc3MiOiJpIiwiYXVkIjpbImEiXSwiZXhwIjoxfQ.x")
	f.Add("..")
	f.Add("a.e30.b")
	p := Provider{Issuer: "https://i"}
	f.Fuzz(func(t *testing.T, raw string) {
		who, err := identity(raw, p, "client", "nonce", fixed())
		if err == nil && (who.Issuer != p.Issuer || who.Subject == "") {
			t.Errorf("identity = %+v without an error", who)
		}
	})
}
