// Package oauthtest is a sign-in service for tests: an OAuth 2.0 and OpenID Connect provider on loopback, strict where real ones are.
//
// It shows a page with a form, redirects to loopback addresses with any port (RFC 8252, 7.3), wants PKCE with S256 and gives each code
// once (RFC 6749, 4.1.2), names itself in its answers (RFC 9207), signs ID tokens (ES256, with keys at jwks_uri), replaces refresh
// tokens and ends the whole sign-in when an old one comes back. Its faults are set by the test.
package oauthtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// Faults are what a provider does wrong. The zero value is a faithful provider.
type Faults struct {
	Issuer     string        // names this issuer in answers
	IDIssuer   string        // and this one in ID tokens
	NoIssuer   bool          // answers without an issuer
	Nonce      string        // in ID tokens, in place of the request's
	Audience   string        // in ID tokens
	NoRefresh  bool          // gives no refresh token
	NoIDToken  bool          // gives no ID token
	KeepToken  bool          // does not replace refresh tokens
	TokenError string        // the token endpoint answers with this error code
	TokenState int           // and this status; 0: 400
	Metadata   string        // the issuer in the metadata
	Life       time.Duration // of access tokens; 0: an hour
	IDLife     time.Duration // of ID tokens; 0: an hour, negative: over
}

// Provider is a running sign-in service.
type Provider struct {
	Issuer       string
	ClientID     string // the one client it knows
	ClientSecret string // wanted from it if not empty
	Email        string // of who signs in
	Username     string // preferred_username; empty: none
	Server       *httptest.Server

	mu       sync.Mutex
	faults   Faults
	codes    map[string]grant
	refresh  map[string]*family
	access   map[string]bool
	counts   map[string]int
	requests []Authorization
	hold     chan struct{}
	key      *ecdsa.PrivateKey
}

// Authorization is what a request for authorisation asked.
type Authorization struct{ Scope, LoginHint, RedirectURI, State, Nonce string }

// grant is what a code stands for.
type grant struct {
	redirect, challenge, nonce, scope string
	family                            *family
}

// family is one sign-in: all refresh tokens that came of it.
type family struct {
	current string
	revoked bool
	scope   string
}

// New starts a provider that ends with the test.
func New(t testing.TB) *Provider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{
		ClientID: "sekisho-test", Email: "tanaka@example.co.jp", key: key,
		codes: map[string]grant{}, refresh: map[string]*family{}, access: map[string]bool{}, counts: map[string]int{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.metadata)
	mux.HandleFunc("GET /authorize", p.form)
	mux.HandleFunc("POST /authorize", p.decide)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /keys", p.keys)
	p.Server = httptest.NewServer(mux)
	p.Issuer = p.Server.URL
	t.Cleanup(p.Server.Close)
	return p
}

// Set sets the faults from now on.
func (p *Provider) Set(f Faults) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = f
}

// Revoke ends all sign-ins: every refresh token is invalid from now on.
func (p *Provider) Revoke() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.refresh {
		f.revoked = true
	}
}

// Hold has token requests wait until release is called.
func (p *Provider) Hold() (release func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	hold := make(chan struct{})
	p.hold = hold
	return func() { close(hold) }
}

// Count returns how many token requests of a grant type were answered with a token, or how many failed for the type "error".
func (p *Provider) Count(kind string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts[kind]
}

// Requests returns the authorisation requests so far.
func (p *Provider) Requests() []Authorization {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Authorization(nil), p.requests...)
}

// Accepts tells whether an access token is one that this provider gave.
func (p *Provider) Accepts(access string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.access[access]
}

// current returns the faults of now.
func (p *Provider) current() Faults {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.faults
}
