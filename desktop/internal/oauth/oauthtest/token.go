package oauthtest

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"
)

// token is the token endpoint (RFC 6749, 4.1.3 and 6).
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		p.refuse(w, http.StatusBadRequest, "invalid_request")
		return
	}
	p.mu.Lock()
	hold := p.hold
	p.mu.Unlock()
	if hold != nil {
		<-hold
	}
	f := p.current()
	if f.TokenError != "" {
		p.refuse(w, max(f.TokenState, http.StatusBadRequest), f.TokenError)
		return
	}
	if r.PostForm.Get("client_id") != p.ClientID || r.PostForm.Get("client_secret") != p.ClientSecret {
		p.refuse(w, http.StatusUnauthorized, "invalid_client")
		return
	}
	switch kind := r.PostForm.Get("grant_type"); kind {
	case "authorization_code":
		p.byCode(w, r, f)
	case "refresh_token":
		p.byRefresh(w, r, f)
	default:
		p.refuse(w, http.StatusBadRequest, "unsupported_grant_type")
	}
}

func (p *Provider) refuse(w http.ResponseWriter, status int, code string) {
	p.mu.Lock()
	p.counts["error"]++
	p.mu.Unlock()
	writeJSON(w, status, map[string]string{"error": code, "error_description": "refused by the test's provider"})
}

func (p *Provider) byCode(w http.ResponseWriter, r *http.Request, f Faults) {
	code := r.PostForm.Get("code")
	p.mu.Lock()
	g, ok := p.codes[code]
	delete(p.codes, code)
	p.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
	if !ok || g.redirect != r.PostForm.Get("redirect_uri") || base64.RawURLEncoding.EncodeToString(sum[:]) != g.challenge {
		p.refuse(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	p.grant(w, "authorization_code", g.family, g.nonce, f)
}

// byRefresh ends the whole sign-in when a refresh token comes back that was replaced (RFC 9700, 4.14.2).
func (p *Provider) byRefresh(w http.ResponseWriter, r *http.Request, f Faults) {
	token := r.PostForm.Get("refresh_token")
	p.mu.Lock()
	family, ok := p.refresh[token]
	if ok && family.current != token {
		family.revoked = true
	}
	bad := !ok || family.revoked
	p.mu.Unlock()
	if bad {
		p.refuse(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	p.grant(w, "refresh_token", family, "", f)
}

func (p *Provider) grant(w http.ResponseWriter, kind string, of *family, nonce string, f Faults) {
	life := f.Life
	if life == 0 {
		life = time.Hour
	}
	answer := map[string]any{"access_token": "at-" + rand.Text(), "token_type": "Bearer", "expires_in": int(life.Seconds()), "scope": of.scope}
	p.mu.Lock()
	p.counts[kind]++
	p.access[answer["access_token"].(string)] = true
	if !f.NoRefresh && (of.current == "" || !f.KeepToken) {
		of.current = "rt-" + rand.Text()
		p.refresh[of.current] = of
		answer["refresh_token"] = of.current
	}
	p.mu.Unlock()
	if nonce != "" && !f.NoIDToken {
		answer["id_token"] = p.idToken(nonce, f)
	}
	writeJSON(w, http.StatusOK, answer)
}

func (p *Provider) idToken(nonce string, f Faults) string {
	life := f.IDLife
	if life == 0 {
		life = time.Hour
	}
	c := map[string]any{"iss": p.Issuer, "sub": "subject-1", "aud": p.ClientID, "exp": time.Now().Add(life).Unix(), "iat": time.Now().Unix(), "nonce": nonce, "email": p.Email, "name": "田中"}
	for name, value := range map[string]string{"iss": f.IDIssuer, "nonce": f.Nonce, "aud": f.Audience, "preferred_username": p.Username} {
		if value != "" {
			c[name] = value
		}
	}
	header, _ := json.Marshal(map[string]string{"alg": "ES256", "kid": "1", "typ": "JWT"})
	payload, _ := json.Marshal(c)
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode(header) + "." + encode(payload)
	sum := sha256.Sum256([]byte(signed))
	r, s, _ := ecdsa.Sign(rand.Reader, p.key, sum[:])
	signature := make([]byte, 64) // RFC 7518, 3.4
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return signed + "." + encode(signature)
}

// keys is the set of keys for ID tokens (RFC 7517).
func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	point, _ := p.key.PublicKey.Bytes() // 4, x, y
	encode := base64.RawURLEncoding.EncodeToString
	writeJSON(w, http.StatusOK, map[string]any{"keys": []map[string]string{
		{"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "1", "x": encode(point[1:33]), "y": encode(point[33:])},
	}})
}
