package companion

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/server/attach"
	"sekisho/server/attach/pdftext"
	"sekisho/server/gate"
)

// DefaultListen and DefaultListenTLS are where mail programs find us unless somebody said otherwise.
func DefaultListen() (startTLS, implicit []string) {
	return []string{"127.0.0.1:1587", "[::1]:1587"}, []string{"127.0.0.1:1465", "[::1]:1465"}
}

// ErrNotLoopback is the error of an address that others could reach.
var ErrNotLoopback = errors.New("companion: the local server listens on this machine only")

// ErrRunning is the error of a second Run.
var ErrRunning = errors.New("companion: it runs already")

// refreshEvery is how often accounts' servers are asked what they offer.
const refreshEvery = 6 * time.Hour

// door is one listener.
type door struct {
	net.Listener
	implicit bool
}

// Run serves mail programs until ctx ends, then lets what is under way end and returns nil. A port that is taken is an error that
// names it. It may be called once.
func (c *Companion) Run(ctx context.Context) error {
	doors, err := c.listen(ctx)
	if err != nil {
		return err
	}
	if err := c.start(doors); err != nil {
		closeAll(doors)
		return err
	}
	pdf := pdftext.New(c.cache())
	defer func() { _ = pdf.Close() }() // nothing of it is wanted any more
	ctx, cancel := context.WithCancel(attach.WithPDF(ctx, pdf))
	defer cancel()
	var wg sync.WaitGroup
	failed := make(chan error, len(doors)+1)
	run := func(f func() error) {
		wg.Go(func() {
			if err := f(); err != nil {
				failed <- err
				cancel()
			}
		})
	}
	for _, d := range doors {
		run(func() error { return c.serve(ctx, d) })
	}
	if c.parts.Run != nil {
		run(func() error { return c.parts.Run(ctx) })
	}
	wg.Go(func() { c.keepKnown(ctx) })
	c.changed(Status)
	wg.Wait()
	c.shim.Wait()
	close(failed)
	return c.end(failed)
}

// start marks that it runs, in a folder without leftovers.
func (c *Companion) start(doors []door) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running {
		return ErrRunning
	}
	if err := os.MkdirAll(c.places.Spool(), 0o700); err != nil {
		return fmt.Errorf("make the spool's folder: %w", err)
	}
	left, _ := filepath.Glob(filepath.Join(c.places.Spool(), "sekisho-mail-*")) // of a crash: their programs have these mails
	for _, file := range left {
		if err := os.Remove(file); err != nil {
			c.log.Warn("remove a mail that a crash left", slog.Any("error", err))
		}
	}
	c.running, c.doors = true, doors
	return nil
}

func (c *Companion) cache() string {
	dir := c.places.PDFium()
	if os.MkdirAll(dir, 0o700) != nil {
		return "" // it is made anew each time then
	}
	return dir
}

func (c *Companion) end(failed <-chan error) error {
	var all []error
	for err := range failed {
		all = append(all, err)
	}
	if c.parts.Close != nil {
		all = append(all, c.parts.Close())
	}
	return errors.Join(all...)
}

// serve answers one listener. Programs of one person share an address, so only the whole is bounded.
func (c *Companion) serve(ctx context.Context, d door) error {
	server := &gate.Server{
		Host: "localhost", Backend: c.shim.Backend(), PlainAuth: true, SpoolDir: c.places.Spool(), Log: c.log,
		Limits: gate.Limits{Connections: 100, PerIP: 100},
	}
	ln := d.Listener
	if d.implicit {
		ln = tls.NewListener(ln, c.trust.TLS())
	} else {
		server.TLS = c.trust.TLS()
	}
	return server.Serve(ctx, ln)
}

// keepKnown asks what accounts' servers offer, now, after a change of accounts, and from time to time.
func (c *Companion) keepKnown(ctx context.Context) {
	again := make(chan struct{}, 1)
	defer c.accounts.Subscribe(func() {
		select {
		case again <- struct{}{}:
		default:
		}
	})()
	tick := time.NewTicker(refreshEvery)
	defer tick.Stop()
	for {
		c.shim.Refresh(ctx)
		select {
		case <-again:
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// send is Base.Send.
func (c *Companion) send(ctx context.Context, a account.Account, m gate.Submission) (gate.Settled, error) {
	return c.shim.Send(ctx, a, m)
}

// checkListen refuses addresses that are not this machine's own.
func (c *Companion) checkListen() error {
	for _, addr := range append(append([]string{}, c.o.Listen...), c.o.ListenTLS...) {
		host, _, err := net.SplitHostPort(addr)
		if err != nil {
			return fmt.Errorf("listen on %q: write it as 127.0.0.1:1587: %w", addr, err)
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return fmt.Errorf("listen on %s: %w; use 127.0.0.1 or ::1", addr, ErrNotLoopback)
		}
	}
	return nil
}

// listen opens all listeners, or none.
func (c *Companion) listen(ctx context.Context) ([]door, error) {
	startTLS, implicit := DefaultListen()
	doors, err := c.openDoors(ctx, nil, c.o.Listen, startTLS, false)
	if err == nil {
		doors, err = c.openDoors(ctx, doors, c.o.ListenTLS, implicit, true)
	}
	if err != nil {
		closeAll(doors)
		return nil, err
	}
	return doors, nil
}

// openDoors adds the listeners of one kind: those asked for, or the usual ones, of which a machine may lack IPv6.
func (c *Companion) openDoors(ctx context.Context, doors []door, asked, usual []string, implicit bool) ([]door, error) {
	list := asked
	if list == nil {
		list = usual
	}
	for _, addr := range list {
		ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
		switch {
		case err == nil:
			doors = append(doors, door{ln, implicit})
		case asked == nil && strings.HasPrefix(addr, "[") && absent(err):
		default:
			return doors, fmt.Errorf("listen on %s: %w; end the program that uses it, or choose another with --smtp-listen and --smtps-listen", addr, err)
		}
	}
	return doors, nil
}

// Addresses are where mail programs are served while Run runs, with STARTTLS and with TLS from the start.
func (c *Companion) Addresses() (startTLS, implicit []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, d := range c.doors {
		if d.implicit {
			implicit = append(implicit, d.Addr().String())
		} else {
			startTLS = append(startTLS, d.Addr().String())
		}
	}
	return startTLS, implicit
}

func closeAll(doors []door) {
	for _, d := range doors {
		_ = d.Close()
	}
}
