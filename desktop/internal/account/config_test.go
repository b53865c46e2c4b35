package account

import (
	"crypto/x509"
	"strings"
	"testing"

	"sekisho/server/address"
)

func certFor(host string) *x509.Certificate { return &x509.Certificate{DNSNames: []string{host}} }

func TestParseConfig(t *testing.T) {
	mail := parsed(t, "tanaka@example.jp")
	server := func(inside string) string {
		return `<clientConfig><emailProvider id="x"><outgoingServer type="smtp">` + inside + `</outgoingServer></emailProvider></clientConfig>`
	}
	const where = `<hostname>h.example</hostname><port>587</port><socketType>STARTTLS</socketType>`
	good := func(name, text, want string) {
		t.Helper()
		found, err := parseConfig([]byte(text), mail)
		if got := brief(found); err != nil || got != want {
			t.Errorf("%s: %v\n%q, want\n%q", name, err, got, want)
		}
	}
	bad := func(name, text string) {
		t.Helper()
		if found, err := parseConfig([]byte(text), mail); err == nil {
			t.Errorf("%s: got %s, want an error", name, brief(found))
		}
	}
	good("no login, no way to log in", server(where), "h.example:587 starttls passthrough")
	good("local part", server(where+`<username>%EMAILLOCALPART%</username>`), "h.example:587 starttls passthrough tanaka")
	good("domain in the host", server(`<hostname>smtp.%EMAILDOMAIN%</hostname><port> 465 </port><socketType>ssl</socketType>`), "smtp.example.jp:465 implicit passthrough")
	good("a placeholder that nobody knows", server(where+`<username>%REALNAME%</username>`), "h.example:587 starttls passthrough")
	good("OAuth of somebody unknown, or a password", server(where+`<authentication>OAuth2</authentication><authentication>password-cleartext</authentication>`), "h.example:587 starttls passthrough")
	good("Google by its server", server(`<hostname>smtp.gmail.com</hostname><port>465</port><socketType>SSL</socketType><authentication>OAuth2</authentication>`), "smtp.gmail.com:465 implicit oauth  google")
	good("Google by its issuer", strings.Replace(server(where+`<authentication>OAuth2</authentication>`), "</clientConfig>", "<oAuth2><issuer>accounts.google.com</issuer></oAuth2></clientConfig>", 1), "h.example:587 starttls oauth  google")
	bad("no XML", "no")
	bad("another document", "<html></html>")
	bad("entities", `<!DOCTYPE x [<!ENTITY a "aaaa">]>`+server(`<hostname>&a;</hostname><port>1</port><socketType>SSL</socketType>`))
	bad("only challenges", server(where+`<authentication>password-encrypted</authentication>`))
	bad("OAuth of somebody unknown only", server(where+`<authentication>OAuth2</authentication>`))
	bad("no port", server(`<hostname>h.example</hostname><socketType>SSL</socketType>`))
	bad("port out of range", server(`<hostname>h.example</hostname><port>99999</port><socketType>SSL</socketType>`))
	bad("no host", server(`<port>587</port><socketType>SSL</socketType>`))
	bad("another kind of encryption", server(`<hostname>h.example</hostname><port>1</port><socketType>QUIC</socketType>`))
	bad("incoming only", strings.ReplaceAll(server(where), "outgoingServer", "incomingServer"))

	many := server(where)
	one := many[strings.Index(many, "<outgoing") : strings.Index(many, "</outgoingServer>")+len("</outgoingServer>")]
	found, err := parseConfig([]byte(strings.Replace(many, one, strings.Repeat(one, 200), 1)), mail)
	if err != nil || len(found) != maxServers {
		t.Errorf("of 200 servers %d are looked at, %v, want %d", len(found), err, maxServers)
	}
}

func FuzzConfig(f *testing.F) {
	f.Add([]byte(config("smtp.example.jp", "465", "SSL", "OAuth2")), "tanaka@example.jp")
	f.Add([]byte(config("smtp.%EMAILDOMAIN%", "587", "STARTTLS", "plain")), "%x%@example.jp")
	f.Add([]byte("<clientConfig><emailProvider></clientConfig>"), "a@b.jp")
	f.Fuzz(func(t *testing.T, data []byte, mail string) {
		if len(data) > maxConfig {
			return
		}
		q := query{}
		var err error
		if q.address, err = address.Parse(mail); err != nil {
			return
		}
		found, err := parseConfig(data, q.address)
		if err == nil && len(found) == 0 || len(found) > maxServers {
			t.Errorf("%d servers without an error", len(found))
		}
		for _, f := range found {
			usable, ok := q.usable(f)
			if !ok {
				continue
			}
			usable.Account.ID = "x"
			if _, err := usable.Account.normal(); err != nil {
				t.Errorf("a usable account is not valid: %+v: %v", usable.Account, err)
			}
			if usable.Account.Security == SecurityNone && !strings.Contains(usable.Account.Upstream, "1") && !strings.Contains(usable.Account.Upstream, "localhost") {
				t.Errorf("%s in the clear", usable.Account.Upstream)
			}
		}
	})
}

func FuzzAccounts(f *testing.F) {
	f.Add([]byte(`{"format":1,"accounts":[{"id":"1","address":"a@example.com","login":"a","upstream":"h.example.com:587","security":"starttls","auth":"passthrough"}]}`))
	f.Add([]byte(`{"format":1,"accounts":[{"id":"1","address":"a@example.com","upstream":"[::1]:25","security":"none","auth":"oauth","provider":"google"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := parse(data)
		if err != nil {
			return
		}
		logins := map[string]bool{}
		for _, a := range all {
			if again, err := a.normal(); err != nil || again != a {
				t.Errorf("an account that was read changes when read again: %+v, %+v, %v", a, again, err)
			}
			if logins[strings.ToLower(a.Login)] {
				t.Errorf("the login %q is there twice", a.Login)
			}
			logins[strings.ToLower(a.Login)] = true
		}
	})
}
