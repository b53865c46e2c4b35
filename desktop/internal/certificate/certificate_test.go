package certificate

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sekisho/desktop/internal/secret"
)

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func options(t *testing.T) (Options, *clock) {
	t.Helper()
	dir := t.TempDir()
	v, err := secret.Open(t.Context(), secret.Options{Path: filepath.Join(dir, "vault"), KeyFile: filepath.Join(dir, "key"), Keychain: secret.None()})
	if err != nil {
		t.Fatal(err)
	}
	c := &clock{now: time.Now()}
	return Options{Vault: v, Export: filepath.Join(dir, "ca.pem"), Now: c.read}, c
}

func open(t *testing.T, o Options) *Keeper {
	t.Helper()
	k, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// serve has a TLS server answer with config until the test ends, and returns where.
func serve(t *testing.T, config *tls.Config) string {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", config)
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
			group.Go(func() {
				_, _ = io.WriteString(conn, "220 hello\r\n")
				_, _ = io.Copy(io.Discard, conn)
				_ = conn.Close()
			})
		}
	})
	t.Cleanup(func() { _ = l.Close(); group.Wait() })
	return l.Addr().String()
}

// dial connects as a mail program that trusts ca and wants name.
func dial(ca []byte, addr, name string, now func() time.Time) (*x509.Certificate, error) {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	conn, err := tls.Dial("tcp", addr, &tls.Config{RootCAs: pool, ServerName: name, Time: now})
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	return conn.ConnectionState().PeerCertificates[0], nil
}

func TestMailProgramsTrustTheShim(t *testing.T) {
	o, now := options(t)
	k := open(t, o)
	addr := serve(t, k.TLS())
	exported, err := os.ReadFile(o.Export)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"localhost", "127.0.0.1", "::1"} {
		if _, err := dial(exported, addr, name, now.read); err != nil {
			t.Errorf("as %s: %v", name, err)
		}
	}
	if _, err := dial(exported, addr, "example.com", now.read); err == nil {
		t.Error("the certificate is good for example.com")
	}
	info := k.Info()
	if !slices.Equal(info.PEM, exported) || len(info.Fingerprint) != 95 || !strings.HasPrefix(info.Name, "Sekisho") {
		t.Errorf("Info = %+v", info)
	}
	if life := info.Leaf.Sub(now.read()); life > 398*24*time.Hour || life < 390*24*time.Hour {
		t.Errorf("the certificate lasts %v", life)
	}
}

func TestOpenAgainChangesNothing(t *testing.T) {
	o, _ := options(t)
	first := open(t, o).Info()
	if err := os.Remove(o.Export); err != nil {
		t.Fatal(err)
	}
	second := open(t, o).Info()
	if first.Fingerprint != second.Fingerprint || !first.Leaf.Equal(second.Leaf) {
		t.Errorf("a second run changed %v to %v", first, second)
	}
	if _, err := os.Stat(o.Export); err != nil {
		t.Error("the exported certificate was not written again")
	}
}

func TestRenewalWithoutARestart(t *testing.T) {
	o, now := options(t)
	k := open(t, o)
	addr := serve(t, k.TLS())
	ca := k.Info().PEM
	first, err := dial(ca, addr, "localhost", now.read)
	if err != nil {
		t.Fatal(err)
	}
	now.add(366 * 24 * time.Hour) // 31 days are left
	if same, err := dial(ca, addr, "localhost", now.read); err != nil || !same.Equal(first) {
		t.Errorf("with 31 days left: %v; the certificate changed: %v", err, same != nil && !same.Equal(first))
	}
	now.add(2 * 24 * time.Hour)
	second, err := dial(ca, addr, "localhost", now.read)
	if err != nil || second.Equal(first) {
		t.Fatalf("with 29 days left the certificate is the old one (%v)", err)
	}
	if kept := open(t, o).Info(); !kept.Leaf.Equal(second.NotAfter) {
		t.Error("the new certificate was not kept")
	}
	for range 9 { // as if nobody ever restarted, until the authority's last year
		now.add(366 * 24 * time.Hour)
		if _, err := dial(ca, addr, "localhost", now.read); err != nil && now.read().Before(k.Info().NotAfter) {
			t.Errorf("at %v: %v", now.read(), err)
		}
	}
}

// fails is a vault that takes nothing more.
type fails struct{ Vault }

func (fails) Set(string, []byte) error { return errors.New("disk full") }

