package oauth

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/oauth/oauthtest"
	"sekisho/desktop/internal/secret"
)

func fixed() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// bench is an account at a provider, and keepers that share a vault.
type bench struct {
	provider *oauthtest.Provider
	browser  *oauthtest.Browser
	vault    *secret.Vault
	account  account.Account
	options  Options
	ahead    atomic.Int64 // how far the clock runs ahead
}

func newBench(t *testing.T) *bench {
	dir := t.TempDir()
	v, err := secret.Open(t.Context(), secret.Options{Path: filepath.Join(dir, "vault"), KeyFile: filepath.Join(dir, "key"), Keychain: secret.None()})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{provider: oauthtest.New(t), browser: oauthtest.NewBrowser(t.Context()), vault: v}
	b.account = account.Account{ID: "1", Address: "tanaka@example.co.jp", Login: "tanaka@example.co.jp", Auth: account.AuthOAuth, Provider: b.provider.Issuer}
	b.options = Options{
		Vault: v, Lock: filepath.Join(dir, "refresh"), Now: func() time.Time { return time.Now().Add(time.Duration(b.ahead.Load())) },
		Clients: func() (Clients, error) { return Clients{b.provider.Issuer: {ID: b.provider.ClientID}}, nil },
	}
	return b
}

func (b *bench) signedIn(t *testing.T) *Keeper {
	t.Helper()
	k := New(b.options)
	who, err := k.SignIn(t.Context(), b.account, b.browser.Open, "en")
	if err != nil || !who.Is(b.account) {
		t.Fatalf("SignIn = %+v, %v", who, err)
	}
	return k
}

func mustToken(t *testing.T, k *Keeper, a account.Account) string {
	t.Helper()
	token, err := k.Token(t.Context(), a)
	if err != nil {
		t.Fatalf("Token: %v", err)
	}
	return token
}

func TestTokenIsKeptAndRefreshed(t *testing.T) {
	b := newBench(t)
	k := b.signedIn(t)
	first := mustToken(t, k, b.account)
	if again := mustToken(t, New(b.options), b.account); again != first || b.provider.Count("refresh_token") != 0 {
		t.Error("a token that is good was refreshed")
	}
	for round := 1; round <= 3; round++ { // each time with the refresh token that replaced the last
		b.ahead.Add(int64(59 * time.Minute))
		next := mustToken(t, k, b.account)
		if next == first || !b.provider.Accepts(next) || b.provider.Count("refresh_token") != round {
			t.Errorf("round %d: token %q, %d refreshes", round, next, b.provider.Count("refresh_token"))
		}
		first = next
	}
	if got := mustToken(t, New(b.options), b.account); got != first {
		t.Error("another process does not see the new token")
	}
}

func TestRefreshTokenThatIsNotReplacedStays(t *testing.T) {
	b := newBench(t)
	k := b.signedIn(t)
	b.provider.Set(oauthtest.Faults{KeepToken: true})
	for range 2 {
		b.ahead.Add(int64(time.Hour))
		mustToken(t, k, b.account)
	}
}

// TestOneRefreshes: with rotation, two refreshes at a time would end the sign-in; the provider sees to that.
func TestOneRefreshes(t *testing.T) {
	b := newBench(t)
	keepers := []*Keeper{b.signedIn(t), New(b.options)}
	b.ahead.Add(int64(time.Hour))
	release := b.provider.Hold()
	var group sync.WaitGroup
	tokens := make([]string, 20)
	for i := range tokens {
		group.Go(func() { tokens[i] = mustToken(t, keepers[i%2], b.account) })
	}
	release()
	group.Wait()
	if n := b.provider.Count("refresh_token"); n != 1 {
		t.Errorf("20 callers in two processes made %d refreshes, want 1", n)
	}
	for _, token := range tokens {
		if token != tokens[0] {
			t.Errorf("tokens differ: %q and %q", token, tokens[0])
		}
	}
}

func TestACallerThatLeavesDoesNotTakeTheOthersAlong(t *testing.T) {
	b := newBench(t)
	k := b.signedIn(t)
	b.ahead.Add(int64(time.Hour))
	release := b.provider.Hold()
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, err := k.Token(ctx, b.account)
		left <- err
	}()
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("Token of a caller that left = %v", err)
	}
	release()
	mustToken(t, k, b.account)
}

