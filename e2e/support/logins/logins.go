// Package logins answers Postfix's questions about who may log in, in the protocol of Dovecot's authentication server: one person, with
// a password or a token.
package logins

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
)

// Server knows one person. Make it with Start.
type Server struct {
	Addr     string // host:port, for Postfix's smtpd_sasl_path
	user     string
	password string
	token    string

	mu   sync.Mutex
	seen []string // mechanism and what it carried
}

// RefusedToken is what providers say of a token they do not take.
const RefusedToken = `{"status":"401","schemes":"Bearer","scope":"mail"}` //nolint:gosec // an answer, no secret

// Start answers until the test ends. An empty token is none.
func Start(t testing.TB, user, password, token string) *Server {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &Server{Addr: ln.Addr().String(), user: user, password: password, token: token}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go l.serve(c)
		}
	}()
	return l
}

func (l *Server) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	_, _ = fmt.Fprint(c, "VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nMECH\tLOGIN\tplaintext\nMECH\tXOAUTH2\nMECH\tOAUTHBEARER\nSPID\t1\nCUID\t1\nCOOKIE\t00112233445566778899aabbccddeeff\nDONE\n")
	steps := map[string][]string{} // by request: mechanism, then what came
	r := bufio.NewReader(c)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		switch f[0] {
		case "AUTH":
			steps[f[1]] = []string{f[2]}
			resp := ""
			for _, p := range f[3:] {
				if v, ok := strings.CutPrefix(p, "resp="); ok {
					resp = v
				}
			}
			if resp == "" {
				prompt := ""
				if f[2] == "LOGIN" {
					prompt = base64.StdEncoding.EncodeToString([]byte("Username:"))
				}
				_, _ = fmt.Fprintf(c, "CONT\t%s\t%s\n", f[1], prompt)
				continue
			}
			l.step(c, f[1], steps, resp)
		case "CONT":
			l.step(c, f[1], steps, strings.Join(f[2:], ""))
		}
	}
}

// step takes one message of a client.
func (l *Server) step(c net.Conn, id string, steps map[string][]string, coded string) {
	b, _ := base64.StdEncoding.DecodeString(coded)
	s := append(steps[id], string(b))
	steps[id] = s
	l.mu.Lock()
	l.seen = append(l.seen, s[0]+" "+string(b))
	l.mu.Unlock()
	ok := func() { _, _ = fmt.Fprintf(c, "OK\t%s\tuser=%s\n", id, l.user) }
	no := func() { _, _ = fmt.Fprintf(c, "FAIL\t%s\tuser=%s\n", id, l.user) }
	switch {
	case s[0] == "PLAIN" && s[1] == "\x00"+l.user+"\x00"+l.password:
		ok()
	case s[0] == "LOGIN" && len(s) == 2:
		_, _ = fmt.Fprintf(c, "CONT\t%s\t%s\n", id, base64.StdEncoding.EncodeToString([]byte("Password:")))
	case s[0] == "LOGIN" && s[1] == l.user && s[2] == l.password:
		ok()
	case l.token != "" && strings.Contains(s[0], "OAUTH") && len(s) == 2 && strings.Contains(s[1], "auth=Bearer "+l.token+"\x01"):
		ok()
	case strings.Contains(s[0], "OAUTH") && len(s) == 2:
		_, _ = fmt.Fprintf(c, "CONT\t%s\t%s\n", id, base64.StdEncoding.EncodeToString([]byte(RefusedToken)))
	default:
		no()
	}
}

// Heard returns what was carried, by mechanism.
func (l *Server) Heard() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.seen, "\n")
}
