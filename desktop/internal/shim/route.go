package shim

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/oauth"
	"sekisho/server/gate"
)

// ownAuth are the mechanisms of accounts with a local password.
var ownAuth = []string{"PLAIN", "LOGIN"}

// allAuth are those that pass through.
var allAuth = []string{"PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"}

// keeps tells whether the app keeps an account's login, so that programs need the local password.
func keeps(a account.Account) bool { return a.Auth != account.AuthPassthrough }

// Greet mirrors the one account's server. Of several, it offers what all are known to take: which one it is comes with the login.
func (s *Shim) Greet(context.Context) (gate.Greeting, error) {
	list, err := s.o.Accounts.List()
	switch {
	case err != nil:
		s.log.Error("list accounts", slog.Any("error", err))
		return gate.Greeting{}, &gate.ReplyError{Reply: noAccounts}
	case len(list) == 0:
		return gate.Greeting{}, &gate.ReplyError{Reply: noAccount}
	case len(list) == 1:
		return gate.Greeting{Route: s.route(list[0]), LoginFirst: keeps(list[0])}, nil
	}
	return gate.Greeting{Extensions: s.known.offer(list), LoginFirst: true}, nil
}

// Route finds the account of a login. Where its login is kept here the local password is checked; where it is not, the server
// checks what the program gave. The only account takes any name there: programs write them in different ways.
func (s *Shim) Route(_ context.Context, c gate.Credentials) (*gate.Route, error) {
	a, err := s.o.Accounts.ByLogin(c.User)
	if errors.Is(err, account.ErrUnknown) {
		a, err = s.only()
	}
	switch {
	case errors.Is(err, account.ErrUnknown):
		return nil, &gate.ReplyError{Reply: wrongLogin}
	case err != nil:
		return nil, err
	case keeps(a) && !s.local(a, c):
		return nil, &gate.ReplyError{Reply: wrongLogin}
	}
	return s.route(a), nil
}

// only returns the account that may have any login: the only one, if what programs say is passed on.
func (s *Shim) only() (account.Account, error) {
	list, err := s.o.Accounts.List()
	if err != nil {
		return account.Account{}, err
	}
	if len(list) == 1 && !keeps(list[0]) {
		return list[0], nil
	}
	return account.Account{}, account.ErrUnknown
}

// local checks the local password.
func (s *Shim) local(a account.Account, c gate.Credentials) bool {
	kept, err := s.o.Secrets.Get(account.Local(a.ID))
	if err != nil {
		s.log.Error("read the local password", slog.String("account", a.ID), slog.Any("error", err))
		return false
	}
	return slices.Contains(ownAuth, c.Mechanism) && account.SameLocalPassword(string(kept), c.Password)
}

// route is the way to an account's server.
func (s *Shim) route(a account.Account) *gate.Route {
	r := &gate.Route{Account: a.ID, Upstream: s.known.upstream(a, s.o.Upstream), Seen: func(e gate.Extensions) { s.known.see(a, e) }}
	if keeps(a) {
		r.Auth = ownAuth
		r.Login = func(ctx context.Context) (gate.Credentials, error) { return s.login(ctx, a) }
		r.Refused = func(c gate.Credentials) bool {
			if c.Token != "" {
				s.o.Tokens.Refused(a, c.Token)
			}
			return c.Token != "" // a token may have been taken back before its time
		}
	}
	return r
}

// login is what is kept of an account.
func (s *Shim) login(ctx context.Context, a account.Account) (gate.Credentials, error) {
	c := gate.Credentials{User: a.Login}
	if a.Auth == account.AuthOAuth {
		token, err := s.o.Tokens.Token(ctx, a)
		if err != nil {
			s.log.Warn("get a token", slog.String("account", a.ID), slog.Any("error", err))
			if errors.Is(err, oauth.ErrSignIn) {
				return c, &gate.ReplyError{Reply: signIn}
			}
			return c, &gate.ReplyError{Reply: noToken}
		}
		c.Token = token
		return c, nil
	}
	password, err := s.o.Secrets.Get(account.Password(a.ID))
	if err != nil {
		s.log.Error("read the saved password", slog.String("account", a.ID), slog.Any("error", err))
		return c, &gate.ReplyError{Reply: noSecret}
	}
	c.Password = string(password)
	return c, nil
}

// known is what was seen of each account's server.
type known struct {
	mu        *sync.Mutex
	upstreams map[way]*gate.Upstream
	offers    map[way]gate.Extensions
}

// way is what an upstream is known by: an account that is moved to another server starts anew.
type way struct{ addr, security string }

func newKnown() known {
	return known{&sync.Mutex{}, map[way]*gate.Upstream{}, map[way]gate.Extensions{}}
}

func wayOf(a account.Account) way { return way{a.Upstream, a.Security} }

// upstream returns the same value for the same server each time.
func (k known) upstream(a account.Account, change func(*gate.Upstream)) *gate.Upstream {
	k.mu.Lock()
	defer k.mu.Unlock()
	u := k.upstreams[wayOf(a)]
	if u == nil {
		u = &gate.Upstream{Addr: a.Upstream, Security: gate.SecurityFor(a.Security, a.Upstream)}
		if change != nil {
			change(u)
		}
		k.upstreams[wayOf(a)] = u
	}
	return u
}

func (k known) see(a account.Account, e gate.Extensions) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.offers[wayOf(a)] = e
}

// offer is what a program of any of the accounts may use: an extension if every server is known to have it, a way to log in if one
// account needs it.
func (k known) offer(list []account.Account) gate.Extensions {
	k.mu.Lock()
	defer k.mu.Unlock()
	all := gate.Extensions{EightBitMIME: true, SMTPUTF8: true, DSN: true}
	wanted := map[string]bool{}
	for _, a := range list {
		e, seen := k.offers[wayOf(a)]
		all.EightBitMIME = all.EightBitMIME && e.EightBitMIME
		all.SMTPUTF8 = all.SMTPUTF8 && e.SMTPUTF8
		all.DSN = all.DSN && e.DSN
		if e.Size > 0 && (all.Size == 0 || e.Size < all.Size) {
			all.Size = e.Size
		}
		auth := e.Auth
		switch {
		case keeps(a):
			auth = ownAuth
		case !seen:
			auth = allAuth
		}
		for _, mechanism := range auth {
			wanted[mechanism] = true
		}
	}
	for _, mechanism := range allAuth {
		if wanted[mechanism] {
			all.Auth = append(all.Auth, mechanism)
		}
	}
	return all
}
