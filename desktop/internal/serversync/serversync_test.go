package serversync

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/desktop/internal/oauth"
	"sekisho/desktop/internal/oauth/oauthtest"
	"sekisho/desktop/internal/shim"
	"sekisho/server/api"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

func TestEnrolByCode(t *testing.T) {
	s, l := newServer(t), newLaptop(t)
	if name, _ := l.Server(); name != "" || l.LongestPause() != time.Hour {
		t.Errorf("before: server %q, pause %s", name, l.LongestPause())
	}
	bad := func(name, server, code, want string) {
		t.Helper()
		err := l.Enrol(t.Context(), server, code)
		if got := Explain(err); err == nil || got != want || Say("ja", got, nil) == got || Say("en", got, nil) == got {
			t.Errorf("%s: %v, explained %q, want %q", name, err, got, want)
		}
	}
	bad("a wrong code", s.URL, "main.BAD", "refused.code-invalid")
	bad("no address", "http://", "x", "bad-address")
	bad("in the clear", "http://sekisho.example", "x", "bad-address")
	bad("with a path", s.URL+"/addin", "x", "bad-address")
	bad("nobody there", "http://127.0.0.1:1", "x", "unreachable")
	if l.enrolled() {
		t.Fatal("a failed enrolment enrolled")
	}
	l.enrolAt(s)
	bad("a second time", s.URL, "main.GOOD", "enrolled")
	for _, when := range []string{"at once", "after a restart"} {
		if name, since := l.Server(); name != s.URL || !since.IsZero() || l.LongestPause() != 30*time.Minute || len(l.Trouble()) != 0 {
			t.Errorf("%s: server %q, pause %s, trouble %v", when, name, l.LongestPause(), l.Trouble())
		}
		l.restart()
	}
	must(t, l.Leave(t.Context()))
	l.restart()
	if _, err := os.Stat(filepath.Join(l.dir, "policy.json")); err == nil || l.enrolled() || len(l.purse.items) != 0 {
		t.Errorf("after leaving: enrolled %v, secrets %d, policy there %v", l.enrolled(), len(l.purse.items), err == nil)
	}
}

// TestAnEnrolmentIsWholeOrNone: without a policy everything would be blocked, so nothing is kept then.
func TestAnEnrolmentIsWholeOrNone(t *testing.T) {
	s, l := newServer(t), newLaptop(t)
	pinned := s.key
	_, stranger, err := ed25519.GenerateKey(nil)
	must(t, err)
	s.set(func() { s.signer = stranger }) // what signs is not what it says
	if err := l.Enrol(t.Context(), s.URL, "main.GOOD"); !errors.Is(err, pass.ErrForged) || l.enrolled() || len(l.purse.items) != 0 {
		t.Errorf("a policy of another key: %v, enrolled %v", err, l.enrolled())
	}
	s.set(func() { s.signer = pinned })
	if err := l.SignIn(t.Context(), s.URL, nil, "ja"); !errors.Is(err, ErrNoSignIn) || l.enrolled() {
		t.Errorf("no sign-in: %v, enrolled %v", err, l.enrolled())
	}
	l.enrolAt(s)
}

// TestAnotherProcessEnrols: the command line's enrolment, and its end, reach the program that runs.
func TestAnotherProcessEnrols(t *testing.T) {
	s, l := newServer(t), newLaptop(t)
	other, err := Open(Options{Store: l.o.Store, Secrets: l.purse, Missing: errMissing, Policy: l.o.Policy, Now: l.clock})
	must(t, err)
	must(t, other.Enrol(t.Context(), s.URL, "main.GOOD"))
	l.reload(t.Context())
	if e := l.judge("M1", nil); !l.enrolled() || strings.HasPrefix(codes(e), "block ") {
		t.Errorf("enrolled %v: %s", l.enrolled(), codes(e))
	}
	must(t, other.Leave(t.Context()))
	l.reload(t.Context())
	if l.enrolled() {
		t.Error("it is enrolled still")
	}
}

// TestEnrolBySigningIn: the person's browser, a redirect to this computer, PKCE, and the server takes the token that comes of it.
func TestEnrolBySigningIn(t *testing.T) {
	s, l, p := newServer(t), newLaptop(t), oauthtest.New(t)
	s.signIn, s.accepts = api.SignIn{Issuer: p.Issuer, ClientId: p.ClientID, Scopes: []string{"openid", "check"}}, p.Accepts
	browser := oauthtest.NewBrowser(t.Context())
	browser.Deny = true
	if err := l.SignIn(t.Context(), s.URL, browser.Open, "ja"); !errors.Is(err, oauth.ErrDenied) || l.enrolled() {
		t.Errorf("denied: %v, enrolled %v", err, l.enrolled())
	}
	browser.Deny = false
	must(t, l.SignIn(t.Context(), s.URL, browser.Open, "ja"))
	l.restart()
	if name, _ := l.Server(); name != s.URL || s.public == "" {
		t.Errorf("server %q, key %q", name, s.public)
	}
	if r := p.Requests(); len(r) != 2 || r[1].Scope != "openid check" {
		t.Errorf("asked for %+v", r)
	}
	must(t, l.Leave(t.Context()))
	s.set(func() { s.accepts = func(string) bool { return false } })
	if err := l.SignIn(t.Context(), s.URL, browser.Open, "ja"); Explain(err) != "refused.token-invalid" {
		t.Errorf("a token the server does not take: %v, explained %q", err, Explain(err))
	}
}

