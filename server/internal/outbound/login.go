package outbound

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"sekisho/server/gate"
)

// Password logs in with a password, by PLAIN or LOGIN. It is read for each new connection, so that it can be changed.
func Password(user string, password func() (string, error)) func(context.Context) (gate.Credentials, error) {
	return func(context.Context) (gate.Credentials, error) {
		p, err := password()
		if err != nil {
			return gate.Credentials{}, fmt.Errorf("read the password: %w", err)
		}
		return gate.Credentials{User: user, Password: p}, nil
	}
}

// Client is an OAuth client that has a right of its own to send.
type Client struct {
	TokenURL string
	ID       string
	Scope    string                 // separated by blanks
	Secret   func() (string, error) // read for each token
	HTTP     *http.Client           // nil: one with 30 seconds for a token
}

// Token logs in with a token of the client (RFC 6749, 4.4), by XOAUTH2 or OAUTHBEARER. A token serves until shortly before it ends.
func Token(user string, c Client) func(context.Context) (gate.Credentials, error) {
	if c.HTTP == nil {
		c.HTTP = &http.Client{Timeout: 30 * time.Second}
	}
	source := oauth2.ReuseTokenSource(nil, c)
	return func(context.Context) (gate.Credentials, error) {
		t, err := source.Token()
		if err != nil {
			return gate.Credentials{}, fmt.Errorf("get a token from %s: %w", c.TokenURL, err)
		}
		return gate.Credentials{User: user, Token: t.AccessToken}, nil
	}
}

// Token gets a new token.
func (c Client) Token() (*oauth2.Token, error) {
	secret, err := c.Secret()
	if err != nil {
		return nil, fmt.Errorf("read the client's secret: %w", err)
	}
	ctx := context.WithValue(context.Background(), oauth2.HTTPClient, c.HTTP)
	config := clientcredentials.Config{ClientID: c.ID, ClientSecret: secret, TokenURL: c.TokenURL, Scopes: strings.Fields(c.Scope)}
	return config.Token(ctx)
}
