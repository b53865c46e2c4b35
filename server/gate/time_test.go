package gate

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// slowDecider answers after a while, or when the context ends, and tells why it ended.
type slowDecider struct {
	after time.Duration
	cause chan error
}

func (d *slowDecider) Decide(ctx context.Context, _ *Transaction) Decision {
	select {
	case <-time.After(d.after):
	case <-ctx.Done():
	}
	d.cause <- context.Cause(ctx)
	return Decision{Send: true} // even if nobody wants it any more
}

func slowly(after time.Duration) (*slowDecider, func(*rig)) {
	d := &slowDecider{after, make(chan error, 10)}
	return d, func(r *rig) { r.proxy.Decider = d }
}

func TestDecisionInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, change := slowly(49 * time.Second)
		r := newRig(t, change)
		defer r.close()
		c := r.dial()
		c.begin("hanako@b.example")
		c.send("a\r\n.\r\n")
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if got := r.sink.heard(); !strings.HasSuffix(got, "QUIT") {
			t.Errorf("after 3 s of deciding the upstream heard %q, want the connection closed", got)
		}
		c.want("250 2.0.0 queued as 4711")
		c.do("QUIT", "221")
		if len(r.sink.got()) != 1 || r.sink.dials != 2 {
			t.Errorf("%d mails over %d connections, want 1 over 2", len(r.sink.got()), r.sink.dials)
		}
	})
}

func TestDecisionTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, change := slowly(51 * time.Second)
		r := newRig(t, change)
		defer r.close()
		c := r.dial()
		c.begin("hanako@b.example")
		start := time.Now()
		c.send("a\r\n.\r\n")
		c.want("451 4.7.1 Sekisho: 確認されなかったため送信していません / not confirmed, not sent (id ")
		if got := time.Since(start); got != 50*time.Second {
			t.Errorf("the reply came after %v, want 50s", got)
		}
		if err := <-d.cause; !errors.Is(err, errBudget) {
			t.Errorf("the decider was told %v, want %v", err, errBudget)
		}
		c.do("QUIT", "221")
		if got := r.sink.got(); len(got) != 0 {
			t.Errorf("the upstream got %q, want nothing", got)
		}
	})
}

// However a client leaves while its mail is decided, the mail is not sent.
func TestHangUp(t *testing.T) {
	for name, leave := range map[string]func(*testClient){
		"closes":           func(c *testClient) { _ = c.Close() },
		"QUIT and closes":  func(c *testClient) { c.send("QUIT\r\n"); _ = c.Close() },
		"talks and closes": func(c *testClient) { c.send("RSET\r\nNOOP\r\nQU"); _ = c.Close() },
		"floods": func(c *testClient) {
			c.send(strings.Repeat("NOOP\r\n", wireBuffer/6))
			c.send("MORE")
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d, change := slowly(20 * time.Second)
				r := newRig(t, change)
				defer r.close()
				c := r.dial()
				c.begin("hanako@b.example")
				c.send("a\r\n.\r\n")
				time.Sleep(time.Second)
				start := time.Now()
				leave(c)
				if err := <-d.cause; !errors.Is(err, ErrHangUp) {
					t.Errorf("the decider was told %v, want %v", err, ErrHangUp)
				}
				if took := time.Since(start); took != 0 {
					t.Errorf("it was told after %v, want at once", took)
				}
				_ = c.Close()
				time.Sleep(time.Hour)
				if got := r.sink.heard(); strings.Contains(got, "DATA") {
					t.Errorf("the upstream heard %q, want no mail", got)
				}
				if len(r.records) != 1 || r.records[0].Sent || !strings.Contains(r.records[0].Reply, "hung up") {
					t.Errorf("records = %+v, want one not sent", r.records)
				}
			})
		})
	}
}

// QUIT alone is only impatience: the answer is still read.
func TestQuitAheadIsNoHangUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, change := slowly(20 * time.Second)
		r := newRig(t, change)
		defer r.close()
		c := r.dial()
		c.begin("hanako@b.example")
		c.send("a\r\n.\r\nQUIT\r\n")
		c.want("250 2.0.0")
		c.want("221")
		c.want("closed")
	})
}

// A client that leaves while the mail is already on its way, but before the final dot, is not sent for either.
func TestHangUpWhileRelaying(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reached, hold := make(chan struct{}), make(chan struct{})
		r := newRig(t, func(r *rig) { r.sink.beforeData = func() { close(reached); <-hold } })
		c := r.dial()
		c.begin("hanako@b.example")
		c.send("a\r\n.\r\n")
		<-reached
		_ = c.Close()
		synctest.Wait()
		close(hold)
		r.close()
		if got := r.sink.got(); len(got) != 0 {
			t.Errorf("the upstream got %q, want nothing", got)
		}
	})
}

