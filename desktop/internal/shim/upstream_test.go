package shim

import (
	"bufio"
	"context"
	"encoding/base64"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"time"
)

// received is one mail an upstream took.
type received struct {
	from string
	to   []string
	data string
}

// upstream is a mail server in memory.
type upstream struct {
	offer    []string
	user     string // who may log in; empty: nobody
	password string
	reply    string        // to a mail; empty: 250
	slow     time.Duration // before that reply
	gone     bool          // closes instead of that reply

	mu     sync.Mutex
	mails  []received
	logins []string
}

func (u *upstream) dial(context.Context, string, string) (net.Conn, error) {
	a, b := net.Pipe()
	go u.serve(b)
	return a, nil
}

func (u *upstream) got() []received {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.Clone(u.mails)
}

func (u *upstream) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	r := bufio.NewReader(c)
	say := func(s string) { _, _ = io.WriteString(c, s+"\r\n") }
	say("220 up")
	var m received
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		switch verb, _, _ := strings.Cut(line, " "); verb {
		case "EHLO":
			say("250-up\r\n250-" + strings.Join(append(slices.Clone(u.offer), "SIZE 50000000"), "\r\n250-") + "\r\n250 HELP")
		case "MAIL":
			m = received{from: line}
			say("250 ok")
		case "RCPT":
			m.to = append(m.to, strings.Trim(strings.Fields(line)[1], "TO:<>"))
			say("250 ok")
		case "DATA":
			say("354 go")
			if !u.take(r, &m, say) {
				return
			}
		case "AUTH":
			u.auth(line, say)
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (u *upstream) take(r *bufio.Reader, m *received, say func(string)) bool {
	var data strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		data.WriteString(strings.TrimPrefix(line, "."))
	}
	m.data = data.String()
	time.Sleep(u.slow)
	if u.reply != "" {
		say(u.reply)
		return true
	}
	u.mu.Lock()
	u.mails = append(u.mails, *m)
	u.mu.Unlock()
	if u.gone {
		return false
	}
	say("250 2.0.0 queued")
	return true
}

func (u *upstream) auth(line string, say func(string)) {
	f := strings.Fields(line)
	b, _ := base64.StdEncoding.DecodeString(f[len(f)-1])
	u.mu.Lock()
	u.logins = append(u.logins, f[1]+" "+string(b))
	u.mu.Unlock()
	if strings.Contains(string(b), u.user) && strings.Contains(string(b), u.password) && u.user != "" {
		say("235 ok")
	} else {
		say("535 5.7.8 no")
	}
}
