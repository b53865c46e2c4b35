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
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

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

const allowing = "version: 1\norganization: {name: A, domains: [akatsuki.example]}\nbaseline: {external: allow}\n"

// TestPolicyFile: it is read anew when it changes; a broken one leaves the last good one in force and is said.
func TestPolicyFile(t *testing.T) {
	o := options(t)
	o.PolicyFile = filepath.Join(t.TempDir(), "policy.yaml")
	if _, err := New(o); err == nil {
		t.Error("a policy file that is not there is no error")
	}
	write := func(s string, age time.Duration) {
		t.Helper()
		when := time.Now().Add(-age)
		if err := errors.Join(os.WriteFile(o.PolicyFile, []byte(s), 0o600), os.Chtimes(o.PolicyFile, when, when)); err != nil {
			t.Fatal(err)
		}
	}
	write("version: 2\n", 0)
	if _, err := New(o); err == nil || !strings.Contains(err.Error(), "policy.yaml") {
		t.Errorf("a broken policy at the start: %v", err)
	}
	write(allowing, 3*time.Hour)
	h := start(t, o)
	version := func() string {
		t.Helper()
		h.policy.mu.Lock()
		h.policy.looked = time.Time{} // as if a second had passed
		h.policy.mu.Unlock()
		r, err := h.Rules(t.Context(), account.Account{})
		if err != nil {
			t.Fatal(err)
		}
		return r.Engine.Policy.Version()
	}
	first := version()
	write(allowing+"rules: [{id: no, then: {action: block}}]\n", 2*time.Hour)
	second := version()
	if second == first {
		t.Error("a changed policy is not in force")
	}
	write(allowing+"rules: [{", time.Hour)
	if got := version(); got != second {
		t.Error("half a policy replaced the last good one")
	}
	if s := h.State(); s.Kind != Troubled || len(s.Trouble) != 1 || s.Trouble[0].Code != TroublePolicy || s.Trouble[0].Args["path"] != o.PolicyFile {
		t.Errorf("state %+v, want the trouble with the policy", s)
	}
	write(allowing, 0)
	if got := version(); got != first || h.State().Kind != Protecting {
		t.Errorf("after mending it, policy %q in state %s", got, h.State().Kind)
	}
}

// TestPartsAreUsed: what is attached records, adds its trouble, its server and its policy, and ends with the companion.
func TestPartsAreUsed(t *testing.T) {
	o := options(t)
	var leaving, closed int
	unreachable := time.Time{}
	o.Attach = func(_ context.Context, b Base) (Parts, error) {
		if b.Vault == nil || b.Accounts == nil || b.Send == nil || b.Places.State != o.State {
			t.Errorf("base %+v", b)
		}
		return Parts{
			Recorder: recorder{&leaving}, Server: func() (string, time.Time) { return "https://sekisho.example", unreachable },
			Held: func() int { return 3 }, Run: func(ctx context.Context) error { <-ctx.Done(); return nil }, Close: func() error { closed++; return nil },
		}, nil
	}
	h := start(t, o)
	addr, _ := sink(t)
	local := h.add(addr)
	if s := h.State(); s.Held != 3 || s.Server != "https://sekisho.example" || s.Kind != Protecting {
		t.Errorf("state %+v", s)
	}
	unreachable = time.Now()
	if s := h.State(); s.Kind != Unreachable {
		t.Errorf("state %s, want unreachable", s.Kind)
	}
	if err := h.Pause(time.Minute, "x"); !errors.Is(err, ErrNoPause) {
		t.Errorf("a pause under a server's policy: %v", err)
	}
	go h.confirms(t)
	if err := h.send(false, "taro@akatsuki.example", local, "hanako@b.example"); err != nil {
		t.Fatal(err)
	}
	if err := h.stop(); err != nil || leaving != 1 || closed != 1 {
		t.Errorf("ended with %v; %d recorded, %d closed; want one each", err, leaving, closed)
	}
	o = options(t)
	o.Attach = func(context.Context, Base) (Parts, error) { return Parts{}, errors.New("no database") }
	if _, err := New(o); err == nil {
		t.Error("a part that cannot be built is no error")
	}
	o.Attach = func(context.Context, Base) (Parts, error) {
		return Parts{Run: func(context.Context) error { return errors.New("broken") }}, nil
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("a part that ended: %v", err)
	}
}

type recorder struct{ leaving *int }

func (r recorder) Leaving(context.Context, shim.Entry) error { *r.leaving++; return nil }
func (r recorder) Ended(context.Context, shim.Entry) error   { return nil }

func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p pause
		ended := 0
		begin := func(length, longest time.Duration, reason string) error {
			return p.begin(length, longest, reason, func() { ended++ })
		}
		var long *PauseError
		for _, err := range []error{begin(2*time.Hour, time.Hour, "x"), begin(0, time.Hour, "x"), begin(-1, time.Hour, "x")} {
			if !errors.As(err, &long) || long.Longest != time.Hour {
				t.Errorf("begin = %v, want the longest pause", err)
			}
		}
		if err := begin(time.Minute, 0, "x"); !errors.Is(err, ErrNoPause) {
			t.Errorf("begin = %v, want ErrNoPause", err)
		}
		if err := begin(time.Minute, time.Hour, " \n"); !errors.Is(err, ErrNoReason) {
			t.Errorf("begin = %v, want ErrNoReason", err)
		}
		if err := begin(time.Minute, time.Hour, " a  demo\n"); err != nil {
			t.Fatal(err)
		}
		if reason, on := p.Paused(); !on || reason != "a demo" {
			t.Errorf("paused %v for %q", on, reason)
		}
		time.Sleep(time.Minute + time.Second)
		synctest.Wait()
		if _, on := p.Paused(); on || ended != 1 {
			t.Errorf("after its time the pause is on: %v, told %d times", on, ended)
		}
		if err := begin(time.Hour, time.Hour, "x"); err != nil {
			t.Fatal(err)
		}
		p.resume()
		if _, on := p.Paused(); on {
			t.Error("a pause that was ended is on")
		}
	})
}

func TestRecentIsBounded(t *testing.T) {
	r := newRecent()
	for i := range maxRecent + 50 {
		id := string(rune('0' + i))
		_ = r.Ended(t.Context(), shim.Entry{ID: id})
		_ = r.Ended(t.Context(), shim.Entry{ID: id, Unheard: true})
		r.event(shim.Event{Kind: shim.Failed})
	}
	mails, events := r.list()
	if len(mails) != maxRecent || len(events) != maxRecent || !mails[0].Unheard || slices.ContainsFunc(mails, func(e shim.Entry) bool { return !e.Unheard }) {
		t.Errorf("%d mails and %d events are kept", len(mails), len(events))
	}
}
