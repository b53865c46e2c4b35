package postfix

import (
	"context"
	"errors"
	"net"
	"net/smtp"
	"os"
	"testing"

	"sekisho/e2e/support/ports"
)

// start runs a Postfix that delivers to where nobody is.
func start(t *testing.T) *Server {
	t.Helper()
	s, err := Start(t.Context(), Options{DeliverTo: ports.For(t)})
	if errors.Is(err, ErrMissing) || errors.Is(err, ErrRoot) {
		if os.Getenv("CI") == "true" || os.Getenv("SEKISHO_E2E") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestKilled gives a mail to a Postfix that cannot deliver, kills it, and starts it again: the mail is still there.
func TestKilled(t *testing.T) {
	s := start(t)
	defer s.Stop()
	if !s.Idle() {
		t.Error("a new Postfix has mail")
	}
	if err := smtp.SendMail(s.Addr, nil, "a@a.example", []string{"b@b.example"}, []byte("Subject: x\r\n\r\nx\r\n")); err != nil {
		t.Fatal(err)
	}
	s.Kill()
	if c, err := net.Dial("tcp", s.Addr); err == nil {
		_ = c.Close()
		t.Error("something still listens after the kill")
	}
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s.Idle() {
		t.Error("the mail is gone after the kill")
	}
}

// TestOverride: no name stands twice, which Postfix would warn of, and the caller's counts.
func TestOverride(t *testing.T) {
	got := override("a = 1\nrelay_transport = smtp:[x]:1\nmynetworks =\n", "relay_transport=smtp\nrelayhost = [y]:2\n")
	if want := "a = 1\nmynetworks =\nrelay_transport=smtp\nrelayhost = [y]:2\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNowhere(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("Postfix needs root")
	}
	if s, err := Start(context.Background(), Options{DeliverTo: "no port"}); err == nil {
		s.Stop()
		t.Error("got a Postfix that delivers to \"no port\", want an error")
	}
}
