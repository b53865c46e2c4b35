package main

import (
	"bufio"
	"context"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"sekisho/server/gate"
)

// sink is the next server: it counts what arrives, by Message-ID.
type sink struct {
	mu      sync.Mutex
	arrived map[string]int
	changed chan struct{}
}

func newSink() *sink { return &sink{arrived: map[string]int{}, changed: make(chan struct{}, 1)} }

func (s *sink) listen(ctx context.Context) (string, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &gate.Server{Host: "sink.invalid", Backend: s, Limits: gate.Limits{Connections: 500, PerIP: 500, Messages: 1 << 20}}
	go server.Serve(ctx, ln) //nolint:errcheck // ends with the program
	return ln.Addr().String(), nil
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
		if id, ok := strings.CutPrefix(strings.TrimSuffix(lines.Text(), "\r"), "Message-ID: "); ok {
			s.mu.Lock()
			s.arrived[id]++
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

// wait returns the ids that have not arrived once nothing has come for as long as patience.
func (s *sink) wait(ctx context.Context, ids []string, patience time.Duration) []string {
	for {
		s.mu.Lock()
		missing := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return s.arrived[id] > 0 })
		s.mu.Unlock()
		if len(missing) == 0 {
			return nil
		}
		select {
		case <-s.changed:
		case <-time.After(patience):
			return missing
		case <-ctx.Done():
			return missing
		}
	}
}

func (s *sink) count() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, times := range s.arrived {
		n += times
	}
	return n
}

// doubles counts arrivals beyond one for each time that a client gave a mail and may have been heard.
func (s *sink) doubles(tries map[string]int) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, times := range s.arrived {
		n += max(times-max(tries[id], 1), 0)
	}
	return n
}