func TestRenewalThatFailsServesTheOldOne(t *testing.T) {
	o, now := options(t)
	open(t, o)
	o.Vault = fails{o.Vault}
	k := open(t, o)
	now.add(370 * 24 * time.Hour)
	if _, err := k.certificate(nil); err != nil {
		t.Errorf("with days left and a full disk: %v", err)
	}
	now.add(30 * 24 * time.Hour)
	if _, err := k.certificate(nil); err == nil {
		t.Error("a certificate that is over is served")
	}
}

func TestAuthorityThatIsOverIsReplaced(t *testing.T) {
	o, now := options(t)
	first := open(t, o).Info()
	now.add(authorityLife - 100*24*time.Hour)
	if last := open(t, o).Info(); last.Fingerprint != first.Fingerprint || last.Leaf.After(first.NotAfter) {
		t.Errorf("in the last days: %+v; a certificate never outlives its authority", last)
	}
	now.add(101 * 24 * time.Hour)
	next := open(t, o)
	if next.Info().Fingerprint == first.Fingerprint {
		t.Error("an authority that is over is kept")
	}
	if _, err := dial(next.Info().PEM, serve(t, next.TLS()), "localhost", now.read); err != nil {
		t.Errorf("under the new authority: %v", err)
	}
}

func TestABrokenAuthorityIsNotReplaced(t *testing.T) {
	o, _ := options(t)
	open(t, o)
	if err := o.Vault.Set(authorityName, []byte("broken")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), o); err == nil {
		t.Error("Open made a new authority, which no mail program trusts, without a word")
	}
	if err := o.Vault.Set(leafName, []byte("broken")); err != nil {
		t.Fatal(err)
	}
	if _, err := Look(o); err == nil || errors.Is(err, ErrMissing) {
		t.Errorf("Look at a broken authority = %v", err)
	}
}

func TestLookMakesNothing(t *testing.T) {
	o, _ := options(t)
	if _, err := Look(o); !errors.Is(err, ErrMissing) {
		t.Errorf("Look before the first run = %v, want ErrMissing", err)
	}
	made := open(t, o).Info()
	if seen, err := Look(o); err != nil || seen.Fingerprint != made.Fingerprint || !seen.Leaf.Equal(made.Leaf) {
		t.Errorf("Look = %+v, %v, want %+v", seen, err, made)
	}
}

// forged signs a certificate for others with the authority's key: what a thief of the key would do.
func forged(t *testing.T, k *Keeper, change func(*x509.Certificate)) pair {
	t.Helper()
	c := &x509.Certificate{
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	change(c)
	p, err := sign(c, &k.authority)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheAuthoritySpeaksForNobodyElse(t *testing.T) {
	o, _ := options(t)
	k := open(t, o)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(k.Info().PEM)
	mail, _ := url.Parse("https://bank.example/")
	for name, change := range map[string]func(*x509.Certificate){
		"another name":                func(c *x509.Certificate) { c.DNSNames = []string{"bank.example"} },
		"another name beside our own": func(c *x509.Certificate) { c.DNSNames = []string{"localhost", "bank.example"} },
		"another address":             func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 2).To4()} },
		"another address of IPv6":     func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.ParseIP("2001:db8::1")} },
		"a mail address":              func(c *x509.Certificate) { c.EmailAddresses = []string{"a@bank.example"} },
		"a URI":                       func(c *x509.Certificate) { c.URIs = []*url.URL{mail} },
		"for signing mail": func(c *x509.Certificate) {
			c.DNSNames, c.ExtKeyUsage = []string{"localhost"}, []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}
		},
	} {
		leaf := forged(t, k, change)
		if _, err := leaf.cert.Verify(x509.VerifyOptions{Roots: pool, KeyUsages: leaf.cert.ExtKeyUsage}); err == nil {
			t.Errorf("a certificate for %s by this authority is trusted", name)
		}
	}
	good := forged(t, k, func(c *x509.Certificate) { c.DNSNames = []string{"localhost"} })
	if _, err := good.cert.Verify(x509.VerifyOptions{Roots: pool}); err != nil {
		t.Errorf("a certificate for localhost: %v; the test would refuse anything", err)
	}
	below := forged(t, k, func(c *x509.Certificate) { c.IsCA, c.KeyUsage = true, x509.KeyUsageCertSign })
	k.authority = below
	leaf := forged(t, k, func(c *x509.Certificate) { c.DNSNames = []string{"localhost"} })
	between := x509.NewCertPool()
	between.AddCert(below.cert)
	if _, err := leaf.cert.Verify(x509.VerifyOptions{Roots: pool, Intermediates: between}); err == nil {
		t.Error("the authority can make authorities")
	}
}

