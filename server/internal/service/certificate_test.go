package service

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sekisho/server/internal/config"
)

// pair makes a certificate and its key as PEM.
func pair(t *testing.T, name string, from, until time.Time) (cert, key []byte) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: from, NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	inner, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: inner})
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// tlsFixture is a server with real TLS connections whose certificate looks at its files at every one.
type tlsFixture struct {
	*testing.T
	files config.TLS
	log   *bytes.Buffer
	cert  *certificate
	addr  string
}

func newTLS(t *testing.T) *tlsFixture {
	dir := t.TempDir()
	f := &tlsFixture{T: t, files: config.TLS{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}, log: &bytes.Buffer{}}
	f.put(pair(t, "first.example", time.Now().Add(-time.Hour), time.Now().Add(90*24*time.Hour)))
	var err error
	if f.cert, err = openCertificate(f.files, slog.New(slog.NewTextHandler(f.log, nil))); err != nil {
		t.Fatal(err)
	}
	f.cert.every = 0
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f.addr = ln.Addr().String()
	server := &http.Server{Handler: http.NotFoundHandler(), TLSConfig: f.cert.config(), ReadHeaderTimeout: time.Minute, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
	ended := make(chan error, 1)
	go func() { ended <- server.ServeTLS(ln, "", "") }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return f
}

func (f *tlsFixture) put(cert, key []byte) {
	f.Helper()
	write(f.T, f.files.Cert, cert)
	write(f.T, f.files.Key, key)
}

// served is the name in the certificate that a new connection gets.
func (f *tlsFixture) served() string {
	f.Helper()
	c, err := (&tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}}).DialContext(f.Context(), "tcp", f.addr)
	if err != nil {
		f.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	return c.(*tls.Conn).ConnectionState().PeerCertificates[0].DNSNames[0]
}

func (f *tlsFixture) want(name, when string) {
	f.Helper()
	if got := f.served(); got != name {
		f.Errorf("%s: the certificate is %s, want %s", when, got, name)
	}
}

func TestCertificateIsReadAnew(t *testing.T) {
	f := newTLS(t)
	day := 24 * time.Hour
	f.want("first.example", "at the start")
	cert, key := pair(t, "second.example", time.Now().Add(-time.Hour), time.Now().Add(90*day))
	write(t, f.files.Cert, cert)
	f.want("first.example", "with the new certificate and the old key")
	if got := f.log.String(); !strings.Contains(got, "the old certificate stays") || !strings.Contains(got, "private key does not match public key; write the PEM files") {
		t.Errorf("the log has %s, want why the new one is not used, and what to do", got)
	}
	before := f.log.Len()
	f.want("first.example", "asked again")
	if f.log.Len() != before {
		t.Errorf("the same is logged twice: %s", f.log)
	}
	write(t, f.files.Key, key)
	f.want("second.example", "with the key that fits")
	if !strings.Contains(f.log.String(), "second.example") {
		t.Errorf("the log has %s, want the new certificate", f.log)
	}
}

func TestBrokenFilesKeepTheOldCertificate(t *testing.T) {
	good := func(from, until time.Duration) func() ([]byte, []byte) {
		return func() ([]byte, []byte) { return pair(t, "second.example", time.Now().Add(from), time.Now().Add(until)) }
	}
	for name, c := range map[string]struct {
		make func() ([]byte, []byte)
		want string
	}{
		"empty":       {func() ([]byte, []byte) { return nil, nil }, "failed to find any PEM data"},
		"no PEM":      {func() ([]byte, []byte) { return []byte("hello"), []byte("hello") }, "failed to find any PEM data"},
		"at its end":  {good(-48*time.Hour, -time.Hour), "the certificate ended on"},
		"of tomorrow": {good(24*time.Hour, 48*time.Hour), "not valid before"},
		"enormous":    {func() ([]byte, []byte) { return make([]byte, pemMost+1), nil }, "no PEM file of at most"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newTLS(t)
			f.put(c.make())
			f.want("first.example", "with files that are "+name)
			if !strings.Contains(f.log.String(), c.want) {
				t.Errorf("the log has %s, want %q", f.log, c.want)
			}
		})
	}
	f := newTLS(t)
	if err := os.Remove(f.files.Key); err != nil {
		t.Fatal(err)
	}
	f.want("first.example", "without a key file")
	if !strings.Contains(f.log.String(), "no such file") {
		t.Errorf("the log has %s, want that the key is gone", f.log)
	}
}

func TestFilesAreNotReadAtEveryConnection(t *testing.T) {
	f := newTLS(t)
	now := time.Now()
	f.cert.mu.Lock()
	f.cert.every, f.cert.now, f.cert.looked = lookEvery, func() time.Time { return now }, now
	f.cert.mu.Unlock()
	f.put(pair(t, "second.example", now.Add(-time.Hour), now.Add(90*24*time.Hour)))
	f.want("first.example", "at once")
	f.cert.mu.Lock()
	now = now.Add(lookEvery)
	f.cert.mu.Unlock()
	f.want("second.example", "after a while")
}

func TestOpenCertificate(t *testing.T) {
	dir := t.TempDir()
	files := config.TLS{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
	var log bytes.Buffer
	open := func() error {
		_, err := openCertificate(files, slog.New(slog.NewTextHandler(&log, nil)))
		return err
	}
	if err := open(); err == nil || !strings.Contains(err.Error(), files.Cert) {
		t.Errorf("no files: %v, want the file's name", err)
	}
	cert, _ := pair(t, "a.example", time.Now(), time.Now().Add(time.Hour))
	_, other := pair(t, "b.example", time.Now(), time.Now().Add(time.Hour))
	write(t, files.Cert, cert)
	write(t, files.Key, other)
	if err := open(); err == nil || !strings.Contains(err.Error(), "does not match") || !strings.Contains(err.Error(), files.Key) {
		t.Errorf("another key: %v, want that they do not match, and the file's name", err)
	}
	cert, key := pair(t, "old.example", time.Now().Add(-48*time.Hour), time.Now().Add(-time.Hour))
	write(t, files.Cert, cert)
	write(t, files.Key, key)
	if err := open(); err != nil || !strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("past its end: %v, log %s; want a start with an error in the log", err, &log)
	}
	log.Reset()
	write2 := func(until time.Duration) { // the end is near, or not
		cert, key := pair(t, "a.example", time.Now().Add(-time.Hour), time.Now().Add(until))
		write(t, files.Cert, cert)
		write(t, files.Key, key)
		if err := open(); err != nil {
			t.Fatal(err)
		}
	}
	write2(30 * 24 * time.Hour)
	if strings.Contains(log.String(), "level=WARN") {
		t.Errorf("a month before the end: %s", &log)
	}
	write2(3 * 24 * time.Hour)
	if !strings.Contains(log.String(), "level=WARN") {
		t.Errorf("three days before the end: %s, want a warning", &log)
	}
}
