package outbound

import (
	"cmp"
	"context"
	"net"
	"net/netip"

	"sekisho/server/gate"
)

// Smarthost sends everything to one server.
type Smarthost struct{ Hop Hop }

// Hops is that server. A mail that must be protected goes to it by TLS with a certificate that verifies, or not over a network at all: how
// it goes on from there is the server's affair.
func (s Smarthost) Hops(_ context.Context, _, level string) ([]Hop, error) {
	hop := s.Hop
	if hop.Upstream.Security != gate.SecurityNone {
		hop.Security = cmp.Or(hop.Security, SecurityVerified)
		return []Hop{hop}, nil
	}
	if level != "" && !onThisMachine(hop.Upstream.Addr) {
		return nil, &PermanentError{"5.7.10", "this mail must not go without TLS, and this server is set up to send without (upstreamTls)"}
	}
	hop.Security = SecurityClear
	return []Hop{hop}, nil
}

func onThisMachine(addr string) bool {
	host, _, _ := net.SplitHostPort(addr)
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// unprotectedError tells why no server of a domain may get the mail: what protection needs is not there.
type unprotectedError struct{ error }
