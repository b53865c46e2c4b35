package gate

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// sinkMail is one mail the sink thinks it got.
type sinkMail struct {
	from string
	to   []string
	data string
}

// laxSink is an upstream that falls for everything: any CR or LF, a dot, any CR or LF ends a mail, and what follows is commands.
type laxSink struct {
	offer    []string          // EHLO keywords
	token    string            // what a mechanism with tokens takes; empty: none is right
	messages []string          // what those mechanisms were given, decoded
	password string            // of user "taro@a.example"; empty: no login needed
	answers  map[string]string // replies instead of the usual ones, by the beginning of the command; "." is the final dot
	dead     bool              // refuses connections
	hangUpOn string            // command at which it closes without a word
	// beforeData is called before the reply to DATA, afterData before that to the mail; nil: nothing.
	beforeData, afterData func()

	mu       sync.Mutex
	mails    []sinkMail
	commands []string
	dials    int
}

func newSink() *laxSink {
	return &laxSink{offer: []string{"PIPELINING", "SIZE 1000000", "8BITMIME", "SMTPUTF8", "DSN", "CHUNKING", "AUTH PLAIN LOGIN CRAM-MD5"}}
}

func (s *laxSink) dial(_ context.Context, _, addr string) (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dials++
	if s.dead {
		return nil, fmt.Errorf("dial %s: refused", addr)
	}
	a, b := net.Pipe()
	go s.serve(b)
	return a, nil
}

func (s *laxSink) got() []sinkMail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]sinkMail(nil), s.mails...)
}

func (s *laxSink) heard() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.commands, "\n")
}

func (s *laxSink) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	r := bufio.NewReaderSize(c, 256<<10)
	say := func(line string) { _, _ = io.WriteString(c, line+"\r\n") }
	say("220 sink")
	var m sinkMail
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		s.mu.Lock()
		s.commands = append(s.commands, line)
		s.mu.Unlock()
		if s.hangUpOn != "" && strings.HasPrefix(line, s.hangUpOn) {
			return
		}
		if own, ok := s.answerTo(line); ok {
			say(own)
			continue
		}
		switch verb := strings.ToUpper(strings.Fields(line + " x")[0]); verb {
		case "EHLO":
			say("250-sink\r\n250-" + strings.Join(s.offer, "\r\n250-") + "\r\n250 HELP")
		case "MAIL":
			m = sinkMail{from: line[len("MAIL FROM:"):]}
			say("250 2.1.0 ok")
		case "RCPT":
			m.to = append(m.to, line[len("RCPT TO:"):])
			say("250 2.1.5 ok")
		case "DATA":
			if s.beforeData != nil {
				s.beforeData()
			}
			say("354 go")
			if m.data, err = laxData(r); err != nil {
				return
			}
			if s.afterData != nil {
				s.afterData()
			}
			if s.hangUpOn == "." {
				return
			}
			s.mu.Lock()
			s.mails = append(s.mails, m)
			s.mu.Unlock()
			if own, ok := s.answerTo("."); ok {
				say(own)
			} else {
				say("250 2.0.0 queued as 4711")
			}
		case "AUTH":
			s.auth(line, r, say)
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *laxSink) answerTo(line string) (string, bool) {
	for prefix, a := range s.answers {
		if strings.HasPrefix(line, prefix) {
			return a, true
		}
	}
	return "", false
}

func (s *laxSink) auth(line string, r *bufio.Reader, say func(string)) {
	next := func() string {
		l, _ := r.ReadString('\n')
		b, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(l))
		return string(b)
	}
	var user, password string
	if f := strings.Fields(line); f[1] == xoauth2 || f[1] == oauthBearer {
		s.oauth(f, next, r, say)
		return
	}
	switch f := strings.Fields(line); {
	case f[1] == "LOGIN":
		say("334 VXNlcm5hbWU6")
		user = next()
		say("334 UGFzc3dvcmQ6")
		password = next()
	case len(f) == 3:
		b, _ := base64.StdEncoding.DecodeString(f[2])
		_, rest, _ := strings.Cut(string(b), "\x00")
		user, password, _ = strings.Cut(rest, "\x00")
	default:
		say("334 ")
		_, rest, _ := strings.Cut(next(), "\x00")
		user, password, _ = strings.Cut(rest, "\x00")
	}
	if user == "taro@a.example" && password == s.password {
		say("235 2.7.0 welcome")
	} else {
		say("535 5.7.8 Error: authentication failed: who are you?")
	}
}

// refusedToken is what Google says of a token it does not take.
const refusedToken = `{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}`

// oauth takes a token; of a wrong one it says why first, and refuses only after an answer.
func (s *laxSink) oauth(f []string, next func() string, r *bufio.Reader, say func(string)) {
	message := ""
	if len(f) == 3 {
		b, _ := base64.StdEncoding.DecodeString(f[2])
		message = string(b)
	} else {
		say("334 ")
		message = next()
	}
	s.mu.Lock()
	s.messages = append(s.messages, message)
	s.mu.Unlock()
	if s.token != "" && strings.Contains(message, "auth=Bearer "+s.token+kvsep) {
		say("235 2.7.0 welcome")
		return
	}
	say("334 " + base64.StdEncoding.EncodeToString([]byte(refusedToken)))
	answer, _ := r.ReadString('\n')
	s.mu.Lock()
	s.commands = append(s.commands, "answer "+strings.TrimSpace(answer))
	s.mu.Unlock()
	say("535 5.7.8 the token is not for you")
}

