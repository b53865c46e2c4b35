package certificate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strings"
	"time"
)

const (
	authorityLife = 10 * 365 * 24 * time.Hour
	leafLife      = 397 * 24 * time.Hour
	// Margin is how long before its end a certificate is renewed.
	Margin = 30 * 24 * time.Hour
	// before is how far back a certificate begins, for clocks that differ.
	before = time.Hour
)

// pair is a certificate and its key.
type pair struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// Info is what people and programs may know of the authority.
type Info struct {
	Name        string    // as stores of certificates show it
	Fingerprint string    // SHA-256 of the certificate in hexadecimal, in pairs with colons
	PEM         []byte    // what mail programs are given; not secret
	NotAfter    time.Time // then all mail programs need a new one
	Leaf        time.Time // the end of the shim's own certificate
}

func (p pair) info() Info {
	sum := sha256.Sum256(p.cert.Raw)
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = strings.ToUpper(hex.EncodeToString([]byte{b}))
	}
	return Info{
		Name: p.cert.Subject.CommonName, Fingerprint: strings.Join(pairs, ":"), NotAfter: p.cert.NotAfter,
		PEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.cert.Raw}),
	}
}

// loopback are the names and addresses that the authority may speak for (RFC 5280, 4.2.1.10). Kinds of names without an entry would
// be free for all, so mail addresses and URIs have one too.
func constrain(t *x509.Certificate) {
	one := func(ip string, bits int) *net.IPNet {
		return &net.IPNet{IP: net.ParseIP(ip)[16-bits/8:], Mask: net.CIDRMask(bits, bits)}
	}
	t.PermittedDNSDomainsCritical = true
	t.PermittedDNSDomains = []string{"localhost"}
	t.PermittedIPRanges = []*net.IPNet{one("127.0.0.1", 32), one("::1", 128)}
	t.PermittedEmailAddresses = []string{"localhost"}
	t.PermittedURIDomains = []string{"localhost"}
}

// newAuthority makes an authority. Its name holds random letters: a person who has had several can tell them apart.
func newAuthority(now time.Time) (pair, error) {
	name := "Sekisho on this computer " + rand.Text()[:6]
	t := &x509.Certificate{
		Subject:   pkix.Name{CommonName: name, Organization: []string{"Sekisho"}},
		NotBefore: now.Add(-before), NotAfter: now.Add(authorityLife),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	constrain(t)
	return sign(t, nil)
}

// newLeaf makes the shim's certificate. It ends before its authority does.
func newLeaf(authority pair, now time.Time) (pair, error) {
	end := now.Add(leafLife - before)
	if authority.cert.NotAfter.Before(end) {
		end = authority.cert.NotAfter
	}
	t := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "localhost", Organization: []string{"Sekisho"}},
		NotBefore: now.Add(-before), NotAfter: end,
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1).To4(), net.IPv6loopback},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	return sign(t, &authority)
}

// sign makes a key and a certificate by the authority, or by itself without one.
func sign(t *x509.Certificate, authority *pair) (pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return pair{}, fmt.Errorf("make a key: %w", err)
	}
	serial := make([]byte, 16) // RFC 5280, 4.1.2.2: positive, at most 20 octets
	_, _ = rand.Read(serial)   // never fails
	serial[0] &= 0x7f
	t.SerialNumber = new(big.Int).SetBytes(serial)
	by := pair{t, key}
	if authority != nil {
		by = *authority
	}
	der, err := x509.CreateCertificate(rand.Reader, t, by.cert, &key.PublicKey, by.key)
	if err != nil {
		return pair{}, fmt.Errorf("make a certificate: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	return pair{cert, key}, err
}

// marshal writes a pair as PEM, the key first.
func (p pair) marshal() ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(p.key)
	if err != nil {
		return nil, err
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}),
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.cert.Raw})...), nil
}

var errPair = errors.New("it is no key with its certificate")

// unmarshal reads what marshal wrote, and checks that both belong together.
func unmarshal(data []byte) (pair, error) {
	keyBlock, rest := pem.Decode(data)
	certBlock, _ := pem.Decode(rest)
	if keyBlock == nil || certBlock == nil {
		return pair{}, errPair
	}
	parsed, err := x509.ParsePKCS8PrivateKey(keyBlock.Bytes)
	if err != nil {
		return pair{}, err
	}
	cert, err := x509.ParseCertificate(certBlock.Bytes)
	if err != nil {
		return pair{}, err
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok || !key.PublicKey.Equal(cert.PublicKey) {
		return pair{}, errPair
	}
	return pair{cert, key}, nil
}