// TestOpenSSL has another implementation judge: a good connection, and a certificate for another name.
func TestOpenSSL(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("SEKISHO_E2E") != "" {
			t.Fatal(err)
		}
		t.Skip("openssl is not here")
	}
	o, _ := options(t)
	k := open(t, o)
	verify := func(addr, kind, name string) string {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		out, _ := exec.CommandContext(ctx, "openssl", "s_client", "-connect", addr, "-CAfile", o.Export, kind, name, "-brief").CombinedOutput() // it ends with an error after a refusal
		return string(out)
	}
	addr := serve(t, k.TLS())
	for _, c := range [][2]string{{"-verify_hostname", "localhost"}, {"-verify_ip", "127.0.0.1"}, {"-verify_ip", "::1"}} {
		if out := verify(addr, c[0], c[1]); !strings.Contains(out, "Verification: OK") {
			t.Errorf("openssl as %s: %s", c[1], out)
		}
	}
	leaf := forged(t, k, func(c *x509.Certificate) { c.DNSNames = []string{"bank.example"} })
	evil := serve(t, &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{leaf.cert.Raw}, PrivateKey: leaf.key}}})
	if out := verify(evil, "-verify_hostname", "bank.example"); !strings.Contains(out, "permitted subtree violation") {
		t.Errorf("openssl takes a certificate for bank.example: %s", out)
	}
	text, err := exec.CommandContext(t.Context(), "openssl", "x509", "-in", o.Export, "-noout", "-text", "-fingerprint", "-sha256").CombinedOutput()
	if err != nil || !strings.Contains(string(text), "Name Constraints: critical") || !strings.Contains(string(text), "="+k.Info().Fingerprint) {
		t.Errorf("openssl reads %v %s", err, text)
	}
}

// TestNSS has Thunderbird's library judge.
func TestNSS(t *testing.T) {
	if _, err := exec.LookPath("certutil"); err != nil {
		if os.Getenv("SEKISHO_E2E") != "" {
			t.Fatal(err)
		}
		t.Skip("certutil is not here")
	}
	o, _ := options(t)
	k := open(t, o)
	db := "sql:" + t.TempDir()
	certutil := func(args ...string) string {
		out, err := exec.CommandContext(t.Context(), "certutil", append(args, "-d", db)...).CombinedOutput()
		if err != nil && args[0] != "-V" {
			t.Fatalf("certutil %q: %v %s", args, err, out)
		}
		return string(out)
	}
	add := func(name string, der []byte) {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, der, 0o600); err != nil {
			t.Fatal(err)
		}
		certutil("-A", "-n", name, "-t", ",,", "-i", file)
	}
	certutil("-N", "--empty-password")
	certutil("-A", "-n", "authority", "-t", "C,,", "-i", o.Export)
	add("ours", k.leaf.cert.Raw)
	add("bank", forged(t, k, func(c *x509.Certificate) { c.DNSNames = []string{"bank.example"} }).cert.Raw)
	if out := certutil("-V", "-n", "ours", "-u", "V", "-e"); !strings.Contains(out, "certificate is valid") {
		t.Errorf("NSS says of our certificate: %s", out)
	}
	if out := certutil("-V", "-n", "bank", "-u", "V", "-e"); strings.Contains(out, "certificate is valid") {
		t.Errorf("NSS takes a certificate for bank.example: %s", out)
	}
}

func TestTheKeyIsInTheVaultOnly(t *testing.T) {
	o, _ := options(t)
	open(t, o)
	entries, err := os.ReadDir(filepath.Dir(o.Export))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(filepath.Dir(o.Export), e.Name()))
		if err != nil || strings.Contains(string(data), "PRIVATE KEY") {
			t.Errorf("%s holds a key in the clear (%v)", e.Name(), err)
		}
	}
}

func FuzzPair(f *testing.F) {
	p, err := newAuthority(time.Now())
	if err != nil {
		f.Fatal(err)
	}
	data, _ := p.marshal()
	f.Add(data)
	f.Add(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if p, err := unmarshal(data); err == nil && !p.key.PublicKey.Equal(p.cert.PublicKey) {
			t.Error("a key and a certificate that do not belong together")
		}
	})
}
