package service

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sekisho/server/internal/spool"
)

// What /readyz says is wrong. Each begins with a word that does not change.
var (
	errNoDatabase = errors.New("database: it does not answer, or takes nothing")
	errNoPolicy   = errors.New("policy: there is none in force that can be read")
	errStarting   = errors.New("gateway: it has not started yet")
	errNoSpool    = errors.New("spool: no file can be written there")
	errFullSpool  = errors.New("spool: there is no room for another mail")
	errNoSMTP     = errors.New("smtp: the listener does not greet")
	errNoQueue    = errors.New("queue: nobody has looked for mail to deliver for minutes")
	errNoSweep    = errors.New("holds: nobody has looked for what is over for minutes")
)

const (
	readyFor  = 2 * time.Second // an answer serves whoever else asks meanwhile: each costs a write
	silence   = 3 * time.Minute // the queue looks at least each minute, and renews leases each 40 s
	spoolRoom = 64 << 20        // octets: what the spool leaves to others
)

// health is what is known of the parts that /readyz asks.
type health struct {
	spool atomic.Pointer[files] // nil: the gateway has not started
	swept atomic.Int64          // when holds were looked at, in seconds since 1970

	mu    sync.Mutex
	asked time.Time
	said  error
}

// files is a spool's folder.
type files struct{ spool.Files }

// ready tells what keeps the server from doing its work now, all of it; nil: nothing.
func (s *service) ready(ctx context.Context) error {
	s.health.mu.Lock()
	defer s.health.mu.Unlock()
	if now := time.Now(); now.Sub(s.health.asked) >= readyFor {
		ctx = context.WithoutCancel(ctx) // whoever asked first may leave
		s.health.said = errors.Join(s.database(ctx), s.spooling(), s.greets(ctx), s.working(now))
		s.health.asked = now
	}
	return s.health.said
}

func (s *service) database(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := errors.Join(s.store.Ready(ctx), s.store.Writable(ctx)); err != nil {
		return errNoDatabase
	}
	if _, _, err := s.policies.Current(ctx, s.org); err != nil {
		return errNoPolicy
	}
	return nil
}

// spooling writes a file as a mail is written. How much room there is /metrics tells, to those who may ask it.
func (s *service) spooling() error {
	known := s.health.spool.Load()
	if known == nil {
		return errStarting
	}
	folder := known.Files
	if free, err := folder.Free(); err == nil && free < spoolRoom {
		return errFullSpool
	}
	if err := probe(folder); err != nil {
		return errNoSpool
	}
	return nil
}

// probeFile is not a mail's name, so no sweep takes it for one.
const probeFile = ".ready"

func probe(folder spool.Files) error {
	if err := folder.Remove(probeFile); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	f, err := folder.Create(probeFile)
	if err != nil {
		return err
	}
	_, err = f.Write([]byte("ready?"))
	return errors.Join(err, f.Sync(), f.Close(), folder.Remove(probeFile))
}

// greets connects as a client would. Where connectors let nobody in from this machine it is turned away by the same greeting.
func (s *service) greets(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", within(s.listeners.smtp.Addr()))
	if err != nil {
		return errNoSMTP
	}
	defer c.Close() //nolint:errcheck // nothing is said
	_ = c.SetDeadline(time.Now().Add(time.Second))
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "220 ") && !strings.HasPrefix(line, "554 ") {
		return errNoSMTP
	}
	_, _ = c.Write([]byte("QUIT\r\n"))
	return nil
}

// within is how this machine reaches a listener of its own: one on all addresses by loopback.
func within(a net.Addr) string {
	if t, ok := a.(*net.TCPAddr); ok && t.IP.IsUnspecified() {
		host := "127.0.0.1"
		if t.IP.To4() == nil {
			host = "::1"
		}
		return net.JoinHostPort(host, fmt.Sprint(t.Port))
	}
	return a.String()
}

func (s *service) working(now time.Time) error {
	late := func(beat int64) bool { return now.Sub(time.Unix(beat, 0)) > silence }
	var wrong []error
	if late(s.figures.queue.beat.Load()) {
		wrong = append(wrong, errNoQueue)
	}
	if late(s.health.swept.Load()) {
		wrong = append(wrong, errNoSweep)
	}
	return errors.Join(wrong...)
}
