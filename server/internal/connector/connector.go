// Package connector tells who may give mail to the gateway: it compares a client's address, its certificate and its login with
// the connectors that the administrator wrote down, and bounds what comes in by each.
//
// It promises that a client comes in by a connector of which everything holds that is written there, or not at all. A
// connector that names no address, no certificate and no login lets nobody in. Certificates count when their chain leads to an
// authority that is trusted, passwords only over TLS. An address of another's cloud or a certificate that all customers of a
// provider share prove no more than the provider: there the header fields or the secret that only one's own mails bear
// are asked for too, at the end of each mail.
//
// It makes no organisation of a client and judges no mail; that senders are the organisation's own is looked at by package relay.
//
// # Limits
//
// Without others, 50 connections and 3,000 mails a minute come in by one connector. Of wrong passwords an address has 10 in 10 minutes. A
// file of passwords has at most 1 MiB; two passwords are compared at a time, with at most 256 MiB each.
package connector

import (
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"sekisho/server/gate"
)

// SecretField is the header field that bears the secret of a connector. Like all of its family it does not leave the house.
const SecretField = "X-Sekisho-Connector" //nolint:gosec // the name, not the secret

// Defaults of Connector.
const (
	DefaultConnections = 50
	DefaultPerMinute   = 3000
)

// Connector is one way by which mail comes in. All that it names must hold.
type Connector struct {
	Name         string
	Networks     []netip.Prefix // where clients connect from; none: anywhere
	Certificates []string       // names of which the client's certificate bears one, "*.name" for any below; none: no certificate
	Roots        *x509.CertPool // authorities for them; nil: the system's
	Logins       *Logins        // who may log in; nil: nobody
	Fields       []Field        // what each mail must bear besides
	Clear        bool           // also without TLS; this machine may always
	Connections  int            // at a time; 0: DefaultConnections
	PerMinute    int            // mails; 0: DefaultPerMinute
}

// Field is a header field that must be in a mail once, with one of the values.
type Field struct {
	Name   string
	Values func() ([]string, error)
}

// Set are all connectors of a server. Its methods are safe for use from any goroutine.
type Set struct {
	list []*entry
	now  func() time.Time

	mu      sync.Mutex
	refused map[Refusal]int64
}

// entry is a connector and what comes in by it now.
type entry struct {
	Connector
	open   int       // connections; guarded by Set.mu, as all below
	room   float64   // mails that may come now
	filled time.Time // when room was counted
	taken  int64
}

// New puts connectors together. now may be nil.
func New(list []Connector, now func() time.Time) *Set {
	if now == nil {
		now = time.Now
	}
	s := &Set{now: now, refused: map[Refusal]int64{}}
	for _, c := range list {
		if c.Connections <= 0 {
			c.Connections = DefaultConnections
		}
		if c.PerMinute <= 0 {
			c.PerMinute = DefaultPerMinute
		}
		s.list = append(s.list, &entry{Connector: c, room: float64(c.PerMinute), filled: now()})
	}
	return s
}

// Connections is how many there may be in all, and from one address.
func (s *Set) Connections() (all, one int) {
	for _, e := range s.list {
		all, one = all+e.Connections, max(one, e.Connections)
	}
	return all, one
}

// possible tells whether a client at that address can come in by a connector once it has shown what it has to.
func (e *entry) possible(remote netip.Addr) bool {
	return (len(e.Networks)+len(e.Certificates) > 0 || e.Logins != nil) && e.near(remote)
}

// near tells whether an address is one of the connector's.
func (e *entry) near(remote netip.Addr) bool {
	remote = remote.Unmap().WithZone("")
	return len(e.Networks) == 0 || slices.ContainsFunc(e.Networks, func(p netip.Prefix) bool { return p.Contains(remote) })
}

// What a client lacks for a connector, the least first: of several connectors the one that lacks least is spoken of.
const (
	lacksNothing = iota
	lacksLogin
	lacksTrust // its certificate bears the name and does not verify
	lacksName  // it shows no certificate with that name
	lacksTLS
	lacksAll
)

// lacks tells what a client lacks to come in.
func (e *entry) lacks(p gate.Peer, login *Logins, now time.Time) int {
	switch {
	case !e.possible(p.Remote.Addr()):
		return lacksAll
	case !p.TLS && !e.Clear && !p.Remote.Addr().IsLoopback(), !p.TLS && (len(e.Certificates) > 0 || e.Logins != nil):
		return lacksTLS
	case len(e.Certificates) > 0 && !named(p.Secure, e.Certificates):
		return lacksName
	case len(e.Certificates) > 0 && !verified(p.Secure, e.Roots, now):
		return lacksTrust
	case e.Logins != nil && e.Logins != login:
		return lacksLogin
	}
	return lacksNothing
}

// named tells whether a client's certificate bears one of the names: as a DNS name, or as common name where it has no other.
func named(c *tls.ConnectionState, names []string) bool {
	if c == nil || len(c.PeerCertificates) == 0 {
		return false
	}
	leaf := c.PeerCertificates[0]
	borne := leaf.DNSNames
	if len(borne) == 0 {
		borne = []string{leaf.Subject.CommonName}
	}
	return slices.ContainsFunc(borne, func(b string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return matches(strings.ToLower(b), strings.ToLower(n)) })
	})
}

// matches compares a name that a certificate bears with one that is written down; "*.name" stands for what is below it.
func matches(borne, written string) bool {
	if below, any := strings.CutPrefix(written, "*."); any {
		return strings.HasSuffix(borne, "."+below)
	}
	return borne == written
}

// verified tells whether the chain leads to an authority. Certificates of mail servers are more and more for servers only (the
// public authorities give no others from 2026 on), so that use is enough for a client as well.
func verified(c *tls.ConnectionState, roots *x509.CertPool, now time.Time) bool {
	o := x509.VerifyOptions{
		Roots: roots, Intermediates: x509.NewCertPool(), CurrentTime: now,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	for _, i := range c.PeerCertificates[1:] {
		o.Intermediates.AddCert(i)
	}
	_, err := c.PeerCertificates[0].Verify(o)
	return err == nil
}

// holds tells whether a mail bears a field as it must.
func (f Field) holds(borne []string) (bool, error) {
	values, err := f.Values()
	if err != nil || len(borne) != 1 {
		return false, err
	}
	same := 0
	for _, v := range values {
		if v != "" {
			same |= subtle.ConstantTimeCompare([]byte(strings.TrimSpace(borne[0])), []byte(v))
		}
	}
	return same == 1, nil
}
