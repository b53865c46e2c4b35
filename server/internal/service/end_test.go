package service

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"sekisho/server/internal/config"
)

// TestEndWithMailInFlight: told to end while a mail is on its way in, the server takes no other, answers this one, and returns. What
// it has said yes to is there after the next start, and leaves once.
func TestEndWithMailInFlight(t *testing.T) {
	var kept config.Config
	h := newHouse(t, func(c *config.Config) { kept = *c })
	if got := h.tries(client{from: postfixClient, mailFrom: own, to: []string{"<tanaka@hokuto.example>"}, mail: letterTo("tanaka@hokuto.example", "waits")}); !strings.HasPrefix(got, "250") {
		t.Fatal(got)
	}
	idle, busy := h.dial(postfixClient), h.dial(postfixClient)
	for _, k := range []*talk{idle, busy} {
		k.hear()
		k.say("EHLO client.example")
	}
	for _, line := range []string{"MAIL FROM:<" + own + ">", "RCPT TO:" + third, "DATA"} {
		busy.say(line)
	}
	text := letterTo("x@third.example", "in flight")
	_, err := io.WriteString(busy.conn, text[:len(text)/2])
	must(t, err)
	ended := make(chan error, 1)
	go func() { ended <- h.stop() }()
	if got := idle.hear(); !strings.HasPrefix(got, "421 4.3.2") {
		t.Errorf("a client that says nothing hears %q", got)
	}
	waitFor(t, func() bool {
		c, err := net.DialTimeout("tcp", h.at.SMTP, time.Second)
		if err == nil {
			_ = c.Close()
		}
		return err != nil
	})
	answer := busy.say(text[len(text)/2:] + "\r\n.")
	if !strings.HasPrefix(answer, "250") {
		t.Errorf("the mail in flight is answered %q", answer)
	}
	select {
	case err := <-ended:
		must(t, err)
	case <-time.After(grace + 10*time.Second):
		t.Fatal("the server did not end")
	}
	before := len(h.sink.List())
	h.run(kept)
	waitFor(t, func() bool {
		_, text := h.ask("", "GET", "/metrics", "", "")
		return strings.Contains(text, `sekisho_gateway_holds{state="timed"} 1`) && strings.Contains(text, `sekisho_gateway_deliveries{state="pending"} 1`)
	})
	once := func() (n int) {
		for _, m := range h.sink.List() {
			if m.Subject == "in flight" {
				n++
			}
		}
		return n
	}
	waitFor(t, func() bool { return once() > 0 }) // while it is being sent it is not pending either
	if n := once(); n != 1 {
		t.Errorf("the mail left %d times (%d mails before the restart)", n, before)
	}
}

// TestRestartKeepsTheDoorsRules: a server that cannot know its clients does not start.
func TestRestartKeepsTheDoorsRules(t *testing.T) {
	for name, c := range map[string]struct {
		change config.Connector
		want   string
	}{
		"no password file": {config.Connector{Name: "a", Logins: "/none"}, "connector a: logins: read passwords: "},
		"no secret":        {config.Connector{Name: "a", Certificates: []string{"x.example"}, SecretFile: "/none"}, "connector a: secretFile: "},
		"no authorities":   {config.Connector{Name: "a", Certificates: []string{"x.example"}, Authorities: "/none"}, "connector a: authorities: "},
	} {
		if _, err := openConnectors([]config.Connector{c.change}); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}