func TestMailsAreToldOnce(t *testing.T) {
	s := newServer(t)
	l := newLaptop(t).enrolAt(s)
	e := l.confirmed("M1")
	must(t, l.Leaving(t.Context(), e))
	token, err := l.Confirmed(t.Context(), e)
	id := "pass-of-"
	if err != nil || !strings.HasPrefix(token, id) || l.queue() != 0 {
		t.Fatalf("pass %q (%v), %d in the queue; want the server's, none", token, err, l.queue())
	}
	s.set(func() { s.drop = true }) // the answer to the outcome is lost
	must(t, l.Ended(t.Context(), e))
	l.tell(t.Context())
	if l.queue() != 1 {
		t.Errorf("after a lost answer %d are in the queue, want the outcome still", l.queue())
	}
	l.tell(t.Context())
	late := e
	late.Unheard, late.Outcome = true, shim.Held // as the shim left it, while the outbox sent it
	must(t, l.Ended(t.Context(), late))          // the program did not hear of it: nothing new for the server
	l.tell(t.Context())
	if len(s.records) != 1 || len(s.ends) != 1 || l.queue() != 0 {
		t.Errorf("records %d, ends %v, queue %d; want one mail, ended once", len(s.records), s.ends, l.queue())
	}
	mails, _, err := l.o.Store.Mails(t.Context(), storeAll)
	if err != nil || len(mails) != 1 || mails[0].Outcome != "confirmed" || !mails[0].Unheard {
		t.Errorf("history: %+v (%v)", mails, err)
	}
	known, err := l.o.Store.Known(t.Context(), "sato@own.example")
	if err != nil || len(known) != 1 || known[0].Count != 1 {
		t.Errorf("learned: %+v (%v), want the mail once", known, err)
	}
	for _, r := range s.records {
		text := string(r.Message) + string(r.Facts) + string(r.Verdict)
		if strings.Contains(text, "secret body") || r.PolicyVersion != 1 || r.Answers == nil || len(r.Answers.Items) == 0 {
			t.Errorf("record: %+v %s", r, text)
		}
	}
}

// TestOfflineMailsAreToldLater: everything is in the store first, and told in order when the server is back.
func TestOfflineMailsAreToldLater(t *testing.T) {
	s := newServer(t)
	l := newLaptop(t).enrolAt(s)
	s.set(func() { s.down = true })
	for i := range 60 {
		e := l.judge(fmt.Sprint(i), nil)
		e.Outcome = shim.Cancelled
		must(t, l.Ended(t.Context(), e))
	}
	l.tell(t.Context())
	if _, since := l.Server(); l.queue() != 120 || since.IsZero() {
		t.Fatalf("offline: %d in the queue, unreachable since %v", l.queue(), since)
	}
	l.restart()
	s.set(func() { s.down, s.tellings = false, 0 })
	l.tell(t.Context())
	if len(s.records) != 60 || len(s.ends) != 60 || l.queue() != 0 || s.tellings > 5 {
		t.Errorf("told %d and %d in %d tellings, %d left", len(s.records), len(s.ends), s.tellings, l.queue())
	}
	if _, since := l.Server(); !since.IsZero() {
		t.Errorf("the server is back, and unreachable since %v", since)
	}
}

// TestACrashWhileLeavingIsTold: the upstream may have the mail, and the record says so.
func TestACrashWhileLeavingIsTold(t *testing.T) {
	s := newServer(t)
	l := newLaptop(t).enrolAt(s)
	must(t, l.Leaving(t.Context(), l.confirmed("M1")))
	l.restart()
	must(t, l.finish(t.Context()))
	l.tell(t.Context())
	if len(s.records) != 1 || len(s.ends) != 1 {
		t.Fatalf("records %d, ends %v", len(s.records), s.ends)
	}
	for end := range s.ends {
		if !strings.HasSuffix(end, " doubtful") {
			t.Errorf("ended %q, want doubtful", end)
		}
	}
}

