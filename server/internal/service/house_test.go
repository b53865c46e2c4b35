package service

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"sekisho/server/gate"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/config"
	"sekisho/server/internal/demo"
	"sekisho/server/internal/store"
)

// housePolicy: mail to hokuto waits, mail to ryokan needs boss, mail to kaigan is asked about, 極秘 goes nowhere.
const housePolicy = `
version: 1
organization: {name: Minato, domains: minato.example}
settings: {gateway: {present: true, confirm: ask}}
lists: {hokuto: [hokuto.example], ryokan: [ryokan.example], kaigan: [kaigan.example]}
baseline: {external: allow}
rules:
  - id: wait
    when: {recipients: {any: {in: hokuto}}}
    then: {action: hold, hold: {for: 10m, adjust: 1h}}
  - id: boss
    when: {recipients: {any: {in: ryokan}}}
    then: {action: approve, approve: {by: boss@minato.example}}
  - id: ask
    when: {recipients: {any: {in: kaigan}}}
    then: {action: confirm}
  - id: never
    when: {text: {any: 極秘, in: subject}}
    then: {action: block}
`

// Clients of the house, by where they connect from.
const (
	postfixClient = "127.0.0.2" // may send by its address
	scannerClient = "127.0.0.3" // may log in
	stranger      = "127.0.0.9"
)

const (
	secretWord = "a-secret-of-the-connector"
	passed     = "X-Passed-Gateway: round-and-round"
)

// house is the whole server, with connectors, as an administrator starts it; behind it is a sink.
type house struct {
	t    *testing.T
	data string
	at   Addresses
	sink *demo.Sink
	log  *lockedBuffer
	stop func() error

	ca    *x509.Certificate
	caKey *ecdsa.PrivateKey
}

// lockedBuffer is a log that many write and a test reads.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newHouse(t *testing.T, change ...func(*config.Config)) *house {
	t.Helper()
	h := &house{t: t, data: t.TempDir(), sink: demo.NewSink(), log: &lockedBuffer{}}
	file := func(name string, text []byte) string {
		t.Helper()
		write(t, filepath.Join(h.data, name), text)
		return filepath.Join(h.data, name)
	}
	h.makeCA()
	cert, key := pair(t, "mx.minato.example", time.Now().Add(-time.Hour), time.Now().Add(90*24*time.Hour))
	quick, err := bcrypt.GenerateFromPassword([]byte("scan-to-mail-2026"), bcrypt.MinCost)
	must(t, err)
	c := config.Default()
	c.DataDir, c.Listen, c.SMTPListen = filepath.Join(h.data, "data"), "127.0.0.1:0", "127.0.0.1:0"
	c.TLS = config.TLS{Cert: file("cert.pem", cert), Key: file("key.pem", key)}
	c.Policy, c.LogLevel, c.PassedField, c.Upstream = file("policy.yaml", []byte(housePolicy)), slog.LevelDebug, passed, h.serveSink()
	c.Connectors = []config.Connector{
		{Name: "postfix", Networks: []netip.Prefix{netip.MustParsePrefix(postfixClient + "/32")}},
		{Name: "scanners", Networks: []netip.Prefix{netip.MustParsePrefix(scannerClient + "/32")}, Logins: file("users", append([]byte("scanner:"), quick...))},
		{
			Name: "exchange-online", Certificates: []string{"mail.protection.outlook.com"}, SecretFile: file("secret", []byte(secretWord+"\n")),
			Authorities: file("ca.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: h.ca.Raw})), Fields: []string{"X-OriginatorOrg: minato.example"},
		},
	}
	for _, f := range change {
		f(&c)
	}
	h.run(c)
	return h
}

// run starts the server, and ends it with the test.
func (h *house) run(c config.Config) {
	h.t.Helper()
	ctx, end := context.WithCancel(context.Background())
	started, ended := make(chan Addresses, 1), make(chan error, 1)
	log := slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: c.LogLevel}))
	go func() { ended <- Run(ctx, c, log, func(a Addresses) { started <- a }) }()
	select {
	case h.at = <-started:
	case err := <-ended:
		h.t.Fatalf("the server did not start: %v", err)
	}
	var once sync.Once
	var err error
	h.stop = func() error { once.Do(func() { end(); err = <-ended }); return err }
	h.t.Cleanup(func() { must(h.t, h.stop()) })
}

func (h *house) serveSink() string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(h.t, err)
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- (&gate.Server{Host: "sink.example", Backend: h.sink, Limits: gate.Limits{Connections: 100, PerIP: 100}}).Serve(ctx, ln)
	}()
	h.t.Cleanup(func() { end(); must(h.t, <-ended) })
	return ln.Addr().String()
}

func (h *house) makeCA() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(h.t, err)
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "CA"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	must(h.t, err)
	h.ca, err = x509.ParseCertificate(der)
	must(h.t, err)
	h.caKey = key
}

