package auth

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// IssuerDemo is the issuer of the demo identity.
const IssuerDemo = "sekisho-demo"

// Demo is the identity that needs no credential. Only a server that was started for a demo has one, and each request is looked at: it works
// only over a connection whose both ends are on loopback, under a loopback name, not through a proxy and not from another site's page.
type Demo struct{ Identity Identity }

// Forwarded returns the headers that say that a request was made elsewhere. A proxy on the same machine has a loopback address too.
func Forwarded() []string {
	return []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via", "Cf-Connecting-Ip"}
}

// Identify returns the demo identity, or an *Error with CodeDemo.
func (d *Demo) Identify(r *http.Request) (Identity, error) {
	if !loopbackAddress(r.RemoteAddr) {
		return Identity{}, refuse(CodeDemo, "the connection comes from another machine")
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok || !loopbackAddress(local.String()) {
		return Identity{}, refuse(CodeDemo, "the connection did not arrive on loopback")
	}
	if !loopbackName(r.Host) {
		return Identity{}, refuse(CodeDemo, "the Host header is not a loopback name")
	}
	for _, h := range Forwarded() {
		if r.Header.Get(h) != "" {
			return Identity{}, refuse(CodeDemo, "the request came through a proxy (%s)", h)
		}
	}
	if err := sameSite(r); err != nil {
		return Identity{}, err
	}
	return d.Identity, nil
}

// sameSite refuses what a page of another site makes a browser send.
func sameSite(r *http.Request) error {
	if r.Header.Get("Sec-Fetch-Site") == "cross-site" {
		return refuse(CodeDemo, "the request comes from another site's page")
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return nil
	}
	u, err := url.Parse(origin)
	if err != nil || !loopbackName(u.Host) {
		return refuse(CodeDemo, "the request comes from another site's page")
	}
	return nil
}

func loopbackAddress(s string) bool {
	a, err := netip.ParseAddrPort(s)
	return err == nil && a.Addr().Unmap().IsLoopback()
}

// loopbackName reports whether a host, with or without port, is "localhost" or a loopback address. Names below localhost are refused: not
// every resolver keeps them at home.
func loopbackName(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}
