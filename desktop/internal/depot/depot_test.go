package depot

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/companion"
	"sekisho/desktop/internal/confirm"
	"sekisho/desktop/internal/secret"
	"sekisho/desktop/internal/store"
	"sekisho/server/check"
	"sekisho/server/gate"
)

// sink is an upstream on this machine that keeps what it gets.
type sink struct {
	mu    sync.Mutex
	mails []string
	got   chan struct{}
	open  bool // asks for no login
}

func (s *sink) Open(context.Context, gate.Peer) (gate.Session, error) { return s, nil }
func (s *sink) Extensions() gate.Extensions {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open {
		return gate.Extensions{EightBitMIME: true}
	}
	return gate.Extensions{EightBitMIME: true, Auth: []string{"PLAIN"}}
}
func (*sink) Close() {}
func (*sink) Authenticate(_ context.Context, c gate.Credentials) gate.Reply {
	if c.Password != "upstream secret" {
		return gate.Reply{Code: 535, Enhanced: "5.7.8", Text: "no"}
	}
	return gate.Reply{Code: 235, Enhanced: "2.7.0", Text: "ok"}
}

func (s *sink) Deliver(_ context.Context, t *gate.Transaction) gate.Reply {
	var b bytes.Buffer
	if _, err := b.ReadFrom(t.Spool.Reader()); err != nil {
		return gate.Reply{Code: 451, Text: "unreadable"}
	}
	s.mu.Lock()
	s.mails = append(s.mails, strings.Join(t.Addresses(), ",")+"\n"+b.String())
	s.mu.Unlock()
	s.got <- struct{}{}
	return gate.Reply{Code: 250, Enhanced: "2.0.0", Text: "stored"}
}

