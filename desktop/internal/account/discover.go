package account

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"golang.org/x/sync/errgroup"

	"sekisho/server/address"
)

// Sources of what was found, best first.
const (
	SourceAutoconfig = "autoconfig" // the domain's own server, over TLS
	SourceDirectory  = "directory"  // a directory of providers that was named
	SourceMX         = "mx"         // the domain's mail goes to Google or Microsoft
	SourceSRV        = "srv"        // RFC 6186, RFC 8314
	SourcePlain      = "autoconfig-plain"
	SourceGuess      = "guess" // a usual name, where a server answered
)

// ErrNothing is the error of Find when no server was found.
var ErrNothing = errors.New("account: no outgoing server was found")

// Found is one way in which an account may be set up.
type Found struct {
	Account  Account // without ID
	Source   string
	Provider string // as the provider calls itself; may be empty
	// Ask says that a person should look at the server's name before anything is sent there: what named it came unprotected, and it
	// is outside the address's domain.
	Ask bool
}

// Resolver is what discovery asks DNS; *net.Resolver is one.
type Resolver interface {
	LookupSRV(ctx context.Context, service, proto, name string) (string, []*net.SRV, error)
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Discoverer finds out how mail of an address is sent. Its zero value uses the system's DNS, proxy and certificates.
type Discoverer struct {
	Resolver  Resolver
	Dial      func(ctx context.Context, network, addr string) (net.Conn, error) // takes IP addresses and, for a proxy, names
	Roots     *x509.CertPool
	Proxy     func(*http.Request) (*url.URL, error)
	Directory string        // where a directory in the form of Mozilla's ISPDB is, ending in /; it is told the domain. Empty: not asked
	Limit     time.Duration // of each of the two rounds; 0: 6 seconds
}

func (d Discoverer) complete() Discoverer {
	if d.Resolver == nil {
		d.Resolver = net.DefaultResolver
	}
	if d.Dial == nil {
		d.Dial = (&net.Dialer{Timeout: 5 * time.Second}).DialContext
	}
	if d.Proxy == nil {
		d.Proxy = http.ProxyFromEnvironment
	}
	if d.Limit == 0 {
		d.Limit = 6 * time.Second
	}
	return d
}

// Find returns the ways to send mail of an address, best first. What is unprotected, and guesses, are looked for only when nothing
// else was found. ErrNothing says that a person has to name the server; an *InvalidError that it is no address.
func (d Discoverer) Find(ctx context.Context, mail string) ([]Found, error) {
	parsed, err := address.Parse(mail)
	if err != nil {
		return nil, &InvalidError{"address", "invalid.address", mail}
	}
	q := query{Discoverer: d.complete(), address: parsed}
	for _, round := range [][]source{{q.autoconfig, q.wellKnown, q.directory, q.mx, q.srv}, {q.plain, q.guess}} {
		found, err := q.ask(ctx, round)
		if err != nil || len(found) > 0 {
			return found, err
		}
	}
	return nil, fmt.Errorf("%w for %s; ask whoever runs your mail for the name and name it with --server HOST:PORT", ErrNothing, parsed.Domain)
}

// query is one search.
type query struct {
	Discoverer
	address address.Address
}

// source is one place to ask. What fails there is no error of the search.
type source func(ctx context.Context) []Found

// ask asks several sources at once, and keeps their order and what is valid.
func (q query) ask(ctx context.Context, round []source) ([]Found, error) {
	limited, cancel := context.WithTimeout(ctx, q.Limit)
	defer cancel()
	answers := make([][]Found, len(round))
	var group errgroup.Group
	for i, s := range round {
		group.Go(func() error {
			answers[i] = s(limited)
			return nil
		})
	}
	_ = group.Wait() // no source returns an error
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("look for the server of %s: %w", q.address.Domain, err)
	}
	var all []Found
	seen := map[Account]bool{}
	for _, answer := range answers {
		for _, f := range answer {
			if f, ok := q.usable(f); ok && !seen[f.Account] {
				seen[f.Account] = true
				all = append(all, f)
			}
		}
	}
	return all, nil
}

// usable completes what was found, and drops what no account may be.
func (q query) usable(f Found) (Found, bool) {
	a := f.Account
	a.ID, a.Address = "new", q.address.String()
	a, err := a.normal()
	a.ID = ""
	host, _, _ := net.SplitHostPort(a.Upstream)
	own := address.Registrable(host) == address.Registrable(q.address.Domain)
	switch f.Source {
	case SourceSRV, SourcePlain: // RFC 6186, 6: another domain's server is a reason to ask
		f.Ask = !own
	case SourceGuess:
		f.Ask = !own
	}
	f.Account = a
	return f, err == nil
}
