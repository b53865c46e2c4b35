package gate

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Server is the engine. Its fields must not change while Serve runs.
type Server struct {
	Host      string // our name in greetings and Received lines
	Backend   Backend
	TLS       *tls.Config // offers STARTTLS; nil: not. Implicit TLS comes with the listener (tls.NewListener)
	PlainAuth bool        // offer AUTH without TLS too: right on loopback only
	Limits    Limits
	SpoolDir  string       // for mails beyond Limits.Memory; empty: the system's folder for temporary files
	Log       *slog.Logger // connections and faults, never secrets, addresses or contents; nil: none
	// Record is called once for every mail that was read to its end, with the reply the client was given; from many goroutines. Nil: none.
	Record func(*Transaction, Reply)
}

// running is one Serve.
type running struct {
	*Server
	limits Limits
	room   *room
	log    *slog.Logger
	stop   chan struct{}   // closed: no new mail
	hard   context.Context // ended with ErrShutdown: no mail at all
	wg     sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]netip.Addr
	perIP map[netip.Addr]int
}

// Serve answers connections of ln until ctx ends. Then clients that begin something hear 421, mail that is being received or
// decided has Limits.Shutdown left, what is still undecided then is answered 451, and Serve returns nil once all
// connections ended. The error is the listener's.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	hard, kill := context.WithCancelCause(context.WithoutCancel(ctx))
	defer kill(ErrShutdown)
	r := &running{
		Server: s, limits: s.Limits.withDefaults(), log: s.Log, room: newRoom(sharedMemory),
		stop: make(chan struct{}), hard: hard,
		conns: map[net.Conn]netip.Addr{}, perIP: map[netip.Addr]int{},
	}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	release := context.AfterFunc(ctx, func() { _ = ln.Close() })
	defer release()
	err := r.accept(ln)
	if ctx.Err() != nil {
		err = nil
	}
	r.shutdown(kill)
	return err
}

func (r *running) accept(ln net.Listener) error {
	pause := 5 * time.Millisecond
	for {
		c, err := ln.Accept()
		var temporary interface{ Temporary() bool }
		switch {
		case err == nil:
			pause = 5 * time.Millisecond
			r.start(c)
		case errors.As(err, &temporary) && temporary.Temporary() && !errors.Is(err, net.ErrClosed):
			// Out of file descriptors, say: connections that end will free some.
			r.log.Error("accept", slog.Any("error", err))
			time.Sleep(pause)
			pause = min(2*pause, time.Second)
		default:
			_ = ln.Close()
			return fmt.Errorf("accept connections: %w", err)
		}
	}
}

// start runs a session, or turns the client away.
func (r *running) start(c net.Conn) {
	ip := addrPort(c).Addr()
	r.mu.Lock()
	full := len(r.conns) >= r.limits.Connections || ip.IsValid() && r.perIP[ip] >= r.limits.PerIP
	if !full {
		r.conns[c] = ip
		r.perIP[ip]++
	}
	r.mu.Unlock()
	if full {
		r.wg.Go(func() { r.turnAway(c) })
		return
	}
	r.wg.Go(func() {
		defer r.forget(c)
		newSession(r, c).run()
	})
}

func (r *running) turnAway(c net.Conn) {
	defer c.Close() //nolint:errcheck // the client was told all there is
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	_, _ = c.Write(Reply{421, "4.7.0", "Too many connections, try again later"}.appendWire(nil))
}

// forget frees the connection's place, then closes it: a client that sees the end can come back at once.
func (r *running) forget(c net.Conn) {
	defer c.Close() //nolint:errcheck // nothing more to be said
	r.mu.Lock()
	defer r.mu.Unlock()
	ip := r.conns[c]
	delete(r.conns, c)
	if r.perIP[ip]--; r.perIP[ip] <= 0 {
		delete(r.perIP, ip)
	}
}

// shutdown wakes idle sessions, waits for busy ones, and after the grace period ends those too.
func (r *running) shutdown(kill context.CancelCauseFunc) {
	close(r.stop)
	r.each(func(c net.Conn) { _ = c.SetReadDeadline(time.Unix(1, 0)) })
	done := make(chan struct{})
	go func() { r.wg.Wait(); close(done) }()
	select {
	case <-done:
		return
	case <-time.After(r.limits.Shutdown):
	}
	kill(ErrShutdown)
	select { // what was being decided is told 451 now
	case <-done:
		return
	case <-time.After(r.limits.Shutdown):
	}
	r.each(func(c net.Conn) { _ = c.Close() })
	<-done
}

func (r *running) each(f func(net.Conn)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.conns {
		f(c)
	}
}

func addrPort(c net.Conn) netip.AddrPort {
	if a, ok := c.RemoteAddr().(*net.TCPAddr); ok {
		return netip.AddrPortFrom(a.AddrPort().Addr().Unmap(), a.AddrPort().Port())
	}
	return netip.AddrPort{}
}
