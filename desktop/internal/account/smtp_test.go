package account

import (
	"bufio"
	"cmp"
	"crypto/tls"
	"encoding/base64"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
)

// upstream is a small SMTP server whose faults are set.
type upstream struct {
	greeting string   // "220 ready" if empty
	offers   []string // EHLO lines, beside STARTTLS
	starttls *tls.Config
	implicit *tls.Config
	password string // PLAIN and LOGIN take it
	token    string // XOAUTH2 and OAUTHBEARER take it
	refusal  string // of a wrong login; "535 5.7.8 wrong" if empty
	silent   bool   // says nothing
	hangUp   bool   // closes at once
	raw      string // says this and nothing else

	mu   sync.Mutex
	said []string // lines that clients sent in the clear, before any TLS
}

// listen serves on loopback until the test ends, and returns where.
func (u *upstream) listen(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			group.Go(func() { u.serve(conn) })
		}
	})
	t.Cleanup(func() { _ = l.Close(); group.Wait() })
	return l.Addr().String()
}

func (u *upstream) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	if u.hangUp {
		return
	}
	if u.implicit != nil {
		conn = tls.Server(conn, u.implicit)
	}
	r := bufio.NewReader(conn)
	if u.silent {
		_, _ = r.ReadByte() // until the client leaves
		return
	}
	say := func(line string) { _, _ = conn.Write([]byte(line + "\r\n")) }
	if u.raw != "" {
		say(u.raw)
		_, _ = r.ReadByte()
		return
	}
	say(cmp.Or(u.greeting, "220 ready"))
	secure := u.implicit != nil
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		if !secure {
			u.mu.Lock()
			u.said = append(u.said, line)
			u.mu.Unlock()
		}
		switch verb, arg, _ := strings.Cut(line, " "); strings.ToUpper(verb) {
		case "EHLO":
			lines := slices.Clone(u.offers)
			if u.starttls != nil && !secure {
				lines = append(lines, "STARTTLS")
			}
			for _, l := range lines {
				say("250-" + l)
			}
			say("250 HELP")
		case "STARTTLS":
			if u.starttls == nil {
				say("454 not now")
				continue
			}
			say("220 go on")
			conn = tls.Server(conn, u.starttls)
			r, secure = bufio.NewReader(conn), true
		case "AUTH":
			u.auth(arg, r, say)
		default:
			say("500 what")
		}
	}
}

func (u *upstream) auth(mechanism string, r *bufio.Reader, say func(string)) {
	answer := func(challenge string) string {
		say("334 " + base64.StdEncoding.EncodeToString([]byte(challenge)))
		line, _ := r.ReadString('\n')
		text, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
		return string(text)
	}
	var ok bool
	switch mechanism {
	case "PLAIN":
		ok = answer("") == "\x00tanaka\x00"+u.password
	case "LOGIN":
		ok = answer("Username:") == "tanaka" && answer("Password:") == u.password
	case "XOAUTH2":
		ok = answer("") == "user=tanaka\x01auth=Bearer "+u.token+"\x01\x01"
	case "OAUTHBEARER":
		got := answer("")
		ok = strings.HasPrefix(got, "n,a=tanaka,\x01host=") && strings.HasSuffix(got, "\x01auth=Bearer "+u.token+"\x01\x01")
	}
	if ok {
		say("235 welcome")
		return
	}
	if strings.Contains(mechanism, "OAUTH") {
		answer(`{"status":"401"}`)
	}
	say(cmp.Or(u.refusal, "535 5.7.8 wrong"))
}