// arrived waits for a mail.
func (s *sink) arrived(t *testing.T) string {
	t.Helper()
	select {
	case <-s.got:
	case <-time.After(40 * time.Second):
		t.Fatal("no mail arrived")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mails[len(s.mails)-1]
}

// house is a companion with all that it keeps, an account whose login it keeps, and that account's server.
type house struct {
	*Depot
	t        *testing.T
	state    string
	policy   string
	c        *companion.Companion
	upstream *sink
	upAddr   string
	account  account.Account
	plain    bool // the mail program logs in nowhere
	stop     context.CancelFunc
	done     chan error
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newHouse(t *testing.T, policy string) *house {
	t.Helper()
	h := &house{t: t, state: t.TempDir(), upstream: &sink{got: make(chan struct{}, 100)}}
	if policy != "" {
		h.policy = filepath.Join(h.state, "own.yaml")
		must(t, os.WriteFile(h.policy, []byte(policy), 0o600))
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	server := &gate.Server{Host: "upstream.example", Backend: h.upstream, PlainAuth: true}
	go func() { done <- server.Serve(ctx, ln) }()
	t.Cleanup(func() { stop(); must(t, <-done) })
	h.upAddr = ln.Addr().String()
	h.start()
	h.account, err = h.c.Accounts().Add(account.Account{
		Address: "sato@minato.example", Login: "sato", Upstream: h.upAddr, Security: account.SecurityNone, Auth: account.AuthPassword,
	})
	must(t, err)
	must(t, h.c.Vault().Set(account.Password(h.account.ID), []byte("upstream secret")))
	must(t, h.c.Vault().Set(account.Local(h.account.ID), []byte("local secret")))
	return h
}

func (h *house) start() {
	h.t.Helper()
	h.Depot = &Depot{}
	c, err := companion.New(companion.Options{
		State: h.state, PolicyFile: h.policy, Listen: []string{"127.0.0.1:0"}, ListenTLS: []string{}, Keychain: secret.None(), Version: "1", Attach: h.Attach,
	})
	must(h.t, err)
	h.c = c
	up := make(chan struct{}, 1)
	cancel := c.Subscribe(func(string) {
		select {
		case up <- struct{}{}:
		default:
		}
	})
	defer cancel()
	ctx, stop := context.WithCancel(context.Background())
	h.stop, h.done = stop, make(chan error, 1)
	go func() { h.done <- c.Run(ctx) }()
	for {
		if start, _ := c.Addresses(); len(start) > 0 {
			break
		}
		select {
		case <-up:
		case err := <-h.done:
			h.t.Fatalf("run: %v", err)
		}
	}
	h.t.Cleanup(func() { h.end() })
}

func (h *house) end() {
	h.t.Helper()
	if h.stop == nil {
		return
	}
	h.stop()
	h.stop = nil
	must(h.t, <-h.done)
}

// send gives a mail to the companion as a mail program does, answering yes to whatever it asks.
func (h *house) send(subject string, to ...string) error {
	h.t.Helper()
	queue := h.c.Queue() // an answer may come late, when h has another companion
	cancel := queue.Subscribe(func() {
		for _, m := range queue.Waiting() {
			a := confirm.Answer{Send: true}
			if c := m.Verdict.Confirm; c != nil {
				a.Given = check.Answers{Items: c.Items, Questions: c.Questions, Words: c.Words}
			}
			go func() { _ = queue.Answer(m.ID, a) }()
		}
	})
	defer cancel()
	addrs, _ := h.c.Addresses()
	conn, err := smtp.Dial(addrs[0])
	must(h.t, err)
	defer func() { _ = conn.Close() }()
	roots := x509.NewCertPool()
	pem, err := os.ReadFile(h.c.Places().Certificate())
	must(h.t, err)
	roots.AppendCertsFromPEM(pem)
	must(h.t, conn.StartTLS(&tls.Config{RootCAs: roots, ServerName: "localhost", MinVersion: tls.VersionTLS12}))
	if h.plain {
	} else if err := conn.Auth(smtp.PlainAuth("", "sato", "local secret", "127.0.0.1")); err != nil {
		return err
	}
	if err := conn.Mail("sato@minato.example"); err != nil {
		return err
	}
	for _, a := range to {
		if err := conn.Rcpt(a); err != nil {
			return err
		}
	}
	w, err := conn.Data()
	must(h.t, err)
	_, err = w.Write([]byte("From: sato@minato.example\r\nTo: " + strings.Join(to, ", ") + "\r\nSubject: " + subject + "\r\nMessage-ID: <" + subject + "@minato.example>\r\n\r\nHello\r\n"))
	must(h.t, err)
	return w.Close()
}

const holds = `version: 1
organization: {name: A, domains: [minato.example]}
baseline: {external: allow}
rules:
  - {id: wait, when: {recipients: {any: {who: external}}}, then: {action: hold, hold: {for: 24h}}}
`

// TestAHeldMailOutlivesTheProgram: the mail program hears yes, the companion ends and starts again, and the mail leaves when its sender
// says so, logged in with what the companion keeps.
func TestAHeldMailOutlivesTheProgram(t *testing.T) {
	h := newHouse(t, holds)
	must(t, h.send("plan", "tanaka@hokuto.example"))
	if s := h.c.State(); s.Held != 1 || len(h.upstream.mails) != 0 {
		t.Fatalf("held %d, arrived %d; want it held", s.Held, len(h.upstream.mails))
	}
	h.end()
	h.start()
	held, err := h.Outbox.Held(t.Context())
	must(t, err)
	if len(held) != 1 || held[0].Subject != "plan" || !held[0].Release {
		t.Fatalf("after a restart: %+v", held)
	}
	must(t, h.Outbox.SendNow(t.Context(), held[0].ID))
	if got := h.upstream.arrived(t); !strings.HasPrefix(got, "tanaka@hokuto.example\n") || !strings.Contains(got, "\r\n\r\nHello\r\n") {
		t.Errorf("arrived: %q", got)
	}
	h.end()
	h.start()
	mails, _, err := h.Store.Mails(t.Context(), store.Filter{})
	if err != nil || len(mails) != 1 || mails[0].Outcome != "sent" || mails[0].Subject != "plan" || h.c.State().Held != 0 {
		t.Errorf("history: %+v (%v), held %d", mails, err, h.c.State().Held)
	}
	known, err := h.Store.Known(t.Context(), "sato@minato.example")
	if err != nil || len(known) != 1 || known[0].Address != "tanaka@hokuto.example" {
		t.Errorf("learned: %+v (%v)", known, err)
	}
}

// TestADamagedDatabaseIsSaid: the companion starts with a new one, says where the old one is, and asks about what was held.
func TestADamagedDatabaseIsSaid(t *testing.T) {
	h := newHouse(t, holds)
	must(t, h.send("plan", "tanaka@hokuto.example"))
	h.end()
	must(t, os.WriteFile(filepath.Join(h.state, "sekisho.db"), bytes.Repeat([]byte("no database "), 1000), 0o600))
	h.start()
	list := h.c.State().Trouble
	if len(list) != 1 || list[0].Code != TroubleSetAside {
		t.Fatalf("trouble: %+v, want %s", list, TroubleSetAside)
	}
	if _, err := os.Stat(list[0].Args["path"]); err != nil {
		t.Errorf("the old one: %v", err)
	}
	held, err := h.Outbox.Held(t.Context())
	if err != nil || len(held) != 1 || held[0].State != store.HeldAsking || !held[0].Twice || held[0].Subject != "plan" {
		t.Errorf("held: %+v (%v), want that it asks", held, err)
	}
}
