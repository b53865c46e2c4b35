package account

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"sekisho/server/address"
)

// normal returns an account as it is kept, or an *InvalidError for the first field that is wrong.
func (a Account) normal() (Account, error) {
	a.Name, a.Login, a.Provider = strings.TrimSpace(a.Name), strings.TrimSpace(a.Login), strings.TrimSpace(a.Provider)
	if a.ID == "" || len(a.ID) > 40 || strings.ContainsFunc(a.ID, func(r rune) bool { return !plainID(r) }) {
		return a, &InvalidError{"id", "invalid.id", a.ID}
	}
	parsed, err := address.Parse(a.Address)
	if err != nil {
		return a, &InvalidError{"address", "invalid.address", a.Address}
	}
	a.Address = parsed.String()
	if a.Login == "" {
		a.Login = a.Address
	}
	if unfit(a.Login) {
		return a, &InvalidError{"login", "invalid.login", a.Login}
	}
	if unfit(a.Name) {
		return a, &InvalidError{"name", "invalid.name", a.Name}
	}
	if err := a.checkAuth(); err != nil {
		return a, err
	}
	return a.checkUpstream()
}

func unfit(s string) bool { return len(s) > 320 || strings.ContainsFunc(s, unicode.IsControl) }

func plainID(r rune) bool { return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r == '-' }

func (a Account) checkAuth() error {
	switch a.Auth {
	case AuthPassthrough, AuthPassword:
		if a.Provider != "" {
			return &InvalidError{"provider", "invalid.provider-unused", a.Provider}
		}
		return nil
	case AuthOAuth:
	default:
		return &InvalidError{"auth", "invalid.auth", a.Auth}
	}
	if name := a.Provider; name != "" && strings.IndexFunc(name, func(r rune) bool { return !plainID(r) }) < 0 {
		return nil
	}
	if u, err := url.Parse(a.Provider); err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && Loopback(u.Hostname())) {
		return nil
	}
	return &InvalidError{"provider", "invalid.provider", a.Provider}
}

func (a Account) checkUpstream() (Account, error) {
	host, port, err := net.SplitHostPort(strings.TrimSpace(a.Upstream))
	n, bad := strconv.ParseUint(port, 10, 16)
	if err != nil || bad != nil || n == 0 {
		return a, &InvalidError{"upstream", "invalid.upstream", a.Upstream}
	}
	if _, err := netip.ParseAddr(host); err != nil {
		if host, err = address.Domain(strings.TrimSuffix(host, ".")); err != nil {
			return a, &InvalidError{"upstream", "invalid.upstream", a.Upstream}
		}
	}
	a.Upstream = net.JoinHostPort(host, strconv.FormatUint(n, 10))
	switch a.Security {
	case SecurityStartTLS, SecurityImplicit:
		return a, nil
	case SecurityNone:
		if Loopback(host) {
			return a, nil
		}
		return a, &InvalidError{"security", "invalid.security-none", host}
	}
	return a, &InvalidError{"security", "invalid.security", a.Security}
}

// Loopback tells whether a host is this computer by its name alone: localhost, 127.0.0.0/8 or ::1.
func Loopback(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
}
