package oauth

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"golang.org/x/oauth2"
)

// Limit is how long a sign-in may take.
const Limit = 5 * time.Minute

// Request is one sign-in.
type Request struct {
	Provider Provider
	Client   Client
	Login    string                     // put into the form where the provider does that
	Lang     string                     // of the page that the browser shows afterwards: ja, en
	Open     func(address string) error // opens the person's browser
	HTTP     *http.Client               // for the token; nil: a plain one
	Limit    time.Duration              // 0: Limit
	Now      func() time.Time           // nil: time.Now
}

// Grant is what a sign-in gave.
type Grant struct {
	Token    *oauth2.Token
	IDToken  string   // as it came; empty: none
	Identity Identity // zero without an ID token
}

// Authorize has a person sign in in their browser. It returns when they did, refused, the time is over, or ctx ends; the port is
// closed then. The page in the browser says the truth: it waits for the token.
func Authorize(ctx context.Context, r Request) (Grant, error) {
	limit := r.Limit
	if limit == 0 {
		limit = Limit
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, ErrTimeout)
	defer cancel()
	door, err := listen(ctx, r)
	if err != nil {
		return Grant{}, fmt.Errorf("sign in: %w", err)
	}
	defer door.close()
	grant, err := door.signIn(ctx)
	if err != nil {
		return Grant{}, fmt.Errorf("sign in at %s: %w", r.Provider.Title, err)
	}
	return grant, nil
}

// secrets are what one sign-in is known by.
type secrets struct{ state, nonce, verifier string }

func newSecrets() secrets { return secrets{rand.Text(), rand.Text(), oauth2.GenerateVerifier()} }

func (d *door) signIn(ctx context.Context) (Grant, error) {
	if err := d.r.Open(d.address()); err != nil {
		return Grant{}, fmt.Errorf("open the browser: %w", err)
	}
	select {
	case answer := <-d.answers:
		grant, err := d.redeem(ctx, answer)
		answer.done <- err
		return grant, err
	case <-ctx.Done():
		return Grant{}, context.Cause(ctx)
	}
}

func (d *door) config() *oauth2.Config {
	p := d.r.Provider
	style := oauth2.AuthStyleInParams // public clients have no other way (RFC 6749, 2.3.1)
	return &oauth2.Config{
		ClientID: d.r.Client.ID, ClientSecret: d.r.Client.Secret, RedirectURL: d.redirect, Scopes: p.Scopes,
		Endpoint: oauth2.Endpoint{AuthURL: p.AuthURL, TokenURL: p.TokenURL, AuthStyle: style},
	}
}

// address is where the browser is sent.
func (d *door) address() string {
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(d.verifier)}
	if slices.Contains(d.r.Provider.Scopes, "openid") {
		options = append(options, oauth2.SetAuthURLParam("nonce", d.nonce))
	}
	if d.r.Login != "" {
		options = append(options, oauth2.SetAuthURLParam("login_hint", d.r.Login))
	}
	for name, value := range d.r.Provider.Params {
		options = append(options, oauth2.SetAuthURLParam(name, value))
	}
	return d.config().AuthCodeURL(d.state, options...)
}

// redeem changes the code of an answer into a token.
func (d *door) redeem(ctx context.Context, a answer) (Grant, error) {
	if err := d.check(a); err != nil {
		return Grant{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, refreshLimit)
	defer cancel()
	token, err := d.config().Exchange(withClient(ctx, d.r.HTTP), a.code, oauth2.VerifierOption(d.verifier))
	if err != nil {
		return Grant{}, explained(err)
	}
	raw, _ := token.Extra("id_token").(string)
	grant := Grant{Token: token, IDToken: raw}
	if raw == "" {
		return grant, nil
	}
	now := time.Now
	if d.r.Now != nil {
		now = d.r.Now
	}
	grant.Identity, err = identity(raw, d.r.Provider, d.r.Client.ID, d.nonce, now())
	return grant, err
}

// check looks at the answer's own words. Its state was looked at before: an answer without it is nobody's.
func (d *door) check(a answer) error {
	switch {
	case a.issuer != "" && !d.r.Provider.issuedBy(a.issuer), a.issuer == "" && d.r.Provider.NeedsIss:
		return fmt.Errorf("%w: the answer names the issuer %q (RFC 9207)", ErrProvider, a.issuer)
	case a.problem == "access_denied":
		return fmt.Errorf("%w: %s", ErrDenied, a.said())
	case a.problem != "":
		return fmt.Errorf("%w: %s", ErrProvider, a.said())
	case a.code == "":
		return fmt.Errorf("%w: the answer has no code", ErrProvider)
	}
	return nil
}

// withClient has the oauth2 library use our client.
func withClient(ctx context.Context, client *http.Client) context.Context {
	if client == nil {
		client = plainClient()
	}
	return context.WithValue(ctx, oauth2.HTTPClient, client)
}

// plainClient follows no redirect: the endpoints of a provider do not move, and a code must not.
func plainClient() *http.Client {
	return &http.Client{
		Timeout:       refreshLimit,
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("a token endpoint does not redirect") },
	}
}
