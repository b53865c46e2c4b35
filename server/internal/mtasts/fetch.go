package mtasts

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"time"
)

const fetchWithin = 30 * time.Second

// Fetcher gets policies by HTTPS. Its fields must not change once in use.
type Fetcher struct {
	Roots *x509.CertPool // who may certify mta-sts.DOMAIN; nil: the system's
	// Dial connects to mta-sts.DOMAIN:443. Nil: a net.Dialer. No proxy is used.
	Dial   func(ctx context.Context, network, addr string) (net.Conn, error)
	Within time.Duration // for one fetch; 0: 30 seconds
}

// Fetch gets a domain's policy as it is now (RFC 8461, 3.3).
func (f *Fetcher) Fetch(ctx context.Context, domain string) (Policy, error) {
	within := f.Within
	if within <= 0 {
		within = fetchWithin
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	text, err := f.get(ctx, "https://mta-sts."+domain+"/.well-known/mta-sts.txt")
	if err != nil {
		return Policy{}, fmt.Errorf("fetch the MTA-STS policy of %s: %w", domain, err)
	}
	p, err := Parse(text)
	if err != nil {
		return Policy{}, fmt.Errorf("read the MTA-STS policy of %s: %w", domain, err)
	}
	return p, nil
}

func (f *Fetcher) get(ctx context.Context, address string) ([]byte, error) {
	transport := &http.Transport{
		DialContext: f.Dial, DisableKeepAlives: true, ForceAttemptHTTP2: true, MaxResponseHeaderBytes: 64 << 10,
		TLSClientConfig: &tls.Config{RootCAs: f.Roots, MinVersion: tls.VersionTLS12},
	}
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	reply, err := client.Do(q)
	if err != nil {
		return nil, err
	}
	defer reply.Body.Close() //nolint:errcheck // it was read
	if reply.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answered %s, wanted is 200", reply.Status)
	}
	if kind, _, err := mime.ParseMediaType(reply.Header.Get("Content-Type")); err != nil || kind != "text/plain" {
		return nil, fmt.Errorf("the type is %q, wanted is text/plain", reply.Header.Get("Content-Type"))
	}
	text, err := io.ReadAll(io.LimitReader(reply.Body, maxPolicy+1))
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	return text, nil
}
