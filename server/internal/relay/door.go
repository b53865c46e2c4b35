package relay

import (
	"bufio"
	"context"
	"errors"
	"log/slog"
	"strings"

	"sekisho/server/gate"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
)

// Door is the gateway towards its clients: the gate.Backend that judges each mail and takes it, or says why not. What it has taken is
// the queue's to deliver. Its fields must not change once in use.
type Door struct {
	Gateway *Gateway
	Host    string // our name in Received fields
	Spool   *spool.Spool
	Holds   *hold.Keeper
	Mails   interface {
		AddMessage(ctx context.Context, org store.Org, a store.Accepted, e audit.Entry) error
	}
	// Admits tells whether a client may send here at all. Nil: those of this machine only.
	Admits func(gate.Peer) bool
	// Taken is called after each mail that was taken; it must not wait. Nil: nobody is told.
	Taken func()
}

// Open begins a session.
func (d *Door) Open(_ context.Context, p gate.Peer) (gate.Session, error) {
	if !d.admits(p) {
		return nil, &gate.ReplyError{Reply: gate.Reply{Code: 554, Enhanced: "5.7.1", Text: "Sekisho: この接続元からは受け付けません / this client may not send here"}}
	}
	return &session{d: d}, nil
}

func (d *Door) admits(p gate.Peer) bool {
	if d.Admits != nil {
		return d.Admits(p)
	}
	return p.Remote.Addr().IsLoopback()
}

type session struct{ d *Door }

// Extensions are what the gateway honours itself, whatever the next server can.
func (*session) Extensions() gate.Extensions {
	return gate.Extensions{EightBitMIME: true, SMTPUTF8: true}
}

// Authenticate is not offered.
func (*session) Authenticate(context.Context, gate.Credentials) gate.Reply {
	return gate.Reply{Code: 502, Enhanced: "5.5.1", Text: "AUTH is not offered here"}
}

// Close ends the session.
func (*session) Close() {}

// maxHops is how many servers a mail may have passed: more of them is a loop (RFC 5321, 6.3).
const maxHops = 50

// Deliver judges a mail and takes it or not. Any error of ours is 4xx: the client keeps the mail.
func (s *session) Deliver(ctx context.Context, t *gate.Transaction) gate.Reply {
	g := s.d.Gateway
	if hops(t) >= maxHops {
		return gate.Reply{Code: 554, Enhanced: "5.4.6", Text: "Sekisho: メールが循環しています / too many Received fields, the mail goes round in a loop (id " + t.ID + ")"}
	}
	m, o, err := g.decide(ctx, t)
	if err != nil {
		return g.failed(ctx, t, err)
	}
	t.Outcome.Fingerprint, t.Outcome.Verdict = m.transit, &m.verdict
	if o.refusal != "" {
		if err := g.logRefusal(ctx, m); err != nil {
			return g.failed(ctx, t, err)
		}
		return gate.Reply{Code: 550, Enhanced: "5.7.1", Text: "Sekisho: " + o.refusal + " (id " + t.ID + ")"}
	}
	if err := s.accept(ctx, m, o); err != nil {
		return g.failed(ctx, t, err)
	}
	if o.confirmed {
		g.learn(ctx, m)
	}
	if s.d.Taken != nil {
		s.d.Taken()
	}
	return gate.Reply{Code: 250, Enhanced: "2.0.0", Text: "accepted " + o.said() + "(id " + t.ID + ")"}
}

// said tells a client what its reader may want to know.
func (o outcome) said() string {
	if o.unconfirmed != nil {
		return "確認待ち / waits for the sender's confirmation "
	}
	return ""
}

// failed logs an error of ours and answers 4xx.
func (g *Gateway) failed(ctx context.Context, t *gate.Transaction, err error) gate.Reply {
	g.Log.LogAttrs(ctx, slog.LevelError, "take a mail", slog.String("id", t.ID), slog.Any("error", err))
	if errors.Is(err, spool.ErrFull) {
		return gate.Reply{Code: 452, Enhanced: "4.3.1", Text: "Sekisho: 空き容量が足りず受け付けていません / not accepted, no room to store the mail; try again (id " + t.ID + ")"}
	}
	return gate.Reply{Code: 451, Enhanced: "4.3.0", Text: "Sekisho: 判定できないため受け付けていません / not accepted, the mail could not be judged or stored; try again (id " + t.ID + ")"}
}

// hops counts Received fields, up to the limit.
func hops(t *gate.Transaction) (n int) {
	r := bufio.NewScanner(t.Spool.Reader())
	r.Buffer(make([]byte, 0, 4096), 64<<10)
	for r.Scan() && n < maxHops {
		line := strings.TrimSuffix(r.Text(), "\r")
		if line == "" {
			break
		}
		if len(line) > 9 && strings.EqualFold(line[:9], "Received:") {
			n++
		}
	}
	return n
}
