package outbound

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"sekisho/server/address"
	"sekisho/server/gate"
	"sekisho/server/internal/dane"
	"sekisho/server/internal/mtasts"
	"sekisho/server/internal/resolver"
)

// Bounds of one domain.
const (
	mostHosts     = 5
	mostAddresses = 4
)

// MX sends to the mail servers that domains name in DNS (RFC 5321, 5.1). Its fields must not change once in use.
type MX struct {
	Resolver *resolver.Resolver
	Policies *mtasts.Cache                  // nil: MTA-STS counts for nothing
	Host     string                         // our own name: said in greeting, and never sent to
	Port     string                         // empty: 25
	Own      func(netip.Addr) (bool, error) // whether an address is ours, which is never sent to; nil: OwnAddress
	Roots    *x509.CertPool                 // who may certify mail servers; nil: the system's
}

// host is one mail server of a domain.
type host struct {
	name       string
	preference uint16
	base       string // the name behind aliases
	addresses  []netip.Addr
	secure     bool // addresses are proven
	err        error
}

// Hops are the domain's servers, the preferred first, those alike in a random order.
func (m *MX) Hops(ctx context.Context, domain, level string) ([]Hop, error) {
	if strings.HasPrefix(domain, "[") {
		return nil, &PermanentError{"5.1.2", "mail is not sent to addresses in brackets, only to domains"}
	}
	domain, err := address.Domain(domain)
	if err != nil {
		return nil, &PermanentError{"5.1.2", "that is no domain"}
	}
	hosts, secure, err := m.hosts(ctx, domain)
	if err != nil {
		return nil, err
	}
	if hosts, err = m.reachable(ctx, hosts); err != nil {
		return nil, err
	}
	return m.protected(ctx, domain, hosts, secure, level)
}

// hosts finds the names, in order. secure tells that they are proven.
func (m *MX) hosts(ctx context.Context, domain string) (list []host, secure bool, err error) {
	a, err := m.Resolver.Lookup(ctx, domain, dns.TypeMX)
	if err != nil {
		return nil, false, err
	}
	if a.NoName {
		return nil, false, &PermanentError{"5.1.2", "there is no such domain"}
	}
	for _, rr := range a.Records {
		mx, ok := rr.(*dns.MX)
		if !ok || mx.Mx == "." {
			continue
		}
		list = append(list, host{name: strings.ToLower(strings.TrimSuffix(mx.Mx, ".")), preference: mx.Preference})
	}
	switch {
	case len(list) == 0 && len(a.Records) > 0: // RFC 7505
		return nil, false, &PermanentError{"5.1.10", "the domain takes no mail"}
	case len(list) == 0: // RFC 5321, 5.1: its own address
		return []host{{name: domain}}, a.Secure, nil
	}
	rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] }) //nolint:gosec // spreads load, keeps no secret
	slices.SortStableFunc(list, func(a, b host) int { return cmp.Compare(a.preference, b.preference) })
	return list, a.Secure, nil
}

// reachable finds the addresses. Of a domain whose mail comes to us, only servers that are preferred to us are left: else mail would go
// round (RFC 5321, 5.1).
func (m *MX) reachable(ctx context.Context, hosts []host) ([]host, error) {
	var list []host
	var failed error
	for _, h := range hosts {
		if len(list) == mostHosts {
			break
		}
		h.addresses, h.secure, h.base, h.err = m.Resolver.Addresses(ctx, h.name)
		if h.err != nil {
			failed = h.err
			continue
		}
		own, err := m.ours(h)
		if err != nil {
			return nil, err
		}
		if own {
			list = slices.DeleteFunc(list, func(o host) bool { return o.preference >= h.preference })
			if len(list) == 0 && failed == nil {
				return nil, &PermanentError{"5.4.6", "the domain's mail comes to this server, which does not know where to send it on"}
			}
			break
		}
		if len(h.addresses) > 0 {
			h.addresses = h.addresses[:min(len(h.addresses), mostAddresses)]
			list = append(list, h)
		}
	}
	switch {
	case len(list) == 0 && failed != nil:
		return nil, failed
	case len(list) == 0:
		return nil, &PermanentError{"5.4.4", "no mail server of the domain has an address"}
	}
	return list, nil
}

