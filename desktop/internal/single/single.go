// Package single lets one companion run for each installation: whoever starts it a second time means its window.
//
// The first holds a lock and listens on a random port of the loopback interface; a file that only its person can read says which,
// and holds a token. The second finds the lock taken, says the token at that port, and ends. A crash gives the lock back; what the
// file says is believed only while the lock is taken.
//
// # Limits
//
// One line of 200 octets and two seconds a caller, one caller at a time; five seconds to reach the first.
package single

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"sekisho/desktop/internal/locations"
)

// ErrRunning is the error of Take when another one runs; it was told to show its window.
var ErrRunning = errors.New("single: it is running already; its window comes up")

const (
	maxLine  = 200
	patience = 2 * time.Second
	reach    = 5 * time.Second
)

// door is how the first is reached.
type door struct {
	Address string `json:"address"`
	Token   string `json:"token"`
}

// Take makes this process the one of an installation until release is called or the process ends. show is called, from another
// goroutine, whenever somebody starts a second one. The error is ErrRunning, or says why the lock or the file cannot be used.
func Take(ctx context.Context, p locations.Places, show func()) (release func(), err error) {
	soon, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	unlock, err := locations.Lock(soon, strings.TrimSuffix(p.Instance(), locations.LockSuffix))
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, knock(ctx, p.Door())
	}
	if err != nil {
		return nil, err
	}
	closeDoor, err := open(ctx, p.Door(), show)
	if err != nil {
		unlock()
		return nil, err
	}
	return func() {
		closeDoor()
		unlock()
	}, nil
}

// open listens and says where.
func open(ctx context.Context, path string, show func()) (closeDoor func(), err error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for a second start: %w", err)
	}
	d := door{l.Addr().String(), rand.Text()}
	data, err := json.Marshal(d)
	if err == nil {
		err = locations.Write(path, data)
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		d.answer(l, show)
	}()
	return func() {
		_ = l.Close()
		<-done
		_ = os.Remove(path)
	}, nil
}

// answer serves until the listener is closed.
func (d door) answer(l net.Listener, show func()) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		_ = c.SetDeadline(time.Now().Add(patience))
		said, _ := bufio.NewReader(io.LimitReader(c, maxLine)).ReadString('\n')
		if subtle.ConstantTimeCompare([]byte(said), []byte(d.Token+"\n")) == 1 {
			show()
			_, _ = io.WriteString(c, "ok\n")
		}
		_ = c.Close()
	}
}

// knock asks the first for its window. It may be so young that its door is not open yet.
func knock(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, reach)
	defer cancel()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		err := knockOnce(ctx, path)
		if err == nil {
			return ErrRunning
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it is running already, but does not answer; end it and start again: %w", err)
		case <-again.C:
		}
	}
}

func knockOnce(ctx context.Context, path string) error {
	data, err := os.ReadFile(path) //nolint:gosec // a file of ours
	if err != nil {
		return err
	}
	var d door
	if err := json.Unmarshal(data, &d); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", d.Address)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(c, d.Token+"\n"); err != nil {
		return err
	}
	if reply, err := bufio.NewReader(io.LimitReader(c, maxLine)).ReadString('\n'); reply != "ok\n" {
		return fmt.Errorf("single: the one that runs does not know us: %w", err)
	}
	return nil
}