// laxData reads octet by octet, as a careless server might.
func laxData(r *bufio.Reader) (string, error) {
	var b bytes.Buffer
	isEnd := func(c byte) bool { return c == '\r' || c == '\n' }
	for {
		c, err := r.ReadByte()
		if err != nil {
			return b.String(), err
		}
		b.WriteByte(c)
		d := b.Bytes()
		n := len(d)
		if n >= 2 && isEnd(c) && d[n-2] == '.' && (n == 2 || isEnd(d[n-3])) {
			if c == '\r' { // take the rest of the line end, if it is there
				if p, _ := r.Peek(1); len(p) == 1 && p[0] == '\n' {
					_, _ = r.ReadByte()
				}
			}
			return string(d[:n-2]), nil
		}
	}
}

// pipeListener hands out in-memory connections.
type pipeListener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}
func (l *pipeListener) Close() error   { l.once.Do(func() { close(l.done) }); return nil }
func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{} }

// rig is a gate between a test's clients and a sink.
type rig struct {
	t       testing.TB
	sink    *laxSink
	server  *Server
	proxy   *Proxy
	ln      *pipeListener
	stop    context.CancelFunc
	done    chan error
	mu      sync.Mutex
	records []Record
}

// newRig starts a gate; change adjusts it first.
func newRig(t testing.TB, change func(*rig)) *rig {
	t.Helper()
	r := &rig{t: t, sink: newSink(), ln: newPipeListener(), done: make(chan error, 1)}
	r.proxy = &Proxy{Host: "gate.example", Decider: Allow{}, Upstream: &Upstream{Addr: "up.example:25", Dial: r.sink.dial, Write: 5 * time.Second, Command: 5 * time.Second}}
	r.server = &Server{Host: "gate.example", Backend: r.proxy, PlainAuth: true, SpoolDir: t.TempDir()}
	r.server.Record = func(tr *Transaction, reply Reply) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.records = append(r.records, NewRecord(tr, reply))
	}
	if change != nil {
		change(r)
	}
	if r.server.Limits.Write == 0 {
		r.server.Limits.Write = 3 * time.Second // a client that does not read is a test that failed
	}
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	go func() { r.done <- r.server.Serve(ctx, r.ln) }()
	return r
}

// close ends the gate and reports how.
func (r *rig) close() {
	r.t.Helper()
	r.stop()
	if err := <-r.done; err != nil {
		r.t.Errorf("Serve: %v", err)
	}
	r.proxy.Wait()
}

// listen serves on a real port, too, and returns its address and what ends that.
func (r *rig) listen() (addr string, end func()) {
	r.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		r.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.server.Serve(ctx, ln) }()
	return ln.Addr().String(), func() {
		r.t.Helper()
		cancel()
		if err := <-done; err != nil {
			r.t.Errorf("Serve: %v", err)
		}
	}
}

// client is a test's side of a connection.
type testClient struct {
	t testing.TB
	net.Conn
	r *bufio.Reader
}

// dial connects and takes the greeting.
func (r *rig) dial() *testClient {
	r.t.Helper()
	c := r.dialRaw()
	c.want("220")
	return c
}

func (r *rig) dialRaw() *testClient {
	a, b := net.Pipe()
	r.ln.conns <- b
	return &testClient{r.t, a, bufio.NewReaderSize(a, 64<<10)}
}

// send writes octets; it returns when the gate has read them.
func (c *testClient) send(s string) {
	c.t.Helper()
	_ = c.SetWriteDeadline(time.Now().Add(time.Hour))
	if _, err := io.WriteString(c, s); err != nil {
		c.t.Fatalf("send %.60q: %v", s, err)
	}
}

// read returns one reply, its lines joined by "\n".
func (c *testClient) read() string {
	c.t.Helper()
	var lines []string
	for {
		line, err := c.r.ReadString('\n')
		if err != nil {
			return strings.Join(append(lines, "closed"), "\n")
		}
		lines = append(lines, strings.TrimSuffix(line, "\r\n"))
		if len(line) < 4 || line[3] != '-' {
			return strings.Join(lines, "\n")
		}
	}
}

// want reads a reply that begins with prefix.
func (c *testClient) want(prefix string) string {
	c.t.Helper()
	got := c.read()
	if !strings.HasPrefix(got, prefix) {
		c.t.Fatalf("reply = %q, want %q…", got, prefix)
	}
	return got
}

// do sends a line and wants a reply.
func (c *testClient) do(line, prefix string) string {
	c.t.Helper()
	c.send(line + "\r\n")
	got := c.read()
	if !strings.HasPrefix(got, prefix) {
		c.t.Fatalf("%.80s: reply = %q, want %q…", line, got, prefix)
	}
	return got
}

// begin says EHLO and the envelope, up to 354.
func (c *testClient) begin(to ...string) {
	c.t.Helper()
	c.do("EHLO client.example", "250")
	c.mail(to...)
}

func (c *testClient) mail(to ...string) {
	c.t.Helper()
	c.do("MAIL FROM:<taro@a.example>", "250")
	for _, a := range to {
		c.do("RCPT TO:<"+a+">", "250")
	}
	c.do("DATA", "354")
}
