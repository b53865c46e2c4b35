// Package resolver asks a validating name server the questions that sending mail raises: MX, addresses, TXT and TLSA.
//
// It tells apart what Go's own resolver does not: a name that does not exist, a name without such records, and a question that got no
// answer. It also says whether an answer was proven by DNSSEC. It believes that (the AD bit) of servers on loopback only: on the way
// from any other, somebody could set it (RFC 7672, 2.1.1; RFC 4035, 4.9.3).
//
// It does not validate by itself, keeps nothing (the name server does), and knows no search lists: every name is a whole one.
//
// # Limits
//
// Three name servers, each asked twice at most, 5 seconds for one question, 64 KiB for one answer; what comes truncated is asked for
// again by TCP. 16 aliases (CNAME) in one answer.
package resolver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// ErrNoAnswer tells that no name server gave an answer that can be used: it may be there later.
var ErrNoAnswer = errors.New("resolver: no answer")

const (
	mostServers = 3
	rounds      = 2
	mostAliases = 16
	perQuestion = 5 * time.Second
	udpSize     = 1232 // fits every path; the rest comes by TCP
)

// Resolver asks name servers. Its fields must not change once in use.
type Resolver struct {
	Servers []string      // host:port, asked in this order
	Timeout time.Duration // for one question to one server; 0: 5 seconds
}

// System returns a resolver with the servers of a file like /etc/resolv.conf.
func System(path string) (*Resolver, error) {
	c, err := dns.ClientConfigFromFile(path)
	if err != nil {
		return nil, fmt.Errorf("read name servers of %s: %w", path, err)
	}
	if len(c.Servers) == 0 {
		return nil, fmt.Errorf("%s names no name server: add a line such as \"nameserver 127.0.0.1\"", path)
	}
	r := &Resolver{}
	for _, s := range c.Servers[:min(len(c.Servers), mostServers)] {
		r.Servers = append(r.Servers, net.JoinHostPort(s, c.Port))
	}
	return r, nil
}

// Local reports whether every server is on this machine by its address, so that answers can count as proven.
func (r *Resolver) Local() bool {
	for _, s := range r.Servers {
		if !trusted(s) {
			return false
		}
	}
	return len(r.Servers) > 0
}

// Answer is what is known of a name and a type.
type Answer struct {
	Records []dns.RR // of the type asked for; none: there are none
	NoName  bool     // the name does not exist at all (NXDOMAIN)
	Secure  bool     // proven by DNSSEC, also that there is nothing
	Name    string   // the name the records are at, behind all aliases; lower case, without the last dot
}

// Lookup asks for the records of one type (dns.TypeMX …) at a whole name. The error wraps ErrNoAnswer: a name that does not exist is
// none.
func (r *Resolver) Lookup(ctx context.Context, name string, kind uint16) (Answer, error) {
	q := new(dns.Msg).SetQuestion(dns.Fqdn(name), kind)
	q.SetEdns0(udpSize, false)
	q.AuthenticatedData = true // we understand the bit (RFC 6840, 5.7)
	last := errors.New("no name server is set up")
	for range rounds {
		for _, server := range r.Servers {
			reply, err := r.ask(ctx, q, server)
			if err == nil {
				a := read(reply, q.Question[0])
				a.Secure = a.Secure && trusted(server)
				return a, nil
			}
			last = err
			if ctx.Err() != nil {
				break
			}
		}
	}
	return Answer{}, fmt.Errorf("%w for %s %s: %w", ErrNoAnswer, dns.TypeToString[kind], name, last)
}

// ask puts one question to one server, by TCP where UDP cut the answer off.
func (r *Resolver) ask(ctx context.Context, q *dns.Msg, server string) (*dns.Msg, error) {
	for _, by := range []string{"udp", "tcp"} {
		c := dns.Client{Net: by, Timeout: r.Timeout, UDPSize: udpSize}
		if c.Timeout <= 0 {
			c.Timeout = perQuestion
		}
		reply, _, err := c.ExchangeContext(ctx, q, server)
		if by == "udp" && (err == nil && reply.Truncated || errors.Is(err, dns.ErrBuf)) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("ask %s: %w", server, err)
		}
		if reply.Rcode != dns.RcodeSuccess && reply.Rcode != dns.RcodeNameError {
			return nil, fmt.Errorf("ask %s: %s", server, dns.RcodeToString[reply.Rcode])
		}
		if len(reply.Question) != 1 || !strings.EqualFold(reply.Question[0].Name, q.Question[0].Name) || reply.Question[0].Qtype != q.Question[0].Qtype {
			return nil, fmt.Errorf("ask %s: it answered another question", server)
		}
		return reply, nil
	}
	return nil, fmt.Errorf("ask %s: the answer is cut off by TCP too", server)
}

// read follows the aliases of an answer and takes what is at their end.
func read(reply *dns.Msg, q dns.Question) Answer {
	a := Answer{NoName: reply.Rcode == dns.RcodeNameError, Secure: reply.AuthenticatedData}
	at := q.Name
	for range mostAliases {
		next := ""
		for _, rr := range reply.Answer {
			if c, ok := rr.(*dns.CNAME); ok && strings.EqualFold(c.Hdr.Name, at) && q.Qtype != dns.TypeCNAME {
				next = c.Target
			}
		}
		if next == "" {
			break
		}
		at = next
	}
	for _, rr := range reply.Answer {
		if rr.Header().Rrtype == q.Qtype && strings.EqualFold(rr.Header().Name, at) {
			a.Records = append(a.Records, rr)
		}
	}
	a.Name = strings.ToLower(strings.TrimSuffix(at, "."))
	return a
}

// trusted reports whether nobody stands between a server and us.
func trusted(server string) bool {
	a, err := netip.ParseAddrPort(server)
	return err == nil && a.Addr().Unmap().IsLoopback()
}

// Addresses are the addresses of a host, IPv6 first. Secure tells that all of it is proven; name is the host behind all aliases.
func (r *Resolver) Addresses(ctx context.Context, host string) (list []netip.Addr, secure bool, name string, err error) {
	secure = true
	var failed error
	for _, kind := range []uint16{dns.TypeAAAA, dns.TypeA} {
		a, err := r.Lookup(ctx, host, kind)
		if err != nil {
			failed = err
			continue
		}
		secure, name = secure && a.Secure, a.Name
		for _, rr := range a.Records {
			if ip, ok := address(rr); ok {
				list = append(list, ip)
			}
		}
	}
	if failed != nil && len(list) == 0 {
		return nil, false, "", failed
	}
	return list, secure && failed == nil, name, nil
}

func address(rr dns.RR) (netip.Addr, bool) {
	switch rr := rr.(type) {
	case *dns.A:
		ip, ok := netip.AddrFromSlice(rr.A)
		return ip.Unmap(), ok
	case *dns.AAAA:
		return netip.AddrFromSlice(rr.AAAA)
	}
	return netip.Addr{}, false
}
