package oauth

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sekisho/desktop/internal/account"
)

// Identity is who signed in, as the ID token says.
type Identity struct {
	Issuer, Subject string
	Email           string // empty where the provider does not say
	Username        string // Entra's user principal name, which may differ from the address
	Name            string
}

// Is tells whether an identity is the person of an account. One that nobody named is taken for it; a person may have signed in for a
// mailbox they share, so that false is a reason to ask and not an error.
func (i Identity) Is(a account.Account) bool {
	named := slices.DeleteFunc([]string{i.Email, i.Username}, func(s string) bool { return s == "" })
	return len(named) == 0 || slices.ContainsFunc(named, func(s string) bool {
		return strings.EqualFold(s, a.Login) || strings.EqualFold(s, a.Address)
	})
}

// claims are what of an ID token is used.
type claims struct {
	Issuer   string   `json:"iss"`
	Subject  string   `json:"sub"`
	Audience audience `json:"aud"`
	Expires  float64  `json:"exp"`
	Nonce    string   `json:"nonce"`
	Email    string   `json:"email"`
	Username string   `json:"preferred_username"`
	Name     string   `json:"name"`
}

// audience is one string or several (RFC 7519, 4.1.3).
type audience []string

func (a *audience) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*a = audience{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(a))
}

// leeway is how far clocks may differ.
const leeway = 5 * time.Minute

// identity reads an ID token that came from the token endpoint itself over TLS, which stands for its signature (OpenID Connect Core
// 1.0, 3.1.3.7, 6). Whoever passes the token on to a server has that check it.
func identity(raw string, p Provider, client, nonce string, now time.Time) (Identity, error) {
	c, err := parseIDToken(raw)
	if err != nil {
		return Identity{}, fmt.Errorf("%w: its ID token cannot be read: %w", ErrProvider, err)
	}
	issuer := c.Issuer
	if issuer == "accounts.google.com" { // Google's own oddity: its ID tokens may leave the scheme out
		issuer = "https://" + issuer
	}
	switch {
	case !p.issuedBy(issuer):
		return Identity{}, fmt.Errorf("%w: its ID token names the issuer %q", ErrProvider, c.Issuer)
	case !slices.Contains(c.Audience, client):
		return Identity{}, fmt.Errorf("%w: its ID token is for another program", ErrProvider)
	case c.Nonce != nonce:
		return Identity{}, fmt.Errorf("%w: its ID token belongs to another sign-in", ErrProvider)
	case now.After(time.Unix(int64(c.Expires), 0).Add(leeway)):
		return Identity{}, fmt.Errorf("%w: its ID token is over; is this computer's clock right?", ErrProvider)
	case c.Subject == "":
		return Identity{}, fmt.Errorf("%w: its ID token names nobody", ErrProvider)
	}
	return Identity{issuer, c.Subject, c.Email, c.Username, c.Name}, nil
}

// parseIDToken reads the claims of a compact JWS (RFC 7515, 7.1) without its signature.
func parseIDToken(raw string) (claims, error) {
	var c claims
	parts := strings.Split(raw, ".")
	if len(parts) != 3 || len(raw) > 64<<10 {
		return c, errors.New("it is no signed token")
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(data, &c)
}
