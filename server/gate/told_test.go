package gate

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// waiting decides when it is told to, or when the context ends.
type waiting struct {
	proceed chan struct{}
	told    chan error
	d       Decision
}

func (w *waiting) Decide(ctx context.Context, _ *Transaction) Decision {
	select {
	case <-w.proceed:
	case <-ctx.Done():
	}
	d := w.d
	d.Told = func(err error) { w.told <- err }
	return d
}

func newWaiting() *waiting {
	return &waiting{make(chan struct{}), make(chan error, 1), Decision{Send: true}}
}

// TestLateQuit: a client that says QUIT long after its mail has given up, though it still listens. It is not sent for.
func TestLateQuit(t *testing.T) {
	for name, c := range map[string]struct {
		after time.Duration
		says  string
		sent  bool
	}{
		"pipelined":     {0, "QUIT\r\n", true},
		"late":          {30 * time.Second, "quit\r\n", false},
		"late NOOP":     {30 * time.Second, "NOOP\r\n", true},
		"half a QUIT":   {30 * time.Second, "QUI", true},
		"late and more": {30 * time.Second, "QUIT\r\nQUIT\r\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWaiting()
				r := newRig(t, func(r *rig) { r.proxy.Decider = w })
				defer r.close()
				client := r.dial()
				client.begin("hanako@b.example")
				client.send("x\r\n.\r\n")
				time.Sleep(c.after)
				client.send(c.says)
				synctest.Wait()
				close(w.proceed)
				got := client.read()
				if sent := len(r.sink.got()) == 1; sent != c.sent || c.sent != strings.HasPrefix(got, "250") {
					t.Errorf("sent %v, answer %q; want sent %v", sent, got, c.sent)
				}
				_ = client.Close()
				if c.sent {
					if err := <-w.told; err != nil {
						t.Errorf("told %v, want that it was heard", err)
					}
				}
			})
		})
	}
}

// TestUnheardAnswer: a client that closed before it read our answer has not heard it, one that read it and closed has.
func TestUnheardAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		leave func(c net.Conn)
		heard bool
	}{
		"reads and closes": {func(c net.Conn) { readReply(c); _ = c.Close() }, true},
		"reads and goes on": {func(c net.Conn) {
			readReply(c)
			_, _ = io.WriteString(c, "QUIT\r\n")
		}, true},
		"closes unread": {func(c net.Conn) { waitReadable(c); _ = c.Close() }, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWaiting()
			r := newRig(t, func(r *rig) { r.proxy.Decider = w })
			defer r.close()
			addr, end := r.listen()
			client := connect(t, addr)
			client.want("220")
			client.begin("hanako@b.example")
			client.send("x\r\n.\r\n")
			close(w.proceed)
			c.leave(client.Conn)
			if err := <-w.told; (err == nil) != c.heard {
				t.Errorf("told %v, want heard %v", err, c.heard)
			}
			_ = client.Close()
			end()
		})
	}
}

// readReply reads until the answer to the mail is there.
func readReply(c net.Conn) {
	var b [512]byte
	_, _ = c.Read(b[:])
}

// waitReadable waits until the answer is there and leaves it unread but for an octet.
func waitReadable(c net.Conn) {
	var b [1]byte
	_, _ = c.Read(b[:])
}

// TestHalfClosed: a client that stops writing in the middle and listens on is not told that it was slow.
func TestHalfClosed(t *testing.T) {
	r := newRig(t, func(r *rig) { r.sink.password = "p" })
	defer r.close()
	addr, end := r.listen()
	mail := func(text string) func(*testClient) {
		return func(c *testClient) {
			c.do("EHLO client.example", "250")
			c.do("AUTH PLAIN AHRhcm9AYS5leGFtcGxlAHA=", "235")
			c.mail("hanako@b.example")
			c.send(text)
		}
	}
	for name, begin := range map[string]func(*testClient){
		"in a login":       func(c *testClient) { c.do("EHLO client.example", "250"); c.do("AUTH LOGIN", "334") },
		"before a mail":    mail(""),
		"in a mail":        mail("Subject: half\r\n\r\nx\r\n"),
		"in its final dot": mail("x\r\n.\r"),
	} {
		t.Run(name, func(t *testing.T) {
			c := connect(t, addr)
			c.want("220")
			begin(c)
			_ = c.Conn.(*net.TCPConn).CloseWrite()
			c.want("421 4.4.2 The connection ended in the middle; nothing was sent")
			c.want("closed")
		})
	}
	end()
	if got := r.sink.got(); len(got) != 0 {
		t.Errorf("the upstream got %q, want nothing", got)
	}
}
