package stories

import (
	"encoding/base64"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/shim"
	"sekisho/e2e/support/logins"
)

// addressed is how the letters begin, in each encoding that a program may choose.
var addressed = []string{"田中様", "=E7=94=B0=E4=B8=AD=E6=A7=98", base64.StdEncoding.EncodeToString([]byte("田中様"))}

// TestProgramsSendAndAreAsked: each program's mail waits, arrives once when it is confirmed, and not when it is cancelled; the program
// shows why. A wrong password is answered with what to do.
func TestProgramsSendAndAreAsked(t *testing.T) {
	h := newHouse(t, account.AuthPassword, nil)
	for _, c := range clients {
		t.Run(c.name, func(t *testing.T) {
			must(t, c.needs...)
			yes := c.send(h, c.name+"-yes", h.local)
			m := h.waits(true)
			if wait := m.Until.Sub(m.Since); wait > c.waits-10*time.Second || c.waits > time.Minute && wait < c.waits/2 {
				t.Errorf("the question is open for %v, and %q waits for %v", wait, m.Client, c.waits)
			}
			if m.From != user || !strings.Contains(m.Subject, "見積") || !strings.Contains(m.Body, "田中様") {
				t.Errorf("the question is %+v", m)
			}
			if n, _ := h.destination.about(c.name + "-yes"); n != 0 {
				t.Error("it arrived before anybody said yes")
			}
			h.answer(m, true)
			if out, status := yes.end(); status != 0 {
				t.Fatalf("confirmed: status %d\n%s", status, out)
			}
			if a := h.arrives(c.name+"-yes", 1); !slices.ContainsFunc(addressed, func(form string) bool { return strings.Contains(a.data, form) }) {
				t.Errorf("arrived as\n%s", a.data)
			}
			no := c.send(h, c.name+"-no", h.local)
			h.answer(h.waits(true), false)
			if out, status := no.end(); status == 0 || !shows(out, "cancelled by sender") || !shows(out, "送信を中止しました") {
				t.Errorf("cancelled: status %d\n%s", status, out)
			}
			if out, status := c.send(h, c.name+"-wrong", "aaaa-bbbb").end(); status == 0 || !shows(out, c.wrong) {
				t.Errorf("with a wrong password: status %d\n%s", status, out)
			}
		})
	}
	eventually(t, "Postfix to have delivered everything", h.postfix.Idle)
	for _, c := range clients {
		for _, word := range []string{"-no", "-wrong"} {
			if n, _ := h.destination.about(c.name + word); n != 0 {
				t.Errorf("%s%s arrived", c.name, word)
			}
		}
	}
	if heard := h.logins.Heard(); strings.Contains(heard, h.local) || !strings.Contains(heard, "\x00"+user+"\x00"+password) {
		t.Errorf("the provider heard %q", heard)
	}
}

// soon has every program wait for 14 seconds: a question is open for about two.
var soon = map[string]time.Duration{"": 14 * time.Second}

// TestNobodyIsThere: three sends in a row without an answer are refused for now and never relayed.
func TestNobodyIsThere(t *testing.T) {
	each(t, soon, func(t *testing.T, h *house, c client) {
		for range 3 {
			out, status := c.send(h, "alone", h.local).end()
			if status == 0 || !shows(out, notConfirmed) {
				t.Fatalf("status %d\n%s", status, out)
			}
		}
		if m := h.waits(false); m.Until.Before(time.Now().Add(10 * time.Minute)) {
			t.Errorf("the mail leaves the list at %v", m.Until)
		}
		eventually(t, "Postfix to have delivered everything", h.postfix.Idle)
		if n := h.destination.count(); n != 0 {
			t.Errorf("%d mails arrived, want none", n)
		}
	})
}

// TestAnsweredMeanwhile: too late for the first try, in time for the second, which arrives once and without a question.
func TestAnsweredMeanwhile(t *testing.T) {
	each(t, soon, func(t *testing.T, h *house, c client) {
		if out, status := c.send(h, "meanwhile", h.local).end(); status == 0 || !shows(out, notConfirmed) {
			t.Fatalf("status %d\n%s", status, out)
		}
		asked := h.waits(false)
		h.answer(asked, true)
		if out, status := c.send(h, "meanwhile", h.local).end(); status != 0 {
			t.Fatalf("the second try: status %d\n%s", status, out)
		}
		h.arrives("meanwhile", 1)
		if out, status := c.send(h, "meanwhile", h.local).end(); status == 0 {
			t.Errorf("the third try went for the same answer:\n%s", out)
		}
		h.arrives("meanwhile", 1)
		outcomes, recent := "", []shim.Entry{}
		eventually(t, "what became of each try", func() bool { recent, _ = h.Recent(); return len(recent) == 3 }) // nobody waits for records
		for _, e := range recent {
			outcomes = e.Outcome + " " + outcomes
			if e.Outcome == shim.Confirmed && e.Question != asked.ID {
				t.Errorf("the mail that went says that %q was asked about, want %q", e.Question, asked.ID)
			}
		}
		if want := strings.Join([]string{shim.Unanswered, shim.Confirmed, shim.Unanswered, ""}, " "); outcomes != want {
			t.Errorf("mails became %q, want %q", outcomes, want)
		}
	})
}

