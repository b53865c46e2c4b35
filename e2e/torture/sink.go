package main

import (
	"bufio"
	"context"
	"maps"
	"net"
	"strings"
	"sync"
	"time"

	"sekisho/server/gate"
)

// sink is the next server: it counts the letters that arrive.
type sink struct {
	addr string

	mu      sync.Mutex
	arrived map[letter]int
	changed chan struct{}
}

func newSink(ctx context.Context) (*sink, error) {
	s := &sink{arrived: map[letter]int{}, changed: make(chan struct{}, 1)}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.addr = ln.Addr().String()
	server := &gate.Server{Host: "sink.invalid", Backend: s, Limits: gate.Limits{Connections: 500, PerIP: 500, Messages: 1 << 20}}
	go server.Serve(ctx, ln) //nolint:errcheck // ends with the scenario
	return s, nil
}

// Open begins a session.
func (s *sink) Open(context.Context, gate.Peer) (gate.Session, error) { return s, nil }

// Extensions are the usual ones.
func (*sink) Extensions() gate.Extensions { return gate.Extensions{EightBitMIME: true} }

// Close ends the session.
func (*sink) Close() {}

// Authenticate is not offered.
func (*sink) Authenticate(context.Context, gate.Credentials) gate.Reply {
	return gate.Reply{Code: 502, Text: "no"}
}

// Deliver counts a mail.
func (s *sink) Deliver(_ context.Context, t *gate.Transaction) gate.Reply {
	lines := bufio.NewScanner(t.Spool.Reader())
	for lines.Scan() {
		if l, ok := byMessageID(strings.TrimSuffix(lines.Text(), "\r")); ok {
			s.mu.Lock()
			s.arrived[l]++
			s.mu.Unlock()
			select {
			case s.changed <- struct{}{}:
			default:
			}
			return gate.Reply{Code: 250, Text: "counted"}
		}
	}
	return gate.Reply{Code: 250, Text: "not one of ours"} // a notice
}

// wait returns when so many different letters have arrived, or when nothing has come for as long as patience.
func (s *sink) wait(ctx context.Context, letters int, patience time.Duration) {
	for {
		s.mu.Lock()
		n := len(s.arrived)
		s.mu.Unlock()
		if n >= letters {
			return
		}
		select {
		case <-s.changed:
		case <-time.After(patience):
			return
		case <-ctx.Done():
			return
		}
	}
}

// counts are how often each letter has arrived.
func (s *sink) counts() map[letter]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.arrived)
}
