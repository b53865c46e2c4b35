package stories

import (
	"bufio"
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/companion"
	"sekisho/desktop/internal/secret"
)

// faulty is an upstream with one fault.
type faulty struct {
	greeting string
	replies  map[string]string // instead of the usual ones, by verb
	dies     string            // at this verb; "DATA" means in the middle of the mail, "." after it
	tls      *tls.Config       // it offers STARTTLS with it
	implicit bool              // it begins with that
	trickle  string            // its answer to the mail, octet by octet, after which it is gone; empty: 250 at once
	begun    atomic.Int32      // how often it was told MAIL
	accepted atomic.Int32      // mails that came with their end
	size     atomic.Int64      // of the last of them
}

func (f *faulty) start(t *testing.T) string {
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
			if f.implicit {
				c = tls.Server(c, f.tls)
			}
			go f.serve(c)
		}
	}()
	return ln.Addr().String()
}

func (f *faulty) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	r := bufio.NewReader(c)
	say := func(s string) { _, _ = io.WriteString(c, s+"\r\n") }
	say(cmp.Or(f.greeting, "220 up"))
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		verb, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		if own := f.replies[verb]; own != "" {
			say(own)
			continue
		}
		if verb == f.dies && verb != "DATA" {
			return
		}
		switch verb {
		case "MAIL":
			f.begun.Add(1)
			say("250 ok")
		case "EHLO":
			offer := "250-up\r\n250-AUTH PLAIN\r\n"
			if f.tls != nil && !f.implicit {
				offer += "250-STARTTLS\r\n"
			}
			say(offer + "250 SIZE 50000000")
		case "STARTTLS":
			say("220 go")
			c = tls.Server(c, f.tls)
			r = bufio.NewReader(c)
			say = func(s string) { _, _ = io.WriteString(c, s+"\r\n") }
		case "AUTH":
			say("235 ok")
		case "DATA":
			say("354 go")
			if !f.data(r) {
				return
			}
			if f.trickle != "" {
				drip(c, f.trickle, nil)
				return
			}
			say("250 queued")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (f *faulty) data(r *bufio.Reader) bool {
	size := 0
	for n := 0; ; n++ {
		line, err := r.ReadString('\n')
		if err != nil || f.dies == "DATA" && n == 100 {
			return false
		}
		if line == ".\r\n" {
			f.size.Store(int64(size))
			f.accepted.Add(1)
			return f.dies != "."
		}
		size += len(line)
	}
}

// selfMade is a certificate that nobody trusts.
func selfMade(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
}

// TestFaults is a table of what may break and what the mail program sees. Nowhere does it hear yes without the upstream's yes.
func TestFaults(t *testing.T) {
	short := withFile(10 << 10)
	large := withFile(30 << 20) // more than sockets hold, so that we see the end while there is more to write
	for _, c := range []struct {
		name     string
		up       *faulty
		security string
		want     string
		accepted int32
	}{
		{"nothing is wrong", &faulty{}, "none", "250 queued", 1},
		{"the server is full", &faulty{greeting: "421 4.3.2 busy"}, "none", "421 4.3.2 busy", 0},
		{"a server that is none", &faulty{greeting: "HTTP/1.1 400 Bad Request"}, "none", "421 4.4.1 Sekisho: メールサーバーに接続できません / cannot reach the mail server: 127.0.0.1:", 0},
		{"an untrusted certificate", &faulty{tls: selfMade(t)}, "starttls", "its certificate is not trusted", 0},
		{"an untrusted certificate, TLS from the start", &faulty{tls: selfMade(t), implicit: true}, "implicit", "its certificate is not trusted", 0},
		{"no STARTTLS where it must be", &faulty{replies: map[string]string{"STARTTLS": "502 no"}}, "starttls", "502 no", 0},
		{"no TLS where it begins with it", &faulty{}, "implicit", "it does not begin with TLS", 0},
		{"the saved login is refused", &faulty{replies: map[string]string{"AUTH": "535 5.7.8 no"}}, "none", "454 4.7.0 Sekisho: 保存されたログインをメールサーバーが拒否しました", 0},
		{"the sender is refused", &faulty{replies: map[string]string{"MAIL": "550 5.7.1 not you"}}, "none", "550 5.7.1 Sekisho: 誰にも送信していません / sent to nobody, refused: sender <" + user, 0},
		{"a recipient is put off", &faulty{replies: map[string]string{"RCPT": "450 4.2.1 greylisted"}}, "none", "451 4.7.1 Sekisho: 誰にも送信していません / sent to nobody, refused: <hanako@b.example> 450 4.2.1 greylisted", 0},
		{"it dies at RCPT", &faulty{dies: "RCPT"}, "none", "451 4.4.1 Sekisho: メールサーバーに接続できず、送信していません", 0},
		{"it dies in the middle of the mail", &faulty{dies: "DATA"}, "none", "451 4.4.1 Sekisho: メールサーバーに接続できず、送信していません", 0},
		{"its answer comes octet by octet", &faulty{trickle: "250-2.0.0 well\r\n250 2.0.0 queued as 4F2A\r\n"}, "none", "250 2.0.0 queued as 4F2A", 1},
		{"its refusal comes octet by octet", &faulty{trickle: "550 5.7.1 not this one\r\n"}, "none", "550 5.7.1 not this one", 1},
		{"its answer stops in the middle", &faulty{trickle: "250 2.0.0 que"}, "none", "451 4.4.2 Sekisho: 送信済みの可能性があります", 1},
		{"it dies after the mail", &faulty{dies: "."}, "none", "451 4.4.2 Sekisho: 送信済みの可能性があります", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			addr, local := newFaulty(t, c.up, c.security)
			text := short
			if c.up.dies == "DATA" {
				text = large
			}
			heard := tell(t, addr, local, text)
			if !strings.Contains(heard, c.want) {
				t.Errorf("the program heard %q, want %q", heard, c.want)
			}
			if got := c.up.accepted.Load(); got != c.accepted {
				t.Errorf("the server accepted %d, want %d", got, c.accepted)
			}
		})
	}
}