// TestProgramIsKilled: a program that is gone is not sent for, though the answer comes.
func TestProgramIsKilled(t *testing.T) {
	each(t, nil, func(t *testing.T, h *house, c client) {
		p := c.send(h, "killed", h.local)
		h.waits(true)
		_ = p.cmd.Process.Kill()
		p.end()
		h.answer(h.waits(false), true)
		eventually(t, "Postfix to have delivered everything", h.postfix.Idle)
		if n := h.destination.count(); n != 0 {
			t.Errorf("%d mails arrived, want none", n)
		}
	})
}

// each tells a story once with every program, side by side, each with a house of its own: most of it is waiting.
func each(t *testing.T, waits map[string]time.Duration, tell func(*testing.T, *house, client)) {
	for _, c := range clients {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			must(t, c.needs...)
			tell(t, newHouse(t, account.AuthPassword, waits), c)
		})
	}
}

const pythonToken = `
import smtplib, ssl, sys, base64
port, ca, mechanism, message = sys.argv[1:5]
s = smtplib.SMTP("localhost", int(port))
s.starttls(context=ssl.create_default_context(cafile=ca))
s.ehlo()
print(s.esmtp_features["auth"])
code, text = s.docmd("AUTH", mechanism)
code, text = s.docmd(base64.b64encode(message.encode().decode("unicode_escape").encode()).decode())
if code == 334:
    print(base64.b64decode(text).decode())
    code, text = s.docmd("" if mechanism == "XOAUTH2" else "AQ==")
print(code, text.decode())
if code != 235:
    sys.exit(1)
s.sendmail(sys.argv[5], ["in@akatsuki.example"], sys.stdin.buffer.read().replace(b"\n", b"\r\n"))
s.quit()
`

// TestTokensPassThrough: what a program does with its own token reaches the provider, and the provider's words reach the program.
func TestTokensPassThrough(t *testing.T) {
	must(t, "python3")
	h := newHouse(t, account.AuthPassthrough, nil)
	_, port, _ := net.SplitHostPort(h.starttls)
	for _, c := range []struct{ mechanism, message, heard string }{
		{"XOAUTH2", `user=` + user + `\x01auth=Bearer TOKEN\x01\x01`, "XOAUTH2 user=" + user + "\x01auth=Bearer " + token + "\x01\x01"},
		{"OAUTHBEARER", `n,a=` + user + `,\x01host=localhost\x01port=1587\x01auth=Bearer TOKEN\x01\x01`, "OAUTHBEARER n,a=" + user + ",\x01host=127.0.0.1\x01port="},
	} {
		send := func(with string) (string, int) {
			return begin(t, letter(c.mechanism), "python3", "-c", pythonToken, port, h.ca, c.mechanism, strings.Replace(c.message, "TOKEN", with, 1), user).end()
		}
		out, status := send("wrong")
		if status == 0 || !shows(out, logins.RefusedToken) || !shows(out, "535 5.7.8") {
			t.Errorf("%s with a wrong token: status %d\n%s", c.mechanism, status, out)
		}
		if out, status := send(token); status != 0 || !strings.Contains(out, "PLAIN LOGIN XOAUTH2 OAUTHBEARER") {
			t.Errorf("%s: status %d\n%s", c.mechanism, status, out)
		}
		h.arrives(c.mechanism, 1)
		if !strings.Contains(h.logins.Heard(), c.heard) {
			t.Errorf("the provider heard %q, want %q", h.logins.Heard(), c.heard)
		}
	}
}

// TestNodemailerBringsItsToken: nodemailer knows XOAUTH2 by itself, and what it says goes to the provider as it is.
func TestNodemailerBringsItsToken(t *testing.T) {
	must(t, "node", nodemailer)
	h := newHouse(t, account.AuthPassthrough, nil)
	yes := h.nodemailer("token", `{"accessToken": "`+token+`"}`)
	h.answer(h.waits(true), true)
	if out, status := yes.end(); status != 0 {
		t.Fatalf("status %d\n%s", status, out)
	}
	h.arrives("token", 1)
	if want := "XOAUTH2 user=" + user + "\x01auth=Bearer " + token + "\x01\x01"; !strings.Contains(h.logins.Heard(), want) {
		t.Errorf("the provider heard %q, want %q", h.logins.Heard(), want)
	}
	if out, status := h.nodemailer("refused", `{"accessToken": "wrong"}`).end(); status == 0 || !shows(out, "535 5.7.8") {
		t.Errorf("with a wrong token: status %d\n%s", status, out)
	}
}
