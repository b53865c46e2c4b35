package outbound

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sekisho/server/gate"
)

// asking is a house whose smarthost wants a login.
type asking struct {
	*house
	want string // what it takes: the user and the password or token
	seen []string
}

func (a *asking) Open(context.Context, gate.Peer) (gate.Session, error) { return a, nil }
func (*asking) Extensions() gate.Extensions {
	return gate.Extensions{EightBitMIME: true, Auth: []string{"PLAIN", "XOAUTH2"}}
}

func (a *asking) Authenticate(_ context.Context, c gate.Credentials) gate.Reply {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seen = append(a.seen, c.Mechanism)
	if c.User+" "+c.Password+c.Token == a.want {
		return gate.Reply{Code: 235, Text: "welcome"}
	}
	return gate.Reply{Code: 535, Text: "no"}
}

func newAsking(t *testing.T, login func(context.Context) (gate.Credentials, error)) *asking {
	t.Helper()
	a := &asking{house: newHouse(t), want: "gate open sesame"}
	addr := a.serve("127.0.0.1:0", &gate.Server{Backend: a, PlainAuth: true})
	a.queue.Route = Smarthost{Hop{Name: "smarthost", Upstream: &gate.Upstream{Addr: addr}, Login: login}}
	return a
}

func (a *asking) reply(id string) string {
	a.t.Helper()
	list, err := a.store.Deliveries(a.t.Context(), a.org, id)
	must(a.t, err)
	return list[0].State + " " + list[0].Reply
}

func TestPassword(t *testing.T) {
	secret, fault := "open sesame", error(nil)
	a := newAsking(t, Password("gate", func() (string, error) { return secret, fault }))
	a.add("m", "Subject: a\r\n\r\nx", "a@x.example")
	a.queue.message(t.Context(), "m")
	a.wants("m", "a@x.example delivered 1")
	a.queue.pool.close()
	secret = "close sesame"
	a.add("n", "Subject: a\r\n\r\nx", "a@x.example")
	a.queue.message(t.Context(), "n")
	if got := a.reply("n"); got != "deferred 451 4.7.0 smarthost: this server cannot log in there" {
		t.Errorf("with a wrong password: %s", got)
	}
	fault = errors.New("the file is away")
	a.later(a.queue.Schedule.waits()[0])
	a.queue.message(t.Context(), "n")
	if got := a.reply("n"); got != "deferred 451 4.7.0 smarthost: this server cannot log in there" {
		t.Errorf("without a password: %s", got)
	}
	if len(a.seen) != 2 || a.seen[0] != "PLAIN" {
		t.Errorf("mechanisms %q", a.seen)
	}
}

// TestToken: a token is had by client credentials, serves for several connections, and is asked for as XOAUTH2.
func TestToken(t *testing.T) {
	asked := 0
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		asked++
		id, secret, _ := q.BasicAuth()
		b, _ := io.ReadAll(q.Body)
		if id != "client" || secret != "s3cret" || !strings.Contains(string(b), "grant_type=client_credentials") || !strings.Contains(string(b), "scope=a+b") {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token":"t-1","token_type":"Bearer","expires_in":3600}`)
	}))
	defer issuer.Close()
	secret := "wrong"
	a := newAsking(t, Token("gate", Client{TokenURL: issuer.URL, ID: "client", Scope: "a b", Secret: func() (string, error) { return secret, nil }}))
	a.want = "gate t-1"
	a.add("m", "Subject: a\r\n\r\nx", "a@x.example")
	a.queue.message(t.Context(), "m")
	if got := a.reply("m"); got != "deferred 451 4.7.0 smarthost: this server cannot log in there" {
		t.Errorf("with a wrong secret: %s", got)
	}
	secret, asked = "s3cret", 0
	for _, id := range []string{"n", "o"} {
		a.later(a.queue.Schedule.waits()[0])
		a.add(id, "Subject: a\r\n\r\nx", "a@x.example")
		a.queue.message(t.Context(), id)
		a.wants(id, "a@x.example delivered 1")
		a.queue.pool.close()
	}
	if asked != 1 || strings.Join(a.seen, " ") != "XOAUTH2 XOAUTH2" {
		t.Errorf("%d tokens, mechanisms %q", asked, a.seen)
	}
}