// TestOneBadRecordHoldsNothingUp: what is refused for good leaves the queue, alone.
func TestOneBadRecordHoldsNothingUp(t *testing.T) {
	s := newServer(t)
	l := newLaptop(t).enrolAt(s)
	var ids []string
	for i := range 3 {
		e := l.judge(fmt.Sprint(i), nil)
		e.Outcome = shim.Cancelled
		must(t, l.Ended(t.Context(), e))
	}
	queued, err := l.o.Store.Waiting(t.Context(), 10)
	must(t, err)
	for _, q := range queued {
		if !slices.Contains(ids, q.Mail) {
			ids = append(ids, q.Mail)
		}
	}
	s.set(func() { s.refuse[ids[1]] = "sender-foreign" })
	l.tell(t.Context())
	if len(s.records) != 2 || l.queue() != 0 || len(l.Trouble()) != 1 || l.Trouble()[0].Code != "records-refused" {
		t.Errorf("records %d, queue %d, trouble %v", len(s.records), l.queue(), l.Trouble())
	}
	for name, c := range map[string]struct {
		status int
		code   string
		left   int
	}{
		"refused as a whole": {400, "json-invalid", 0}, "busy": {503, "busy", 2}, "revoked": {401, "token-revoked", 2},
		"an old server": {404, "", 2}, "a proxy's page": {400, "", 2},
	} {
		e := l.judge("again "+name, nil)
		e.Outcome = shim.Cancelled
		s.set(func() { s.status, s.code = c.status, c.code })
		must(t, l.Ended(t.Context(), e))
		l.tell(t.Context())
		if l.queue() != c.left {
			t.Errorf("%s: %d left, want %d", name, l.queue(), c.left)
		}
		s.set(func() { s.status = 0 })
		l.tell(t.Context())
		if l.queue() != 0 {
			t.Errorf("%s: %d left in the end", name, l.queue())
		}
	}
}

func TestARevokedDeviceSaysSo(t *testing.T) {
	s := newServer(t)
	l := newLaptop(t).enrolAt(s)
	s.set(func() { s.status, s.code = 401, "token-revoked" })
	l.keep(t.Context())
	if list := l.Trouble(); len(list) != 1 || list[0].Code != "revoked" || Say("ja", "revoked", list[0].Args) == "revoked" {
		t.Errorf("trouble: %v, want revoked", list)
	}
	s.set(func() { s.status = 0 })
	l.keep(t.Context())
	if list := l.Trouble(); len(list) != 0 {
		t.Errorf("trouble: %v, want none", list)
	}
}

// TestWithoutAServer: the history is kept and teaches, and nothing is queued.
func TestWithoutAServer(t *testing.T) {
	l := newLaptop(t)
	e := l.judge("M1", nil)
	if n := e.Facts.History.Addresses["tanaka@b.example"]; n != 0 {
		t.Errorf("before: written to %d times", n)
	}
	e.Outcome = shim.Sent
	must(t, l.Leaving(t.Context(), e))
	must(t, l.Ended(t.Context(), e))
	e = l.judge("M2", nil)
	if h := e.Facts.History; h.Addresses["tanaka@b.example"] != 1 || h.Domains["b.example"] != 1 || h.From["tanaka@b.example"] != "sato@own.example" {
		t.Errorf("after one mail: %+v", h)
	}
	e = l.judge("M3", func(m *policy.Message) {
		m.Recipients = []policy.Recipient{{Address: "tanaka@c.example", Field: policy.FieldTo, Envelope: true}, {Address: "x@b.example", Name: "田中", Field: policy.FieldCc, Envelope: true}}
	})
	if h := e.Facts.History; h.Addresses["tanaka@b.example"] != 1 || len(e.Facts.People) == 0 || e.Facts.People[0].Name != "田中" {
		t.Errorf("strangers near somebody known: %+v %+v", h, e.Facts.People)
	}
	if token, err := l.Confirmed(t.Context(), e); token != "" || err != nil || l.queue() != 0 || l.Trouble() != nil {
		t.Errorf("pass %q (%v), queue %d", token, err, l.queue())
	}
	if q := l.HeldEnded("m", "sent", "250", l.clock()); q != nil {
		t.Errorf("to be told: %+v", q)
	}
}

func TestRunTellsAndEnds(t *testing.T) {
	s := newServer(t)
	l := newLaptop(t).enrolAt(s)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx) }()
	e := l.judge("M1", nil)
	e.Outcome = shim.Cancelled
	must(t, l.Ended(t.Context(), e))
	deadline, tick := time.After(time.Minute), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for l.queue() != 0 {
		select {
		case <-deadline:
			t.Fatal("not told in a minute")
		case <-tick.C:
		}
	}
	stop()
	must(t, <-done)
	if len(s.records) != 1 {
		t.Errorf("%d records, want 1", len(s.records))
	}
}

func TestReplyClassNamesNobody(t *testing.T) {
	for reply, want := range map[string]string{
		"250 2.0.0 ok": "250 2.0.0", "250-2.0.0 ok": "250 2.0.0", "550 no such user sato@own.example": "550", "": "", "sato": "", "354 go": "", "2500": "250",
	} {
		if got := replyClass(reply); got != want {
			t.Errorf("replyClass(%q) = %q, want %q", reply, got, want)
		}
	}
}

func TestBothLanguagesSayEverything(t *testing.T) {
	for _, code := range book().Codes() {
		if Say("ja", code, nil) == Say("en", code, nil) {
			t.Errorf("%s is the same in both languages", code)
		}
	}
}

func FuzzRefused(f *testing.F) {
	f.Add(403, []byte(`{"status":403,"code":"x","title":"y"}`))
	f.Fuzz(func(t *testing.T, status int, data []byte) {
		if err := refused(status, data); err == nil || Explain(err) == "" {
			t.Errorf("refused(%d, %q) = %v", status, data, err)
		}
	})
}
