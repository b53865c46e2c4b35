package account

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// codes returns the codes of a result's steps.
func codes(r Result) string {
	var all []string
	for _, s := range r.Steps {
		all = append(all, strings.TrimPrefix(s.Code, "try."))
	}
	return strings.Join(all, " ")
}

func TestTry(t *testing.T) {
	w := newWorld(t)
	right := func() *tls.Config { return w.tls(&x509.Certificate{DNSNames: []string{"smtp.example.jp"}}) }
	other := func() *tls.Config { return w.tls(&x509.Certificate{DNSNames: []string{"other.example.jp"}}) }
	over := func() *tls.Config {
		return w.tls(&x509.Certificate{DNSNames: []string{"smtp.example.jp"}, NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(-time.Hour)})
	}
	stranger := newWorld(t).tls(&x509.Certificate{DNSNames: []string{"smtp.example.jp"}})
	old := right()
	old.MaxVersion = tls.VersionTLS11
	plain := []string{"AUTH PLAIN LOGIN"}
	secret, token := Credentials{Password: "p"}, Credentials{Token: "t"}
	for _, c := range []attempt{
		{"starttls and PLAIN", &upstream{starttls: right(), offers: plain, password: "p"}, "starttls", secret, "connected greeted encrypted logged-in"},
		{"starttls, no secret", &upstream{starttls: right(), offers: plain}, "starttls", Credentials{}, "connected greeted encrypted no-login"},
		{"implicit and LOGIN", &upstream{implicit: right(), offers: []string{"AUTH=LOGIN"}, password: "p"}, "implicit", secret, "connected encrypted greeted logged-in"},
		{"plain", &upstream{offers: plain, password: "p"}, "none", secret, "connected greeted not-encrypted logged-in"},
		{"XOAUTH2", &upstream{starttls: right(), offers: []string{"AUTH PLAIN XOAUTH2"}, token: "t"}, "starttls", token, "connected greeted encrypted logged-in"},
		{"OAUTHBEARER", &upstream{implicit: right(), offers: []string{"AUTH OAUTHBEARER"}, token: "t"}, "implicit", token, "connected encrypted greeted logged-in"},
		{"wrong password", &upstream{starttls: right(), offers: plain, password: "q"}, "starttls", secret, "connected greeted encrypted auth-refused"},
		{"wrong token", &upstream{starttls: right(), offers: []string{"AUTH XOAUTH2"}, token: "u"}, "starttls", token, "connected greeted encrypted auth-token"},
		{"SMTP switched off", &upstream{starttls: right(), offers: plain, refusal: "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."}, "starttls", secret, "connected greeted encrypted auth-smtp-off"},
		{"passwords ended", &upstream{starttls: right(), offers: plain, refusal: "550 5.7.30 Basic authentication is not supported for Client Submission."}, "starttls", secret, "connected greeted encrypted auth-basic-off"},
		{"app password", &upstream{starttls: right(), offers: plain, refusal: "534 5.7.9 Application-specific password required."}, "starttls", secret, "connected greeted encrypted auth-app-password"},
		{"later", &upstream{starttls: right(), offers: plain, refusal: "454 4.7.0 Temporary authentication failure"}, "starttls", secret, "connected greeted encrypted auth-later"},
		{"no mechanism", &upstream{starttls: right(), offers: []string{"AUTH CRAM-MD5 NTLM"}}, "starttls", secret, "connected greeted encrypted auth-missing"},
		{"no mechanism for tokens", &upstream{starttls: right(), offers: plain}, "starttls", token, "connected greeted encrypted auth-missing"},
		{"no STARTTLS", &upstream{offers: plain}, "starttls", secret, "connected greeted no-starttls"},
		{"STARTTLS refused", &upstream{offers: []string{"STARTTLS"}}, "starttls", secret, "connected greeted starttls-refused"},
		{"another name", &upstream{starttls: other()}, "starttls", secret, "connected greeted tls-name"},
		{"expired", &upstream{starttls: over()}, "starttls", secret, "connected greeted tls-expired"},
		{"unknown authority", &upstream{implicit: stranger}, "implicit", secret, "connected tls-unknown"},
		{"old TLS", &upstream{implicit: old}, "implicit", secret, "connected tls-refused"},
		{"implicit where starttls is", &upstream{starttls: right()}, "implicit", secret, "connected tls-plain"},
		{"starttls where implicit is", &upstream{implicit: right()}, "starttls", secret, "connected silent"},
		{"says nothing", &upstream{silent: true}, "starttls", secret, "connected silent"},
		{"hangs up", &upstream{hangUp: true}, "starttls", secret, "connected hung-up"},
		{"a web server", &upstream{raw: "HTTP/1.1 400 Bad Request\r\n"}, "starttls", secret, "connected not-smtp"},
		{"never ends", &upstream{raw: strings.Repeat("220-more\r\n", 10000)}, "starttls", secret, "connected hung-up"},
		{"turned away", &upstream{greeting: "554 5.7.1 no service for you"}, "starttls", secret, "connected turned-away"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if !strings.HasSuffix(c.want, "silent") {
				c.run(t, Trial{Roots: w.roots, Limit: time.Minute, Dial: dialTo(c.server.listen(t))})
				return
			}
			synctest.Test(t, func(t *testing.T) { // whose minute is over at once
				c.run(t, Trial{Roots: w.roots, Limit: time.Minute, Dial: func(context.Context, string, string) (net.Conn, error) {
					ours, theirs := net.Pipe()
					go c.server.serve(theirs)
					return ours, nil
				}})
			})
		})
	}
}

