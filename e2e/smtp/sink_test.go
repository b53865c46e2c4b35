package smtp

import (
	"bufio"
	"encoding/base64"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// arrival is one mail at its destination, octet by octet.
type arrival struct {
	from, data string
	to         []string
	at         time.Time // when it was whole
}

// sink is where mail ends up: a small, strict SMTP server, with a login if asked for.
type sink struct {
	addr           string
	user, password string // empty: no AUTH

	mu       sync.Mutex
	arrivals []arrival
	logins   []string // mechanism and user of each accepted login
}

func startSink(t *testing.T, user, password string) *sink {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{addr: ln.Addr().String(), user: user, password: password}
	var conns sync.WaitGroup
	t.Cleanup(func() { _ = ln.Close(); conns.Wait() })
	conns.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			context := t.Context()
			go func() { <-context.Done(); _ = c.Close() }()
			conns.Go(func() { s.serve(c) })
		}
	})
	return s
}

// all returns what has arrived so far.
func (s *sink) all() []arrival {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]arrival(nil), s.arrivals...)
}

// about waits for the mail whose subject holds a word.
func (s *sink) about(t *testing.T, word string) arrival {
	t.Helper()
	var found arrival
	eventually(t, "the mail about "+word, func() bool {
		for _, a := range s.all() {
			if strings.Contains(a.data, "\r\nX-Story: "+word+"\r\n") {
				found = a
				return true
			}
		}
		return false
	})
	return found
}

func (s *sink) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	r := bufio.NewReader(c)
	say := func(line string) { _, _ = io.WriteString(c, line+"\r\n") }
	say("220 sink ESMTP")
	var a arrival
	for in := s.user == ""; ; {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSuffix(line, "\r\n")
		switch verb := strings.ToUpper(strings.Fields(line + " x")[0]); {
		case verb == "EHLO" && s.user != "":
			say("250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN LOGIN")
		case verb == "EHLO":
			say("250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8")
		case verb == "AUTH":
			in = s.auth(strings.Fields(line), r, say)
		case verb == "MAIL" && !in:
			say("530 5.7.0 sink: log in first")
		case verb == "MAIL":
			a = arrival{from: line}
			say("250 2.1.0 ok")
		case verb == "RCPT":
			a.to = append(a.to, line)
			say("250 2.1.5 ok")
		case verb == "DATA":
			say("354 go")
			if a.data, err = strictData(r); err != nil {
				return
			}
			a.at = time.Now()
			s.mu.Lock()
			s.arrivals = append(s.arrivals, a)
			s.mu.Unlock()
			say("250 2.0.0 sink has it")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 2.0.0 ok")
		}
	}
}

func strictData(r *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return b.String(), err
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

func (s *sink) auth(f []string, r *bufio.Reader, say func(string)) bool {
	next := func(prompt string) string {
		say("334 " + prompt)
		line, _ := r.ReadString('\n')
		b, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
		return string(b)
	}
	var user, password string
	if strings.EqualFold(f[1], "LOGIN") {
		user, password = next("VXNlcm5hbWU6"), next("UGFzc3dvcmQ6")
	} else {
		answer := ""
		if len(f) == 3 {
			b, _ := base64.StdEncoding.DecodeString(f[2])
			answer = string(b)
		} else {
			answer = next("")
		}
		parts := append(strings.Split(answer, "\x00"), "", "")
		user, password = parts[1], parts[2]
	}
	if user != s.user || password != s.password {
		say("535 5.7.8 sink: this is not " + s.user)
		return false
	}
	s.mu.Lock()
	s.logins = append(s.logins, strings.ToUpper(f[1])+" "+user)
	s.mu.Unlock()
	say("235 2.7.0 welcome")
	return true
}
