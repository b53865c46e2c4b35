package gate

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Proxy is the Backend that owns no mail: each connection has one to an upstream, whose extensions and login it passes on;
// each mail is put to the Decider, relayed, and answered with what the upstream said. Its fields must not change once in use.
type Proxy struct {
	Host     string    // our name in Received lines
	Upstream *Upstream // of every client, unless there is a Router
	Router   Router    // chooses the upstream by login; nil: none
	Decider  Decider
	// Budget is how long a decision may take; later ones are not used and the client hears 451. Clients wait 30 seconds (swaks)
	// to minutes. Zero: 50 seconds.
	Budget time.Duration
	// Keep is how long the connection to the upstream is held open while a decision is awaited; then it is closed, and opened
	// and logged in anew for the mail. Zero: 2 seconds.
	Keep time.Duration
	Log  *slog.Logger // faults, never secrets or contents; nil: none

	deciding sync.WaitGroup
}

// Wait returns when no Decider is at work any more. Call it after Serve returned.
func (p *Proxy) Wait() { p.deciding.Wait() }

// Open greets, connecting to the upstream where it is known already. A client that cannot be served hears 421, or the upstream's
// own refusal.
func (p *Proxy) Open(ctx context.Context, peer Peer) (Session, error) {
	g, err := p.router().Greet(ctx)
	if err != nil {
		return nil, err
	}
	s := &proxySession{p: p, route: g.Route, ext: g.Extensions}
	if g.Route != nil {
		up, err := s.connect(ctx)
		if err != nil {
			p.log().Warn("open session", slog.String("remote", peer.Remote.String()), slog.Any("error", err))
			return nil, refusedOr(err, notice(421, "4.4.1", "メールサーバーに接続できません", "cannot reach the mail server", g.Route.Upstream.where(err), ""))
		}
		s.up, s.ext = up, g.Route.offers(up.extensions())
	}
	s.ext.LoginFirst = g.LoginFirst
	return s, nil
}

func (p *Proxy) router() Router {
	if p.Router != nil {
		return p.Router
	}
	return straight{p.Upstream}
}

func (p *Proxy) log() *slog.Logger {
	if p.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return p.Log
}

// proxySession is one client's connection and its upstream's.
type proxySession struct {
	p     *Proxy
	ext   Extensions
	route *Route       // nil: not known before the login
	up    *client      // nil: closed, to be opened when needed
	cred  *Credentials // what the client logged in with; nil: it has not
	gave  Credentials  // what the upstream was last given
}

// Extensions returns what was offered at first.
func (s *proxySession) Extensions() Extensions { return s.ext }

// Close says good-bye to the upstream and forgets the password.
func (s *proxySession) Close() {
	s.cred, s.gave = nil, Credentials{}
	s.hangUp()
}

// hangUp ends the connection to the upstream politely, if there is one.
func (s *proxySession) hangUp() {
	if s.up != nil {
		s.up.quit()
		s.up = nil
	}
}

// connect opens a connection to the route's upstream.
func (s *proxySession) connect(ctx context.Context) (*client, error) {
	up, err := s.route.Upstream.connect(ctx)
	if err == nil && s.route.Seen != nil {
		s.route.Seen(up.extensions())
	}
	return up, err
}

// discard closes a connection in an unknown state.
func (s *proxySession) discard() {
	if s.up != nil {
		s.up.drop()
		s.up = nil
	}
}

// unreachable is the answer when the upstream cannot be talked to.
func unreachable(addr, id string) Reply {
	return notice(451, "4.4.1", "メールサーバーに接続できず、送信していません", "not sent, cannot reach the mail server", addr, id)
}
