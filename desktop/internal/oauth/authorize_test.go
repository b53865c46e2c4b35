package oauth

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sekisho/desktop/internal/oauth/oauthtest"
)

// request is a sign-in at p by a person with b.
func request(t *testing.T, p *oauthtest.Provider, b *oauthtest.Browser) Request {
	t.Helper()
	found, err := Find(t.Context(), plainClient(), p.Issuer)
	if err != nil {
		t.Fatal(err)
	}
	return Request{Provider: found, Client: Client{ID: p.ClientID, Secret: p.ClientSecret}, Login: "tanaka@example.co.jp", Lang: "en", Open: b.Open, Limit: time.Minute}
}

func TestAuthorize(t *testing.T) {
	p, b := oauthtest.New(t), oauthtest.NewBrowser(t.Context())
	r := request(t, p, b)
	r.Lang = "ja"
	grant, err := Authorize(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if !p.Accepts(grant.Token.AccessToken) || grant.Token.RefreshToken == "" || grant.IDToken == "" {
		t.Errorf("Authorize gave %+v", grant.Token)
	}
	if got, want := grant.Identity, (Identity{p.Issuer, "subject-1", "tanaka@example.co.jp", "", "田中"}); got != want {
		t.Errorf("Identity = %+v, want %+v", got, want)
	}
	page := <-b.Pages
	if page.Status != http.StatusOK || !strings.Contains(page.Text, `lang="ja"`) || !strings.Contains(page.Text, "サインインしました") {
		t.Errorf("the browser shows %d %s", page.Status, page.Text)
	}
	for header, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "Content-Security-Policy": "default-src 'none'"} {
		if got := page.Header.Get(header); !strings.Contains(got, want) {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	asked := p.Requests()[0]
	if asked.LoginHint != "tanaka@example.co.jp" || !strings.HasPrefix(asked.RedirectURI, "http://127.0.0.1:") || asked.Nonce == asked.State {
		t.Errorf("asked %+v", asked)
	}
	if _, err := http.Get(asked.RedirectURI); err == nil { //nolint:bodyclose // there is no answer
		t.Error("the port is still open after the sign-in")
	}
}

func TestAuthorizeByLocalhost(t *testing.T) {
	p, b := oauthtest.New(t), oauthtest.NewBrowser(t.Context())
	r := request(t, p, b)
	r.Provider.Redirect = "localhost"
	if _, err := Authorize(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if got := p.Requests()[0].RedirectURI; !strings.HasPrefix(got, "http://localhost:") {
		t.Errorf("redirect is %s", got)
	}
}

func TestAuthorizeFails(t *testing.T) {
	for _, c := range []struct {
		name   string
		faults oauthtest.Faults
		change func(*Request, *oauthtest.Browser)
		want   error
		says   string
		page   string
	}{
		{"denied", oauthtest.Faults{}, func(_ *Request, b *oauthtest.Browser) { b.Deny = true }, ErrDenied, "The person said no", "refused"},
		{"issuer of another", oauthtest.Faults{Issuer: "https://evil.example", NoIDToken: true}, nil, ErrProvider, `"https://evil.example" (RFC 9207)`, "did not work"},
		{"ID token of another issuer", oauthtest.Faults{IDIssuer: "https://evil.example"}, nil, ErrProvider, `ID token names the issuer "https://evil.example"`, "did not work"},
		{"no issuer where it is promised", oauthtest.Faults{NoIssuer: true}, nil, ErrProvider, "RFC 9207", "did not work"},
		{"ID token of another sign-in", oauthtest.Faults{Nonce: "other"}, nil, ErrProvider, "another sign-in", "did not work"},
		{"ID token for another program", oauthtest.Faults{Audience: "other"}, nil, ErrProvider, "another program", "did not work"},
		{"ID token that is over", oauthtest.Faults{IDLife: -time.Hour}, nil, ErrProvider, "clock", "did not work"},
		{"wrong client secret", oauthtest.Faults{TokenError: "invalid_client"}, nil, ErrProvider, "administrator", "did not work"},
		{"scope not allowed", oauthtest.Faults{TokenError: "invalid_scope"}, nil, ErrProvider, "permission to send", "did not work"},
		{"wrong verifier", oauthtest.Faults{TokenError: "invalid_grant"}, nil, ErrSignIn, "invalid_grant", "did not work"},
		{"no browser", oauthtest.Faults{}, func(r *Request, _ *oauthtest.Browser) {
			r.Open = func(string) error { return errors.New("no display") }
		}, nil, "open the browser: no display", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, b := oauthtest.New(t), oauthtest.NewBrowser(t.Context())
			r := request(t, p, b)
			p.Set(c.faults)
			if c.change != nil {
				c.change(&r, b)
			}
			grant, err := Authorize(t.Context(), r)
			if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("Authorize = %+v, %v, want %v with %q", grant, err, c.want, c.says)
			}
			if strings.Contains(c.says, "RFC 9207") && p.Count("authorization_code")+p.Count("error") > 0 {
				t.Error("a code that may be another's was taken to the token endpoint")
			}
			if c.page == "" {
				return
			}
			if page := <-b.Pages; page.Status < 400 || !strings.Contains(page.Text, c.page) {
				t.Errorf("the browser shows %d %s, want %q", page.Status, page.Text, c.page)
			}
		})
	}
}

func TestAuthorizeEnds(t *testing.T) {
	p := oauthtest.New(t)
	r := request(t, p, oauthtest.NewBrowser(t.Context()))
	var redirect string
	r.Open = func(address string) error {
		u, err := url.Parse(address)
		redirect = u.Query().Get("redirect_uri")
		return err
	}
	r.Limit = 30 * time.Millisecond
	if _, err := Authorize(t.Context(), r); !errors.Is(err, ErrTimeout) {
		t.Errorf("Authorize of a person who went away = %v, want ErrTimeout", err)
	}
	if _, err := http.Get(redirect); err == nil { //nolint:bodyclose // there is no answer
		t.Error("the port is still open after the time-out")
	}
	ctx, cancel := context.WithCancel(t.Context())
	r.Limit, r.Open = 0, func(string) error { cancel(); return nil }
	if _, err := Authorize(ctx, r); !errors.Is(err, context.Canceled) || errors.Is(err, ErrTimeout) {
		t.Errorf("Authorize that was cancelled = %v, want context.Canceled", err)
	}
}

// TestStrangersChangeNothing: any page in the person's browser, and any program, can call the port.
func TestStrangersChangeNothing(t *testing.T) {
	p, b := oauthtest.New(t), oauthtest.NewBrowser(t.Context())
	r := request(t, p, b)
	client := &http.Client{Timeout: time.Minute} // a stranger who is taken for the person would be kept waiting
	r.Open = func(address string) error {
		u, err := url.Parse(address)
		if err != nil {
			return err
		}
		q := u.Query()
		at, state := q.Get("redirect_uri"), q.Get("state")
		for _, c := range []struct{ method, address, host string }{
			{http.MethodGet, at + "?code=theirs&state=guess", ""},
			{http.MethodGet, at + "?error=access_denied", ""},
			{http.MethodGet, at + "favicon.ico", ""},
			{http.MethodPost, at + "?code=theirs&state=" + state, ""},
			{http.MethodGet, at + "?code=theirs&state=" + state, "rebound.example"}, // DNS rebinding
		} {
			req, _ := http.NewRequestWithContext(t.Context(), c.method, c.address, nil)
			req.Host = c.host
			answer, err := client.Do(req)
			if err != nil {
				return err
			}
			_ = answer.Body.Close()
			if answer.StatusCode != http.StatusNotFound {
				t.Errorf("%s %s (host %q) answers %d, want 404", c.method, c.address, c.host, answer.StatusCode)
			}
		}
		return b.Open(address)
	}
	if _, err := Authorize(t.Context(), r); err != nil {
		t.Errorf("the person's own sign-in after strangers: %v", err)
	}
}

func TestFind(t *testing.T) {
	p := oauthtest.New(t)
	found, err := Find(t.Context(), plainClient(), p.Issuer)
	if err != nil || found.AuthURL != p.Issuer+"/authorize" || !found.NeedsIss {
		t.Errorf("Find = %+v, %v", found, err)
	}
	p.Set(oauthtest.Faults{Metadata: "https://other.example"})
	if _, err := Find(t.Context(), plainClient(), p.Issuer); !errors.Is(err, ErrProvider) || !strings.Contains(err.Error(), "https://other.example") {
		t.Errorf("Find with another's metadata = %v, want ErrProvider", err)
	}
	for _, issuer := range []string{"http://id.example.com", "ftp://x", "not a name", ""} {
		if _, err := Find(t.Context(), plainClient(), issuer); !errors.Is(err, ErrProvider) {
			t.Errorf("Find(%q) = %v, want ErrProvider", issuer, err)
		}
	}
	for _, m := range []metadata{
		{Issuer: "https://i", AuthURL: "https://i/a", TokenURL: "http://i/t"},
		{Issuer: "https://i", AuthURL: "javascript:alert(1)", TokenURL: "https://i/t"},
		{Issuer: "https://i", AuthURL: "https://i/a", TokenURL: "https://i/t", Challenges: []string{"plain"}},
	} {
		if _, err := m.provider("https://i"); !errors.Is(err, ErrProvider) {
			t.Errorf("provider of %+v = %v, want ErrProvider", m, err)
		}
	}
}

func TestWellKnownOfAPath(t *testing.T) {
	if got, want := wellKnown("https://id.example.com/tenant/"), "https://id.example.com/.well-known/oauth-authorization-server/tenant"; got != want {
		t.Errorf("wellKnown = %s, want %s", got, want)
	}
}
