package gate

import (
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestDeadUpstream(t *testing.T) {
	r := newRig(t, func(r *rig) { r.sink.dead = true })
	defer r.close()
	c := r.dialRaw()
	c.want("421 4.4.1 Sekisho: メールサーバーに接続できません / cannot reach the mail server: up.example:25")
	c.want("closed")
}

func TestUpstreamDiesMeanwhile(t *testing.T) {
	r := newRig(t, func(r *rig) { r.sink.hangUpOn = "MAIL" })
	defer r.close()
	c := r.dial()
	c.begin("hanako@b.example")
	r.sink.mu.Lock()
	r.sink.dead = true
	r.sink.mu.Unlock()
	c.send("a\r\n.\r\n")
	c.want("451 4.4.1 Sekisho: メールサーバーに接続できず、送信していません / not sent, cannot reach the mail server: up.example:25 (id ")
	c.do("QUIT", "221")
}

func TestUpstreamLostAfterTheDot(t *testing.T) {
	r := newRig(t, func(r *rig) { r.sink.hangUpOn = "." })
	defer r.close()
	c := r.dial()
	c.begin("hanako@b.example")
	c.send("a\r\n.\r\n")
	c.want("451 4.4.2 Sekisho: 送信済みの可能性があります / the connection was lost while sending; it may have been sent already (id ")
	c.do("QUIT", "221")
	if r.sink.dials != 1 {
		t.Errorf("%d connections, want 1: it must not be sent again", r.sink.dials)
	}
	if got := r.records[0]; got.Sent || got.SHA256.Relayed == "" {
		t.Errorf("record = %+v, want not sent, but the hash of what was given away", got)
	}
}

// The upstream's words reach the client as they are.
func TestUpstreamAnswers(t *testing.T) {
	for _, c := range []struct{ at, says, want string }{
		{".", "554-5.7.1 spam\r\n554 5.7.1 http://x.example/why", "554-5.7.1 spam\n554 5.7.1 http://x.example/why"},
		{".", "452 4.2.2 full", "452 4.2.2 full"},
		{"DATA", "451 4.3.0 not now", "451 4.3.0 not now"},
		{"RCPT TO:<jiro", "550 5.1.1 no such user", "550 5.7.1 Sekisho: 誰にも送信していません / sent to nobody, refused: <jiro@c.example> 550 5.1.1 no such user (id "},
		{"RCPT TO:<jiro", "450 4.2.0 greylisted", "451 4.7.1 Sekisho: 誰にも送信していません / sent to nobody, refused: <jiro@c.example> 450 4.2.0 greylisted (id "},
		{"MAIL", "553 5.7.1 not yours", "550 5.7.1 Sekisho: 誰にも送信していません / sent to nobody, refused: sender <taro@a.example> 553 5.7.1 not yours (id "},
	} {
		for _, pipelining := range []string{"PIPELINING", "X-NOTHING"} {
			r := newRig(t, func(r *rig) {
				r.sink.answers = map[string]string{c.at: c.says}
				r.sink.offer[0] = pipelining
			})
			client := r.dial()
			client.begin("hanako@b.example", "jiro@c.example", "saburo@d.example")
			client.send("a\r\n.\r\n")
			client.want(c.want)
			client.do("QUIT", "221")
			r.close()
			if c.at != "." && len(r.sink.got()) != 0 {
				t.Errorf("%s %s: the upstream got a mail", c.at, c.says)
			}
		}
	}
}

func TestUpstreamGreetsWithRefusal(t *testing.T) {
	r := newRig(t, func(r *rig) {
		r.proxy.Upstream.Dial = nil
		r.proxy.Upstream.Addr = sayAndClose(t, "554 5.7.1 go away\r\n")
	})
	defer r.close()
	r.dialRaw().want("554 5.7.1 go away")
}

func TestUpstreamSpeaksNonsense(t *testing.T) {
	for _, says := range []string{"", "hello\r\n", "220-a\r\n250 b\r\n", "22x\r\n", "999 x\r\n", strings.Repeat("220-x\r\n", 1000), "220 " + strings.Repeat("x", 9000) + "\r\n"} {
		r := newRig(t, func(r *rig) {
			r.proxy.Upstream.Dial = nil
			r.proxy.Upstream.Addr = sayAndClose(t, says)
		})
		r.dialRaw().want("421 4.4.1")
		r.close()
	}
}

func sayAndClose(t *testing.T, says string) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(c, says)
			_ = c.Close()
		}
	}()
	return ln.Addr().String()
}

