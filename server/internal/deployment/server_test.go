package deployment

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"image/png"
	"io/fs"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sekisho/manifest"
	"sekisho/manifest/icon"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/httpapi"
)

// authority is a certificate that signs others.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// issue signs a certificate; parent nil: by itself.
func issue(t *testing.T, parent *authority, template x509.Certificate) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	if template.NotAfter.IsZero() {
		template.NotAfter = time.Now().Add(90 * 24 * time.Hour)
	}
	if template.NotBefore.IsZero() {
		template.NotBefore = time.Now().Add(-90 * 24 * time.Hour)
	}
	a := &authority{&template, key}
	if parent == nil {
		parent = a
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, parent.cert, &key.PublicKey, parent.key)
	if err != nil {
		t.Fatal(err)
	}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return a
}

func signer(name string) x509.Certificate {
	return x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
}

func leaf(names ...string) x509.Certificate {
	return x509.Certificate{Subject: pkix.Name{CommonName: "a server"}, DNSNames: names}
}

// pki is a root that is trusted, what it signs through, and a server.
type pki struct{ root, between, server *authority }

func newPKI(t *testing.T, server x509.Certificate) pki {
	root := issue(t, nil, signer("Test Root"))
	between := issue(t, root, signer("Test Intermediate"))
	return pki{root, between, issue(t, between, server)}
}

func chainOf(key *ecdsa.PrivateKey, certs ...*x509.Certificate) tls.Certificate {
	c := tls.Certificate{PrivateKey: key}
	for _, cert := range certs {
		c.Certificate = append(c.Certificate, cert.Raw)
	}
	return c
}

func (p pki) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(p.root.cert)
	return pool
}

// built stands for the front ends: a script that fits our manifests, pages, icons.
func built(t *testing.T) func(string) (fs.FS, bool) {
	t.Helper()
	script := "var o='" + manifest.Placeholder + "',p=['sekishoMessagePane','sekishoMeetingPane'];"
	for _, e := range manifest.Events() {
		script += "Office.actions.associate('" + e.Function + "',f);"
	}
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"launchevent.js": script, "launchevent-entra.js": script, "launchevent.html": "<!doctype html>", "launchevent-entra.html": "<!doctype html>",
		"taskpane.html": "<!doctype html>", "support.html": "<!doctype html>", "privacy.html": "<!doctype html>", "itemsend.html": "<!doctype html>",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	for _, size := range icon.Sizes() {
		var out bytes.Buffer
		if err := png.Encode(&out, icon.Draw(size)); err != nil {
			t.Fatal(err)
		}
		files[fmt.Sprintf("icons/icon-%d.png", size)] = &fstest.MapFile{Data: out.Bytes()}
	}
	return func(name string) (fs.FS, bool) { return files, name == "addin" }
}

// router is the server's own router, with everything that is delivered and nobody known.
func router(t *testing.T, o httpapi.Options) http.Handler {
	t.Helper()
	o.Built, o.UploadsDir, o.Log = built(t), t.TempDir(), slog.New(slog.DiscardHandler)
	o.Identify = auth.Middleware(&auth.Authenticator{})
	s, err := httpapi.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// serve listens with TLS and returns the origin.
func serve(t *testing.T, h http.Handler, config *tls.Config) string {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.TLS = config
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return "https://localhost:" + s.URL[strings.LastIndex(s.URL, ":")+1:]
}
