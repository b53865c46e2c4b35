package oauthtest

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"strings"
)

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the test that asked sees what is missing
}

func (p *Provider) metadata(w http.ResponseWriter, _ *http.Request) {
	issuer := p.Issuer
	if f := p.current(); f.Metadata != "" {
		issuer = f.Metadata
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer": issuer, "authorization_endpoint": p.Issuer + "/authorize", "token_endpoint": p.Issuer + "/token", "jwks_uri": p.Issuer + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"ES256"}, "code_challenge_methods_supported": []string{"S256"},
		"authorization_response_iss_parameter_supported": true,
	})
}

var formPage = template.Must(template.New("form").Parse(`<!doctype html><title>Sign in</title><h1>Sign in as {{.Email}}</h1>
<form method="post" action="/authorize">{{range $name, $values := .Query}}<input type="hidden" name="{{$name}}" value="{{index $values 0}}">{{end}}
<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></form>`))

// form shows the page on which a person decides.
func (p *Provider) form(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if problem := p.wrong(q); problem != "" { // a wrong client or redirect is said to the person, never sent on (RFC 6749, 4.1.2.1)
		http.Error(w, problem, http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	p.requests = append(p.requests, Authorization{q.Get("scope"), q.Get("login_hint"), q.Get("redirect_uri"), q.Get("state"), q.Get("nonce")})
	p.mu.Unlock()
	_ = formPage.Execute(w, struct {
		Email string
		Query url.Values
	}{p.Email, q})
}

func (p *Provider) wrong(q url.Values) string {
	u, err := url.Parse(q.Get("redirect_uri"))
	switch {
	case q.Get("client_id") != p.ClientID:
		return "unknown client"
	case err != nil || u.Scheme != "http" || !loopback(u.Hostname()) || u.Path != "/":
		return "redirect_uri is not registered"
	case q.Get("response_type") != "code":
		return "response_type is not code"
	case q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43:
		return "PKCE with S256 is required"
	case len(q.Get("state")) < 16:
		return "state is missing or short"
	case strings.Contains(q.Get("scope"), "openid") && q.Get("nonce") == "":
		return "nonce is missing"
	}
	return ""
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// decide redirects back to the program, with a code or a refusal.
func (p *Provider) decide(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil || p.wrong(r.PostForm) != "" {
		http.Error(w, "wrong form", http.StatusBadRequest)
		return
	}
	q, f := r.PostForm, p.current()
	back := url.Values{"state": {q.Get("state")}}
	if !f.NoIssuer {
		back.Set("iss", p.Issuer)
		if f.Issuer != "" {
			back.Set("iss", f.Issuer)
		}
	}
	if q.Get("decision") != "allow" {
		back.Set("error", "access_denied")
		back.Set("error_description", "The person said no")
	} else {
		code := rand.Text()
		p.mu.Lock()
		p.codes[code] = grant{q.Get("redirect_uri"), q.Get("code_challenge"), q.Get("nonce"), q.Get("scope"), &family{scope: q.Get("scope")}}
		p.mu.Unlock()
		back.Set("code", code)
	}
	http.Redirect(w, r, fmt.Sprintf("%s?%s", q.Get("redirect_uri"), back.Encode()), http.StatusFound) //nolint:gosec // to loopback only, see wrong
}
