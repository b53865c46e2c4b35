package gate

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// Proxy is the Backend that owns no mail: each connection has one to the upstream, whose extensions and login it passes on;
// each mail is put to the Decider, relayed, and answered with what the upstream said. Its fields must not change once in use.
type Proxy struct {
	Host     string // our name in Received lines
	Upstream *Upstream
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

// Open connects to the upstream. A client that cannot be served hears 421, or the upstream's own refusal.
func (p *Proxy) Open(ctx context.Context, peer Peer) (Session, error) {
	c, err := p.Upstream.connect(ctx)
	if err != nil {
		p.log().Warn("open session", slog.String("remote", peer.Remote.String()), slog.Any("error", err))
		if own := (*ReplyError)(nil); errors.As(err, &own) && own.Reply.Code >= 400 {
			return nil, own
		}
		return nil, &ReplyError{notice(421, "4.4.1", "メールサーバーに接続できません", "cannot reach the mail server", p.Upstream.Addr, "")}
	}
	return &proxySession{p: p, up: c, ext: c.extensions()}, nil
}

func (p *Proxy) log() *slog.Logger {
	if p.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return p.Log
}

// proxySession is one client's connection and its upstream's.
type proxySession struct {
	p    *Proxy
	ext  Extensions
	up   *client // nil: closed, to be opened when needed
	cred *Credentials
}

// Extensions returns what the upstream offered at first.
func (s *proxySession) Extensions() Extensions { return s.ext }

// Close says good-bye to the upstream and forgets the password.
func (s *proxySession) Close() {
	s.cred = nil
	if s.up != nil {
		s.up.quit()
		s.up = nil
	}
}

// Authenticate passes a login on and returns the upstream's reply. A connection that died meanwhile is opened once more.
func (s *proxySession) Authenticate(ctx context.Context, c Credentials) Reply {
	reused, asked := s.up != nil, false
	if challenge := c.Challenge; challenge != nil {
		c.Challenge = func(text string) (string, error) { asked = true; return challenge(text) }
	}
	reply, err := s.tryLogin(ctx, c)
	if err != nil && reused && !asked && ctx.Err() == nil && !isTimeout(err) {
		reply, err = s.tryLogin(ctx, c)
	}
	if err != nil {
		s.p.log().Warn("log in upstream", slog.Any("error", err))
		return unreachable(s.p.Upstream.Addr, "")
	}
	if reply.positive() {
		c.Challenge = nil // later connections log in while no client listens
		s.cred = &c
	}
	return reply
}

func (s *proxySession) tryLogin(ctx context.Context, c Credentials) (Reply, error) {
	if s.up == nil {
		up, err := s.p.Upstream.connect(ctx)
		if err != nil {
			return Reply{}, err
		}
		s.up = up
	}
	release := s.up.guard(ctx)
	defer release()
	reply, err := s.up.auth(c)
	if err != nil || reply.Code == 421 {
		s.discard()
	}
	return reply, err
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
