package accounts

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/oauth"
	"sekisho/desktop/internal/oauth/oauthtest"
	"sekisho/desktop/internal/secret"
)

func desk(t *testing.T) (*Desk, *secret.Vault, locations.Places) {
	t.Helper()
	p, err := locations.In(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o := secret.At(p)
	o.Keychain = secret.None()
	v, err := secret.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(p, v)
	if err != nil {
		t.Fatal(err)
	}
	return d, v, p
}

func sample(auth string) account.Account {
	a := account.Account{Address: "tanaka@example.co.jp", Upstream: "smtp.example.co.jp:587", Security: "starttls", Auth: auth}
	if auth == account.AuthOAuth {
		a.Provider = "microsoft"
	}
	return a
}

// secrets are what the vault holds for an account, without the beginning of their names.
func secrets(v *secret.Vault, id string) (names []string) {
	for _, name := range []string{account.Local(id), account.Password(id), account.Token(id)} {
		if _, err := v.Get(name); err == nil {
			names = append(names, strings.TrimPrefix(name, account.Secrets(id)))
		}
	}
	return names
}

func TestAccountsAndSecretsComeAndGoTogether(t *testing.T) {
	for _, c := range []struct {
		auth, password string
		want           []string
	}{
		{account.AuthPassthrough, "", nil},
		{account.AuthPassword, "p", []string{"local", "password"}},
		{account.AuthOAuth, "", []string{"local"}},
	} {
		d, v, _ := desk(t)
		a, err := d.Create(sample(c.auth), c.password)
		if err != nil {
			t.Fatal(err)
		}
		names := secrets(v, a.ID)
		if !slices.Equal(names, c.want) {
			t.Errorf("%s: the vault holds %q, want %q", c.auth, names, c.want)
		}
		local, err := d.Local(a)
		if err != nil || (local != "") != (c.want != nil) {
			t.Errorf("%s: Local = %q, %v", c.auth, local, err)
		}
		if renewed, err := d.Renew(a); err != nil || c.want != nil && renewed == local {
			t.Errorf("%s: Renew = %q, %v", c.auth, renewed, err)
		}
		for _, name := range []string{a.ID, "TANAKA@example.co.jp"} {
			if got, err := d.Find(name); err != nil || got != a {
				t.Errorf("%s: Find(%s) = %+v, %v", c.auth, name, got, err)
			}
		}
		if err := d.Erase(a); err != nil {
			t.Fatal(err)
		}
		if names := secrets(v, a.ID); len(names) != 0 {
			t.Errorf("%s: after Erase the vault holds %q", c.auth, names)
		}
		if _, err := d.Find(a.ID); !errors.Is(err, account.ErrUnknown) {
			t.Errorf("%s: after Erase, Find = %v", c.auth, err)
		}
	}
}

// full is a vault that keeps nothing new.
type full struct{ Vault }

func (full) Set(string, []byte) error { return errors.New("no space left") }

func TestAnAccountWithoutItsSecretsIsNotAdded(t *testing.T) {
	d, _, _ := desk(t)
	d.Vault = full{d.Vault}
	if _, err := d.Create(sample(account.AuthPassword), "p"); err == nil || !strings.Contains(err.Error(), "no space") {
		t.Errorf("Create on a full disk = %v", err)
	}
	if all, _ := d.List(); len(all) != 0 {
		t.Errorf("there is %v", all)
	}
	for auth, password := range map[string]string{account.AuthPassword: "", account.AuthPassthrough: "p", account.AuthOAuth: "p"} {
		if _, err := d.Create(sample(auth), password); !errors.Is(err, ErrPassword) {
			t.Errorf("Create of %s with the password %q = %v, want ErrPassword", auth, password, err)
		}
	}
}

func TestTestUsesWhatIsKept(t *testing.T) {
	d, _, p := desk(t)
	var dialled []string
	d.Trial.Dial = func(_ context.Context, _, addr string) (net.Conn, error) {
		dialled = append(dialled, addr)
		return nil, errors.New("no network in this test")
	}
	a, err := d.Create(sample(account.AuthPassword), "p")
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.Test(t.Context(), a, "")
	if failure, failed := r.Failure(); err != nil || !failed || failure.Code != "try.unreachable" || !slices.Equal(dialled, []string{"smtp.example.co.jp:587"}) {
		t.Errorf("Test = %+v, %v, dialled %q", r, err, dialled)
	}
	if err := d.SetPassword(a, "q"); err != nil {
		t.Error(err)
	}
	if kept, _ := d.Vault.Get(account.Password(a.ID)); string(kept) != "q" {
		t.Errorf("SetPassword kept %q", kept)
	}
	if _, err := d.SignIn(t.Context(), a, nil, "en"); err == nil {
		t.Error("SignIn of an account with a password gave no error")
	}
	if err := oauth.SetClient(p, "microsoft", oauth.Client{ID: "x"}); err != nil {
		t.Fatal(err)
	}
	b := sample(account.AuthOAuth)
	b.Address = "suzuki@example.co.jp"
	if b, err = d.Create(b, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Test(t.Context(), b, ""); !errors.Is(err, oauth.ErrSignIn) {
		t.Errorf("Test before any sign-in = %v, want ErrSignIn", err)
	}
	if in, err := d.SignedIn(b); in || err != nil {
		t.Errorf("SignedIn = %v, %v, want false", in, err)
	}
}

func TestSignIn(t *testing.T) {
	d, _, p := desk(t)
	provider, browser := oauthtest.New(t), oauthtest.NewBrowser(t.Context())
	if err := oauth.SetClient(p, provider.Issuer, oauth.Client{ID: provider.ClientID}); err != nil {
		t.Fatal(err)
	}
	a := sample(account.AuthOAuth)
	a.Provider = provider.Issuer
	a, err := d.Create(a, "")
	if err != nil {
		t.Fatal(err)
	}
	who, err := d.SignIn(t.Context(), a, browser.Open, "ja")
	if err != nil || !who.Is(a) {
		t.Fatalf("SignIn = %+v, %v", who, err)
	}
	again, err := Open(p, d.Vault) // as after a restart
	if err != nil {
		t.Fatal(err)
	}
	if in, err := again.SignedIn(a); !in || err != nil {
		t.Errorf("SignedIn after a restart = %v, %v", in, err)
	}
}
