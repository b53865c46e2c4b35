package smtp

import (
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
)

const (
	user     = "taro@a.example"
	password = "pass word+1"
)

// swaks logs in through the gate; the upstream hears it, and its refusal is what the client sees.
func TestSwaksLogsIn(t *testing.T) {
	must(t, "swaks")
	upstream := startSink(t, user, password)
	g := startGate(t, upstream.addr, "--decide", "allow")
	for i, mechanism := range []string{"PLAIN", "LOGIN"} {
		login := []string{"--to", "hanako@b.example", "--auth", mechanism, "--auth-user", user, "--auth-password"}
		out, status := run(t, "", "swaks", swaks(g.addr, append(login, password)...)...)
		if status != 0 || !strings.Contains(out, "235 2.7.0 welcome") {
			t.Errorf("%s: swaks ended with %d and shows\n%s", mechanism, status, out)
		}
		if r := g.record(i); r.Login != user || !r.Sent {
			t.Errorf("%s: record %+v, want %s logged in and sent", mechanism, r, user)
		}
		out, status = run(t, "", "swaks", swaks(g.addr, append(login, "wrong")...)...)
		if status == 0 || !strings.Contains(out, "535 5.7.8 sink: this is not "+user) {
			t.Errorf("%s with a wrong password: swaks ended with %d and shows\n%s", mechanism, status, out)
		}
	}
	upstream.mu.Lock()
	defer upstream.mu.Unlock()
	if got := strings.Join(upstream.logins, ", "); got != "PLAIN "+user+", LOGIN "+user {
		t.Errorf("the upstream saw %q", got)
	}
	if said := g.said(); strings.Contains(said, password) || strings.Contains(said, "wrong") {
		t.Errorf("a password is in the log:\n%s", said)
	}
}

// msmtp logs in through the gate and sends a Japanese mail with bare LF line ends, as files have.
func TestMsmtpLogsIn(t *testing.T) {
	must(t, "msmtp")
	upstream := startSink(t, user, password)
	g := startGate(t, upstream.addr, "--decide", "allow")
	host, port, _ := net.SplitHostPort(g.addr)
	for _, mechanism := range []string{"plain", "login"} {
		send := func(password string) (string, int) {
			config := write(t, "msmtprc", fmt.Sprintf("account default\nhost %s\nport %s\ntls off\nauth %s\nuser %s\npassword %q\nfrom %s\ndomain client.example\nset_msgid_header off\nset_date_header off\n", host, port, mechanism, user, password, user))
			if err := os.Chmod(config, 0o600); err != nil {
				t.Fatal(err)
			}
			text := "X-Story: " + mechanism + "\n" + strings.ReplaceAll(part("text/plain; charset=UTF-8", japaneseText+".\n"), "\r\n", "\n")
			return run(t, "Subject: x\n"+text, "msmtp", "-C", config, "hanako@b.example")
		}
		if out, status := send(password); status != 0 {
			t.Fatalf("%s: msmtp ended with %d and says\n%s\nthe gate says\n%s", mechanism, status, out, g.said())
		}
		if arrived := upstream.about(t, mechanism); !strings.HasSuffix(arrived.data, japaneseText+".\r\n") {
			t.Errorf("%s: arrived as %q", mechanism, arrived.data)
		}
		if out, status := send("wrong"); status == 0 || !strings.Contains(out, "535 5.7.8 sink: this is not "+user) {
			t.Errorf("%s with a wrong password: msmtp ended with %d and says\n%s", mechanism, status, out)
		}
	}
}

// msmtp shows the sender why a mail was not sent.
func TestMsmtpShowsTheReason(t *testing.T) {
	must(t, "msmtp")
	g := startGate(t, startSink(t, "", "").addr, "--policy", write(t, "policy.yaml", rivalPolicy))
	host, port, _ := net.SplitHostPort(g.addr)
	out, status := run(t, base+"\r\nHello\r\n", "msmtp", "--host", host, "--port", port, "--from", user, "boss@x.rival.example")
	if status == 0 || !strings.Contains(out, "550 5.7.1 Sekisho: 送信を中止しました / blocked: 競合他社への送信は禁止") {
		t.Errorf("msmtp ended with %d and says\n%s", status, out)
	}
}

// Without a login the upstream's own words reach the client: nothing was sent.
func TestLoginWanted(t *testing.T) {
	upstream := startSink(t, user, password)
	g := startGate(t, upstream.addr, "--decide", "allow")
	d := dial(t, g.addr)
	d.hear()
	d.do("EHLO client.example", "250")
	if got := d.submit(user, base+"\r\nHello\r\n", "hanako@b.example"); !strings.HasPrefix(got, "550 5.7.1") || !strings.Contains(got, "530 5.7.0 sink: log in first") {
		t.Errorf("answer %q, want 550 with the upstream's 530", got)
	}
	d.do("QUIT", "221")
}
