package account

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"time"
)

// Credentials are what a trial logs in with. Both empty: it does not log in.
type Credentials struct {
	Password string
	Token    string // an OAuth access token
}

// Step is what happened at one step of a trial: a code and arguments. Steps that went well and the one that did not have codes of
// their own; see Say.
type Step struct {
	Code string            `json:"code"`
	OK   bool              `json:"ok"`
	Args map[string]string `json:"args,omitempty"`
}

// Say returns the step's sentence in a language (ja, en): what happened and, where it failed, what to do.
func (s Step) Say(lang string) string { return Say(lang, s.Code, s.Args) }

// Result is what a trial found out. It is OK when every step was.
type Result struct {
	OK    bool     `json:"ok"`
	Steps []Step   `json:"steps"`
	Auth  []string `json:"auth,omitempty"` // the mechanisms that the upstream offers, in upper case
}

// Failure returns the step that failed.
func (r Result) Failure() (Step, bool) {
	if n := len(r.Steps); n > 0 && !r.Steps[n-1].OK {
		return r.Steps[n-1], true
	}
	return Step{}, false
}

// Trial tries connections. Its zero value uses the system's network and certificates.
type Trial struct {
	Dial  func(ctx context.Context, network, addr string) (net.Conn, error)
	Roots *x509.CertPool
	Limit time.Duration // in all; 0: 20 seconds
}

// Try connects to an account's upstream, encrypts, greets, and logs in where it was given something to log in with. It sends no mail.
// No secret is in what it returns.
func (t Trial) Try(ctx context.Context, a Account, c Credentials) Result {
	if t.Dial == nil {
		t.Dial = (&net.Dialer{}).DialContext
	}
	if t.Limit == 0 {
		t.Limit = 20 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, t.Limit)
	defer cancel()
	host, port, _ := net.SplitHostPort(a.Upstream)
	talk := &talk{trial: t, account: a, args: map[string]string{"host": host, "port": port, "login": a.Login}}
	defer talk.close()
	for _, step := range []func(context.Context, Credentials) (Step, bool){talk.connect, talk.begin, talk.greet, talk.upgrade, talk.login} {
		s, said := step(ctx, c)
		if said {
			talk.result.Steps = append(talk.result.Steps, s)
		}
		if said && !s.OK {
			return talk.result
		}
	}
	talk.result.OK = true
	return talk.result
}

// config is the TLS configuration for the account's upstream.
func (t Trial) config(host string) *tls.Config {
	return &tls.Config{ServerName: host, RootCAs: t.Roots, MinVersion: tls.VersionTLS12}
}