func TestInvalidGrantNeedsThePerson(t *testing.T) {
	b := newBench(t)
	signedIn := func(k *Keeper, want bool) {
		t.Helper()
		if in, err := k.SignedIn(b.account.ID); in != want || err != nil {
			t.Errorf("SignedIn = %v, %v, want %v", in, err, want)
		}
	}
	signedIn(New(b.options), false)
	k := b.signedIn(t)
	b.provider.Revoke()
	signedIn(k, true)          // nobody has asked the provider yet
	mustToken(t, k, b.account) // good until its end
	b.ahead.Add(int64(time.Hour))
	for range 3 {
		if token, err := k.Token(t.Context(), b.account); !errors.Is(err, ErrSignIn) || token != "" {
			t.Errorf("Token of a sign-in that was ended = %q, %v, want ErrSignIn", token, err)
		}
	}
	signedIn(k, false)
	if n := b.provider.Count("error"); n != 1 {
		t.Errorf("the provider was asked %d times, want once: it will not change its mind", n)
	}
	if _, err := k.SignIn(t.Context(), b.account, b.browser.Open, "en"); err != nil {
		t.Fatal(err)
	}
	mustToken(t, k, b.account)
}

func TestPassingTroubleKeepsTheSignIn(t *testing.T) {
	b := newBench(t)
	k := b.signedIn(t)
	b.ahead.Add(int64(time.Hour))
	for _, f := range []oauthtest.Faults{{TokenError: "temporarily_unavailable", TokenState: 503}, {TokenError: "server_error", TokenState: 500}, {TokenError: "invalid_client"}} {
		b.provider.Set(f)
		if _, err := k.Token(t.Context(), b.account); err == nil || errors.Is(err, ErrSignIn) {
			t.Errorf("Token at %s = %v, want an error that is not ErrSignIn", f.TokenError, err)
		}
	}
	b.provider.Set(oauthtest.Faults{})
	mustToken(t, k, b.account)
}

func TestRefusedTokenIsReplaced(t *testing.T) {
	b := newBench(t)
	k := b.signedIn(t)
	first := mustToken(t, k, b.account)
	k.Refused(b.account, first)
	second := mustToken(t, k, b.account)
	if second == first || mustToken(t, k, b.account) != second {
		t.Error("a token that an upstream refused is given again, or the new one is refreshed again")
	}
}

func TestSignInNeeds(t *testing.T) {
	b := newBench(t)
	k := New(b.options)
	if _, err := k.Token(t.Context(), b.account); !errors.Is(err, ErrSignIn) {
		t.Errorf("Token before any sign-in = %v, want ErrSignIn", err)
	}
	b.provider.Set(oauthtest.Faults{NoRefresh: true})
	if _, err := k.SignIn(t.Context(), b.account, b.browser.Open, "en"); !errors.Is(err, ErrProvider) || !strings.Contains(err.Error(), "refresh") {
		t.Errorf("SignIn without a refresh token = %v, want ErrProvider", err)
	}
	none := b.options
	none.Clients = func() (Clients, error) { return Clients{}, nil }
	if _, err := New(none).SignIn(t.Context(), b.account, b.browser.Open, "en"); !errors.Is(err, ErrClient) {
		t.Errorf("SignIn without a client id = %v, want ErrClient", err)
	}
	b.provider.Set(oauthtest.Faults{})
	k = b.signedIn(t)
	changed := b.options
	changed.Clients = func() (Clients, error) { return Clients{b.provider.Issuer: {ID: "another"}}, nil }
	b.ahead.Add(int64(time.Hour))
	if _, err := New(changed).Token(t.Context(), b.account); !errors.Is(err, ErrSignIn) {
		t.Errorf("Token under another client id = %v, want ErrSignIn", err)
	}
	if err := k.Forget("1"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.vault.Get(account.Token("1")); !errors.Is(err, secret.ErrNotFound) {
		t.Errorf("after Forget the vault gives the token, %v", err)
	}
}

// full is a vault on a full disk.
type full struct {
	Vault
	is atomic.Bool
}

func (f *full) Set(name string, value []byte) error {
	if f.is.Load() {
		return errors.New("no space left")
	}
	return f.Vault.Set(name, value)
}

// TestATokenThatCannotBeKeptIsUsed: the old refresh token is worth nothing once it was replaced, so the new one must not be lost.
func TestATokenThatCannotBeKeptIsUsed(t *testing.T) {
	b := newBench(t)
	disk := &full{Vault: b.vault}
	b.options.Vault = disk
	k := b.signedIn(t)
	disk.is.Store(true)
	for range 2 {
		b.ahead.Add(int64(time.Hour))
		mustToken(t, k, b.account)
	}
	disk.is.Store(false)
	last := mustToken(t, k, b.account)
	if got := mustToken(t, New(b.options), b.account); got != last {
		t.Error("once there was space again, the token was not kept")
	}
}
