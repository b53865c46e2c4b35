package shim

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/oauth"
	"sekisho/server/gate"
)

// three are a password account, a token account and one whose login is passed on, each with a server of its own.
func three(d *desk) {
	d.people.list = []account.Account{
		{ID: "one", Address: "taro@a.example", Login: "taro@a.example", Upstream: "up.example:25", Security: "none", Auth: account.AuthPassword},
		{ID: "two", Address: "jiro@a.example", Login: "jiro@a.example", Upstream: "two.example:25", Security: "none", Auth: account.AuthOAuth},
		{ID: "three", Address: "saburo@a.example", Login: "saburo", Upstream: "three.example:25", Security: "none", Auth: account.AuthPassthrough},
	}
	d.people.secrets = map[string]string{"account/one/password": "remote", "account/one/local": "aaaa-bbbb", "account/two/local": "cccc-dddd"}
	d.people.token = "t0ken"
	d.ups = map[string]*upstream{
		"up.example:25":    {offer: []string{"8BITMIME", "SMTPUTF8", "AUTH PLAIN"}, user: "taro@a.example", password: "remote"},
		"two.example:25":   {offer: []string{"8BITMIME", "DSN", "AUTH XOAUTH2"}, user: "jiro@a.example", password: "t0ken"},
		"three.example:25": {offer: []string{"8BITMIME", "SMTPUTF8", "AUTH LOGIN PLAIN"}, user: "saburo", password: "own"},
	}
}

func TestUpstreamByLogin(t *testing.T) {
	for _, c := range []struct{ login, password, addr, heard string }{
		{"taro@a.example", "AAAA bbbb", "up.example:25", "PLAIN \x00taro@a.example\x00remote"},
		{"JIRO@a.example", "cccc-dddd", "two.example:25", "XOAUTH2 user=jiro@a.example\x01auth=Bearer t0ken\x01\x01"},
		{"saburo", "own", "three.example:25", "PLAIN \x00saburo\x00own"},
	} {
		t.Run(c.login, func(t *testing.T) {
			at(t, quiet, three, func(d *desk) {
				p := d.dial()
				p.do("MAIL FROM:<taro@a.example>", "530 5.7.0 Log in first")
				p.login(c.login, c.password, "235")
				p.give(letter, "hanako@b.example")
				p.want("250 2.0.0 queued")
				for addr, up := range d.ups {
					if sent := len(up.got()) == 1; sent != (addr == c.addr) {
						t.Errorf("%s got %d mails", addr, len(up.got()))
					}
				}
				if got := d.ups[c.addr].logins; len(got) != 1 || got[0] != c.heard {
					t.Errorf("the server heard %q, want %q", got, c.heard)
				}
				d.became("sent")
				if e := d.diary.ended[0]; e.Login != c.login || !strings.EqualFold(e.Account.Login, c.login) {
					t.Errorf("recorded for %q of %+v", e.Login, e.Account)
				}
			})
		})
	}
}

// TestWrongLogin: without the right one nobody sends for anybody, and the answer says where the right one is.
func TestWrongLogin(t *testing.T) {
	const where = "535 5.7.8 Sekisho: Sekishoの「アカウント」にあるユーザー名とパスワードを入れてください / use the user name and password shown under Accounts in Sekisho"
	for name, c := range map[string]struct {
		user, password, want string
		change               func(*desk)
	}{
		"wrong":                   {"taro@a.example", "aaaa-bbbc", where, nil},
		"empty":                   {"taro@a.example", "", where, nil},
		"the server's":            {"taro@a.example", "remote", where, nil},
		"another account's":       {"taro@a.example", "cccc-dddd", where, nil},
		"nobody":                  {"x@a.example", "aaaa-bbbb", where, nil},
		"none was made":           {"taro@a.example", "", where, func(d *desk) { delete(d.people.secrets, "account/one/local") }},
		"one that is empty":       {"taro@a.example", "", where, func(d *desk) { d.people.secrets["account/one/local"] = "" }},
		"passed on and refused":   {"saburo", "no", "535 5.7.8 no", nil},
		"the server's has gone":   {"taro@a.example", "aaaa-bbbb", "454 4.3.0", func(d *desk) { delete(d.people.secrets, "account/one/password") }},
		"the server refuses ours": {"taro@a.example", "aaaa-bbbb", "454 4.7.0 Sekisho: 保存されたログインをメールサーバーが拒否しました", func(d *desk) { d.ups["up.example:25"].password = "new" }},
		"sign in anew":            {"jiro@a.example", "cccc-dddd", "454 4.7.0 Sekisho: Sekishoでもう一度サインインしてください / sign in again in Sekisho", func(d *desk) { d.people.err = fmt.Errorf("refresh: %w", oauth.ErrSignIn) }},
		"the provider is away":    {"jiro@a.example", "cccc-dddd", "454 4.4.1 Sekisho: サインインを更新できません", func(d *desk) { d.people.err = errors.New("no network") }},
		"a token is refused":      {"jiro@a.example", "cccc-dddd", "454 4.7.0", func(d *desk) { d.people.token = "stale" }},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, quiet, func(d *desk) {
				three(d)
				if c.change != nil {
					c.change(d)
				}
			}, func(d *desk) {
				p := d.dial()
				p.login(c.user, c.password, c.want)
				p.do("MAIL FROM:<taro@a.example>", "530")
				p.do("AUTH XOAUTH2 dXNlcj10YXJvQGEuZXhhbXBsZQFhdXRoPUJlYXJlciBhYWFhLWJiYmIBAQ==", "535") // a local password is no token
				for addr, up := range d.ups {
					for _, l := range up.logins {
						if strings.Contains(l, "aaaa") || strings.Contains(l, "cccc") {
							t.Errorf("%s heard a local password: %q", addr, l)
						}
					}
				}
			})
		})
	}
}

