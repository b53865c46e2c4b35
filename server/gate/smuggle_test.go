package gate

import (
	"strings"
	"testing"
)

// The rest of each vector is a second mail, should anything in it pass for an end of data.
const secondMail = "MAIL FROM:<ceo@a.example>\r\nRCPT TO:<victim@evil.example>\r\nDATA\r\nSubject: second\r\n\r\nsmuggled\r\n"

// vectors are the ends of data that servers have fallen for, and what the gate makes of each.
var vectors = []struct{ name, octets, want string }{
	{"LF . LF", "\n.\n", "250"},
	{"LF . CRLF", "\n.\r\n", "250"},
	{"CRLF . LF", "\r\n.\n", "250"},
	{"CRLF . CR CRLF", "\r\n.\r\r\n", "250"},
	{"CR CRLF . CR CRLF", "\r\r\n.\r\r\n", "250"},
	{"CR CRLF . LF", "\r\r\n.\n", "250"},
	{"LF LF . LF LF", "\n\n.\n\n", "250"},
	{"CR . CR", "\r.\r", "554 5.6.0"},
	{"CR . CRLF", "\r.\r\n", "554 5.6.0"},
	{"CR . LF", "\r.\n", "554 5.6.0"},
	{"LF . CR", "\n.\r", "554 5.6.0"},
	{"CRLF . CR", "\r\n.\r", "554 5.6.0"},
	{"CRLF NUL . CRLF", "\r\n\x00.\r\n", "554 5.6.0"},
	{"CRLF . NUL CRLF", "\r\n.\x00\r\n", "554 5.6.0"},
	{"CR CR . CR CRLF", "\r\r.\r\r\n", "554 5.6.0"},
}

func TestSmuggling(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			r := newRig(t, nil)
			defer r.close()
			c := r.dial()
			c.begin("hanako@b.example")
			c.send("Subject: first\r\n\r\nbody" + v.octets + secondMail + ".\r\n")
			c.want(v.want)
			c.do("QUIT", "221")
			got := r.sink.got()
			if want := strings.HasPrefix(v.want, "250"); want != (len(got) == 1) || len(got) > 1 {
				t.Fatalf("the upstream got %d mails (%q), want one: %t", len(got), got, want)
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
