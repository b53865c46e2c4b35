package gate

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// twoHouses routes taro to one sink with his own login, jiro to another with a kept one.
type twoHouses struct {
	taro, jiro *laxSink
	kept       Credentials
	next       string // the token after one was refused; empty: there is none
	keptErr    error
	mu         sync.Mutex
	seen       []Extensions
}

func (h *twoHouses) Greet(context.Context) (Greeting, error) {
	return Greeting{LoginFirst: true, Extensions: Extensions{Size: 5000, EightBitMIME: true, Auth: []string{"PLAIN"}}}, nil
}

func (h *twoHouses) Route(_ context.Context, c Credentials) (*Route, error) {
	up := func(s *laxSink) *Upstream { return &Upstream{Addr: "up.example:25", Dial: s.dial} }
	switch c.User {
	case "taro@a.example":
		return &Route{Account: "1", Upstream: up(h.taro)}, nil
	case "jiro":
		if c.Password != "local" {
			return nil, &ReplyError{Reply{535, "5.7.8", "not the local password"}}
		}
		return &Route{Account: "2", Upstream: up(h.jiro), Seen: func(e Extensions) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.seen = append(h.seen, e)
		}, Login: func(context.Context) (Credentials, error) { return h.kept, h.keptErr }, Refused: h.refused}, nil
	}
	return nil, errors.New("no such account")
}

// refused takes the next token up.
func (h *twoHouses) refused(c Credentials) bool {
	if h.next == "" || c.Token != h.kept.Token {
		return false
	}
	h.kept.Token, h.next = h.next, ""
	return true
}

func plainLogin(user, password string) string {
	return "AUTH PLAIN " + b64("\x00"+user+"\x00"+password)
}

func newHouses(t *testing.T, change func(*twoHouses)) (*rig, *twoHouses) {
	t.Helper()
	h := &twoHouses{taro: newSink(), jiro: newSink(), kept: Credentials{User: "taro@a.example", Password: "kept"}}
	h.taro.password, h.jiro.password, h.jiro.token = "own", "kept", "t0ken"
	if change != nil {
		change(h)
	}
	return newRig(t, func(r *rig) { r.proxy.Upstream, r.proxy.Router = nil, h }), h
}

func TestUpstreamByLogin(t *testing.T) {
	for _, c := range []struct{ user, password, account string }{{"taro@a.example", "own", "1"}, {"jiro", "local", "2"}} {
		t.Run(c.user, func(t *testing.T) {
			r, h := newHouses(t, nil)
			defer r.close()
			client := r.dial()
			if got := client.do("EHLO client.example", "250"); !strings.Contains(got, "SIZE 5000\n250-8BITMIME\n250 AUTH PLAIN") {
				t.Errorf("offered %q, want what the router says", got)
			}
			if h.taro.dials+h.jiro.dials != 0 {
				t.Error("somebody was connected to before the login")
			}
			client.do("MAIL FROM:<taro@a.example>", "530 5.7.0")
			client.do(plainLogin(c.user, "wrong"), "535 5.7.8")
			client.do(plainLogin(c.user, c.password), "235")
			client.mail("hanako@b.example")
			client.send("a: b\r\n\r\nx\r\n.\r\n")
			client.want("250 2.0.0 queued")
			client.do("QUIT", "221")
			taro, jiro := len(h.taro.got()), len(h.jiro.got())
			if want := c.account == "1"; taro == 1 != want || jiro == 1 == want {
				t.Errorf("%d and %d mails went to the two servers", taro, jiro)
			}
			if c.account == "2" && (len(h.seen) == 0 || !h.seen[0].SMTPUTF8) {
				t.Errorf("seen %v, want what the upstream offers", h.seen)
			}
		})
	}
}

