package gate

import (
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"
)

func TestHelloMirrorsTheUpstream(t *testing.T) {
	r := newRig(t, nil)
	defer r.close()
	c := r.dial()
	got := c.do("EHLO client.example", "250")
	want := "250-gate.example\n250-PIPELINING\n250-ENHANCEDSTATUSCODES\n250-SIZE 1000000\n250-8BITMIME\n250-SMTPUTF8\n250-DSN\n250 AUTH PLAIN LOGIN"
	if got != want {
		t.Errorf("EHLO = %q, want %q", got, want)
	}
	c.do("HELO client.example", "250 gate.example")
	c.do("QUIT", "221")
}

func TestHelloOffersNothingOfItsOwn(t *testing.T) {
	r := newRig(t, func(r *rig) {
		r.sink.offer = []string{"AUTH=LOGIN", "SIZE 0", "STARTTLS"}
		r.server.PlainAuth = false
	})
	defer r.close()
	c := r.dial()
	if got, want := c.do("EHLO client.example", "250"), "250-gate.example\n250-PIPELINING\n250-ENHANCEDSTATUSCODES\n250 SIZE 157286400"; got != want {
		t.Errorf("EHLO = %q, want %q", got, want)
	}
	c.do("AUTH LOGIN", "538 5.7.11")
	c.do("QUIT", "221")
}

// One session goes through commands out of order, broken ones and good ones.
func TestCommands(t *testing.T) {
	r := newRig(t, func(r *rig) { r.server.Limits.Errors = 1000 })
	defer r.close()
	c := r.dial()
	for _, d := range [][2]string{
		{"MAIL FROM:<a@a.example>", "503 5.5.1 Send EHLO first"},
		{"AUTH PLAIN", "503 5.5.1"},
		{"EHLO", "501 5.5.4"},
		{"EHLO a b", "501 5.5.4"},
		{"EHLO evil(comment", "501 5.5.4"},
		{"ehlo client.example", "250"},
		{"RCPT TO:<a@a.example>", "503 5.5.1 Send MAIL FROM first"},
		{"DATA", "503 5.5.1 Send MAIL FROM first"},
		{"MAIL TO:<a@a.example>", "501 5.5.4 Write MAIL FROM:<address>"},
		{"MAIL FROM:a@a.example", "501 5.1.7 The address must stand in angle brackets"},
		{"MAIL FROM:<a@a.example> SIZE=1000001", "552 5.3.4"},
		{"MAIL FROM:<a@a.example> SIZE=1000000", "250 2.1.0"},
		{"MAIL FROM:<a@a.example>", "503 5.5.1 A mail has been begun already"},
		{"DATA", "503 5.5.1 Send RCPT TO first"},
		{"RCPT FROM:<a@a.example>", "501 5.5.4 Write RCPT TO:<address>"},
		{"RCPT TO:<@hop.example:b@b.example>", "501 5.1.7 Source routes are not accepted"},
		{"RCPT TO:<花子@b.example>", "553 5.6.7 A non-ASCII address needs SMTPUTF8"},
		{"RCPT TO:<>", "501 5.1.3"},
		{"RCPT TO:<PostMaster>", "250 2.1.5"},
		{"RCPT TO:<b@b.example> NOTIFY=SUCCESS", "250 2.1.5"},
		{"DATA now", "501 5.5.4"},
		{"BDAT 5 LAST", "500 5.5.1"},
		{"RSET", "250 2.0.0"},
		{"DATA", "503 5.5.1 Send MAIL FROM first"},
		{"NOOP anything", "250"},
		{"VRFY a", "252"},
		{"HELP", "214"},
		{"STARTTLS", "502"},
		{"XCLIENT NAME=x", "500 5.5.1"},
		{"", "500 5.5.1"},
		{"NOOP \x01", "500 5.5.2 The command holds a control character"},
		{"NOOP a\rb", "500 5.5.2 The command holds a control character"},
		{"NOOP " + strings.Repeat("x", 505), "250"},
		{"NOOP " + strings.Repeat("x", 506), "500 5.5.2 The command line is too long"},
		{"NOOP " + strings.Repeat("x", 30000), "500 5.5.2 The command line is too long"},
		{"MAIL FROM:<> SMTPUTF8", "250"},
		{"RCPT TO:<花子@b.example>", "250"},
	} {
		c.do(d[0], d[1])
	}
	c.send("RSET\n")
	c.want("500 5.5.2 Commands end in CRLF")
	c.do("DATA", "354") // the bare LF did not reset
	c.send(".\r\n")
	c.want("250")
	c.do("QUIT", "221 2.0.0")
	if got := r.sink.heard(); !strings.Contains(got, "MAIL FROM:<> SMTPUTF8\nRCPT TO:<花子@b.example>") {
		t.Errorf("the upstream heard:\n%s", got)
	}
}

