package stories

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/companion"
	"sekisho/desktop/internal/confirm"
	"sekisho/desktop/internal/secret"
	"sekisho/e2e/support/logins"
	"sekisho/e2e/support/postfix"
	"sekisho/server/check"
)

const (
	user     = "taro@akatsuki.example"
	password = "remote pass+1"
	token    = "ya29.t0ken-1"
	// rules ask about everybody outside, and add nothing.
	rules = "version: 1\norganization: {name: A, domains: [akatsuki.example]}\n"
)

// house is a companion between real programs and a real Postfix.
type house struct {
	*companion.Companion
	t           *testing.T
	destination *destination
	postfix     *postfix.Server
	logins      *logins.Server
	local       string // the local password; empty: logins pass through
	starttls    string
	implicit    string
	ca          string // file of the authority
}

// newHouse runs a companion with one account; waits are how long programs wait.
func newHouse(t *testing.T, auth string, waits map[string]time.Duration) *house {
	t.Helper()
	h := &house{t: t, destination: startDestination(t), logins: logins.Start(t, user, password, token)}
	h.postfix = startPostfix(t, h.destination.addr, h.logins.Addr)
	var err error
	h.Companion, err = companion.New(companion.Options{
		State: t.TempDir(), PolicyFile: write(t, "policy.yaml", rules), Keychain: secret.None(), Waits: waits,
		Listen: []string{"127.0.0.1:0"}, ListenTLS: []string{"127.0.0.1:0"},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.local = addAccount(t, h.Companion, h.postfix.Addr, auth)
	up := make(chan struct{}, 100)
	defer h.Subscribe(func(string) {
		select {
		case up <- struct{}{}:
		default:
		}
	})()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	select {
	case <-up:
	case err := <-done:
		done <- nil // it has been said
		t.Fatalf("Run: %v", err)
	}
	starttls, implicit := h.Addresses()
	h.starttls, h.implicit = starttls[0], implicit[0]
	h.ca = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(h.ca, h.Certificate().PEM, 0o600); err != nil {
		t.Fatal(err)
	}
	return h
}

// addAccount adds the account of the stories and returns its local password.
func addAccount(t *testing.T, c *companion.Companion, upstream, auth string) string {
	t.Helper()
	kept := ""
	if auth == account.AuthPassword {
		kept = password
	}
	a, err := c.Accounts().Create(account.Account{Address: user, Login: user, Upstream: upstream, Security: account.SecurityNone, Auth: auth}, kept)
	if err != nil {
		t.Fatal(err)
	}
	if auth == account.AuthPassthrough {
		return ""
	}
	local, err := c.Vault().Get(account.Local(a.ID))
	if err != nil {
		t.Fatal(err)
	}
	return string(local)
}

// waits returns the one mail that waits.
func (h *house) waits(connected bool) confirm.Mail {
	h.t.Helper()
	var m confirm.Mail
	eventually(h.t, "a mail that waits", func() bool {
		list := h.Queue().Waiting()
		if len(list) == 1 {
			m = list[0]
		}
		return len(list) == 1 && m.Connected == connected
	})
	return m
}

// answer answers as a person would who reads everything.
func (h *house) answer(m confirm.Mail, send bool) {
	h.t.Helper()
	a := confirm.Answer{Send: send}
	if c := m.Verdict.Confirm; c != nil {
		a.Given = check.Answers{Items: c.Items, Questions: c.Questions, Words: c.Words}
	}
	if err := h.Queue().Answer(m.ID, a); err != nil {
		h.t.Fatal(err)
	}
}

// arrives waits for a number of mails of a story, and that Postfix has no more of them.
func (h *house) arrives(word string, want int) arrival {
	h.t.Helper()
	eventually(h.t, "the mail about "+word, func() bool { n, _ := h.destination.about(word); return n >= want })
	eventually(h.t, "Postfix to have delivered everything", h.postfix.Idle)
	n, a := h.destination.about(word)
	if n != want {
		h.t.Errorf("%d mails about %s arrived, want %d", n, word, want)
	}
	return a
}
