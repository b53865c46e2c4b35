package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"sekisho/server/internal/store"

	"github.com/golang-jwt/jwt/v5"
)

// tenantMark in an issuer stands for the token's tid, as Entra writes it in its metadata and key sets.
const tenantMark = "{tenantid}"

// leeway is how far clocks may be apart.
const leeway = 5 * time.Minute

// Issuer is one OpenID Connect issuer that access tokens are taken from, and the organisation they speak for.
type Issuer struct {
	Org string // organisation; required
	// Issuer is the exact iss of tokens. With {tenantid} in it, as in https://login.microsoftonline.com/{tenantid}/v2.0, Entra's rules hold:
	// ver 2.0, tid in Tenants, identity by oid.
	Issuer    string
	Metadata  string   // URL of the metadata; empty: Issuer and /.well-known/openid-configuration, with "organizations" for {tenantid}
	Audiences []string // aud must be one of them; required
	Tenants   []string // tid must be one of them; required with {tenantid}
	Clients   []string // azp (or client_id) must be one of them; empty: any client of the issuer
	Scope     string   // must be in scp (or scope); required: it tells an access token for us from an ID token
}

// userStore is what OIDC needs of the store.
type userStore interface {
	User(ctx context.Context, org store.Org, who store.Who) (store.User, error)
	PersonOf(ctx context.Context, org store.Org, who store.Who) (store.Person, error)
}

// OIDC verifies access tokens.
type OIDC struct {
	issuers []*issuer
	users   userStore
	now     func() time.Time
}

type issuer struct {
	Issuer
	keys *keySet
}

