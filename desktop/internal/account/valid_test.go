package account

import (
	"errors"
	"testing"
)

func TestNormal(t *testing.T) {
	base := Account{ID: "1", Address: "a@example.com", Upstream: "smtp.example.com:587", Security: SecurityStartTLS, Auth: AuthPassthrough}
	good := func(name string, change func(*Account), want func(*Account)) {
		t.Helper()
		a, expected := base, base
		expected.Login = base.Address
		change(&a)
		want(&expected)
		if got, err := a.normal(); err != nil || got != expected {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, expected)
		}
	}
	bad := func(name, field string, change func(*Account)) {
		t.Helper()
		a := base
		change(&a)
		var invalid *InvalidError
		if got, err := a.normal(); !errors.As(err, &invalid) || invalid.Field != field {
			t.Errorf("%s: got %+v, %v, want an error of %s", name, got, err, field)
		} else if !book().Has(invalid.Code) {
			t.Errorf("%s: there is no sentence %s", name, invalid.Code)
		}
	}
	none := func(*Account) {}
	good("as it is", none, none)
	good("spaces", func(a *Account) { a.Login, a.Name = " x ", "\t田中 " }, func(a *Account) { a.Login, a.Name = "x", "田中" })
	good("case of domains", func(a *Account) { a.Address, a.Upstream = "a@EXAMPLE.com", "SMTP.Example.COM.:0587" }, none)
	good("an address as host", func(a *Account) { a.Upstream = "[2001:db8::1]:465" }, func(a *Account) { a.Upstream = "[2001:db8::1]:465" })
	good("plain on localhost", func(a *Account) { a.Upstream, a.Security = "localhost:25", "none" }, func(a *Account) { a.Upstream, a.Security = "localhost:25", "none" })
	good("plain on ::1", func(a *Account) { a.Upstream, a.Security = "[::1]:25", "none" }, func(a *Account) { a.Upstream, a.Security = "[::1]:25", "none" })
	good("preset", func(a *Account) { a.Auth, a.Provider = "oauth", "microsoft" }, func(a *Account) { a.Auth, a.Provider = "oauth", "microsoft" })
	good("issuer", func(a *Account) { a.Auth, a.Provider = "oauth", "https://id.example.com/x" }, func(a *Account) { a.Auth, a.Provider = "oauth", "https://id.example.com/x" })

	bad("no ID", "id", func(a *Account) { a.ID = "" })
	bad("ID that leaves its place in the vault", "id", func(a *Account) { a.ID = "../x" })
	bad("no address", "address", func(a *Account) { a.Address = "nobody" })
	bad("two addresses", "address", func(a *Account) { a.Address = "a@example.com, b@example.com" })
	bad("NUL in the login", "login", func(a *Account) { a.Login = "a\x00b" })
	bad("line break in the name", "name", func(a *Account) { a.Name = "a\r\nb" })
	for _, upstream := range []string{"", "smtp.example.com", "smtp.example.com:", "smtp.example.com:0", "smtp.example.com:70000", ":587", "a b:587", "smtp.example.com:587:1"} {
		bad("upstream "+upstream, "upstream", func(a *Account) { a.Upstream = upstream })
	}
	bad("security", "security", func(a *Account) { a.Security = "tls" })
	for _, host := range []string{"smtp.example.com:25", "192.168.0.1:25", "localhost.example.com:25", "[::ffff:10.0.0.1]:25"} {
		bad("plain to "+host, "security", func(a *Account) { a.Upstream, a.Security = host, "none" })
	}
	bad("auth", "auth", func(a *Account) { a.Auth = "ntlm" })
	bad("provider without oauth", "provider", func(a *Account) { a.Provider = "google" })
	for _, provider := range []string{"", "http://id.example.com", "ftp://x", "Google Inc", "https://"} {
		bad("provider "+provider, "provider", func(a *Account) { a.Auth, a.Provider = "oauth", provider })
	}
}

// TestInvalidErrorsAreSaidInBothLanguages: what a person reads comes from the sentences.
func TestInvalidErrorsAreSaidInBothLanguages(t *testing.T) {
	e := &InvalidError{Field: "upstream", Code: "invalid.upstream", Value: "x"}
	if got, want := e.Error(), "x is no mail server; write it as smtp.example.co.jp:587"; got != want {
		t.Errorf("Error = %q, want %q", got, want)
	}
	if got := Say("ja", e.Code, map[string]string{"value": "x"}); got == e.Error() || got == e.Code {
		t.Errorf("in Japanese it says %q", got)
	}
}