// ours reports whether a host is this one.
func (m *MX) ours(h host) (bool, error) {
	if strings.EqualFold(h.name, m.Host) || strings.EqualFold(h.base, m.Host) {
		return true, nil
	}
	own := m.Own
	if own == nil {
		own = OwnAddress
	}
	for _, a := range h.addresses {
		if is, err := own(a); is || err != nil {
			return is, err
		}
	}
	return false, nil
}

// OwnAddress reports whether an address is one of this machine's, loopback and "any" among them.
func OwnAddress(a netip.Addr) (bool, error) {
	if a = a.Unmap(); a.IsLoopback() || a.IsUnspecified() {
		return true, nil
	}
	list, err := net.InterfaceAddrs()
	if err != nil {
		return false, fmt.Errorf("read this machine's addresses: %w", err)
	}
	return slices.ContainsFunc(list, func(n net.Addr) bool {
		p, err := netip.ParsePrefix(n.String())
		return err == nil && p.Addr().Unmap() == a
	}), nil
}

// protected makes hops of hosts. Those that cannot be protected as they must are left out.
func (m *MX) protected(ctx context.Context, domain string, hosts []host, secure bool, level string) ([]Hop, error) {
	var policy mtasts.Policy
	if m.Policies != nil {
		policy, _ = m.Policies.Policy(ctx, domain)
	}
	var hops []Hop
	var failed error
	for _, h := range hosts {
		hop, err := m.hop(ctx, domain, h, secure && h.secure, policy, level)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		hops = append(hops, hop)
	}
	if len(hops) == 0 {
		return nil, &unprotectedError{failed}
	}
	return hops, nil
}

// hop decides how one host is protected: DANE comes before MTA-STS (RFC 8461, 2), and both before what the mail asks for.
func (m *MX) hop(ctx context.Context, domain string, h host, secure bool, policy mtasts.Policy, level string) (Hop, error) {
	var records dane.Records
	base := h.name
	if secure {
		var err error
		if records, base, err = m.records(ctx, h); err != nil {
			return Hop{}, err
		}
	}
	hop := Hop{Name: h.name}
	config := &tls.Config{ServerName: h.name, RootCAs: m.Roots, MinVersion: tls.VersionTLS12}
	switch {
	case len(records) > 0:
		hop.Security, hop.Scope, config = SecurityDANE, domain, records.Config(base, domain)
	case policy.Mode == mtasts.Enforce && !policy.Match(h.name):
		return Hop{}, fmt.Errorf("%s is no server that the MTA-STS policy of %s allows", h.name, domain)
	case policy.Mode == mtasts.Enforce:
		hop.Security = SecurityMTASTS
	case level == LevelVerified:
		hop.Security, hop.Final = SecurityVerified, true
	default:
		hop.Security, hop.Final, hop.Clear = SecurityTLS, level != "", level == "" && records == nil
		config.InsecureSkipVerify = true // nobody says who it should be: better than none (RFC 7435)
	}
	hop.Scope += fmt.Sprint(" ", hop.Clear)
	hop.Upstream = &gate.Upstream{Addr: net.JoinHostPort(h.name, m.port()), Hello: m.Host, Security: gate.SecurityStartTLS, TLS: config, Dial: m.dial(h.addresses)}
	return hop, nil
}

// records finds the TLSA records of a proven host: at the name behind its aliases, else at its own (RFC 7672, 2.2.2).
func (m *MX) records(ctx context.Context, h host) (dane.Records, string, error) {
	names := slices.Compact([]string{cmp.Or(h.base, h.name), h.name})
	for _, name := range names {
		if l, err := dane.Find(ctx, m.Resolver, name); err != nil || l != nil {
			return l, name, err
		}
	}
	return nil, h.name, nil
}

func (m *MX) port() string { return cmp.Or(m.Port, "25") }

// dial connects to the first of the addresses that answers; each has its share of the time.
func (m *MX) dial(list []netip.Addr) func(ctx context.Context, network, addr string) (net.Conn, error) {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		var failed error
		for n, a := range list {
			one, cancel := share(ctx, len(list)-n)
			conn, err := new(net.Dialer).DialContext(one, network, net.JoinHostPort(a.String(), m.port()))
			cancel()
			if err == nil {
				return conn, nil
			}
			failed = err
		}
		return nil, failed
	}
}

// share is ctx with an n-th of the time that is left.
func share(ctx context.Context, n int) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(end)/time.Duration(n))
}