// NewOIDC returns a verifier for issuers. It fetches nothing yet. A nil client is one with a time-out of 10 s that follows no redirect; a
// nil now is time.Now.
func NewOIDC(issuers []Issuer, users userStore, client *http.Client, now func() time.Time) (*OIDC, error) {
	if now == nil {
		now = time.Now
	}
	if client == nil {
		client = &http.Client{Timeout: fetchTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	o := &OIDC{users: users, now: now}
	for _, i := range issuers {
		if err := i.check(); err != nil {
			return nil, fmt.Errorf("issuer %q: %w", i.Issuer, err)
		}
		for _, before := range o.issuers {
			if what := i.clash(before.Issuer); what != "" {
				return nil, fmt.Errorf("issuer %q: %s is there twice: a token speaks for one organisation, so write it once", i.Issuer, what)
			}
		}
		if i.Metadata == "" {
			i.Metadata = strings.TrimSuffix(strings.ReplaceAll(i.Issuer, tenantMark, "organizations"), "/") + "/.well-known/openid-configuration"
		}
		o.issuers = append(o.issuers, &issuer{Issuer: i, keys: newKeySet(i.Issuer, i.Metadata, client, now)})
	}
	return o, nil
}

func (i Issuer) check() error {
	switch {
	case i.Org == "":
		return errors.New("organisation is missing: write the id of the organisation its tokens speak for")
	case !secure(i.Issuer) || (i.Metadata != "" && !secure(i.Metadata)):
		return errors.New("the URL must begin with https:// (http:// on loopback only)")
	case len(i.Audiences) == 0:
		return errors.New("audiences is missing: write the API's client id")
	case i.Scope == "":
		return errors.New("scope is missing: write the API's scope, for example access_as_user")
	case strings.Contains(i.Issuer, tenantMark) && len(i.Tenants) == 0:
		return errors.New("tenants is missing: write the directory ids that may sign in")
	case !strings.Contains(i.Issuer, tenantMark) && (len(i.Tenants) > 0 || microsoft(i.Issuer)):
		return errors.New("the issuer lacks {tenantid}, which Entra's rules need: write .../{tenantid}/v2.0 and the directory id in tenants")
	}
	for _, t := range i.Tenants {
		if !guid.MatchString(t) {
			return fmt.Errorf("tenant %q is no directory id: copy it from Entra, in lower case, such as 11111111-2222-3333-4444-555555555555", t)
		}
	}
	return nil
}

// microsoft reports whether an issuer is Entra in one of its clouds. There sub differs for each application and idtyp is
// missing from tokens of applications, so the rules for other issuers would not do.
func microsoft(issuer string) bool {
	u, err := url.Parse(issuer)
	return err == nil && slices.Contains([]string{
		"login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn", "login.windows.net", "sts.windows.net",
	}, u.Hostname())
}

// clash names what two issuers both claim: a token speaks for one organisation, by its issuer and tenant alone.
func (i Issuer) clash(other Issuer) string {
	if i.Issuer != other.Issuer {
		return ""
	}
	for _, t := range i.Tenants {
		if slices.Contains(other.Tenants, t) {
			return "tenant " + t
		}
	}
	if len(i.Tenants)+len(other.Tenants) == 0 {
		return "issuer"
	}
	return ""
}

// secure reports whether a URL keeps keys from being swapped on the way.
func secure(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "https" || (u.Scheme == "http" && loopbackName(u.Host)))
}

// claims are what is read of a token.
type claims struct {
	jwt.RegisteredClaims
	Version  string   `json:"ver"`
	Tenant   string   `json:"tid"`
	Object   string   `json:"oid"`
	Party    string   `json:"azp"`
	Client   string   `json:"client_id"` // RFC 9068, section 2.2
	Scp      string   `json:"scp"`
	Scope    string   `json:"scope"` // RFC 9068, section 2.2.3
	IDType   string   `json:"idtyp"`
	Roles    []string `json:"roles"`
	Username string   `json:"preferred_username"`
	Email    string   `json:"email"`
	Name     string   `json:"name"`
}

// Identify verifies an access token and returns who it stands for.
func (o *OIDC) Identify(ctx context.Context, token string) (Identity, error) {
	var unverified claims
	if _, _, err := jwt.NewParser().ParseUnverified(token, &unverified); err != nil {
		return Identity{}, &Error{Code: CodeInvalid, Reason: "the token cannot be read", Err: err}
	}
	for _, i := range o.issuers {
		if i.is(&unverified) {
			return o.verify(ctx, i, token)
		}
	}
	return Identity{}, refuse(CodeForeign, "the token's issuer or tenant is not one of ours")
}

var guid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// is reports whether the token says it is from this issuer and, for Entra, an allowed tenant.
func (i *issuer) is(c *claims) bool {
	if !i.entra() {
		return c.Issuer == i.Issuer.Issuer
	}
	return guid.MatchString(c.Tenant) && slices.Contains(i.Tenants, c.Tenant) && c.Issuer == strings.ReplaceAll(i.Issuer.Issuer, tenantMark, c.Tenant)
}

func (i *issuer) entra() bool { return strings.Contains(i.Issuer.Issuer, tenantMark) }

func (o *OIDC) verify(ctx context.Context, i *issuer, token string) (Identity, error) {
	var c claims
	// RS256 is pinned: with "none" or an HMAC of the public key the token would vouch for itself (RFC 8725, section 2.1).
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithAudience(i.Audiences...), jwt.WithExpirationRequired(),
		jwt.WithLeeway(leeway), jwt.WithTimeFunc(o.now))
	_, err := parser.ParseWithClaims(token, &c, func(t *jwt.Token) (any, error) {
		kid, _ := t.Header["kid"].(string)
		return i.keys.key(ctx, kid, c.Issuer, c.Tenant)
	})
	if err != nil {
		return Identity{}, translate(err)
	}
	if err := i.accept(&c); err != nil {
		return Identity{}, err
	}
	return o.identity(ctx, i, &c)
}

