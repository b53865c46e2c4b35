package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/secret"
)

// Vault is what a Keeper needs of secret.Vault.
type Vault interface {
	Get(name string) ([]byte, error)
	Set(name string, value []byte) error
	Delete(name string) error
}

// Options are what a Keeper works with.
type Options struct {
	Vault   Vault
	Clients func() (Clients, error) // read at each sign-in and refresh
	Lock    string                  // a path whose lock keeps other processes from refreshing at the same time; see locations.Lock
	HTTP    *http.Client            // nil: a plain one
	Now     func() time.Time        // nil: time.Now
	Log     *slog.Logger            // nil: none
}

// At returns the options for an installation.
func At(p locations.Places, v Vault) Options {
	return Options{Vault: v, Clients: func() (Clients, error) { return LoadClients(p) }, Lock: p.Refresh()}
}

// Keeper signs accounts in and hands out their access tokens. It is safe for concurrent use, also by several processes.
type Keeper struct {
	o       Options
	flights singleflight.Group

	mu      sync.Mutex
	unsaved map[string]kept   // tokens that the vault would not take: losing one would lose the sign-in
	refused map[string]string // access tokens that an upstream refused, by account
}

// kept is what the vault holds for an account.
type kept struct {
	Provider string    `json:"provider"`
	Client   string    `json:"client"`
	TokenURL string    `json:"tokenUrl"`
	Access   string    `json:"access"`
	Refresh  string    `json:"refresh"`
	Expires  time.Time `json:"expires,omitzero"` // zero: the provider did not say
	Over     bool      `json:"over,omitempty"`   // the person must sign in again
}

const (
	// refreshLimit is how long a refresh may take: a mail waits for it.
	refreshLimit = 30 * time.Second
	// early is how long before its end a token is replaced: an upstream must still take it when the mail arrives there.
	early = 2 * time.Minute
)

// New makes a Keeper.
func New(o Options) *Keeper {
	if o.HTTP == nil {
		o.HTTP = plainClient()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Keeper{o: o, unsaved: map[string]kept{}, refused: map[string]string{}}
}

// SignIn has the person of an account sign in; open opens their browser, lang is that of the page shown afterwards. The token is in
// the vault when it returns. Whether it was the right person, Identity.Is tells.
func (k *Keeper) SignIn(ctx context.Context, a account.Account, open func(address string) error, lang string) (Identity, error) {
	provider, client, err := k.provider(ctx, a.Provider)
	if err != nil {
		return Identity{}, err
	}
	grant, err := Authorize(ctx, Request{Provider: provider, Client: client, Login: a.Login, Lang: lang, Open: open, HTTP: k.o.HTTP, Now: k.o.Now})
	if err != nil {
		return Identity{}, err
	}
	if grant.Token.RefreshToken == "" {
		return Identity{}, fmt.Errorf("sign in at %s: %w: it gave no refresh token, so that the sign-in would end within the hour", provider.Title, ErrProvider)
	}
	t := kept{Provider: a.Provider, Client: client.ID, TokenURL: provider.TokenURL, Access: grant.Token.AccessToken, Refresh: grant.Token.RefreshToken, Expires: k.expires(grant.Token)}
	if err := k.write(a.ID, t); err != nil {
		return Identity{}, fmt.Errorf("keep the token: %w", err)
	}
	return grant.Identity, nil
}

func (k *Keeper) provider(ctx context.Context, name string) (Provider, Client, error) {
	clients, err := k.o.Clients()
	if err != nil {
		return Provider{}, Client{}, err
	}
	client, err := clients.of(name)
	if err != nil {
		return Provider{}, Client{}, err
	}
	p, err := Find(ctx, k.o.HTTP, name)
	return p.with(client), client, err
}

// Token returns an access token for an account that lasts for two minutes at least, refreshed where needed. However many ask, one
// refreshes. ErrSignIn says that the person must sign in; other errors may pass.
func (k *Keeper) Token(ctx context.Context, a account.Account) (string, error) {
	if t, err := k.read(a.ID); err != nil || k.good(a.ID, t) {
		return t.Access, err
	}
	flight := k.flights.DoChan(a.ID, func() (any, error) {
		// The first who asked may leave; those who wait with them must not suffer.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshLimit)
		defer cancel()
		return k.refresh(ctx, a)
	})
	select {
	case result := <-flight:
		access, _ := result.Val.(string)
		return access, result.Err
	case <-ctx.Done():
		return "", fmt.Errorf("refresh the token of %s: %w", a.ID, ctx.Err())
	}
}

// SignedIn tells, without asking the provider, whether an account has a sign-in that nobody ended as far as is known.
func (k *Keeper) SignedIn(id string) (bool, error) {
	_, err := k.read(id)
	if errors.Is(err, ErrSignIn) {
		return false, nil
	}
	return err == nil, err
}

// Refused says that an upstream did not take a token that was still good by its time: the next Token gives another.
func (k *Keeper) Refused(a account.Account, access string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.refused[a.ID] = access
}

// Forget deletes an account's token here. At the provider it lives on until it ends or the person takes it back there.
func (k *Keeper) Forget(id string) error {
	k.mu.Lock()
	delete(k.unsaved, id)
	delete(k.refused, id)
	k.mu.Unlock()
	return k.o.Vault.Delete(account.Token(id))
}

func (k *Keeper) good(id string, t kept) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return t.Access != "" && t.Access != k.refused[id] && (t.Expires.IsZero() || k.o.Now().Add(early).Before(t.Expires))
}

