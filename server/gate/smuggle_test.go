package gate

import (
	"strings"
	"testing"

	"sekisho/server/gate/gatetest"
)

// The rest of each vector is a second mail, should anything in it pass for an end of data.
const secondMail = "MAIL FROM:<ceo@a.example>\r\nRCPT TO:<victim@evil.example>\r\nDATA\r\nSubject: second\r\n\r\nsmuggled\r\n"

func TestSmuggling(t *testing.T) {
	for _, v := range gatetest.Smuggles() {
		t.Run(v.Name, func(t *testing.T) {
			r := newRig(t, nil)
			defer r.close()
			c := r.dial()
			c.begin("hanako@b.example")
			c.send("Subject: first\r\n\r\nbody" + v.Octets + secondMail + ".\r\n")
			c.want(v.Want)
			c.do("QUIT", "221")
			got := r.sink.got()
			if v.Taken() != (len(got) == 1) || len(got) > 1 {
				t.Fatalf("the upstream got %d mails (%q), want one: %t", len(got), got, v.Taken())
			}
			for _, m := range got {
				if strings.Join(m.to, " ") != "<hanako@b.example>" || !strings.Contains(m.data, "smuggled") {
					t.Errorf("the mail went to %v with %q; want all of it to hanako", m.to, m.data)
				}
			}
			if h := r.sink.heard(); strings.Contains(h, "victim") {
				t.Errorf("the upstream heard of the second envelope:\n%s", h)
			}
		})
	}
}

// A body that ends in CR CR LF ends with the dot after it; the mail that follows is its own.
func TestStrayCRBeforeTheEnd(t *testing.T) {
	r := newRig(t, nil)
	defer r.close()
	c := r.dial()
	c.begin("hanako@b.example")
	c.send("Subject: first\r\n\r\nbody\r\r\n.\r\n")
	c.want("250")
	c.mail("jiro@c.example")
	c.send("Subject: second\r\n\r\nbody\r\n.\r\n")
	c.want("250")
	c.do("QUIT", "221")
	if got := r.sink.got(); len(got) != 2 || strings.Contains(got[0].data, "second") {
		t.Errorf("the upstream got %q, want two separate mails", got)
	}
}

// What the upstream gets is what was judged, dots and all; only then do hashes mean anything.
func TestRelayedOctets(t *testing.T) {
	r := newRig(t, nil)
	defer r.close()
	c := r.dial()
	c.begin("hanako@b.example")
	body := "Subject: dots\r\nBcc: secret@b.example,\r\n\tother@b.example\r\nX-Sekisho-Pass: forged\r\nFrom: taro@a.example\r\n\r\n.a\r\n..\r\nBcc: not a header\r\n"
	c.send(strings.ReplaceAll(body, "\r\n.", "\r\n..") + ".\r\n")
	c.want("250 2.0.0 queued as 4711")
	c.do("QUIT", "221")
	got := r.sink.got()
	if len(got) != 1 {
		t.Fatalf("the upstream got %d mails, want 1", len(got))
	}
	trace, rest, _ := strings.Cut(got[0].data, "Subject:")
	want := "dots\r\nFrom: taro@a.example\r\n\r\n..a\r\n...\r\nBcc: not a header\r\n"
	if rest = strings.TrimPrefix(rest, " "); rest != want {
		t.Errorf("the upstream got %q, want %q", rest, want)
	}
	if !strings.HasPrefix(trace, "Received: from client.example\r\n\tby gate.example (Sekisho) with ESMTP id ") || strings.Contains(trace, " for ") {
		t.Errorf("trace = %q", trace)
	}
}
