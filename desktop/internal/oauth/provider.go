package oauth

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"sekisho/desktop/internal/account"
)

// Provider is a sign-in service.
type Provider struct {
	Name     string // a preset's name, or the issuer
	Title    string // for people
	AuthURL  string
	TokenURL string
	Issuer   string   // what answers and ID tokens must name; {tenantid} stands for one segment; empty: not checked
	Scopes   []string // what is asked for
	// Redirect is the host of the redirect address: 127.0.0.1 unless the provider wants localhost.
	Redirect string
	Params   map[string]string // added to the authorisation request
	NeedsIss bool              // its answers always name the issuer (RFC 9207, 3), and one that does not is no answer of it
}

// The presets' names, as they stand in account.Account.Provider.
const (
	Microsoft = "microsoft"
	Google    = "google"
)

// Presets returns the sign-in services that are known by name. For Microsoft, an administrator registers a public client ("Mobile and
// desktop applications") in Entra with the redirect address http://localhost and the delegated permission SMTP.Send of Office 365
// Exchange Online, and leaves authenticated SMTP on for the mailboxes. For Google, a client of the type "Desktop app" with the scope
// https://mail.google.com/, which comes with a client secret that is none: Google wants it all the same.
func Presets() []Provider {
	return []Provider{
		{ //nolint:gosec // addresses, no credentials
			Name: Microsoft, Title: "Microsoft 365",
			AuthURL:  "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
			TokenURL: "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
			Issuer:   "https://login.microsoftonline.com/{tenantid}/v2.0",
			Scopes:   []string{"https://outlook.office.com/SMTP.Send", "offline_access", "openid", "email", "profile"},
			Redirect: "localhost", // Entra ignores the port for localhost only, unless the manifest is edited by hand
		},
		{ //nolint:gosec // addresses, no credentials
			Name: Google, Title: "Google",
			AuthURL:  "https://accounts.google.com/o/oauth2/v2/auth",
			TokenURL: "https://oauth2.googleapis.com/token",
			Issuer:   "https://accounts.google.com",
			Scopes:   []string{"https://mail.google.com/", "openid", "email"},
			Redirect: "127.0.0.1",
			Params:   map[string]string{"access_type": "offline", "prompt": "consent"}, // else there is no refresh token
		},
	}
}

// preset returns a provider by its name.
func preset(name string) (Provider, bool) {
	all := Presets()
	if i := slices.IndexFunc(all, func(p Provider) bool { return p.Name == name }); i >= 0 {
		return all[i], true
	}
	return Provider{}, false
}

// with fills in what an administrator set.
func (p Provider) with(c Client) Provider {
	tenant := c.Tenant
	if tenant == "" {
		tenant = "common"
	}
	fill := func(s string) string { return strings.ReplaceAll(s, "{tenant}", url.PathEscape(tenant)) }
	p.AuthURL, p.TokenURL, p.Params = fill(p.AuthURL), fill(p.TokenURL), maps.Clone(p.Params)
	if len(c.Scopes) > 0 {
		p.Scopes = c.Scopes
	}
	return p
}

// issuedBy tells whether an issuer is the provider's.
func (p Provider) issuedBy(issuer string) bool {
	before, after, pattern := strings.Cut(p.Issuer, "{tenantid}")
	if !pattern {
		return p.Issuer == "" || issuer == p.Issuer
	}
	rest, ok := strings.CutPrefix(issuer, before)
	tenant, end := strings.CutSuffix(rest, after)
	return ok && end && tenant != "" && !strings.ContainsAny(tenant, "/?#")
}

// secure tells whether an address of a provider may be used: over TLS, or on this computer.
func secure(address string) error {
	u, err := url.Parse(address)
	if err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && account.Loopback(u.Hostname())) {
		return nil
	}
	return fmt.Errorf("%w: %q is no https address", ErrProvider, address)
}
