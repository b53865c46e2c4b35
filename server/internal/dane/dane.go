// Package dane knows whose certificate a mail server must show by DANE (RFC 6698, 7671, 7672): it finds the TLSA records of a host and
// compares certificates with them.
//
// It promises that records count only if a validating name server on loopback proved them by DNSSEC, and that an answer that cannot be
// had is an error and never "there are none": else whoever can disturb a question could make mail travel unprotected (RFC 7672, 2.1.2,
// 2.2). Usages 0 and 1 are unusable in mail (3.1.3), and so is what it does not know; of unusable records alone follows that TLS is
// needed, but nothing about the certificate (2.2).
//
// It does not look for the mail servers of a domain: who does must ask only for hosts whose name and addresses are proven as well. A key
// alone of usage 2 (selector 1, matching type 0) that is in no certificate shown does not certify anything here.
//
// # Limits
//
// 100 records and 10 certificates of a chain are looked at; names are at most 253 octets.
package dane

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/miekg/dns"

	"sekisho/server/internal/resolver"
)

// Certificate usages, selectors and matching types (RFC 7218).
const (
	TrustAnchor = 2 // DANE-TA: an authority in the chain
	EndEntity   = 3 // DANE-EE: the server's own certificate

	wholeCertificate = 0
	publicKey        = 1

	exact = 0
	sha2  = 1 // SHA-256
	sha5  = 2 // SHA-512
)

const (
	maxRecords = 100
	maxChain   = 10
)

// Record is one TLSA record.
type Record struct {
	Usage, Selector, Matching uint8
	Data                      []byte
}

// Records are those of one host. Not nil and empty: there are records, but none that can be used.
type Records []Record

// ErrMismatch is wrapped where a certificate is none of those the records name.
var ErrMismatch = errors.New("dane: the certificate is not the one that DNS names")

// usable reports whether mail may use a record and we know how.
func (r Record) usable() bool {
	if r.Usage != TrustAnchor && r.Usage != EndEntity || r.Selector > publicKey {
		return false
	}
	switch r.Matching {
	case exact:
		return len(r.Data) > 0
	case sha2:
		return len(r.Data) == sha256.Size
	case sha5:
		return len(r.Data) == sha512.Size
	}
	return false
}

// Find returns the usable records for SMTP at a host, whose own addresses must be proven. Nil: there are none, or they are not proven. Empty
// and not nil: there are only unusable ones. After an error mail must not go there now.
func Find(ctx context.Context, r *resolver.Resolver, host string) (Records, error) {
	a, err := r.Lookup(ctx, "_25._tcp."+host, dns.TypeTLSA)
	if err != nil {
		return nil, fmt.Errorf("look for the TLSA records of %s: %w", host, err)
	}
	if !a.Secure || len(a.Records) == 0 {
		return nil, nil
	}
	list := Records{}
	for _, rr := range a.Records[:min(len(a.Records), maxRecords)] {
		t, ok := rr.(*dns.TLSA)
		if !ok {
			continue
		}
		data, err := hex.DecodeString(t.Certificate)
		if one := (Record{t.Usage, t.Selector, t.MatchingType, data}); err == nil && one.usable() {
			list = append(list, one)
		}
	}
	return list, nil
}

// Verify compares the chain that a server showed, its own certificate first. names are what an authority's certificate must be for one of;
// certificates that a record names directly may be for any name and any time (RFC 7672, 3.1.1).
func (l Records) Verify(chain []*x509.Certificate, names []string, now time.Time) error {
	if len(chain) == 0 {
		return fmt.Errorf("%w: none was shown", ErrMismatch)
	}
	chain = chain[:min(len(chain), maxChain)]
	var why error
	for _, r := range l {
		if r.Usage == EndEntity && r.matches(chain[0]) {
			return nil
		}
		if r.Usage != TrustAnchor {
			continue
		}
		for _, anchor := range r.anchors(chain) {
			err := under(anchor, chain, names, now)
			if err == nil {
				return nil
			}
			why = err
		}
	}
	if why != nil {
		return fmt.Errorf("%w: %w", ErrMismatch, why)
	}
	return ErrMismatch
}

// matches reports whether a record names this certificate.
func (r Record) matches(c *x509.Certificate) bool {
	data := c.Raw
	if r.Selector == publicKey {
		data = c.RawSubjectPublicKeyInfo
	}
	switch r.Matching {
	case exact:
		return bytes.Equal(data, r.Data)
	case sha2:
		sum := sha256.Sum256(data)
		return bytes.Equal(sum[:], r.Data)
	case sha5:
		sum := sha512.Sum512(data)
		return bytes.Equal(sum[:], r.Data)
	}
	return false
}

// anchors are the certificates that a record of usage 2 names: in the chain, or the record itself (RFC 7671, 5.2.3).
func (r Record) anchors(chain []*x509.Certificate) []*x509.Certificate {
	var list []*x509.Certificate
	for _, c := range chain {
		if r.matches(c) {
			list = append(list, c)
		}
	}
	if len(list) == 0 && r.Selector == wholeCertificate && r.Matching == exact {
		if c, err := x509.ParseCertificate(r.Data); err == nil {
			list = append(list, c)
		}
	}
	return list
}

// under checks a chain up to one authority, for one of the names.
func under(anchor *x509.Certificate, chain []*x509.Certificate, names []string, now time.Time) error {
	o := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), CurrentTime: now}
	o.Roots.AddCert(anchor)
	for _, c := range chain[1:] {
		o.Intermediates.AddCert(c)
	}
	err := errors.New("no name to check")
	for _, o.DNSName = range names {
		if _, err = chain[0].Verify(o); err == nil {
			return nil
		}
	}
	return err
}

// Config is TLS with a host as its records want it. names are further ones that an authority's certificate may be for: the domain that the
// mail is for (RFC 7672, 3.2.2).
func (l Records) Config(host string, names ...string) *tls.Config {
	names = append([]string{host}, names...)
	return &tls.Config{
		ServerName: host, MinVersion: tls.VersionTLS12,
		InsecureSkipVerify: true, //nolint:gosec // the records stand in for authorities, in VerifyConnection
		VerifyConnection: func(s tls.ConnectionState) error {
			if err := l.Verify(s.PeerCertificates, names, time.Now()); err != nil {
				return &tls.CertificateVerificationError{UnverifiedCertificates: s.PeerCertificates, Err: err}
			}
			return nil
		},
	}
}
