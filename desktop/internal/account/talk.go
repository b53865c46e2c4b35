package account

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/textproto"
	"slices"
	"strings"
)

// maxReplies bounds what an upstream may say in one trial.
const maxReplies = 64 << 10

// talk is one conversation with an upstream.
type talk struct {
	trial   Trial
	account Account
	conn    net.Conn
	text    *textproto.Reader
	offers  map[string]string
	args    map[string]string
	result  Result
	release func() bool
}

func (t *talk) close() {
	if t.conn != nil {
		t.release()
		_ = t.conn.Close()
	}
}

// done and failed make a step. More are arguments beside host, port and login.
func (t *talk) done(code string, more ...string) (Step, bool)   { return t.step(code, true, more) }
func (t *talk) failed(code string, more ...string) (Step, bool) { return t.step(code, false, more) }

func (t *talk) step(code string, ok bool, more []string) (Step, bool) {
	args := maps.Clone(t.args)
	for i := 0; i+1 < len(more); i += 2 {
		args[more[i]] = printable(more[i+1])
	}
	return Step{Code: code, OK: ok, Args: args}, true
}

func (t *talk) connect(ctx context.Context, _ Credentials) (Step, bool) {
	conn, err := t.trial.Dial(ctx, "tcp", t.account.Upstream)
	if err != nil {
		return t.failed(connectCode(err), "error", err.Error())
	}
	t.use(conn)
	t.release = context.AfterFunc(ctx, func() { _ = conn.Close() }) // closing what is below TLS ends both
	return t.done("try.connected")
}

func (t *talk) use(conn net.Conn) {
	t.conn, t.text = conn, textproto.NewReader(bufio.NewReader(io.LimitReader(conn, maxReplies)))
}

// begin encrypts at once where the account says so.
func (t *talk) begin(ctx context.Context, _ Credentials) (Step, bool) {
	if t.account.Security != SecurityImplicit {
		return Step{}, false
	}
	return t.encrypt(ctx)
}

func (t *talk) encrypt(ctx context.Context) (Step, bool) {
	conn := tls.Client(t.conn, t.trial.config(t.args["host"]))
	if err := conn.HandshakeContext(ctx); err != nil {
		return t.failed(tlsCode(err), "error", err.Error())
	}
	t.use(conn)
	state := conn.ConnectionState()
	issuer := state.PeerCertificates[0].Issuer
	return t.done("try.encrypted", "version", tls.VersionName(state.Version), "issuer", strings.Join(append(slices.Clone(issuer.Organization), issuer.CommonName), ", "))
}

// greet takes the greeting and says EHLO.
func (t *talk) greet(ctx context.Context, _ Credentials) (Step, bool) {
	code, text, err := t.text.ReadResponse(0)
	switch {
	case ctx.Err() != nil:
		return t.failed("try.silent")
	case err != nil:
		return t.failed(talkCode(err), "error", err.Error())
	case code/100 != 2:
		return t.failed("try.turned-away", "reply", reply(code, text))
	}
	return t.hello("try.greeted", text)
}

// hello says EHLO and keeps what the upstream offers.
func (t *talk) hello(code, greeting string) (Step, bool) {
	status, text, err := t.say("EHLO localhost")
	switch {
	case err != nil:
		return t.failed(talkCode(err), "error", err.Error())
	case status/100 != 2:
		return t.failed("try.turned-away", "reply", reply(status, text))
	}
	t.offers = map[string]string{}
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.TrimSpace(strings.ToUpper(strings.Replace(line, "AUTH=", "AUTH ", 1))), " ")
		t.offers[word] = strings.TrimSpace(t.offers[word] + " " + rest)
	}
	t.result.Auth = strings.Fields(t.offers["AUTH"])
	return t.done(code, "greeting", greeting)
}