// newFaulty runs a companion that asks nothing, before an upstream with a fault.
func newFaulty(t *testing.T, up *faulty, security string) (addr, local string) {
	t.Helper()
	addr, local, _ = startFaulty(t, up, security)
	return addr, local
}

// startFaulty is newFaulty with a way to end the companion before the test does, and to wait for that.
func startFaulty(t *testing.T, up *faulty, security string) (addr, local string, stop func()) {
	t.Helper()
	c, err := companion.New(companion.Options{
		State: t.TempDir(), PolicyFile: write(t, "policy.yaml", rules+"baseline: {external: allow}\n"), Keychain: secret.None(),
		Listen: []string{"127.0.0.1:0"}, ListenTLS: []string{},
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := c.Accounts().Create(account.Account{Address: user, Login: user, Upstream: up.start(t), Security: security, Auth: account.AuthPassword}, password)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := c.Vault().Get(account.Local(a.ID))
	if err != nil {
		t.Fatal(err)
	}
	began := make(chan struct{}, 100)
	defer c.Subscribe(func(string) { began <- struct{}{} })()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	select {
	case <-began:
	case err := <-done:
		done <- nil // it has been said
		t.Fatalf("Run: %v", err)
	}
	list, _ := c.Addresses()
	return list[0], string(kept), stop
}

// tell sends one mail, given from its third field on, and returns the first answer that is a refusal, or the last.
func tell(t *testing.T, addr, local, text string) string {
	t.Helper()
	d, err := dial(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.c.Close() }()
	if got := d.hear(); !strings.HasPrefix(got, "220") {
		return got
	}
	d.do("EHLO pc")
	for _, line := range []string{"AUTH PLAIN " + plain(local), "MAIL FROM:<" + user + ">", "RCPT TO:<hanako@b.example>", "DATA"} {
		if got := d.do(line); got == "" || got[0] > '3' {
			return got
		}
	}
	return d.do("From: " + user + "\r\nTo: hanako@b.example\r\n" + text + ".")
}
