package stories

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// drip writes a text octet by octet, each in a packet of its own, as far as the other side lets it. Between is called before each.
func drip(c net.Conn, text string, between func()) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for i := range len(text) {
		if between != nil {
			between()
		}
		if _, err := io.WriteString(c, text[i:i+1]); err != nil {
			return
		}
		<-tick.C
	}
}

// TestFaultsOfSlowPrograms: a mail that comes slowly goes on once it is whole, one that stops in the middle never. Until then the
// upstream is not even told of it. How long silence and a trickle are borne is package gate's: TestIdle, TestDataRate, TestSlowCommand.
func TestFaultsOfSlowPrograms(t *testing.T) {
	head := "From: " + user + "\r\nTo: hanako@b.example\r\nSubject: slow\r\n\r\n"
	text := head + strings.Repeat("one line\r\n", 20)
	give := func(text string) func(*dialog) {
		return func(d *dialog) { _, _ = io.WriteString(d.c, text) }
	}
	leave := func(d *dialog) { _ = d.c.(*net.TCPConn).CloseWrite() }
	for _, c := range []struct {
		name     string
		then     func(*dialog) // after the text was given, octet by octet
		want     string
		accepted int32
	}{
		{"a mail comes octet by octet", give("\r\n.\r\n"), "250 queued", 1},
		{"a program stops in the middle", leave, "421 4.4.2 The connection ended", 0},
		{"a program stops within the end of the mail", func(d *dialog) { give("\r\n.")(d); leave(d) }, "421 4.4.2 The connection ended", 0},
		{"a program is killed in the middle", func(d *dialog) { _ = d.c.(*net.TCPConn).SetLinger(0); _ = d.c.Close() }, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			up := &faulty{}
			addr, local, stop := startFaulty(t, up, "none")
			d := begun(t, addr, local)
			drip(d.c, text, func() {
				if n := up.begun.Load(); n != 0 {
					t.Fatalf("the server was told of %d mails that are not whole", n)
				}
			})
			c.then(d)
			if got := d.hear(); c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
				t.Errorf("the program heard %q, want %q", got, c.want)
			}
			stop() // nothing can come after it
			if got := up.accepted.Load(); got != c.accepted || up.begun.Load() != c.accepted {
				t.Errorf("the server was told of %d mails and accepted %d, want %d", up.begun.Load(), got, c.accepted)
			}
			if c.accepted > 0 && up.size.Load() < int64(len(text)) {
				t.Errorf("%d octets arrived of %d", up.size.Load(), len(text))
			}
		})
	}
}

// begun is a dialog up to where the mail is to be given.
func begun(t *testing.T, addr, local string) *dialog {
	t.Helper()
	d, err := dial(addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.c.Close() })
	if err := d.logIn(local); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"MAIL FROM:<" + user + ">", "RCPT TO:<hanako@b.example>", "DATA"} {
		if got := d.do(line); got == "" || got[0] > '3' {
			t.Fatalf("%s is answered %q", line, got)
		}
	}
	return d
}