// upgrade encrypts by STARTTLS where the account says so.
func (t *talk) upgrade(ctx context.Context, _ Credentials) (Step, bool) {
	switch t.account.Security {
	case SecurityNone:
		return t.done("try.not-encrypted")
	case SecurityImplicit:
		return Step{}, false
	}
	if _, offered := t.offers["STARTTLS"]; !offered {
		return t.failed("try.no-starttls")
	}
	code, text, err := t.say("STARTTLS")
	if err != nil || code/100 != 2 {
		return t.failed("try.starttls-refused", "reply", reply(code, text))
	}
	if t.text.R.Buffered() > 0 { // what was said before TLS must not count as said within
		return t.failed("try.not-smtp", "error", "text before TLS")
	}
	step, said := t.encrypt(ctx)
	if !step.OK {
		return step, said
	}
	if again, _ := t.hello("", ""); !again.OK {
		return again, true
	}
	return step, said
}

// login tries the credentials.
func (t *talk) login(_ context.Context, c Credentials) (Step, bool) {
	first, answers, mechanism := t.mechanism(c)
	switch {
	case c == Credentials{}:
		return t.done("try.no-login")
	case mechanism == "":
		return t.failed("try.auth-missing", "offers", strings.Join(t.result.Auth, " "))
	}
	code, text, err := t.say(first)
	for _, answer := range answers {
		if err != nil || code != 334 {
			break
		}
		code, text, err = t.say(answer)
	}
	if err == nil && code == 334 { // XOAUTH2 gives its reason as a challenge, and ends after an empty answer
		code, text, err = t.say("")
	}
	switch {
	case err != nil:
		return t.failed(talkCode(err), "error", err.Error())
	case code/100 == 2:
		return t.done("try.logged-in", "mechanism", mechanism)
	}
	return t.failed(authCode(code, text, c), "reply", reply(code, text))
}

// mechanism chooses how to log in, and returns the command, the answers to challenges, and its name; none is an empty name.
func (t *talk) mechanism(c Credentials) (first string, answers []string, name string) {
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	offered := func(name string) bool { return slices.Contains(t.result.Auth, name) }
	user := t.account.Login
	switch {
	case c.Token != "" && offered("XOAUTH2"):
		return "AUTH XOAUTH2", []string{encode("user=" + user + "\x01auth=Bearer " + c.Token + "\x01\x01")}, "XOAUTH2"
	case c.Token != "" && offered("OAUTHBEARER"): // RFC 7628, 3.1
		return "AUTH OAUTHBEARER", []string{encode(fmt.Sprintf("n,a=%s,\x01host=%s\x01port=%s\x01auth=Bearer %s\x01\x01", saslName(user), t.args["host"], t.args["port"], c.Token))}, "OAUTHBEARER"
	case c.Token != "":
		return "", nil, ""
	case offered("PLAIN"):
		return "AUTH PLAIN", []string{encode("\x00" + user + "\x00" + c.Password)}, "PLAIN"
	case offered("LOGIN"):
		return "AUTH LOGIN", []string{encode(user), encode(c.Password)}, "LOGIN"
	}
	return "", nil, ""
}

// saslName writes a name as GS2 headers have it (RFC 5801, 4).
func saslName(s string) string { return strings.NewReplacer("=", "=3D", ",", "=2C").Replace(s) }

func (t *talk) say(line string) (int, string, error) {
	if _, err := io.WriteString(t.conn, line+"\r\n"); err != nil {
		return 0, "", err
	}
	return t.text.ReadResponse(0)
}

// reply is a reply as people may see it: its code and text.
func reply(code int, text string) string { return fmt.Sprintf("%d %s", code, text) }

// talkCode names what went wrong while talking.
func talkCode(err error) string {
	var protocol textproto.ProtocolError
	var reply *textproto.Error
	switch {
	case errors.As(err, &protocol), errors.As(err, &reply):
		return "try.not-smtp"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "try.hung-up"
	}
	return "try.lost"
}
