package gate

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Security says how a connection to an upstream is protected.
type Security int

const (
	// SecurityNone sends everything in the clear: right on loopback only.
	SecurityNone Security = iota
	// SecurityStartTLS upgrades before anything else is said, or fails.
	SecurityStartTLS
	// SecurityTLS begins with TLS.
	SecurityTLS
)

// SecurityFor says how a connection to addr (host:port) is protected under a word of configuration: none, starttls, implicit, or
// auto, which is none on loopback, implicit on port 465 and else starttls. Any other word counts as auto.
func SecurityFor(word, addr string) Security {
	switch word {
	case "none":
		return SecurityNone
	case "starttls":
		return SecurityStartTLS
	case "implicit":
		return SecurityTLS
	}
	host, port, _ := net.SplitHostPort(addr)
	ip := net.ParseIP(host)
	switch {
	case host == "localhost", ip != nil && ip.IsLoopback():
		return SecurityNone
	case port == "465":
		return SecurityTLS
	}
	return SecurityStartTLS
}

// Upstream is the server that mail is relayed to.
type Upstream struct {
	Addr     string // host:port
	Hello    string // the name we give; empty: localhost
	Security Security
	TLS      *tls.Config // nil: the system's roots and the name in Addr
	// Dial opens connections. Nil: a net.Dialer.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)

	Connect time.Duration // for connecting with TLS; 0: 30 seconds
	Command time.Duration // for one reply; 0: 5 minutes (RFC 5321, 4.5.3.2)
	Write   time.Duration // for one block of a mail; 0: 3 minutes
	Final   time.Duration // for the reply to a mail; 0: 10 minutes
}

var errProtocol = errors.New("gate: upstream does not speak SMTP")

// What went wrong before a connection was protected, wrapped by Courier's errors.
var (
	ErrNoTLS     = errors.New("gate: upstream gives no TLS")
	ErrHandshake = errors.New("gate: no TLS with upstream")
)

// client is one connection to an upstream.
type client struct {
	u    *Upstream
	conn net.Conn
	r    *bufio.Reader
	w    *bufio.Writer
	ext  map[string]string // EHLO keywords in upper case and their arguments
}

// connect opens a connection, says EHLO and protects it as asked. A *ReplyError is the upstream's own refusal.
func (u *Upstream) connect(ctx context.Context) (*client, error) {
	dial := u.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	ctx, cancel := context.WithTimeout(ctx, u.orElse(u.Connect, 30*time.Second))
	defer cancel()
	conn, err := dial(ctx, "tcp", u.Addr)
	if err != nil {
		return nil, fmt.Errorf("connect to upstream %s: %w", u.Addr, err)
	}
	c := &client{u: u}
	c.use(conn)
	release := c.guard(ctx)
	defer release()
	if err := c.begin(ctx); err != nil {
		c.drop()
		return nil, err
	}
	return c, nil
}

// where names the upstream and, where it matters to whoever set it up, why it cannot be talked to.
func (u *Upstream) where(err error) string {
	var untrusted *tls.CertificateVerificationError
	var noTLS tls.RecordHeaderError
	switch {
	case errors.As(err, &untrusted):
		return u.Addr + ", its certificate is not trusted"
	case errors.As(err, &noTLS):
		return u.Addr + ", it does not begin with TLS"
	}
	return u.Addr
}

func (u *Upstream) orElse(d, fallback time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return fallback
}

func (c *client) use(conn net.Conn) {
	c.conn, c.r, c.w = conn, bufio.NewReaderSize(conn, maxUpstreamLine), bufio.NewWriterSize(conn, 64<<10)
}

// guard closes the connection when ctx ends before release is called. stopped tells whether it was in time.
func (c *client) guard(ctx context.Context) (release func() (stopped bool)) {
	conn := c.conn // STARTTLS replaces c.conn; closing what is below ends both
	return context.AfterFunc(ctx, func() { _ = conn.Close() })
}

