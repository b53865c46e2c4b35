package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sekisho/manifest"
)

var organizationID = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)

// validate looks for what cannot work, one thing at a time in the order of the keys.
func (c *Config) validate() error {
	for _, check := range []func() error{c.addresses, c.login, c.database, c.retention, c.demo, c.connected, c.signing, c.ldap, c.names, c.notices, c.origin, c.tls, c.issuers} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// noticesFrom is an address that needs no quotes: it stands in a header field of each notice.
var noticesFrom = regexp.MustCompile(`^[A-Za-z0-9._+=~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$`)

func (c *Config) notices() error {
	if c.NoticesFrom != "" && !noticesFrom.MatchString(c.NoticesFrom) {
		return fmt.Errorf("noticesFrom: %q is not a mail address: write it as sekisho@example.co.jp", c.NoticesFrom)
	}
	return nil
}

// listeners are the addresses that the server opens, by key.
func (c *Config) listeners() [][2]string {
	out := [][2]string{{"listen", c.Listen}, {"smtpListen", c.SMTPListen}}
	if c.Demo {
		out = append(out, [2]string{"sinkListen", c.SinkListen})
	}
	return out
}

func (c *Config) addresses() error {
	seen := map[string]string{}
	for _, l := range c.listeners() {
		if err := hostPort(l[1], true); err != nil {
			return fmt.Errorf("%s: %w", l[0], err)
		}
		if other, ok := seen[l[1]]; ok && !strings.HasSuffix(l[1], ":0") {
			return fmt.Errorf("%s and %s are both %s: give one another port", other, l[0], l[1])
		}
		seen[l[1]] = l[0]
	}
	if !slices.Contains([]string{"auto", "none", "starttls", "implicit"}, c.UpstreamTLS) {
		return fmt.Errorf("upstreamTls: %q is none of auto, none, starttls, implicit", c.UpstreamTLS)
	}
	if c.Upstream == "" || c.Upstream == UpstreamMX {
		return nil
	}
	if err := hostPort(c.Upstream, false); err != nil {
		return fmt.Errorf("upstream: %w", err)
	}
	if key, ok := seen[c.Upstream]; ok && key != "sinkListen" {
		return fmt.Errorf("upstream and %s are both %s: mail would come back for ever", key, c.Upstream)
	}
	return nil
}

// hostPort checks an address. Port 0 and an empty host (all interfaces) are for listeners only.
func hostPort(s string, listener bool) error {
	host, port, err := net.SplitHostPort(s)
	n, perr := strconv.ParseUint(port, 10, 16)
	if err != nil || perr != nil || strings.ContainsAny(host, " /") || (!listener && (host == "" || n == 0)) {
		return fmt.Errorf("%q is not host:port: write it as 127.0.0.1:8480 or [::1]:8480", s)
	}
	return nil
}

func (c *Config) demo() error {
	if !c.Demo {
		return nil
	}
	for _, l := range c.listeners() {
		if !loopback(l[1]) {
			return fmt.Errorf("--demo lets anyone in who can connect, so it works on loopback only: %s is %q; write 127.0.0.1, or leave --demo out", l[0], l[1])
		}
	}
	return nil
}

// loopback reports whether only this machine can connect to a listener.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

func (c *Config) names() error {
	if !organizationID.MatchString(c.Organization.ID) {
		return fmt.Errorf("organization.id: %q: write 1 to 32 lower-case letters, digits or inner hyphens", c.Organization.ID)
	}
	if c.DataDir == "" {
		return errors.New("dataDir: empty: write a folder, as ./data")
	}
	if c.Limits.Inline > c.Limits.JSON {
		return fmt.Errorf("limits.inline: %d is more than limits.json, %d: an inline file is inside a request", c.Limits.Inline, c.Limits.JSON)
	}
	return nil
}

func (c *Config) origin() error {
	if c.PublicOrigin == "" {
		return nil
	}
	u, err := url.Parse(c.PublicOrigin)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme+"://"+u.Host != c.PublicOrigin {
		return fmt.Errorf("publicOrigin: %q is not an origin: write it as https://sekisho.example.co.jp, without a path or slash", c.PublicOrigin)
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(net.JoinHostPort(u.Hostname(), "80"))) {
		return fmt.Errorf("publicOrigin: %q: Outlook takes https only; http is for loopback", c.PublicOrigin)
	}
	if u.Scheme == "http" {
		return nil
	}
	if err := manifest.CheckOrigin(c.PublicOrigin); err != nil { // else no manifest could be made for this server
		return fmt.Errorf("publicOrigin: %w", err)
	}
	return nil
}

func (c *Config) tls() error {
	if (c.TLS.Cert == "") != (c.TLS.Key == "") {
		return errors.New("tls.cert and tls.key go together: write both or none")
	}
	if c.TLS.Cert == "" && len(c.TrustedProxies) == 0 && !loopback(c.Listen) {
		return fmt.Errorf("listen: %q is not on loopback, and without TLS everybody on the way could read the mails: write tls.cert and tls.key, or name the proxy in front of the server in trustedProxies", c.Listen)
	}
	return nil
}

// issuers checks what is needed to know whose file it is; package auth checks the rest.
func (c *Config) issuers() error {
	for n, i := range c.OIDC {
		switch {
		case i.Issuer == "":
			return fmt.Errorf("oidc: issuer number %d has no issuer", n+1)
		case !organizationID.MatchString(i.Org):
			return fmt.Errorf("oidc: issuer %q: organization %q: write 1 to 32 lower-case letters, digits or inner hyphens", i.Issuer, i.Org)
		}
	}
	return errors.Join(c.addin(), c.desktop())
}

// desktop checks how the desktop companion signs in: in one way at most, with a client whose tokens are taken.
func (c *Config) desktop() error {
	found := false
	for _, i := range c.OIDC {
		switch {
		case i.DesktopClient == "":
			continue
		case found:
			return errors.New("oidc: desktopClient is written twice: the desktop companion signs in in one way, so only one issuer can have it")
		case len(i.Clients) > 0 && !slices.Contains(i.Clients, i.DesktopClient):
			return fmt.Errorf("oidc: issuer %q: desktopClient %s is not in clients: the server would refuse its tokens", i.Issuer, i.DesktopClient)
		}
		found = true
	}
	return nil
}
