package desktop

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"
)

// provider is the mail server that an account belongs to.
type provider struct {
	addr string
	open bool // it takes mail of everybody

	mu    sync.Mutex
	mails []string
}

func startProvider(t *testing.T) *provider {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{addr: l.Addr().String()}
	server := gosmtp.NewServer(gosmtp.BackendFunc(func(*gosmtp.Conn) (gosmtp.Session, error) { return &session{p: p}, nil }))
	server.Domain, server.AllowInsecureAuth = "provider.example", true
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(l)
	}()
	t.Cleanup(func() {
		_ = l.Close() // a server that was closed before it served would serve for ever
		_ = server.Close()
		<-done
	})
	return p
}

// arrived is what the provider accepted so far.
func (p *provider) arrived() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.mails...)
}

type session struct {
	p  *provider
	in bool
}

func (*session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, given string) error {
		if s.in = user == login && given == password; !s.in {
			return errors.New("wrong user or password")
		}
		return nil
	}), nil
}

func (s *session) Mail(string, *gosmtp.MailOptions) error {
	if !s.in && !s.p.open {
		return gosmtp.ErrAuthRequired
	}
	return nil
}

func (*session) Rcpt(string, *gosmtp.RcptOptions) error { return nil }

func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	s.p.mails = append(s.p.mails, string(data))
	return nil
}

func (*session) Reset()        {}
func (*session) Logout() error { return nil }

// mail is one that a mail program sends.
type mail struct{ subject, program string }

// send sends a mail as a mail program does that was set up for the companion, and hands over how that ended.
func (d *desk) send(m mail) <-chan error {
	done := make(chan error, 1)
	go func() { done <- d.submit(m) }()
	return done
}

func (d *desk) submit(m mail) error {
	authority, err := os.ReadFile(filepath.Join(d.state, "sekisho-ca.pem"))
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	host, _, _ := net.SplitHostPort(d.smtps)
	conn, err := tls.Dial("tcp", d.smtps, &tls.Config{RootCAs: roots, ServerName: host, MinVersion: tls.VersionTLS12})
	if err != nil {
		return err
	}
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	if err := c.Auth(smtp.PlainAuth("", login, password, host)); err != nil {
		return err
	}
	if err := errors.Join(c.Mail(login), c.Rcpt("tanaka@tsubame.example")); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, strings.ReplaceAll(m.text(), "\n", "\r\n")); err != nil {
		return err
	}
	return w.Close()
}

func (m mail) text() string {
	return `From: <` + login + `>
To: =?UTF-8?B?55Sw5Lit?= <tanaka@tsubame.example>
Subject: ` + m.subject + `
User-Agent: ` + m.program + `
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

お世話になっております。
`
}