// TestKeptLogin: the client never learns the kept secret, and is not told to ask for another password when that one is refused.
func TestKeptLogin(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*twoHouses)
		want   string
	}{
		"a password":          {nil, "235 2.7.0 welcome"},
		"a token":             {func(h *twoHouses) { h.kept.Token = "t0ken"; h.jiro.offer = []string{"AUTH PLAIN OAUTHBEARER"} }, "235 2.7.0 welcome"},
		"a password by LOGIN": {func(h *twoHouses) { h.jiro.offer = []string{"AUTH LOGIN XOAUTH2"} }, "235 2.7.0 welcome"},
		"a refused password":  {func(h *twoHouses) { h.kept.Password = "old" }, "454 4.7.0 Sekisho: 保存されたログインをメールサーバーが拒否しました"},
		"a refused token":     {func(h *twoHouses) { h.kept.Token = "old"; h.jiro.offer = []string{"AUTH XOAUTH2"} }, "454 4.7.0"},
		"a token that was renewed": {func(h *twoHouses) {
			h.kept.Token, h.next, h.jiro.offer = "old", "t0ken", []string{"AUTH XOAUTH2"}
		}, "235 2.7.0 welcome"},
		"a second that is refused": {func(h *twoHouses) {
			h.kept.Token, h.next, h.jiro.offer = "old", "older", []string{"AUTH XOAUTH2"}
		}, "454 4.7.0"},
		"nothing that fits":       {func(h *twoHouses) { h.kept.Token = "t0ken" }, "454 4.7.0 Sekisho: メールサーバーに合うログイン方法がありません"},
		"no login at all":         {func(h *twoHouses) { h.jiro.offer = []string{"SIZE"} }, "454 4.7.0"},
		"a sign-in that is over":  {func(h *twoHouses) { h.keptErr = &ReplyError{Reply{454, "4.7.0", "sign in anew"}} }, "454 4.7.0 sign in anew"},
		"a vault that is broken":  {func(h *twoHouses) { h.keptErr = errors.New("vault") }, "454 4.4.1"},
		"a server that is silent": {func(h *twoHouses) { h.jiro.dead = true }, "454 4.4.1"},
	} {
		t.Run(name, func(t *testing.T) {
			r, h := newHouses(t, c.change)
			defer r.close()
			client := r.dial()
			client.do("EHLO client.example", "250")
			client.do(plainLogin("jiro", "local"), c.want)
			if strings.HasPrefix(c.want, "454") {
				client.do("MAIL FROM:<taro@a.example>", "530")
			}
			client.do("QUIT", "221")
			if strings.Contains(h.jiro.heard(), b64("\x00jiro\x00local")) {
				t.Error("the local password went to the server")
			}
		})
	}
	r, _ := newHouses(t, nil)
	defer r.close()
	client := r.dial()
	client.do("EHLO client.example", "250")
	client.do(plainLogin("stranger", "x"), "454 4.3.0")
	client.do("QUIT", "221")
}

// TestUpstreamOffersLess: a client was told of extensions before its server was known, and the server has them no longer.
func TestUpstreamOffersLess(t *testing.T) {
	for name, c := range map[string]struct {
		offer       []string
		mail, wants string
	}{
		"no 8BITMIME": {[]string{"AUTH PLAIN"}, "MAIL FROM:<taro@a.example> BODY=8BITMIME", "451 4.3.3"},
		"too large":   {[]string{"AUTH PLAIN", "8BITMIME", "SIZE 10"}, "MAIL FROM:<taro@a.example>", "552 5.3.4"},
		"it fits":     {[]string{"AUTH PLAIN", "8BITMIME", "SIZE 1000"}, "MAIL FROM:<taro@a.example> BODY=8BITMIME", "250"},
	} {
		t.Run(name, func(t *testing.T) {
			r, _ := newHouses(t, func(h *twoHouses) { h.taro.offer = c.offer })
			defer r.close()
			client := r.dial()
			client.do("EHLO client.example", "250")
			client.do(plainLogin("taro@a.example", "own"), "235")
			client.do(c.mail, "250")
			client.do("RCPT TO:<hanako@b.example>", "250")
			client.do("DATA", "354")
			client.send("Subject: longer than ten octets\r\n\r\nx\r\n.\r\n")
			client.want(c.wants)
			client.do("QUIT", "221")
		})
	}
}

// settling notes what became of its decision.
type settling struct {
	Decision
	own     Reply
	settled chan Settled
	told    chan error
}

func newSettling(d Decision) *settling {
	return &settling{Decision: d, settled: make(chan Settled, 5), told: make(chan error, 5)}
}

func (s *settling) Decide(context.Context, *Transaction) Decision {
	d := s.Decision
	d.Settle = func(_ context.Context, what Settled) Reply { s.settled <- what; return s.own }
	d.Told = func(err error) { s.told <- err }
	return d
}