// certificate is one that the house's authority gave for a name; a forged one is signed by itself.
func (h *house) certificate(name string, forged bool) []tls.Certificate {
	h.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(h.t, err)
	c := &x509.Certificate{SerialNumber: big.NewInt(2), DNSNames: []string{name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	parent, signer := h.ca, h.caKey
	if forged {
		parent, signer = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
	must(h.t, err)
	return []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}
}

// client is who tries something by SMTP.
type client struct {
	from     string // address to connect from
	tls      bool
	cert     []tls.Certificate
	login    string // "user:password"
	mailFrom string
	to       []string
	mail     string // header, empty line, text; without: a harmless one
}

// talk is a conversation by SMTP.
type talk struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

func (h *house) dial(from string) *talk {
	h.t.Helper()
	c, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}).DialContext(h.t.Context(), "tcp", h.at.SMTP)
	must(h.t, err)
	h.t.Cleanup(func() { _ = c.Close() })
	must(h.t, c.SetDeadline(time.Now().Add(30*time.Second)))
	return &talk{h.t, c, bufio.NewReader(c)}
}

// hear returns the last line of a reply.
func (k *talk) hear() string {
	k.t.Helper()
	for {
		line, err := k.r.ReadString('\n')
		if err != nil {
			return "hung up"
		}
		if len(line) > 3 && line[3] == ' ' {
			return strings.TrimSpace(line)
		}
	}
}

func (k *talk) say(line string) string {
	k.t.Helper()
	_, err := io.WriteString(k.conn, line+"\r\n")
	must(k.t, err)
	return k.hear()
}

func (k *talk) secure(cert []tls.Certificate) string {
	k.t.Helper()
	if got := k.say("STARTTLS"); !strings.HasPrefix(got, "220") {
		return got
	}
	c := tls.Client(k.conn, &tls.Config{InsecureSkipVerify: true, Certificates: cert}) // #nosec G402 -- the server's certificate is not what is tried
	k.conn, k.r = c, bufio.NewReader(c)
	return k.say("EHLO client.example")
}

// tries returns the first refusal that a client hears, or the answer to its mail.
func (h *house) tries(c client) string {
	h.t.Helper()
	k := h.dial(c.from)
	defer k.conn.Close() //nolint:errcheck // it has heard all
	steps := []func() string{k.hear, func() string { return k.say("EHLO client.example") }}
	if c.tls {
		steps = append(steps, func() string { return k.secure(c.cert) })
	}
	if c.login != "" {
		user, password, _ := strings.Cut(c.login, ":")
		steps = append(steps, func() string {
			return k.say("AUTH PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00"+user+"\x00"+password)))
		})
	}
	steps = append(steps, func() string { return k.say("MAIL FROM:<" + c.mailFrom + ">") })
	for _, to := range c.to {
		steps = append(steps, func() string { return k.say("RCPT TO:" + to) })
	}
	steps = append(steps, func() string { return k.say("DATA") })
	for _, step := range steps {
		if got := step(); got == "" || got[0] != '2' && got[0] != '3' {
			return got
		}
	}
	return k.say(c.mail + "\r\n.")
}

// device enrols a person's device and returns its token.
func (h *house) device(account string, roles ...auth.Role) string {
	h.t.Helper()
	token := ""
	h.store(func(st *store.Store, org store.Org) {
		devices := auth.NewDevices(st, nil)
		code, _, err := devices.NewCode(h.t.Context(), org, auth.Owner{Account: account, Roles: roles, Language: "en"}, 0, store.Who{})
		must(h.t, err)
		_, token, err = devices.Enrol(h.t.Context(), "127.0.0.1", auth.Enrolment{Code: code})
		must(h.t, err)
	})
	return token
}

// store opens the data beside the running server, as a command does.
func (h *house) store(f func(*store.Store, store.Org)) {
	h.t.Helper()
	st, err := store.Open(h.t.Context(), store.Options{Dir: filepath.Join(h.data, "data")})
	must(h.t, err)
	defer func() { must(h.t, st.Close()) }()
	org, err := auth.Operator(h.t.Context(), st, "main")
	must(h.t, err)
	f(st, org)
}

var insecure = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, MaxIdleConnsPerHost: 100}} // #nosec G402 -- as above

// ask is one request by HTTPS.
func (h *house) ask(token, method, path, kind, body string, header ...string) (status int, text string) {
	h.t.Helper()
	q, err := http.NewRequestWithContext(context.Background(), method, "https://"+h.at.HTTP+path, strings.NewReader(body))
	must(h.t, err)
	if token != "" {
		q.Header.Set("Authorization", "Bearer "+token)
	}
	if kind != "" {
		q.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	w, err := insecure.Do(q)
	must(h.t, err)
	defer func() { _ = w.Body.Close() }()
	b, err := io.ReadAll(w.Body)
	must(h.t, err)
	return w.StatusCode, string(b)
}

// arrived waits until n mails are in the sink that were not there before, and returns those, newest first.
func (h *house) arrived(n int) []demo.Stored {
	h.t.Helper()
	waitFor(h.t, func() bool { return len(h.sink.List()) >= n })
	return h.sink.List()
}

func letterTo(to, subject string, fields ...string) string {
	return fmt.Sprintf("From: sato@minato.example\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%s@minato.example>\r\n%s\r\nHello", to, subject, store.NewID(), strings.Join(append(fields, ""), "\r\n"))
}
