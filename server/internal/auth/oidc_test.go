package auth

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"

	"github.com/golang-jwt/jwt/v5"
)

const (
	tenant   = "11111111-2222-3333-4444-555555555555"
	stranger = "99999999-2222-3333-4444-555555555555"
)

// testKeys are made once: two keys that are good, one that is too short.
var testKeys = sync.OnceValue(func() [3]*rsa.PrivateKey {
	var out [3]*rsa.PrivateKey
	for i, bits := range []int{2048, 2048, 1024} {
		k, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			panic(err)
		}
		out[i] = k
	}
	return out
})

// authority is an issuer in the test: metadata and keys over HTTP.
type authority struct {
	*httptest.Server
	mu      sync.Mutex
	keys    map[string]*rsa.PrivateKey
	issuers map[string]string // of keys
	down    bool
	fetched int
	jwksURI string // replaces the real one
	named   string // replaces the issuer's template in the metadata
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{keys: map[string]*rsa.PrivateKey{"k1": testKeys()[0]}, issuers: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/organizations/v2.0/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.fetched++
		if a.down {
			http.Error(w, "down", http.StatusBadGateway)
			return
		}
		uri := a.jwksURI
		if uri == "" {
			uri = a.URL + "/keys"
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": cmp.Or(a.named, a.URL+"/{tenantid}/v2.0"), "jwks_uri": uri})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		var set []map[string]string
		for kid, k := range a.keys {
			set = append(set, map[string]string{
				"kty": "RSA", "use": "sig", "kid": kid, "issuer": a.issuers[kid], "n": base64.RawURLEncoding.EncodeToString(k.N.Bytes()),
				"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.E)).Bytes()),
			})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": set})
	})
	a.Server = httptest.NewServer(mux)
	t.Cleanup(a.Close)
	return a
}

func (a *authority) claims(at time.Time) jwt.MapClaims {
	return jwt.MapClaims{
		"iss": a.URL + "/" + tenant + "/v2.0", "aud": "api", "exp": at.Add(time.Hour).Unix(), "nbf": at.Unix(), "ver": "2.0", "tid": tenant, "oid": "o1",
		"sub": "pairwise", "azp": "addin", "scp": "User.Read access_as_user", "preferred_username": "Sato@Example.co.jp", "name": "佐藤",
	}
}

func sign(t *testing.T, key *rsa.PrivateKey, kid string, c jwt.MapClaims) string {
	t.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, c)
	token.Header["kid"] = kid
	s, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (a *authority) config() Issuer {
	return Issuer{
		Org: "main", Issuer: a.URL + "/{tenantid}/v2.0", Audiences: []string{"api", "api://api"}, Tenants: []string{tenant}, Clients: []string{"addin"},
		Scope: "access_as_user",
	}
}

func newOIDC(t *testing.T, h *house, i Issuer) *OIDC {
	t.Helper()
	o, err := NewOIDC([]Issuer{i}, h, nil, h.now)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOIDC(t *testing.T) {
	h, a := newHouse(t), newAuthority(t)
	o, key := newOIDC(t, h, a.config()), testKeys()[0]
	want := Identity{
		Org: main, Issuer: a.URL + "/" + tenant + "/v2.0", Subject: "o1", Account: "sato@example.co.jp", Hint: true, Roles: []Role{RoleSender}, Name: "佐藤",
	}
	if got, err := o.Identify(context.Background(), sign(t, key, "k1", a.claims(noon))); err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("Identify = %+v, %v, want %+v", got, err, want)
	}
	const (
		app     = "token-foreign: the token is an application's or an ID token, not a person's access token"
		foreign = "token-foreign: the token's issuer or tenant is not one of ours"
	)
	for name, c := range map[string]struct {
		change jwt.MapClaims // nil value: without it
		want   string
	}{
		"expired":              {jwt.MapClaims{"exp": noon.Add(-6 * time.Minute).Unix()}, "token-expired: the token has expired"},
		"within the leeway":    {jwt.MapClaims{"exp": noon.Add(-4 * time.Minute).Unix()}, ""},
		"no exp":               {jwt.MapClaims{"exp": nil}, "token-invalid: the claims are not valid"},
		"not yet":              {jwt.MapClaims{"nbf": noon.Add(6 * time.Minute).Unix()}, "token-invalid: the claims are not valid"},
		"another audience":     {jwt.MapClaims{"aud": "graph"}, "token-foreign: the token is for another application"},
		"no audience":          {jwt.MapClaims{"aud": nil}, "token-invalid: the claims are not valid"},
		"the second audience":  {jwt.MapClaims{"aud": []string{"api://api"}}, ""},
		"another issuer":       {jwt.MapClaims{"iss": "https://evil.example/" + tenant + "/v2.0"}, foreign},
		"another tenant":       {jwt.MapClaims{"tid": stranger, "iss": a.URL + "/" + stranger + "/v2.0"}, foreign},
		"tenant not of issuer": {jwt.MapClaims{"iss": a.URL + "/" + stranger + "/v2.0"}, foreign},
		"no tenant":            {jwt.MapClaims{"tid": nil}, foreign},
		"version 1":            {jwt.MapClaims{"ver": "1.0"}, `token-foreign: the token has version "1.0", want 2.0: set requestedAccessTokenVersion to 2`},
		"ID token":             {jwt.MapClaims{"scp": nil}, app},
		"application":          {jwt.MapClaims{"idtyp": "app"}, app},
		"another scope":        {jwt.MapClaims{"scp": "User.Read"}, `token-foreign: the token lacks the scope "access_as_user"`},
		"another client":       {jwt.MapClaims{"azp": "other"}, "token-foreign: the token was issued to another client"},
		"no object":            {jwt.MapClaims{"oid": nil}, "token-invalid: the token names no subject"},
	} {
		claims := a.claims(noon)
		maps.Copy(claims, c.change)
		maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
		_, err := o.Identify(context.Background(), sign(t, key, "k1", claims))
		if (c.want == "") != (err == nil) || (err != nil && !strings.HasPrefix(err.Error(), "auth: "+c.want)) {
			t.Errorf("%s:\n got %v\nwant %s", name, err, c.want)
		}
	}
}

func TestOIDCForgeries(t *testing.T) {
	h, a := newHouse(t), newAuthority(t)
	o, key := newOIDC(t, h, a.config()), testKeys()[0]
	claims := a.claims(noon)
	good := sign(t, key, "k1", claims)
	part := strings.Split(good, ".")
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	hmac, none, pss := jwt.NewWithClaims(jwt.SigningMethodHS256, claims), jwt.NewWithClaims(jwt.SigningMethodNone, claims), jwt.NewWithClaims(jwt.SigningMethodPS256, claims)
	made := map[string]string{}
	for name, m := range map[string]struct {
		token *jwt.Token
		key   any
	}{"HS256 with the public key": {hmac, public}, "none": {none, jwt.UnsafeAllowNoneSignatureType}, "PS256": {pss, key}} {
		m.token.Header["kid"] = "k1"
		if made[name], err = m.token.SignedString(m.key); err != nil {
			t.Fatal(err)
		}
	}
	made["another key"] = sign(t, testKeys()[1], "k1", claims)
	made["no signature"] = part[0] + "." + part[1] + "."
	made["other claims"] = part[0] + "." + strings.Split(sign(t, key, "k1", jwt.MapClaims{"iss": claims["iss"], "tid": tenant}), ".")[1] + "." + part[2]
	made["not a token"] = "a.b.c"
	for name, token := range made {
		if _, err := o.Identify(context.Background(), token); code(err) != CodeInvalid {
			t.Errorf("%s: %v, want %s", name, err, CodeInvalid)
		}
	}
	if _, err := o.Identify(context.Background(), good); err != nil {
		t.Errorf("the genuine token: %v", err)
	}
}

func TestKeysRoll(t *testing.T) {
	h, a := newHouse(t), newAuthority(t)
	o, ctx := newOIDC(t, h, a.config()), context.Background()
	try := func(key *rsa.PrivateKey, kid string) string {
		_, err := o.Identify(ctx, sign(t, key, kid, a.claims(h.at)))
		return code(err)
	}
	first, second, short := testKeys()[0], testKeys()[1], testKeys()[2]
	if got := try(first, "k1"); got != "" {
		t.Fatal(got)
	}
	a.mu.Lock()
	a.keys["k2"], a.keys["short"] = second, short
	a.keys["consumer"], a.issuers["consumer"] = second, a.URL+"/"+stranger+"/v2.0"
	a.keys["template"], a.issuers["template"] = second, a.URL+"/{tenantid}/v2.0"
	a.mu.Unlock()
	for range 10 {
		if got := try(second, "k2"); got != CodeInvalid {
			t.Errorf("a new key at once: %q, want %s", got, CodeInvalid)
		}
	}
	if a.fetched != 1 {
		t.Errorf("%d fetches for forged key names, want 1", a.fetched)
	}
	h.at = h.at.Add(keysEarliest)
	for kid, want := range map[string]string{"k2": "", "template": "", "consumer": CodeInvalid, "short": CodeInvalid, "": CodeInvalid} {
		key := second
		if kid == "short" {
			key = short
		}
		if got := try(key, kid); got != want {
			t.Errorf("key %q after five minutes: %q, want %q", kid, got, want)
		}
	}
	a.mu.Lock()
	a.down = true
	a.mu.Unlock()
	h.at = h.at.Add(keysFresh)
	if got := try(first, "k1"); got != "" {
		t.Errorf("old key while the issuer is down: %q", got)
	}
	a.mu.Lock()
	a.down = false
	delete(a.keys, "k1")
	a.mu.Unlock()
	h.at = h.at.Add(keysFresh)
	if got := try(first, "k1"); got != CodeInvalid {
		t.Errorf("a key that was taken away: %q, want %s", got, CodeInvalid)
	}
}

func TestIssuerUnreachable(t *testing.T) {
	h, a := newHouse(t), newAuthority(t)
	a.down = true
	o := newOIDC(t, h, a.config())
	for range 3 {
		if _, err := o.Identify(context.Background(), sign(t, testKeys()[0], "k1", a.claims(noon))); code(err) != CodeUnreachable {
			t.Errorf("issuer down: %v, want %s", err, CodeUnreachable)
		}
	}
	if a.fetched != 1 {
		t.Errorf("%d fetches, want 1", a.fetched)
	}
	b := newAuthority(t)
	b.jwksURI = "http://evil.example/keys"
	o = newOIDC(t, h, b.config())
	_, err := o.Identify(context.Background(), sign(t, testKeys()[0], "k1", b.claims(noon)))
	if code(err) != CodeUnreachable || !strings.Contains(err.Error(), "is not https") {
		t.Errorf("keys over http: %v", err)
	}
}

func TestOIDCKnownUser(t *testing.T) {
	h, a := newHouse(t), newAuthority(t)
	o, ctx := newOIDC(t, h, a.config()), context.Background()
	u := store.User{
		Who: store.Who{Issuer: a.URL + "/" + tenant + "/v2.0", Subject: "o1"}, Account: "real@example.co.jp", Language: "ja", Roles: []string{"approver", "nonsense"},
	}
	put := func() {
		if err := h.PutUser(ctx, main, u, audit.Entry{Event: "user.put"}); err != nil {
			t.Fatal(err)
		}
	}
	put()
	claims := a.claims(noon)
	claims["roles"] = []string{"Sekisho.Admin", "Other"}
	got, err := o.Identify(ctx, sign(t, testKeys()[0], "k1", claims))
	if err != nil || got.Account != "real@example.co.jp" || got.Hint || got.Language != "ja" || !reflect.DeepEqual(got.Roles, []Role{RoleApprover, RoleAdmin}) {
		t.Errorf("Identify = %+v, %v", got, err)
	}
	u.Disabled = noon
	put()
	if _, err := o.Identify(ctx, sign(t, testKeys()[0], "k1", claims)); code(err) != CodeRevoked {
		t.Errorf("disabled: %v, want %s", err, CodeRevoked)
	}
}

func TestOtherIssuers(t *testing.T) {
	h, a := newHouse(t), newAuthority(t)
	i := a.config()
	i.Issuer, i.Metadata, i.Tenants, i.Clients = a.URL, a.URL+"/organizations/v2.0/.well-known/openid-configuration", nil, nil
	a.named = a.URL
	o := newOIDC(t, h, i)
	c := jwt.MapClaims{"iss": a.URL, "aud": "api", "exp": noon.Add(time.Hour).Unix(), "sub": "s1", "scope": "openid access_as_user", "email": "x@example.com"}
	got, err := o.Identify(context.Background(), sign(t, testKeys()[0], "k1", c))
	if err != nil || got.Subject != "s1" || got.Account != "x@example.com" {
		t.Errorf("Identify = %+v, %v", got, err)
	}
}

func TestNewOIDCRefuses(t *testing.T) {
	whole := Issuer{Org: "main", Issuer: "https://x.example/{tenantid}", Audiences: []string{"a"}, Tenants: []string{tenant}, Scope: "s"}
	for want, change := range map[string]func(*Issuer){
		"organisation is missing: write the id of the organisation its tokens speak for": func(i *Issuer) { i.Org = "" },
		"the URL must begin with https:// (http:// on loopback only)":                    func(i *Issuer) { i.Issuer = "http://x.example" },
		"audiences is missing: write the API's client id":                                func(i *Issuer) { i.Audiences = nil },
		"scope is missing: write the API's scope, for example access_as_user":            func(i *Issuer) { i.Scope = "" },
		"tenants is missing: write the directory ids that may sign in":                   func(i *Issuer) { i.Tenants = nil },
		`tenant "ABC" is no directory id: copy it from Entra, in lower case, such as 11111111-2222-3333-4444-555555555555`: func(i *Issuer) {
			i.Tenants = append([]string{tenant}, "ABC")
		},
		"the issuer lacks {tenantid}, which Entra's rules need: write .../{tenantid}/v2.0 and the directory id in tenants": func(i *Issuer) {
			i.Issuer, i.Tenants = "https://login.microsoftonline.us/"+tenant+"/v2.0", nil
		},
	} {
		i := whole
		change(&i)
		if _, err := NewOIDC([]Issuer{i}, nil, nil, nil); err == nil || !strings.HasSuffix(err.Error(), ": "+want) {
			t.Errorf("NewOIDC = %v, want %s", err, want)
		}
	}
	if _, err := NewOIDC([]Issuer{whole}, nil, nil, nil); err != nil {
		t.Errorf("NewOIDC = %v", err)
	}
}

func TestIssuersClash(t *testing.T) {
	entra := Issuer{Org: "main", Issuer: "https://x.example/{tenantid}", Audiences: []string{"a"}, Tenants: []string{tenant}, Scope: "s"}
	plain := Issuer{Org: "main", Issuer: "https://y.example", Audiences: []string{"a"}, Scope: "s"}
	other := entra
	other.Org, other.Tenants = "second", []string{stranger}
	if _, err := NewOIDC([]Issuer{entra, other, plain}, nil, nil, nil); err != nil {
		t.Errorf("two tenants of one issuer: %v", err)
	}
	both := other
	both.Tenants = []string{stranger, tenant}
	for want, list := range map[string][]Issuer{
		"tenant " + tenant + " is there twice": {entra, both},
		"issuer is there twice":                {plain, plain},
	} {
		if _, err := NewOIDC(list, nil, nil, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("NewOIDC = %v, want %s", err, want)
		}
	}
}

// TestOrganizationByTenant: which organisation a token speaks for follows from its tenant, whatever else it says.
func TestOrganizationByTenant(t *testing.T) {
	h, a := newHouse(t), newAuthority(t)
	second := a.config()
	second.Org, second.Tenants = "second", []string{stranger}
	o, err := NewOIDC([]Issuer{a.config(), second}, h, nil, h.now)
	if err != nil {
		t.Fatal(err)
	}
	for tid, want := range map[string]store.Org{tenant: main, stranger: store.OrgOf("second")} {
		c := a.claims(noon)
		c["tid"], c["iss"], c["preferred_username"] = tid, a.URL+"/"+tid+"/v2.0", "admin@main.example"
		got, err := o.Identify(context.Background(), sign(t, testKeys()[0], "k1", c))
		if err != nil || got.Org != want || got.Issuer != c["iss"] || got.Subject != "o1" {
			t.Errorf("tenant %s: %+v, %v, want organisation %v", tid, got, err, want)
		}
	}
}

func TestMetadataOfAnotherIssuer(t *testing.T) {
	for named, want := range map[string]string{
		"":          "",
		"OWN":       "",
		"elsewhere": CodeUnreachable,
	} {
		h, a := newHouse(t), newAuthority(t)
		switch named {
		case "OWN":
			a.named = a.URL + "/" + tenant + "/v2.0"
		case "elsewhere":
			a.named = "https://evil.example/" + tenant + "/v2.0"
		}
		_, err := newOIDC(t, h, a.config()).Identify(context.Background(), sign(t, testKeys()[0], "k1", a.claims(noon)))
		if got := code(err); got != want {
			t.Errorf("metadata of %q: %q, want %q", named, got, want)
		}
	}
}

// TestAccountByDirectory: the address that somebody writes under follows from the object id, not from what the token calls them.
func TestAccountByDirectory(t *testing.T) {
	h, a := newHouse(t), newAuthority(t)
	people := []store.Person{{Address: "real@example.co.jp", Name: "佐藤 花子", Language: "ja", Who: store.Who{Subject: "o1"}}}
	if _, err := h.ImportPeople(context.Background(), main, people, false, audit.Entry{Event: "directory.imported"}); err != nil {
		t.Fatal(err)
	}
	o := newOIDC(t, h, a.config())
	for object, want := range map[string]Identity{
		"o1": {Account: "real@example.co.jp", Name: "佐藤 花子", Language: "ja"},
		"o2": {Account: "boss@example.co.jp", Name: "佐藤", Hint: true},
	} {
		c := a.claims(noon)
		c["oid"], c["preferred_username"] = object, "boss@example.co.jp"
		got, err := o.Identify(context.Background(), sign(t, testKeys()[0], "k1", c))
		if err != nil || got.Account != want.Account || got.Name != want.Name || got.Language != want.Language || got.Hint != want.Hint {
			t.Errorf("%s: %+v, %v, want %+v", object, got, err, want)
		}
	}
}
