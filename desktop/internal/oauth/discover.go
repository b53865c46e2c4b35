package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// metadata is what of a provider's metadata is used (RFC 8414, 2; OpenID Connect Discovery 1.0, 3).
type metadata struct {
	Issuer     string   `json:"issuer"`
	AuthURL    string   `json:"authorization_endpoint"`
	TokenURL   string   `json:"token_endpoint"`
	Challenges []string `json:"code_challenge_methods_supported"`
	NamesIss   bool     `json:"authorization_response_iss_parameter_supported"`
}

// Find returns a provider by a preset's name or by its issuer. An issuer's metadata is read over TLS, from where OpenID Connect and
// then where OAuth puts it; it must name the issuer that was asked.
func Find(ctx context.Context, client *http.Client, name string) (Provider, error) {
	if p, ok := preset(name); ok {
		return p, nil
	}
	if err := secure(name); err != nil {
		return Provider{}, err
	}
	m, err := read(ctx, client, strings.TrimSuffix(name, "/")+"/.well-known/openid-configuration")
	if err != nil {
		var second error
		if m, second = read(ctx, client, wellKnown(name)); second != nil {
			return Provider{}, fmt.Errorf("%w: its metadata cannot be read: %w", ErrProvider, err)
		}
	}
	return m.provider(name)
}

// wellKnown puts the well-known part between host and path (RFC 8414, 3).
func wellKnown(issuer string) string {
	u, _ := url.Parse(issuer) // was parsed before
	u.Path = "/.well-known/oauth-authorization-server" + strings.TrimSuffix(u.Path, "/")
	return u.String()
}

func (m metadata) provider(issuer string) (Provider, error) {
	switch {
	case m.Issuer != issuer:
		return Provider{}, fmt.Errorf("%w: the metadata of %q names the issuer %q", ErrProvider, issuer, m.Issuer)
	case len(m.Challenges) > 0 && !slices.Contains(m.Challenges, "S256"):
		return Provider{}, fmt.Errorf("%w: %q does not know PKCE with S256, which this program needs", ErrProvider, issuer)
	}
	if err := errors.Join(secure(m.AuthURL), secure(m.TokenURL)); err != nil {
		return Provider{}, err
	}
	return Provider{
		Name: issuer, Title: issuer, AuthURL: m.AuthURL, TokenURL: m.TokenURL, Issuer: issuer,
		Scopes: []string{"openid", "email", "offline_access"}, Redirect: "127.0.0.1", NeedsIss: m.NamesIss,
	}, nil
}

// maxAnswer bounds what is read from a provider.
const maxAnswer = 1 << 20

func read(ctx context.Context, client *http.Client, address string) (metadata, error) {
	var m metadata
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return m, err
	}
	answer, err := client.Do(req)
	if err != nil {
		return m, err
	}
	defer func() { _ = answer.Body.Close() }() // was read
	if answer.StatusCode != http.StatusOK {
		return m, fmt.Errorf("%s answers %s", address, answer.Status)
	}
	err = json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(&m)
	return m, err
}
