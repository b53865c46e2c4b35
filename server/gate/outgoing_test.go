package gate

import (
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestReceived(t *testing.T) {
	at := time.Date(2026, 11, 22, 18, 0, 0, 0, time.FixedZone("JST", 9*3600))
	peer := netip.MustParseAddrPort("127.0.0.1:9")
	for want, mail := range map[string]Transaction{
		"from c.example ([127.0.0.1])\r\n\tby g.example (Sekisho) with ESMTP id X;\r\n\tSun, 22 Nov 2026 18:00:00 +0900": {Helo: "c.example", ESMTP: true, Peer: Peer{Remote: peer}},
		"from c.example\r\n\tby g.example (Sekisho) with SMTP id X;\r\n\tSun, 22 Nov 2026 18:00:00 +0900":                {Helo: "c.example"},
		"from [::1] ([IPv6:::1])\r\n\tby g.example (Sekisho) with UTF8SMTPSA id X;\r\n\tSun, 22 Nov 2026 18:00:00 +0900": {Helo: "[::1]", ESMTP: true, Login: "u", Mail: Mail{SMTPUTF8: true}, Peer: Peer{Remote: netip.MustParseAddrPort("[::1]:9"), TLS: true}},
	} {
		mail.ID, mail.Time = "X", at
		if got := Received("g.example", &mail); got != "Received: "+want {
			t.Errorf("got  %q\nwant %q", got, "Received: "+want)
		}
	}
}

func TestTraceHeaders(t *testing.T) {
	for _, h := range []Header{{"X-A", "b\r\nBcc: c"}, {"X-A", "あ"}, {"X A", "b"}, {"", "b"}} {
		r := newRig(t, func(r *rig) { r.proxy.Decider = fixed{Decision{Send: true, Headers: []Header{h}}} })
		c := r.dial()
		c.begin("hanako@b.example")
		c.send("a: b\r\n\r\n.\r\n")
		c.want("451 4.")
		c.do("QUIT", "221")
		r.close()
		if got := r.sink.got(); len(got) != 0 {
			t.Errorf("header %+v: the upstream got %q, want nothing", h, got)
		}
	}
	r := newRig(t, func(r *rig) {
		r.proxy.Decider = fixed{Decision{Send: true, Headers: []Header{{"Authentication-Results", "x"}}}}
	})
	defer r.close()
	c := r.dial()
	c.begin("hanako@b.example")
	c.send("a: b\r\n\r\n.\r\n")
	c.want("250")
	c.do("QUIT", "221")
	if got := r.sink.got()[0].data; !strings.HasSuffix(got, "\r\nAuthentication-Results: x\r\na: b\r\n\r\n") {
		t.Errorf("the upstream got %q, want the trace header before the mail", got)
	}
}
