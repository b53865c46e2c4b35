package deployment

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"strings"
	"time"
)

// soon is how long before its end a certificate is warned of.
const soon = 14 * 24 * time.Hour

// connect opens a connection, looks at the certificate, and makes the client for everything else.
func (i *inspection) connect(ctx context.Context) error {
	u, err := url.Parse(i.Origin)
	if err != nil {
		return err
	}
	i.host = u.Hostname()
	port := u.Port()
	if port == "" {
		port = "443"
	}
	ctx, cancel := context.WithTimeout(ctx, i.Timeout)
	defer cancel()
	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(i.host, port))
	if err != nil {
		return unreachable(i.Origin, err)
	}
	defer func() { _ = raw.Close() }()
	// what is wrong with the certificate is told line by line, so the handshake must not end with the first thing
	conn := tls.Client(raw, &tls.Config{ServerName: i.host, InsecureSkipVerify: true, MinVersion: tls.VersionTLS10}) //nolint:gosec // verified below
	if err := conn.HandshakeContext(ctx); err != nil {
		i.add(Missing, "tls.none", err.Error())
		return nil
	}
	i.certificate(conn.ConnectionState())
	i.client = newClient(i.Origin, i.Timeout)
	return nil
}

// unreachableError is an ErrUnreachable that a catalogue can say.
type unreachableError struct{ line Line }

func (e *unreachableError) Error() string {
	en, err := TextsIn("en")
	if err != nil {
		return ErrUnreachable.Error()
	}
	return en.whole(e.line)
}

func (e *unreachableError) Unwrap() error { return ErrUnreachable }

// unreachable says what keeps a connection from being made, and what to do.
func unreachable(origin string, err error) error {
	var dns *net.DNSError
	var timeout net.Error
	code, args := "connect.other", []string{origin, err.Error()}
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		code, args = "connect.name", args[:1]
	case errors.As(err, &timeout) && timeout.Timeout():
		code, args = "connect.silent", args[:1]
	case strings.Contains(err.Error(), "refused"):
		code, args = "connect.refused", args[:1]
	}
	return &unreachableError{Line{code, Missing, args}}
}

// certificate looks at name, days, chain and version; each by itself, so that all is said at once.
func (i *inspection) certificate(state tls.ConnectionState) {
	before := len(i.lines)
	leaf := state.PeerCertificates[0]
	if leaf.VerifyHostname(i.host) != nil {
		i.add(Missing, "tls.name", strings.Join(leaf.DNSNames, ", "), i.host)
	}
	now := i.Now()
	switch {
	case now.After(leaf.NotAfter):
		i.add(Missing, "tls.ended", day(leaf.NotAfter))
	case now.Before(leaf.NotBefore):
		i.add(Missing, "tls.early", day(leaf.NotBefore))
	case leaf.NotAfter.Sub(now) < soon:
		i.add(Warning, "tls.soon", day(leaf.NotAfter))
	}
	i.chain(state.PeerCertificates)
	if state.Version < tls.VersionTLS12 {
		i.add(Missing, "tls.old", tls.VersionName(state.Version))
	}
	if len(i.lines) == before {
		i.add(OK, "tls", i.host, day(leaf.NotAfter), tls.VersionName(state.Version))
	}
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// chain tells whether this machine trusts the certificate with what the server sends. Its days have been looked at.
func (i *inspection) chain(sent []*x509.Certificate) {
	leaf, between := sent[0], x509.NewCertPool()
	for _, c := range sent[1:] {
		between.AddCert(c)
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: i.Roots, Intermediates: between, CurrentTime: within(leaf, i.Now())})
	var unknown x509.UnknownAuthorityError
	switch {
	case err == nil:
	case leaf.CheckSignatureFrom(leaf) == nil || string(leaf.RawIssuer) == string(leaf.RawSubject):
		i.add(Missing, "tls.selfSigned")
	case errors.As(err, &unknown) && len(sent) == 1:
		i.add(Missing, "tls.chain", leaf.Issuer.String())
	case errors.As(err, &unknown):
		i.add(Missing, "tls.untrusted", sent[len(sent)-1].Issuer.String())
	default:
		i.add(Missing, "tls.invalid", err.Error())
	}
}

// within is now, or the nearest moment at which the certificate is valid.
func within(c *x509.Certificate, now time.Time) time.Time {
	switch {
	case now.After(c.NotAfter):
		return c.NotAfter
	case now.Before(c.NotBefore):
		return c.NotBefore
	}
	return now
}
