package account

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

const (
	maxConfig    = 256 << 10
	maxRedirects = 3
)

// autoconfig asks the domain's own configuration server, which is told the address.
func (q query) autoconfig(ctx context.Context) []Found {
	return q.config(ctx, SourceAutoconfig, "https://autoconfig."+q.address.Domain+"/mail/config-v1.1.xml?emailaddress="+url.QueryEscape(q.address.String()))
}

// wellKnown asks the domain's web server, which is told nothing.
func (q query) wellKnown(ctx context.Context) []Found {
	return q.config(ctx, SourceAutoconfig, "https://"+q.address.Domain+"/.well-known/autoconfig/mail/config-v1.1.xml")
}

// directory asks a directory of providers for the domain.
func (q query) directory(ctx context.Context) []Found {
	if q.Directory == "" {
		return nil
	}
	return q.config(ctx, SourceDirectory, q.Directory+url.PathEscape(q.address.Domain))
}

// plain asks without encryption, and so does not say the address.
func (q query) plain(ctx context.Context) []Found {
	return q.config(ctx, SourcePlain, "http://autoconfig."+q.address.Domain+"/mail/config-v1.1.xml")
}

func (q query) config(ctx context.Context, source, from string) []Found {
	data, err := q.fetch(ctx, from)
	if err != nil {
		return nil // a domain need not have one
	}
	found, err := parseConfig(data, q.address)
	if err != nil {
		return nil
	}
	for i := range found {
		found[i].Source = source
	}
	return found
}

// fetch reads a document and follows redirects itself: to where each leads is looked at first.
func (q query) fetch(ctx context.Context, from string) ([]byte, error) {
	at, err := url.Parse(from)
	if err != nil {
		return nil, err
	}
	for host, hops := at.Hostname(), 0; hops <= maxRedirects; hops++ {
		data, next, err := q.get(ctx, at, hops > 0 && !strings.EqualFold(at.Hostname(), host))
		if err != nil || next == nil {
			return data, err
		}
		if at.Scheme == "https" && next.Scheme != "https" || next.Scheme != "https" && next.Scheme != "http" || next.User != nil {
			return nil, fmt.Errorf("%s leads to %s, which is not followed", at.Host, next.Scheme)
		}
		at = next
	}
	return nil, fmt.Errorf("%s leads on more than %d times", from, maxRedirects)
}

// get reads one answer: a document, or where it leads.
func (q query) get(ctx context.Context, at *url.URL, stranger bool) ([]byte, *url.URL, error) {
	transport := &http.Transport{
		Proxy: q.Proxy, DialContext: q.dialer(at.Hostname(), stranger), DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10,
		TLSHandshakeTimeout: 5 * time.Second, TLSClientConfig: &tls.Config{RootCAs: q.Roots, MinVersion: tls.VersionTLS12},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("User-Agent", "Sekisho")
	answer, err := transport.RoundTrip(req)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = answer.Body.Close() }() // was read
	switch answer.StatusCode {
	case http.StatusOK:
		data, err := io.ReadAll(io.LimitReader(answer.Body, maxConfig+1))
		if err == nil && len(data) > maxConfig {
			err = fmt.Errorf("the answer of %s is larger than %d octets", at.Host, maxConfig)
		}
		return data, nil, err
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		next, err := answer.Location()
		return nil, next, err
	}
	return nil, nil, fmt.Errorf("%s answers %s", at.Host, answer.Status)
}

var errPrivate = errors.New("account: a redirect leads into a private network")

// dialer connects by name through our resolver. A stranger, to whom a redirect led, must be on the internet: whoever answers for a
// domain could have us call what is only reachable from here. A connection to another host than the one asked for is the proxy's,
// which looks for itself.
func (q query) dialer(host string, stranger bool) func(ctx context.Context, network, addr string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		name, port, err := net.SplitHostPort(addr)
		if err != nil {
			return nil, err
		}
		if host != "" && !strings.EqualFold(name, host) {
			return q.Dial(ctx, network, addr)
		}
		ips, err := q.resolve(ctx, name)
		if err != nil {
			return nil, err
		}
		for _, ip := range ips {
			if stranger && !public(ip) {
				return nil, fmt.Errorf("%w: %s", errPrivate, name)
			}
		}
		var conn net.Conn
		for _, ip := range ips {
			if conn, err = q.Dial(ctx, network, net.JoinHostPort(ip.String(), port)); err == nil {
				return conn, nil
			}
		}
		return nil, err
	}
}

func (q query) resolve(ctx context.Context, name string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(name); err == nil {
		return []netip.Addr{ip}, nil
	}
	ips, err := q.Resolver.LookupNetIP(ctx, "ip", name)
	if err == nil && len(ips) == 0 {
		err = &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	return ips, err
}

// special are networks that are not on the internet though netip does not say so: shared addresses (RFC 6598), protocol assignments,
// benchmarks, and the ways to write an IPv4 address in IPv6.
var special = [...]netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("2002::/16"),
}

// public tells whether an address is on the internet.
func public(ip netip.Addr) bool {
	ip = ip.Unmap()
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return ip.IsGlobalUnicast() && !ip.IsPrivate()
}