func TestEnvelopeGoesAsWritten(t *testing.T) {
	r := newRig(t, nil)
	defer r.close()
	c := r.dial()
	c.do("EHLO client.example", "250")
	c.do("MAIL FROM:<\"Ta ro\"@a.example> SIZE=10 BODY=8BITMIME RET=HDRS ENVID=x+3Dy", "250")
	c.do(`RCPT TO:<"a,b\"c@d"@E.example> NOTIFY=success ORCPT=rfc822;q`, "250")
	c.do("DATA", "354")
	c.send("\r\n.\r\n")
	c.want("250")
	c.do("QUIT", "221")
	want := `MAIL FROM:<"Ta ro"@a.example> BODY=8BITMIME RET=HDRS ENVID=x+3Dy` + "\n" + `RCPT TO:<"a,b\"c@d"@E.example> NOTIFY=SUCCESS ORCPT=rfc822;q` + "\nDATA"
	if got := r.sink.heard(); !strings.Contains(got, want) {
		t.Errorf("the upstream heard\n%s\nwant\n%s", got, want)
	}
}

func TestSizeLimit(t *testing.T) {
	r := newRig(t, func(r *rig) { r.server.Limits.MessageSize = 10; r.server.Limits.Memory = 4 })
	defer r.close()
	c := r.dial()
	c.begin("hanako@b.example")
	c.send("12345678\r\n.\r\n")
	c.want("250")
	c.mail("hanako@b.example")
	c.send("123456789\r\n.\r\n")
	c.want("552 5.3.4")
	c.do("NOOP", "250")
	c.do("QUIT", "221")
	if got := len(r.sink.got()); got != 1 {
		t.Errorf("the upstream got %d mails, want the first only", got)
	}
	if last := r.records[1]; last.Sent || last.SHA256.Scanned != "" || !strings.HasPrefix(last.Reply, "552") {
		t.Errorf("record of the second = %+v", last)
	}
}

func TestCountLimits(t *testing.T) {
	r := newRig(t, func(r *rig) {
		r.server.Limits = Limits{Recipients: 3, Messages: 2, Errors: 3, Connections: 2}
	})
	defer r.close()
	c := r.dial()
	c.do("EHLO client.example", "250")
	c.do("MAIL FROM:<a@a.example>", "250")
	for i := range 3 {
		c.do(fmt.Sprintf("RCPT TO:<u%d@b.example>", i), "250")
	}
	c.do("RCPT TO:<u3@b.example>", "452 4.5.3")
	for range 2 {
		c.do("RSET", "250")
		c.mail("hanako@b.example")
		c.send(".\r\n")
		c.want("250")
	}
	c.do("MAIL FROM:<a@a.example>", "421 4.7.0")
	c.want("closed")

	d := r.dial()
	e := r.dial()
	if got := r.dialRaw().read(); !strings.HasPrefix(got, "421 4.7.0 Too many connections") {
		t.Errorf("third connection = %q, want 421", got)
	}
	e.do("QUIT", "221")
	d.do("X", "500")
	d.do("X", "500")
	d.do("X", "500")
	d.want("421 4.7.0 Too many errors")
}

// Ten thousand recipients are one mail; the next is too many, and what was accepted still goes.
func TestTenThousandRecipients(t *testing.T) {
	r := newRig(t, nil)
	defer r.close()
	c := r.dial()
	c.do("EHLO client.example", "250")
	c.do("MAIL FROM:<taro@a.example>", "250")
	for i := range 10000 {
		c.do(fmt.Sprintf("RCPT TO:<u%d@b.example>", i), "250")
	}
	c.do("RCPT TO:<one@too.example>", "452 4.5.3 Too many recipients")
	c.do("DATA", "354")
	c.send(".\r\n")
	c.want("250 2.0.0 queued as 4711")
	c.do("QUIT", "221")
	if got := r.sink.got(); len(got) != 1 || len(got[0].to) != 10000 || got[0].to[9999] != "<u9999@b.example>" {
		t.Errorf("the upstream got %d mails, want one to 10,000", len(got))
	}
}