// TestTokenIsRenewed: a server that takes back a token before its time gets the next one, and the program notices nothing.
func TestTokenIsRenewed(t *testing.T) {
	at(t, quiet, func(d *desk) { three(d); d.people.token, d.people.next = "stale", "t0ken" }, func(d *desk) {
		p := d.dial()
		p.login("jiro@a.example", "cccc-dddd", "235")
		p.give(letter, "hanako@b.example")
		p.want("250 2.0.0 queued")
	})
}

// TestOffered: before the login what all servers are known to take, and each way in that some account needs.
func TestOffered(t *testing.T) {
	at(t, quiet, three, func(d *desk) {
		hello := func(want ...string) {
			t.Helper()
			p := d.dial()
			p.say("EHLO again\r\n")
			var lines []string
			for {
				line, err := p.r.ReadString('\n')
				if err != nil {
					t.Fatal(err)
				}
				if lines = append(lines, strings.TrimSpace(line[4:])); line[3] == ' ' {
					break
				}
			}
			if got := strings.Join(lines[3:], "; "); got != strings.Join(want, "; ") {
				t.Errorf("offered %s, want %s", got, strings.Join(want, "; "))
			}
			_ = p.c.Close()
		}
		hello("SIZE 157286400", "AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER") // nothing is known yet
		d.shim.Refresh(d.t.Context())
		hello("SIZE 50000000", "8BITMIME", "AUTH PLAIN LOGIN")
		d.ups["two.example:25"].offer = []string{"8BITMIME", "SMTPUTF8", "AUTH XOAUTH2"}
		p := d.dial()
		p.login("jiro@a.example", "cccc-dddd", "235") // a connection tells anew
		hello("SIZE 50000000", "8BITMIME", "SMTPUTF8", "AUTH PLAIN LOGIN")
	})
}

func TestOneAccount(t *testing.T) {
	at(t, quiet, func(d *desk) { three(d); d.people.list = d.people.list[:1] }, func(d *desk) {
		p := d.dial()
		p.do("MAIL FROM:<taro@a.example>", "530")
		p.login("taro@a.example", "aaaa-bbbb", "235")
		p.do("MAIL FROM:<taro@a.example> SMTPUTF8", "250") // mirrored live
	})
	at(t, quiet, func(d *desk) { three(d); d.people.list = d.people.list[2:] }, func(d *desk) {
		p := d.dial()
		p.login("saburo@three.example", "own", "235") // written another way: the server decides
		p.do("QUIT", "221")
		if got := d.ups["three.example:25"].logins; len(got) != 1 || got[0] != "PLAIN \x00saburo@three.example\x00own" {
			t.Errorf("the server heard %q", got)
		}
	})
	at(t, quiet, func(d *desk) { d.people.list = nil }, func(d *desk) {
		d.greet().want("421 4.3.5 Sekisho: アカウントがありません")
	})
}

// TestHeldMailIsSent: the outbox sends with the login that is kept, and only with that.
func TestHeldMailIsSent(t *testing.T) {
	at(t, quiet, three, func(d *desk) {
		mail := gate.Submission{
			ID: "H1", From: "taro@a.example", Recipients: []gate.Recipient{{Address: "hanako@b.example"}},
			Content: strings.NewReader("Bcc: x@b.example\r\nSubject: a\r\n\r\nb\r\n"),
		}
		st, err := d.shim.Send(d.t.Context(), d.people.list[0], mail)
		if err != nil || !st.Sent {
			t.Fatalf("sent %+v, %v", st, err)
		}
		if got := d.up().got()[0].data; strings.Contains(got, "Bcc") || !strings.Contains(got, "id H1") {
			t.Errorf("sent %q", got)
		}
		if _, err := d.shim.Send(d.t.Context(), d.people.list[2], mail); err == nil {
			t.Error("sent for an account that keeps no login")
		}
		d.people.secrets["account/one/password"] = "old"
		mail.Content = strings.NewReader("Subject: a\r\n\r\nb\r\n")
		if st, err := d.shim.Send(d.t.Context(), d.people.list[0], mail); err != nil || st.Sent || st.Reply.Code/100 == 2 {
			t.Errorf("sent %+v, %v; want the refusal", st, err)
		}
		synctest.Wait()
	})
}