// attempt is a trial and the steps that it must have.
type attempt struct {
	name     string
	server   *upstream
	security string
	with     Credentials
	want     string
}

func (a attempt) run(t *testing.T, trial Trial) {
	t.Helper()
	r := trial.Try(t.Context(), Account{Login: "tanaka", Upstream: "smtp.example.jp:587", Security: a.security}, a.with)
	if got := codes(r); got != a.want {
		t.Errorf("steps: %s\nwant:  %s\nlast: %+v", got, a.want, r.Steps[len(r.Steps)-1])
	}
	failure, failed := r.Failure()
	if r.OK == failed {
		t.Errorf("OK is %v, and the last step failed is %v", r.OK, failed)
	}
	if text := fmt.Sprint(r) + failure.Say("ja") + failure.Say("en"); strings.Contains(text, "=Bearer") || strings.Contains(text, "\x00p") {
		t.Errorf("the result holds a secret: %s", text)
	}
	a.server.mu.Lock()
	defer a.server.mu.Unlock()
	for _, line := range a.server.said {
		if a.security != "none" && strings.HasPrefix(line, "AUTH") {
			t.Errorf("the login went over the wire in the clear: %q", line)
		}
	}
}

// dialTo connects with one address whatever it is told.
func dialTo(to string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", to)
	}
}

func TestTryWithoutAServer(t *testing.T) {
	w := newWorld(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	_ = l.Close()
	named := Discoverer{Resolver: w.resolver(), Dial: w.dial}
	for want, dial := range map[string]func(context.Context, string, string) (net.Conn, error){
		"refused":      dialTo(closed),
		"no-such-host": query{Discoverer: named}.dialer("", false),
		"no-answer":    func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() },
		"unreachable":  func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no route") },
	} {
		limit := time.Minute
		if want == "no-answer" {
			limit = time.Millisecond // nothing else has to happen before
		}
		r := Trial{Dial: dial, Limit: limit}.Try(t.Context(), Account{Upstream: "smtp.example.jp:587", Security: "starttls"}, Credentials{})
		if got := codes(r); got != want || r.OK {
			t.Errorf("steps %q, want %q", got, want)
		}
	}
}

// TestEveryStepIsSaid looks for each code that the package can return among its sentences, and the other way round.
func TestEveryStepIsSaid(t *testing.T) {
	for _, code := range book().Codes() {
		for _, lang := range []string{"ja", "en"} {
			if said := Say(lang, code, map[string]string{}); said == "" || said == code {
				t.Errorf("%s says nothing in %s", code, lang)
			}
		}
	}
	s := Step{Code: "try.tls-name", Args: map[string]string{"host": "h", "error": "{host} %s"}}
	if got := s.Say("en"); !strings.Contains(got, "than h ({host} %s)") {
		t.Errorf("Say = %q", got)
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb":    "a b",
		"\x1b[31mx": "[31mx",
		"a\u202eb":  "a b",
		"\xff":      "\uFFFD",
		"送信 できません":  "送信 できません",
	} {
		if got := printable(in); got != want {
			t.Errorf("printable(%q) = %q, want %q", in, got, want)
		}
	}
	if got := printable(strings.Repeat("あ", 1000)); len([]rune(got)) != 300 {
		t.Errorf("printable left %d characters, want 300", len([]rune(got)))
	}
}
