package relay

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"

	"sekisho/server/gate"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/connector"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
	"sekisho/server/message"
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
	// Connectors tell who may send, where there are any; then Admits is not asked but to close the door altogether.
	Connectors *connector.Set
	// Passed is a header field, "Name: value", by which the next server knows what we gave it; a mail that comes with it has been here
	// before. Empty: none.
	Passed string
	// Taken is called after each mail that was taken, with whether there are notices of it; it must not wait. Nil: nobody is told.
	Taken func(notices bool)

	taking atomic.Int64 // mails being judged and stored
}

// Busy tells whether several clients wait for the answer to a mail.
func (d *Door) Busy() bool { return d.taking.Load() >= several }

const several = 4

// Open begins a session.
func (d *Door) Open(_ context.Context, p gate.Peer) (gate.Session, error) {
	if !d.admits(p) {
		return nil, &gate.ReplyError{Reply: gate.Reply{Code: 554, Enhanced: "5.7.1", Text: "Sekisho: この接続元からは受け付けません / this client may not send here"}}
	}
	if d.Connectors == nil {
		return &session{d: d}, nil
	}
	v, err := d.Connectors.Open(p)
	if err != nil {
		return nil, err
	}
	return &guest{session{d: d, visit: v}}, nil
}

func (d *Door) admits(p gate.Peer) bool {
	if d.Connectors != nil && d.Admits == nil {
		return true
	}
	if d.Admits != nil {
		return d.Admits(p)
	}
	return p.Remote.Addr().IsLoopback()
}

type session struct {
	d     *Door
	visit *connector.Visit // nil: there are no connectors
}

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

// guest is a session of a client that comes in by a connector.
type guest struct{ session }

// Extensions are a session's, and AUTH.
func (g *guest) Extensions() gate.Extensions {
	e := g.session.Extensions()
	e.Auth = g.visit.Mechanisms()
	return e
}

// Authenticate compares with the connectors' passwords.
func (g *guest) Authenticate(ctx context.Context, c gate.Credentials) gate.Reply {
	return g.visit.Authenticate(ctx, c)
}

// Admit tells whether this client may send now.
func (g *guest) Admit(p gate.Peer, _ string) gate.Reply { return g.visit.Admit(p) }

// Close frees the connection's place.
func (g *guest) Close() { g.visit.Close() }

// maxHops is how many servers a mail may have passed: more of them is a loop (RFC 5321, 6.3).
const maxHops = 50

// Deliver judges a mail and takes it or not. Any error of ours is 4xx: the client keeps the mail.
func (s *session) Deliver(ctx context.Context, t *gate.Transaction) gate.Reply {
	s.d.taking.Add(1)
	defer s.d.taking.Add(-1)
	g := s.d.Gateway
	if r := s.known(t); r.Code >= 400 {
		t.Outcome.Reason = "connector"
		return r
	}
	if s.returned(t) || hops(t) >= maxHops {
		t.Outcome.Reason = "loop"
		return gate.Reply{Code: 554, Enhanced: "5.4.6", Text: "Sekisho: メールが循環しています / the mail goes round in a loop (id " + t.ID + ")"}
	}
	m, o, err := g.decide(ctx, t)
	if err != nil {
		return g.failed(ctx, t, err)
	}
	t.Outcome.Fingerprint, t.Outcome.Verdict = m.transit, &m.verdict
	if o.refusal != "" {
		t.Outcome.Reason = o.class
		if err := g.logRefusal(ctx, m); err != nil {
			return g.failed(ctx, t, err)
		}
		return gate.Reply{Code: 550, Enhanced: "5.7.1", Text: "Sekisho: " + o.refusal + " (id " + t.ID + ")"}
	}
	if err := s.accept(ctx, m, o); err != nil {
		return g.failed(ctx, t, err)
	}
	return gate.Reply{Code: 250, Enhanced: "2.0.0", Text: "accepted " + o.said() + "(id " + t.ID + ")"}
}

// known tells whether a mail bears what its connector asks of it.
func (s *session) known(t *gate.Transaction) gate.Reply {
	if s.visit == nil {
		return gate.Reply{}
	}
	return s.visit.Proves(func(name string) ([]string, error) { return fields(t, name) })
}

// returned tells whether a mail bears the mark that we give to those that leave.
func (s *session) returned(t *gate.Transaction) bool {
	name, value, marked := strings.Cut(s.d.Passed, ":")
	if !marked {
		return false
	}
	borne, err := fields(t, name)
	return err == nil && slices.Contains(borne, strings.TrimSpace(value))
}

func fields(t *gate.Transaction, name string) ([]string, error) {
	h, err := message.ReadHeader(t.Spool.Reader())
	if err != nil {
		return nil, fmt.Errorf("read the header: %w", err)
	}
	return h.Values(name), nil
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
	t.Outcome.Reason = "fault"
	if errors.Is(err, spool.ErrFull) {
		t.Outcome.Reason = "full"
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
