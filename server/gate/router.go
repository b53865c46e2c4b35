package gate

import (
	"context"
	"errors"
	"log/slog"
)

// Router chooses the upstream of each client, for a Proxy that stands before several. It is called from many goroutines.
type Router interface {
	// Greet says how to meet a client of whom nothing is known yet. A *ReplyError is the greeting, any other error becomes 421.
	Greet(ctx context.Context) (Greeting, error)
	// Route chooses by a login, which it may check itself. A *ReplyError is the answer to AUTH, any other error becomes 454.
	Route(ctx context.Context, c Credentials) (*Route, error)
}

// Greeting is how a client is met.
type Greeting struct {
	Route      *Route     // connected to at once, and its extensions offered; nil: chosen by login
	Extensions Extensions // what to offer where Route is nil
	LoginFirst bool       // no mail without a login
}

// Route is one way on.
type Route struct {
	Account  string // becomes the Transaction's
	Upstream *Upstream
	// Login returns what to log in with at the upstream, which need name no mechanism; it is asked for each connection. A *ReplyError
	// is the answer to AUTH. Nil: what the client logged in with is passed on.
	Login func(ctx context.Context) (Credentials, error)
	// Refused is told of what Login returned and the upstream did not take, and whether Login has something else to try. Nil: nothing.
	Refused func(Credentials) (another bool)
	// Auth are the mechanisms to offer; nil: the upstream's.
	Auth []string
	// Seen is told what the upstream offers, at each connection. Nil: nobody is.
	Seen func(Extensions)
}

// offers is what a client of this route is offered.
func (r *Route) offers(ext Extensions) Extensions {
	if r.Auth != nil {
		ext.Auth = r.Auth
	}
	return ext
}

// straight is the way of a Proxy with one upstream.
type straight struct{ up *Upstream }

func (s straight) Greet(context.Context) (Greeting, error) {
	return Greeting{Route: &Route{Upstream: s.up}}, nil
}

func (s straight) Route(context.Context, Credentials) (*Route, error) {
	return &Route{Upstream: s.up}, nil
}

// refusedOr returns err if it is an upstream's refusal, else a refusal of our own.
func refusedOr(err error, ours Reply) error {
	if own := (*ReplyError)(nil); errors.As(err, &own) && own.Reply.Code >= 400 {
		return own
	}
	return &ReplyError{ours}
}

// Authenticate finds the way for a login, passes the login on and returns the upstream's reply. A connection that died meanwhile is
// opened once more.
func (s *proxySession) Authenticate(ctx context.Context, c Credentials) Reply {
	route, err := s.p.router().Route(ctx, c)
	if err != nil {
		return s.noLogin(err)
	}
	if s.route == nil || route.Upstream != s.route.Upstream {
		s.hangUp()
	}
	s.route = route
	reply, err := s.logIn(ctx, c)
	var own *ReplyError
	switch {
	case errors.As(err, &own):
		return own.Reply
	case err != nil:
		s.p.log().Warn("log in upstream", slog.Any("error", err))
		return notice(454, "4.4.1", "メールサーバーに接続できません", "cannot reach the mail server", route.Upstream.where(err), "")
	case reply.positive():
		c.Challenge = nil // later connections log in while no client listens
		s.cred = &c
	case route.Login != nil:
		return refusedLogin(reply)
	}
	return reply
}

func (s *proxySession) noLogin(err error) Reply {
	own := (*ReplyError)(nil)
	if errors.As(err, &own) {
		return own.Reply
	}
	s.p.log().Error("choose the upstream", slog.Any("error", err))
	return notice(454, "4.3.0", "ログインを確かめられません", "the login cannot be checked, try again", "", "")
}

// refusedLogin is the answer where not the client's login was refused but the one kept for it: another password at the client
// would not help.
func refusedLogin(r Reply) Reply {
	return notice(454, "4.7.0", "保存されたログインをメールサーバーが拒否しました", "the mail server refused the saved login, renew it in Sekisho", r.String(), "")
}

// logIn tries the login, a second time where a connection from before turns out dead.
func (s *proxySession) logIn(ctx context.Context, c Credentials) (Reply, error) {
	reused, asked := s.up != nil, false
	if challenge := c.Challenge; challenge != nil {
		c.Challenge = func(text string) (string, error) { asked = true; return challenge(text) }
	}
	reply, err := s.tryLogin(ctx, c)
	if err != nil && reused && !asked && ctx.Err() == nil && !isTimeout(err) {
		reply, err = s.tryLogin(ctx, c)
	}
	if err == nil && reply.Code >= 500 && s.route.Login != nil && s.route.Refused != nil && s.route.Refused(s.gave) {
		reply, err = s.tryLogin(ctx, c)
	}
	return reply, err
}

func (s *proxySession) tryLogin(ctx context.Context, c Credentials) (Reply, error) {
	if s.up == nil {
		up, err := s.connect(ctx)
		if err != nil {
			return Reply{}, err
		}
		s.up = up
	}
	if s.route.Login != nil {
		kept, err := s.route.Login(ctx)
		if err != nil {
			return Reply{}, err
		}
		c = kept
	}
	s.gave = c
	release := s.up.guard(ctx)
	defer release()
	reply, err := s.up.auth(c)
	if err != nil || reply.Code == 421 {
		s.discard()
	}
	return reply, err
}
