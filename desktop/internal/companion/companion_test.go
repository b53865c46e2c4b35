package companion

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/confirm"
	"sekisho/desktop/internal/secret"
	"sekisho/desktop/internal/shim"
	"sekisho/server/check"
	"sekisho/server/gate"
)

// house is a companion at work until the test ends.
type house struct {
	*Companion
	t    *testing.T
	stop func() error
}

func options(t *testing.T) Options {
	t.Helper()
	return Options{State: t.TempDir(), Listen: []string{"127.0.0.1:0"}, ListenTLS: []string{"127.0.0.1:0"}, Keychain: secret.None()}
}

func start(t *testing.T, o Options) *house {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.State().Kind; got != Starting {
		t.Errorf("before Run it is %s, want starting", got)
	}
	up := make(chan struct{}, 1)
	cancelEar := c.Subscribe(func(topic string) {
		if topic == Status {
			select {
			case up <- struct{}{}:
			default:
			}
		}
	})
	defer cancelEar()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	select {
	case <-up:
	case err := <-done:
		t.Fatalf("Run: %v", err)
	}
	h := &house{Companion: c, t: t}
	ended := false
	h.stop = func() error {
		if ended {
			return nil
		}
		ended = true
		cancel()
		return <-done
	}
	t.Cleanup(func() {
		if err := h.stop(); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return h
}

// sink is a mail server that takes everything, with TLS for nobody.
func sink(t *testing.T) (addr string, mails func() int) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &taking{got: make(chan struct{}, 100)}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- (&gate.Server{Host: "sink", Backend: s, PlainAuth: true}).Serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("sink: %v", err)
		}
	})
	return ln.Addr().String(), func() int { return len(s.got) }
}

type taking struct{ got chan struct{} }

func (s *taking) Open(context.Context, gate.Peer) (gate.Session, error) { return s, nil }
func (s *taking) Extensions() gate.Extensions                           { return gate.Extensions{Auth: []string{"PLAIN"}} }
func (s *taking) Close()                                                {}
func (s *taking) Authenticate(_ context.Context, c gate.Credentials) gate.Reply {
	if c.Password == "remote" {
		return gate.Reply{Code: 235, Text: "ok"}
	}
	return gate.Reply{Code: 535, Text: "no"}
}

func (s *taking) Deliver(context.Context, *gate.Transaction) gate.Reply {
	s.got <- struct{}{}
	return gate.Reply{Code: 250, Text: "queued"}
}

// trusts is what a mail program knows of us.
func (h *house) trusts() *tls.Config {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(h.Certificate().PEM)
	return &tls.Config{RootCAs: roots, ServerName: "localhost"}
}

// send sends one mail as a program would, with STARTTLS or with TLS from the start.
func (h *house) send(implicit bool, user, password, to string) error {
	starttls, tlsAddrs := h.Addresses()
	addr := starttls[0]
	if implicit {
		addr = tlsAddrs[0]
	}
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	if implicit {
		conn = tls.Client(conn, h.trusts())
	}
	c, err := smtp.NewClient(conn, "localhost")
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	if !implicit {
		if err := c.StartTLS(h.trusts()); err != nil {
			return err
		}
	}
	if user != "" {
		if err := c.Auth(smtp.PlainAuth("", user, password, "localhost")); err != nil {
			return err
		}
	}
	if err := errors.Join(c.Mail("taro@akatsuki.example"), c.Rcpt(to)); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	_, _ = w.Write([]byte("From: taro@akatsuki.example\r\nTo: " + to + "\r\nSubject: hi\r\n\r\nHello\r\n"))
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}

// add adds an account whose login is kept, and returns the local password.
func (h *house) add(upstream string) string {
	h.t.Helper()
	a, err := h.Accounts().Create(account.Account{Address: "taro@akatsuki.example", Login: "taro@akatsuki.example", Upstream: upstream, Security: "none", Auth: account.AuthPassword}, "remote")
	if err != nil {
		h.t.Fatal(err)
	}
	local, err := h.Vault().Get(account.Local(a.ID))
	if err != nil {
		h.t.Fatal(err)
	}
	return string(local)
}

