package smtp

import (
	"bufio"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// dialog is a client that sends exactly the octets a story is about; real clients would mend them.
type dialog struct {
	t *testing.T
	c net.Conn
	r *bufio.Reader
}

func dial(t *testing.T, addr string) *dialog {
	t.Helper()
	c, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(patience))
	return &dialog{t, c, bufio.NewReader(c)}
}

// say sends octets.
func (d *dialog) say(s string) {
	d.t.Helper()
	if _, err := io.WriteString(d.c, s); err != nil {
		d.t.Fatalf("send %.60q: %v", s, err)
	}
}

// hear returns the last line of the next reply; empty: the connection ended.
func (d *dialog) hear() string {
	for {
		line, err := d.r.ReadString('\n')
		if err != nil {
			return ""
		}
		if len(line) < 4 || line[3] != '-' {
			return strings.TrimRight(line, "\r\n")
		}
	}
}

// do sends a command and wants a reply that begins with prefix.
func (d *dialog) do(line, prefix string) {
	d.t.Helper()
	d.say(line + "\r\n")
	if got := d.hear(); !strings.HasPrefix(got, prefix) {
		d.t.Fatalf("%s: reply %q, want %s", line, got, prefix)
	}
}

// submit sends one mail of CRLF lines and returns the answer to it.
func (d *dialog) submit(from, mail string, to ...string) string {
	d.t.Helper()
	d.do("MAIL FROM:<"+from+"> BODY=8BITMIME", "250")
	for _, a := range to {
		d.do("RCPT TO:<"+a+">", "250")
	}
	d.do("DATA", "354")
	d.say(strings.TrimPrefix(strings.ReplaceAll("\r\n"+mail, "\r\n.", "\r\n.."), "\r\n") + ".\r\n")
	return d.hear()
}