func TestIdle(t *testing.T) {
	for name, sent := range map[string]string{"silence": "", "half a command": "NOO", "half an envelope": "EHLO c.example\r\nMAIL FROM:<a@a.example>\r\n"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, nil)
				defer r.close()
				c := r.dial()
				start := time.Now()
				go c.send(sent)
				for got := c.read(); !strings.HasPrefix(got, "421 4.4.2"); got = c.read() {
					if got == "closed" {
						t.Fatal("closed without 421")
					}
				}
				if took := time.Since(start); took > 5*time.Minute {
					t.Errorf("gave up after %v, want 5m at most", took)
				}
			})
		})
	}
}

// A command that comes one octet a minute must not hold a connection for ever.
func TestSlowCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, nil)
		defer r.close()
		c := r.dial()
		start := time.Now()
		var writer sync.WaitGroup
		defer writer.Wait()
		writer.Go(func() {
			for _, b := range []byte("NOOP aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") {
				if _, err := c.Write([]byte{b}); err != nil {
					return
				}
				time.Sleep(10 * time.Second)
			}
		})
		c.want("421 4.4.2")
		if took := time.Since(start); took != time.Minute {
			t.Errorf("gave up after %v, want 1m", took)
		}
		_ = c.Close()
	})
}

// Steady slow progress is no reason to give up; a trickle is.
func TestDataRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, nil)
		defer r.close()
		c := r.dial()
		c.begin("hanako@b.example")
		line := strings.Repeat("x", 998) + "\r\n"
		for range 600 { // ten minutes at 2 kB/s
			c.send(line + line)
			time.Sleep(time.Second)
		}
		c.send(".\r\n")
		c.want("552") // larger than the sink takes; but it was read to its end
		c.mail("hanako@b.example")
		var writer sync.WaitGroup
		defer writer.Wait()
		writer.Go(func() {
			for range 1000 {
				if _, err := c.Write([]byte("x\r\n")); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		})
		start := time.Now()
		c.want("421 4.4.2")
		if took := time.Since(start); took < 2*time.Minute || took > 3*time.Minute {
			t.Errorf("a trickle was given up after %v, want a little more than 2m", took)
		}
		_ = c.Close()
	})
}

func TestShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, change := slowly(5 * time.Second)
		r := newRig(t, change)
		idle, busy := r.dial(), r.dial()
		busy.begin("hanako@b.example")
		busy.send("a\r\n.\r\n")
		synctest.Wait()
		start := time.Now()
		r.stop()
		idle.want("421 4.3.2")
		idle.want("closed")
		busy.want("250 2.0.0")
		busy.want("421 4.3.2")
		if err := <-r.done; err != nil || time.Since(start) != 5*time.Second {
			t.Errorf("Serve = %v after %v, want nil after 5s", err, time.Since(start))
		}
	})
}

func TestShutdownCutsDecisions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, change := slowly(45 * time.Second)
		r := newRig(t, change)
		c := r.dial()
		c.begin("hanako@b.example")
		c.send("a\r\n.\r\n")
		synctest.Wait()
		r.stop()
		c.want("451 4.3.2 Sekisho: 終了中のため送信していません")
		if err := <-d.cause; !errors.Is(err, ErrShutdown) {
			t.Errorf("the decider was told %v, want %v", err, ErrShutdown)
		}
		c.want("421 4.3.2")
		if err := <-r.done; err != nil {
			t.Errorf("Serve = %v, want nil", err)
		}
		if got := r.sink.got(); len(got) != 0 {
			t.Errorf("the upstream got %q, want nothing", got)
		}
	})
}

// An upstream that keeps its answer to itself does not keep the server from ending; the mail may have been sent, and so it is said.
func TestShutdownCutsTheFinalWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		r := newRig(t, func(r *rig) { r.sink.afterData = func() { <-hold } })
		c := r.dial()
		c.begin("hanako@b.example")
		c.send("a\r\n.\r\n")
		synctest.Wait()
		r.stop()
		c.want("451 4.4.2 Sekisho: 送信済みの可能性があります")
		c.want("421 4.3.2")
		if err := <-r.done; err != nil {
			t.Errorf("Serve = %v, want nil", err)
		}
		close(hold)
	})
}

// A client that never finishes its mail does not keep the server from ending.
func TestShutdownCutsData(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, nil)
		c := r.dial()
		c.begin("hanako@b.example")
		c.send("a\r\n")
		r.stop()
		start := time.Now()
		if err := <-r.done; err != nil || time.Since(start) > 20*time.Second {
			t.Errorf("Serve = %v after %v, want nil within 20s", err, time.Since(start))
		}
	})
}
