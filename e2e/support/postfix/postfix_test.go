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

// TestKilled gives a mail to a Postfix that cannot deliver, kills it, and starts it again: the mail is still there.
func TestKilled(t *testing.T) {
	s, err := Start(t.Context(), Options{DeliverTo: ports.For(t)}) // where nobody is
	if errors.Is(err, ErrMissing) || errors.Is(err, ErrRoot) {
		if os.Getenv("CI") == "true" || os.Getenv("SEKISHO_E2E") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
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

func TestNowhere(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("Postfix needs root")
	}
	if s, err := Start(context.Background(), Options{DeliverTo: "no port"}); err == nil {
		s.Stop()
		t.Error("got a Postfix that delivers to \"no port\", want an error")
	}
}