// expires returns when a token that just came ends, by our clock.
func (k *Keeper) expires(t *oauth2.Token) time.Time {
	if t.ExpiresIn <= 0 {
		return time.Time{}
	}
	return k.o.Now().Add(time.Duration(t.ExpiresIn) * time.Second)
}

// refresh gets a new access token under a lock, and looks first whether another process just did.
func (k *Keeper) refresh(ctx context.Context, a account.Account) (string, error) {
	release, err := locations.Lock(ctx, k.o.Lock)
	if err != nil {
		return "", err
	}
	defer release()
	t, err := k.read(a.ID)
	if err != nil || k.good(a.ID, t) {
		return t.Access, err
	}
	next, err := k.exchange(ctx, t)
	if errors.Is(err, ErrSignIn) {
		t.Over, t.Access = true, ""
		return "", errors.Join(fmt.Errorf("refresh the token of %s: %w", a.Address, err), k.write(a.ID, t))
	}
	if err != nil {
		return "", fmt.Errorf("refresh the token of %s: %w", a.Address, err)
	}
	if err := k.write(a.ID, next); err != nil { // the old refresh token may be worth nothing by now
		k.o.Log.LogAttrs(ctx, slog.LevelError, "token not kept", slog.String("account", a.ID), slog.Any("error", err))
		k.mu.Lock()
		k.unsaved[a.ID] = next
		k.mu.Unlock()
	}
	return next.Access, nil
}

// exchange asks the token endpoint (RFC 6749, 6). A refresh token that it does not replace stays.
func (k *Keeper) exchange(ctx context.Context, t kept) (kept, error) {
	clients, err := k.o.Clients()
	if err != nil {
		return t, err
	}
	client, err := clients.of(t.Provider)
	if err != nil {
		return t, err
	}
	if client.ID != t.Client {
		return t, fmt.Errorf("%w: the client id of %s has changed", ErrSignIn, t.Provider)
	}
	config := oauth2.Config{ClientID: client.ID, ClientSecret: client.Secret, Endpoint: oauth2.Endpoint{TokenURL: t.TokenURL, AuthStyle: oauth2.AuthStyleInParams}}
	fresh, err := config.TokenSource(withClient(ctx, k.o.HTTP), &oauth2.Token{RefreshToken: t.Refresh}).Token()
	if err != nil {
		return t, explained(err)
	}
	t.Access, t.Expires = fresh.AccessToken, k.expires(fresh)
	if fresh.RefreshToken != "" {
		t.Refresh = fresh.RefreshToken
	}
	return t, nil
}

// read returns an account's token: one that the vault would not take yet, or the vault's.
func (k *Keeper) read(id string) (kept, error) {
	k.mu.Lock()
	t, unsaved := k.unsaved[id]
	k.mu.Unlock()
	if unsaved {
		if k.write(id, t) == nil {
			k.mu.Lock()
			delete(k.unsaved, id)
			k.mu.Unlock()
		}
		return t, nil
	}
	data, err := k.o.Vault.Get(account.Token(id))
	if errors.Is(err, secret.ErrNotFound) {
		return t, fmt.Errorf("%w: nobody has signed in for this account yet", ErrSignIn)
	}
	if err != nil {
		return t, err
	}
	if err := json.Unmarshal(data, &t); err != nil {
		return t, fmt.Errorf("%w: the kept token cannot be read", ErrSignIn)
	}
	if t.Over {
		return t, fmt.Errorf("%w: the sign-in service ended the last sign-in", ErrSignIn)
	}
	return t, nil
}

func (k *Keeper) write(id string, t kept) error {
	data, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return k.o.Vault.Set(account.Token(id), data)
}
