package demo

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sekisho/server/internal/auth"
)

// Guard lets only this machine's own pages in: the connection runs over loopback at both ends, the Host is a loopback name
// (so that a name of an attacker's that points to 127.0.0.1 is of no use, DNS rebinding), and a request that a page makes
// comes from a page of ours (Origin, Sec-Fetch-Site).
func Guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if reason := refused(c.Request()); reason != "" {
			return echo.NewHTTPError(http.StatusForbidden, "The demo answers this machine's own pages only: "+reason+".")
		}
		return next(c)
	}
}

func refused(r *http.Request) string {
	local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	switch {
	case !loopback(r.RemoteAddr):
		return "the connection comes from elsewhere"
	case local != nil && !loopback(local.String()):
		return "the connection came in on another address"
	case !localName(r.Host):
		return "the Host is not a name of this machine"
	case slices.ContainsFunc(auth.Forwarded(), func(name string) bool { return r.Header.Get(name) != "" }):
		return "a proxy stands before it"
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		if u, err := url.Parse(origin); err != nil || u.Host != r.Host {
			return "the Origin is another page"
		}
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" && r.Method != http.MethodGet {
		return "another site asks"
	}
	return ""
}

func loopback(hostport string) bool {
	ap, err := netip.ParseAddrPort(hostport)
	return err == nil && ap.Addr().Unmap().IsLoopback()
}

func localName(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.Trim(name, "[]")
	if ip, err := netip.ParseAddr(name); err == nil {
		return ip.IsLoopback()
	}
	return strings.EqualFold(name, "localhost")
}