// confirms answers yes to the first mail that waits.
func (h *house) confirms(t *testing.T) {
	t.Helper()
	came := make(chan struct{}, 1)
	defer h.Queue().Subscribe(func() {
		select {
		case came <- struct{}{}:
		default:
		}
	})()
	for len(h.Queue().Waiting()) == 0 {
		<-came
	}
	w := h.Queue().Waiting()[0]
	given := check.Answers{Reason: "it is right"}
	if c := w.Verdict.Confirm; c != nil {
		given.Items, given.Questions, given.Words = c.Items, c.Questions, c.Words
	}
	if err := h.Queue().Answer(w.ID, confirm.Answer{Send: true, Given: given}); err != nil {
		t.Error(err)
	}
}

// TestAMailGoesThrough: an account, a program that trusts our certificate, a person who confirms, the sample policy.
func TestAMailGoesThrough(t *testing.T) {
	for _, implicit := range []bool{false, true} {
		h := start(t, options(t))
		addr, mails := sink(t)
		local := h.add(addr)
		if err := h.send(implicit, "taro@akatsuki.example", "wrong", "hanako@b.example"); err == nil || !strings.Contains(err.Error(), "Sekisho") {
			t.Errorf("a wrong password: %v", err)
		}
		answered := make(chan struct{})
		go func() { defer close(answered); h.confirms(t) }()
		if err := h.send(implicit, "taro@akatsuki.example", local, "hanako@b.example"); err != nil {
			t.Fatal(err)
		}
		<-answered
		if mails() != 1 {
			t.Errorf("%d mails arrived, want one", mails())
		}
		if got := h.State(); got.Kind != Protecting || got.Trouble == nil {
			t.Errorf("state %+v, want protecting", got)
		}
		if err := h.stop(); err != nil {
			t.Fatal(err)
		}
		if recent, _ := h.Recent(); len(recent) != 1 || recent[0].Outcome != shim.Confirmed || recent[0].Message.Body != "" {
			t.Errorf("recent mails %+v, want the confirmed one without its text", recent)
		}
	}
}

// TestItComesBackTheSame: accounts, passwords, certificate and the key of fingerprints outlive the process.
func TestItComesBackTheSame(t *testing.T) {
	o := options(t)
	first := start(t, o)
	first.add("127.0.0.1:25")
	key, _ := first.fingerprintKey()
	pem := string(first.Certificate().PEM)
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(first.Places().Spool(), "sekisho-mail-123")
	if err := os.WriteFile(left, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	second := start(t, o)
	if again, _ := second.fingerprintKey(); again != key || string(second.Certificate().PEM) != pem {
		t.Error("the key or the certificate is another one after a restart")
	}
	if list, err := second.Accounts().List(); err != nil || len(list) != 1 {
		t.Errorf("accounts after a restart: %v, %v", list, err)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("a mail that a crash left is still there")
	}
	if err := second.Run(context.Background()); !errors.Is(err, ErrRunning) {
		t.Errorf("a second Run: %v, want ErrRunning", err)
	}
}

func TestPortInUse(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	o := options(t)
	o.ListenTLS = []string{ln.Addr().String()}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "listen on "+ln.Addr().String()) || !strings.Contains(err.Error(), "--smtps-listen") {
		t.Errorf("Run = %v, want an error that names the port and what to do", err)
	}
	if starttls, _ := c.Addresses(); len(starttls) != 0 || c.State().Kind != Starting {
		t.Errorf("it listens on %v in state %s", starttls, c.State().Kind)
	}
}

func TestOnlyLoopback(t *testing.T) {
	for addr, ok := range map[string]bool{"0.0.0.0:1587": false, ":1587": false, "192.0.2.1:1587": false, "mail.example:1587": false, "1587": false, "127.0.0.2:0": true, "[::1]:0": true, "localhost:0": true} {
		o := options(t)
		o.Listen = []string{addr}
		if _, err := New(o); (err == nil) != ok {
			t.Errorf("listen on %s: %v, want ok %v", addr, err, ok)
		}
	}
}
