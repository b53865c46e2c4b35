package stories

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"sekisho/desktop/internal/account"
)

const smuggled = "MAIL FROM:<ceo@akatsuki.example>\r\nRCPT TO:<victim@akatsuki.example>\r\nDATA\r\nX-Story: smuggled\r\n\r\nsmuggled\r\n.\r\n"

// vectors are the ends of data that mail servers have fallen for, and what the local server says to a mail with one in it.
var vectors = []struct{ name, octets, want string }{
	{"LF . LF", "\n.\n", "250"},
	{"LF . CRLF", "\n.\r\n", "250"},
	{"CRLF . LF", "\r\n.\n", "250"},
	{"CRLF . CR CRLF", "\r\n.\r\r\n", "250"},
	{"CR CRLF . CR CRLF", "\r\r\n.\r\r\n", "250"},
	{"CR . CR", "\r.\r", "554 5.6.0"},
	{"CR . CRLF", "\r.\r\n", "554 5.6.0"},
	{"LF . CR", "\n.\r", "554 5.6.0"},
	{"CRLF . NUL CRLF", "\r\n.\x00\r\n", "554 5.6.0"},
}

// dialog sends exactly the octets a story is about.
type dialog struct {
	c net.Conn
	r *bufio.Reader
}

func dial(addr string) (*dialog, error) {
	c, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		return nil, err
	}
	_ = c.SetDeadline(time.Now().Add(patience))
	return &dialog{c, bufio.NewReader(c)}, nil
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

// do sends a line and returns the reply.
func (d *dialog) do(line string) string {
	if _, err := io.WriteString(d.c, line+"\r\n"); err != nil {
		return ""
	}
	return d.hear()
}

// plain is the message of AUTH PLAIN.
func plain(local string) string {
	return base64.StdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + local))
}

// logIn greets and logs in with the local password.
func (d *dialog) logIn(local string) error {
	d.hear()
	for _, step := range [][2]string{{"EHLO pc", "250"}, {"AUTH PLAIN " + plain(local), "235"}} {
		if got := d.do(step[0]); !strings.HasPrefix(got, step[1]) {
			return fmt.Errorf("log in: %q", got)
		}
	}
	return nil
}

// TestSmuggling: Debian's Postfix takes some vectors for the end of a mail. Through the local server one mail goes, or none.
func TestSmuggling(t *testing.T) {
	h := newHouse(t, account.AuthPassword, nil)
	whole := 0
	for _, v := range vectors {
		d, err := dial(h.starttls)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.logIn(h.local); err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"MAIL FROM:<" + user + ">", "RCPT TO:<in@akatsuki.example>", "DATA"} {
			if got := d.do(line); got == "" || got[0] > '3' {
				t.Fatalf("%s: %q", line, got)
			}
		}
		got := d.do("X-Story: attack\r\n\r\nbody" + v.octets + smuggled[:len(smuggled)-2])
		if !strings.HasPrefix(got, v.want) {
			t.Errorf("%s: answered %q, want %s", v.name, got, v.want)
		}
		if v.want == "250" {
			whole++
		}
		d.do("QUIT")
		_ = d.c.Close()
	}
	eventually(t, "the mails", func() bool { n, _ := h.destination.about("attack"); return n >= whole })
	eventually(t, "Postfix to have delivered everything", h.postfix.Idle)
	if n := h.destination.count(); n != whole {
		t.Errorf("%d mails arrived, want %d", n, whole)
	}
	for _, a := range h.destination.arrivals {
		if !strings.Contains(a.from, user) || strings.Contains(strings.Join(a.to, ""), "victim") {
			t.Errorf("a mail from %s to %v was smuggled in", a.from, a.to)
		}
	}
}