// begin takes the greeting and says EHLO, with TLS before or between.
func (c *client) begin(ctx context.Context) error {
	if c.u.Security == SecurityTLS {
		if err := c.handshake(ctx); err != nil {
			return err
		}
	}
	if reply, err := c.reply(c.u.orElse(c.u.Command, 5*time.Minute)); err != nil || !reply.positive() {
		return cmpErr(err, reply)
	}
	if err := c.hello(); err != nil || c.u.Security != SecurityStartTLS {
		return err
	}
	if reply, err := c.command("STARTTLS"); err != nil || !reply.positive() {
		if err == nil {
			err = &toldError{fmt.Errorf("upstream %s gives no TLS: %w", c.u.Addr, cmpErr(err, reply)), ErrNoTLS}
		}
		return err
	}
	if c.r.Buffered() > 0 {
		return errProtocol
	}
	if err := c.handshake(ctx); err != nil {
		return err
	}
	return c.hello()
}

// toldError is an error of one kind, without the kind's own words.
type toldError struct {
	error
	kind error
}

func (e *toldError) Unwrap() []error { return []error{e.error, e.kind} }

func cmpErr(err error, reply Reply) error {
	if err != nil {
		return err
	}
	return &ReplyError{reply}
}

func (c *client) handshake(ctx context.Context) error {
	config := c.u.TLS.Clone()
	if config == nil {
		config = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if config.ServerName == "" {
		config.ServerName, _, _ = net.SplitHostPort(c.u.Addr)
	}
	t := tls.Client(c.conn, config)
	if err := t.HandshakeContext(ctx); err != nil {
		return &toldError{fmt.Errorf("tls with upstream %s: %w", c.u.Addr, err), ErrHandshake}
	}
	c.use(t)
	return nil
}

// hello says EHLO, and HELO to a server that does not know it.
func (c *client) hello() error {
	name := c.u.Hello
	if name == "" {
		name = "localhost"
	}
	reply, err := c.command("EHLO " + name)
	if err == nil && reply.Code >= 500 {
		reply, err = c.command("HELO " + name)
	}
	if err != nil || !reply.positive() {
		return cmpErr(err, reply)
	}
	c.ext = map[string]string{}
	for _, line := range strings.Split(reply.Text, "\n")[1:] {
		if line = strings.TrimSpace(line); strings.HasPrefix(strings.ToUpper(line), "AUTH=") { // before RFC 2554
			line = "AUTH " + line[5:]
		}
		word, arg, _ := strings.Cut(line, " ")
		word = strings.ToUpper(word)
		c.ext[word] = strings.TrimSpace(c.ext[word] + " " + arg)
	}
	return nil
}

// extensions returns what we can pass on of what the upstream offers.
func (c *client) extensions() Extensions {
	has := func(word string) bool { _, ok := c.ext[word]; return ok }
	e := Extensions{EightBitMIME: has("8BITMIME"), SMTPUTF8: has("SMTPUTF8"), DSN: has("DSN")}
	if n, err := strconv.ParseInt(c.ext["SIZE"], 10, 64); err == nil && n > 0 {
		e.Size = n
	}
	offered := strings.Fields(strings.ToUpper(c.ext["AUTH"]))
	for _, mechanism := range []string{"PLAIN", "LOGIN", xoauth2, oauthBearer} {
		if slices.Contains(offered, mechanism) {
			e.Auth = append(e.Auth, mechanism)
		}
	}
	return e
}

// Probe connects, learns what the upstream offers that we can pass on, and leaves. A *ReplyError is the upstream's own refusal.
func (u *Upstream) Probe(ctx context.Context) (Extensions, error) {
	c, err := u.connect(ctx)
	if err != nil {
		return Extensions{}, err
	}
	defer c.quit()
	return c.extensions(), nil
}

// drop closes without a word.
func (c *client) drop() { _ = c.conn.Close() }

// quit closes politely, without waiting long for the answer.
func (c *client) quit() {
	_ = c.conn.SetDeadline(time.Now().Add(time.Second))
	if _, err := c.w.WriteString("QUIT\r\n"); err == nil {
		_ = c.w.Flush()
	}
	c.drop()
}