// translate gives a refusal of golang-jwt its code. The signature counts first: of a forged token nothing else is told.
func translate(err error) error {
	var own *Error
	switch {
	case errors.As(err, &own):
		return own
	case errors.Is(err, jwt.ErrTokenSignatureInvalid), errors.Is(err, jwt.ErrTokenMalformed), errors.Is(err, jwt.ErrTokenUnverifiable):
		return &Error{Code: CodeInvalid, Reason: "the signature does not verify", Err: err}
	case errors.Is(err, jwt.ErrTokenInvalidAudience):
		return &Error{Code: CodeForeign, Reason: "the token is for another application", Err: err}
	case errors.Is(err, jwt.ErrTokenExpired):
		return &Error{Code: CodeExpired, Reason: "the token has expired", Err: err}
	default:
		return &Error{Code: CodeInvalid, Reason: "the claims are not valid", Err: err}
	}
}

// accept checks what is the same for every token but not for every library.
func (i *issuer) accept(c *claims) error {
	party := c.Party
	if party == "" {
		party = c.Client
	}
	scopes := strings.Fields(c.Scp + " " + c.Scope)
	switch {
	case !i.is(c):
		return refuse(CodeForeign, "the token's issuer or tenant is not one of ours")
	case i.entra() && c.Version != "2.0":
		return refuse(CodeForeign, "the token has version %q, want 2.0: set requestedAccessTokenVersion to 2", c.Version)
	case c.IDType == "app" || len(scopes) == 0:
		return refuse(CodeForeign, "the token is an application's or an ID token, not a person's access token")
	case !slices.Contains(scopes, i.Scope):
		return refuse(CodeForeign, "the token lacks the scope %q", i.Scope)
	case len(i.Clients) > 0 && !slices.Contains(i.Clients, party):
		return refuse(CodeForeign, "the token was issued to another client")
	case i.subject(c) == "":
		return refuse(CodeInvalid, "the token names no subject")
	}
	return nil
}

// subject is who the token is about. Entra's sub differs for each application, its oid does not.
func (i *issuer) subject(c *claims) string {
	if i.entra() {
		return c.Object
	}
	return c.Subject
}

// identity makes the identity. What the store knows of a person counts more than claims they can change.
func (o *OIDC) identity(ctx context.Context, i *issuer, c *claims) (Identity, error) {
	id := Identity{
		Org: store.OrgOf(i.Org), Issuer: c.Issuer, Subject: i.subject(c), Account: hint(c), Hint: true, Name: c.Name,
		Roles: []Role{RoleSender},
	}
	claimed := roles(c.Roles)
	u, err := o.users.User(ctx, id.Org, id.Who())
	switch {
	case errors.Is(err, store.ErrNotFound):
		err = o.fromDirectory(ctx, i, &id)
		if err != nil {
			return Identity{}, err
		}
	case err != nil:
		return Identity{}, err
	case !u.Disabled.IsZero():
		return Identity{}, refuse(CodeRevoked, "the account is disabled")
	default:
		id.Account, id.Hint, id.Language = u.Account, false, u.Language
		if u.Name != "" {
			id.Name = u.Name
		}
		id.Roles = known(u.Roles)
	}
	for _, r := range claimed {
		if !id.Has(r) {
			id.Roles = append(id.Roles, r)
		}
	}
	return id, nil
}

// fromDirectory fills in what the organisation's own directory says of the person. Only Entra's object ids are looked up: other
// issuers may let people choose a subject.
func (o *OIDC) fromDirectory(ctx context.Context, i *issuer, id *Identity) error {
	if !i.entra() {
		return nil
	}
	p, err := o.users.PersonOf(ctx, id.Org, id.Who())
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	id.Account, id.Hint, id.Language = p.Address, false, p.Language
	if p.Name != "" {
		id.Name = p.Name
	}
	return nil
}

// roles are an application's roles as the issuer's administrator assigned them: "admin" or "Sekisho.Admin".
func roles(claimed []string) []Role {
	names := make([]string, len(claimed))
	for i, r := range claimed {
		names[i] = strings.TrimPrefix(strings.ToLower(r), "sekisho.")
	}
	return known(names)
}

func hint(c *claims) string {
	for _, a := range []string{c.Username, c.Email} {
		if strings.Contains(a, "@") {
			return strings.ToLower(a)
		}
	}
	return ""
}