func TestAuthPassesThrough(t *testing.T) {
	long := strings.Repeat("p", 9000)
	for _, c := range []struct {
		name, password string
		dialog         [][2]string
	}{
		{"PLAIN at once", "p w", [][2]string{{"AUTH PLAIN " + b64("\x00taro@a.example\x00p w"), "235 2.7.0 welcome"}}},
		{"PLAIN asked", "pässwörd", [][2]string{{"AUTH PLAIN", "334 "}, {b64("taro@a.example\x00taro@a.example\x00pässwörd"), "235 2.7.0 welcome"}}},
		{"PLAIN long", long, [][2]string{{"AUTH PLAIN " + b64("\x00taro@a.example\x00"+long), "235 2.7.0 welcome"}}},
		{"LOGIN", "p", [][2]string{{"AUTH LOGIN", "334 VXNlcm5hbWU6"}, {b64("taro@a.example"), "334 UGFzc3dvcmQ6"}, {b64("p"), "235 2.7.0 welcome"}}},
		{"LOGIN with name, Latin-1", "p\xe4", [][2]string{{"auth login " + b64("taro@a.example"), "334 UGFzc3dvcmQ6"}, {b64("p\xe4"), "235 2.7.0 welcome"}}},
		{"wrong, then right", "p", [][2]string{
			{"AUTH PLAIN " + b64("\x00taro@a.example\x00no"), "535 5.7.8 Error: authentication failed: who are you?"},
			{"AUTH PLAIN " + b64("\x00taro@a.example\x00p"), "235"},
			{"AUTH PLAIN", "503 5.5.1"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { authenticate(t, c.password, c.dialog) }) })
	}
}

// authenticate logs in and sends a mail that is decided after the connection to the upstream was closed.
func authenticate(t *testing.T, password string, dialog [][2]string) {
	t.Helper()
	_, change := slowly(10 * time.Second)
	r := newRig(t, func(r *rig) { change(r); r.sink.password = password })
	defer r.close()
	client := r.dial()
	client.do("EHLO client.example", "250")
	for _, d := range dialog {
		client.do(d[0], d[1])
	}
	client.mail("hanako@b.example")
	client.send("a\r\n.\r\n")
	client.want("250")
	client.do("QUIT", "221")
	if n := strings.Count(r.sink.heard(), "AUTH "); n < 2 || r.sink.dials != 2 {
		t.Errorf("%d AUTH over %d connections, want the login repeated on the second", n, r.sink.dials)
	}
	if got := r.records[0].Login; got != "taro@a.example" {
		t.Errorf("login in the record = %q", got)
	}
}

func TestAuthRefusedByUs(t *testing.T) {
	r := newRig(t, func(r *rig) { r.sink.password = "p" })
	defer r.close()
	c := r.dial()
	c.do("EHLO client.example", "250")
	for _, d := range [][]string{
		{"AUTH CRAM-MD5", "504 5.5.4"},
		{"AUTH PLAIN ***", "501 5.5.2 Not base64"},
		{"AUTH PLAIN " + b64("x"), "501 5.5.2 AUTH PLAIN carries"},
		{"AUTH PLAIN " + b64("boss\x00taro\x00p"), "501 5.7.0 Acting for another user"},
		{"AUTH PLAIN " + b64("\x00ta\nro\x00p"), "501 5.5.2 User names"},
		{"AUTH LOGIN =", "334 UGFzc3dvcmQ6", "*", "501 5.7.0 AUTH cancelled"},
		{"AUTH PLAIN", "334 ", "*", "501 5.7.0 AUTH cancelled"},
		{"AUTH PLAIN", "334 ", strings.Repeat("a", 19000), "500 5.5.2 The command line is too long"},
	} {
		for i := 0; i < len(d); i += 2 {
			c.do(d[i], d[i+1])
		}
	}
	c.do("QUIT", "221")
	if got := r.sink.heard(); strings.Contains(got, "AUTH") {
		t.Errorf("the upstream heard %q, want no AUTH", got)
	}
}