func TestConnectionsPerAddress(t *testing.T) {
	r := newRig(t, func(r *rig) { r.server.Limits.PerIP = 1 })
	defer r.close()
	addr, end := r.listen()
	defer end()
	first := connect(t, addr)
	first.want("220")
	connect(t, addr).want("421 4.7.0 Too many connections")
	first.do("QUIT", "221")
	first.want("closed")
}

func connect(t *testing.T, addr string) *testClient {
	t.Helper()
	c, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return wrap(t, c)
}

func TestStartTLS(t *testing.T) {
	r := newRig(t, func(r *rig) {
		r.server.TLS = serverTLS(t)
		r.server.PlainAuth = false
		r.sink.password = "p"
	})
	defer r.close()
	c := r.dial()
	if got := c.do("EHLO client.example", "250"); !strings.Contains(got, "STARTTLS") || strings.Contains(got, "AUTH") {
		t.Errorf("EHLO in the clear = %q, want STARTTLS and no AUTH", got)
	}
	c.do("STARTTLS", "220")
	s := tls.Client(c.Conn, &tls.Config{InsecureSkipVerify: true})
	c = wrap(t, s)
	c.do("MAIL FROM:<a@a.example>", "503 5.5.1 Send EHLO first")
	if got := c.do("EHLO client.example", "250"); strings.Contains(got, "STARTTLS") || !strings.Contains(got, "AUTH PLAIN LOGIN") {
		t.Errorf("EHLO under TLS = %q, want AUTH and no STARTTLS", got)
	}
	c.do("AUTH PLAIN AHRhcm9AYS5leGFtcGxlAHA=", "235")
	c.mail("hanako@b.example")
	c.send(".\r\n")
	c.want("250")
	c.do("QUIT", "221")
	if got := r.sink.got(); len(got) != 1 || !strings.Contains(got[0].data, " with ESMTPSA id ") {
		t.Errorf("the upstream got %q, want a mail with ESMTPSA", got)
	}
}

// A command behind STARTTLS in the clear must not be read as if it came under TLS.
func TestStartTLSInjection(t *testing.T) {
	r := newRig(t, func(r *rig) { r.server.TLS = serverTLS(t) })
	defer r.close()
	c := r.dial()
	c.do("EHLO client.example", "250")
	c.send("STARTTLS\r\nRSET\r\n")
	c.want("501 5.5.4 Nothing may follow STARTTLS")
	c.want("closed")
}

func TestImplicitTLS(t *testing.T) {
	ln, err := tls.Listen("tcp", "127.0.0.1:0", serverTLS(t))
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, func(r *rig) { r.server.PlainAuth = false })
	defer r.close()
	ctx := t.Context()
	go func() { _ = r.server.Serve(ctx, ln) }()
	raw, err := tls.Dial("tcp", ln.Addr().String(), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	c := wrap(t, raw)
	c.want("220")
	if got := c.do("EHLO client.example", "250"); !strings.Contains(got, "AUTH") {
		t.Errorf("EHLO under TLS = %q, want AUTH", got)
	}
	c.do("QUIT", "221")
}

// A pipelining client sends its whole envelope at once.
func TestPipelining(t *testing.T) {
	r := newRig(t, nil)
	defer r.close()
	c := r.dial()
	c.send("EHLO client.example\r\nMAIL FROM:<a@a.example>\r\nRCPT TO:<b@b.example>\r\nDATA\r\n")
	for _, want := range []string{"250", "250 2.1.0", "250 2.1.5", "354"} {
		c.want(want)
	}
	c.send("a\r\n.\r\nMAIL FROM:<c@a.example>\r\nQUIT\r\n")
	for _, want := range []string{"250 2.0.0", "250 2.1.0", "221", "closed"} {
		c.want(want)
	}
}