func TestDecisionIsSettled(t *testing.T) {
	held := Reply{250, "2.0.0", "held until five"}
	for name, c := range map[string]struct {
		decision Decision
		own      Reply
		sink     func(*laxSink)
		want     Settled
		reply    string
	}{
		"sent":             {Decision{Send: true}, Reply{}, nil, Settled{Used: true, Sent: true}, "250 2.0.0 queued"},
		"sent, other word": {Decision{Send: true}, Reply{250, "2.0.0", "mine"}, nil, Settled{Used: true, Sent: true}, "250 2.0.0 mine"},
		"refused there":    {Decision{Send: true}, Reply{}, func(s *laxSink) { s.answers = map[string]string{"RCPT": "550 no"} }, Settled{Used: true}, "550 5.7.1"},
		"lost":             {Decision{Send: true}, Reply{}, func(s *laxSink) { s.hangUpOn = "." }, Settled{Used: true, Lost: true}, "451 4.4.2"},
		"refused here":     {Decision{Reply: Reply{550, "5.7.1", "no"}}, Reply{}, nil, Settled{Used: true}, "550 5.7.1 no"},
		"held":             {Decision{Held: true, Reply: held}, Reply{}, nil, Settled{Used: true}, "250 2.0.0 held until five"},
		"held, no room":    {Decision{Held: true, Reply: held}, Reply{451, "4.3.0", "disk"}, nil, Settled{Used: true}, "451 4.3.0 disk"},
		"a held no":        {Decision{Held: true, Reply: Reply{550, "", "x"}}, Reply{}, nil, Settled{Used: true}, "451 4.3.0"},
		"a stranger":       {Decision{Send: true, Recipients: []string{"x@y.example"}}, Reply{}, nil, Settled{}, "451 4.3.0"},
	} {
		t.Run(name, func(t *testing.T) {
			decider := newSettling(c.decision)
			decider.own = c.own
			r := newRig(t, func(r *rig) {
				r.proxy.Decider = decider
				if c.sink != nil {
					c.sink(r.sink)
				}
			})
			defer r.close()
			client := r.dial()
			client.begin("hanako@b.example")
			client.send("a: b\r\n\r\nx\r\n.\r\n")
			client.want(c.reply)
			client.do("QUIT", "221")
			got := <-decider.settled
			if got.Used != c.want.Used || got.Sent != c.want.Sent || got.Lost != c.want.Lost || len(decider.settled) != 0 {
				t.Errorf("settled %+v, want once %+v", got, c.want)
			}
			if err := <-decider.told; err != nil {
				t.Errorf("told %v, want that the client heard it", err)
			}
		})
	}
	r := newRig(t, func(r *rig) { r.proxy.Decider = fixed{Decision{Held: true, Reply: held}} })
	defer r.close()
	client := r.dial()
	client.begin("hanako@b.example")
	client.send("x\r\n.\r\n")
	client.want("451") // whoever keeps nothing does not say that it is kept
	client.do("QUIT", "221")
}

func TestRecipientsAreAdded(t *testing.T) {
	for _, c := range []struct {
		decision Decision
		want     string
	}{
		{Decision{Send: true, Added: []string{"boss@a.example", "hanako@b.example"}}, "<hanako@b.example> <jiro@c.example> <boss@a.example>"},
		{Decision{Send: true, Recipients: []string{}, Added: []string{"boss@a.example"}}, "<boss@a.example>"},
		{Decision{Send: true, Added: []string{"boss@a.example> SIZE=1"}}, "[]"},
	} {
		r := newRig(t, func(r *rig) { r.proxy.Decider = fixed{c.decision} })
		client := r.dial()
		client.begin("hanako@b.example", "jiro@c.example")
		client.send("a: b\r\n\r\n.\r\n")
		client.read()
		client.do("QUIT", "221")
		r.close()
		got := "[]"
		if mails := r.sink.got(); len(mails) > 0 {
			got = strings.Join(mails[0].to, " ")
		}
		if got != c.want {
			t.Errorf("%v: sent to %s, want %s", c.decision.Added, got, c.want)
		}
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	c := &Credentials{Mechanism: "XOAUTH2", User: "taro", Token: "hunter2"}
	if got := fmt.Sprintf("%v %+v %s", c, c, *c); strings.Contains(got, "hunter2") {
		t.Errorf("printed: %s", got)
	}
}