func TestCredentialsHideThePassword(t *testing.T) {
	c := Credentials{Mechanism: "PLAIN", User: "taro", Password: "hunter2", Token: "hunter2"}
	if got := fmt.Sprintf("%v %+v %#v %s", c, c, c, c); strings.Contains(got, "hunter2") {
		t.Errorf("printed: %s", got)
	}
}

func TestUpstreamTLS(t *testing.T) {
	config := serverTLS(t)
	for name, security := range map[string]Security{"STARTTLS": SecurityStartTLS, "implicit": SecurityTLS} {
		t.Run(name, func(t *testing.T) {
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			if security == SecurityTLS {
				ln = tls.NewListener(ln, config)
			}
			behind := newRig(t, func(r *rig) { r.server.TLS = config })
			defer behind.close()
			ctx := t.Context()
			go func() { _ = behind.server.Serve(ctx, ln) }()
			r := newRig(t, func(r *rig) {
				r.proxy.Upstream = &Upstream{Addr: ln.Addr().String(), Security: security, TLS: &tls.Config{RootCAs: rootsOf(t, config)}}
			})
			defer r.close()
			c := r.dial()
			c.begin("hanako@b.example")
			c.send("a\r\n.\r\n")
			c.want("250 2.0.0 queued")
			c.do("QUIT", "221")
			if got := behind.sink.got(); len(got) != 1 || !strings.Contains(got[0].data, "with ESMTPS id") {
				t.Errorf("behind the second gate: %q, want a mail that came with TLS", got)
			}

			distrust := newRig(t, func(r *rig) { r.proxy.Upstream = &Upstream{Addr: ln.Addr().String(), Security: security} })
			distrust.dialRaw().want("421 4.4.1")
			distrust.close()
		})
	}
}

func TestUpstreamWithoutTLS(t *testing.T) {
	r := newRig(t, func(r *rig) {
		r.proxy.Upstream.Security = SecurityStartTLS
		r.sink.answers = map[string]string{"STARTTLS": "502 no"}
	})
	defer r.close()
	r.dialRaw().want("502 no")
}

func TestStuffer(t *testing.T) {
	write := func(pieces ...string) (string, error) {
		a, b := net.Pipe()
		got := make(chan string)
		go func() { all, _ := io.ReadAll(b); got <- string(all) }()
		c := &client{u: &Upstream{}}
		c.use(a)
		reply := make(chan error, 1)
		go func() {
			s := newStuffer(c, true)
			var err error
			for _, p := range pieces {
				if _, err = s.Write([]byte(p)); err != nil {
					break
				}
			}
			if err == nil && !s.start {
				err = errNotLines
			}
			_ = c.w.Flush()
			_ = a.Close()
			reply <- err
		}()
		return <-got, <-reply
	}
	good := func(want string, pieces ...string) {
		t.Helper()
		if got, err := write(pieces...); err != nil || got != want {
			t.Errorf("%q = %q, %v; want %q", pieces, got, err, want)
		}
	}
	bad := func(pieces ...string) {
		t.Helper()
		if got, err := write(pieces...); !errors.Is(err, errNotLines) {
			t.Errorf("%q = %q, %v; want %v", pieces, got, err, errNotLines)
		}
	}
	good("")
	good("a\r\n", "a\r\n")
	good("..\r\n..a\r\n", ".\r\n.a\r\n")
	good("..a.\r\n\r\n", ".", "a", ".\r", "\n\r", "\n")
	good("..\r\n", ".", "\r", "\n")
	bad("a")
	bad("a\n")
	bad("a\r\n", "\n")
	bad("\ra\r\n")
	bad("a\r", "b\r\n")
	bad("a\r", "\r\n")
	bad("a\r\r\n")
	bad("a\x00\r\n")
	bad("a\r")
}
