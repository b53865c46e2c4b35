// Package danetest makes certificates for tests: an authority of its own, and what it certifies.
package danetest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"
)

// Authority certifies names.
type Authority struct {
	Certificate *x509.Certificate
	key         crypto.Signer
	chain       [][]byte // itself and what stands above it, without the root
}

// New makes an authority nobody knows.
func New(t testing.TB, name string) *Authority {
	t.Helper()
	key := newKey(t)
	a := &Authority{key: key}
	a.Certificate = sign(t, authority(name), nil, key, key)
	return a
}

// Under makes an authority that this one certifies.
func (a *Authority) Under(t testing.TB, name string) *Authority {
	t.Helper()
	key := newKey(t)
	c := sign(t, authority(name), a.Certificate, key, a.key)
	return &Authority{Certificate: c, key: key, chain: append([][]byte{c.Raw}, a.chain...)}
}

// Leaf makes a server's certificate. The chain holds the authorities between but not the root, unless whole says so.
func (a *Authority) Leaf(t testing.TB, whole bool, names ...string) tls.Certificate {
	t.Helper()
	return a.leaf(t, whole, time.Now().Add(time.Hour), names)
}

// Expired is a Leaf whose time is over.
func (a *Authority) Expired(t testing.TB, whole bool, names ...string) tls.Certificate {
	t.Helper()
	return a.leaf(t, whole, time.Now().Add(-time.Hour), names)
}

func (a *Authority) leaf(t testing.TB, whole bool, until time.Time, names []string) tls.Certificate {
	t.Helper()
	key := newKey(t)
	c := sign(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: names[0]}, DNSNames: names, NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, a.Certificate, key, a.key)
	chain := append([][]byte{c.Raw}, a.chain...)
	if whole && len(a.chain) == 0 {
		chain = append(chain, a.Certificate.Raw)
	}
	return tls.Certificate{Certificate: chain, PrivateKey: key, Leaf: c}
}

// Pool holds the authority alone.
func (a *Authority) Pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.Certificate)
	return p
}

func authority(name string) *x509.Certificate {
	return &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// sign completes a certificate. Without a parent it is its own.
func sign(t testing.TB, c, parent *x509.Certificate, key, by crypto.Signer) *x509.Certificate {
	t.Helper()
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	c.SerialNumber, c.NotBefore = serial, time.Now().Add(-48*time.Hour)
	if parent == nil {
		parent = c
	}
	raw, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), by)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return made
}
