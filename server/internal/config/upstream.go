package config

import (
	"errors"
	"fmt"
)

// passwordVariable is in the environment only: a password does not belong into a file that is copied around, nor on a command line.
const passwordVariable = "SEKISHO_UPSTREAM_PASSWORD" //nolint:gosec // the name, not the password

// login checks how the server is to log in to upstream.
func (c *Config) login() error {
	l := c.UpstreamLogin
	switch {
	case c.Upstream == UpstreamMX && c.UpstreamTLS != "auto":
		return fmt.Errorf("upstreamTls: %q is for one server, and upstream is mx: there each domain says what it needs; leave upstreamTls out", c.UpstreamTLS)
	case l == (Login{}) || l == (Login{Password: l.Password}): // a variable alone does nothing
		return nil
	case c.Upstream == UpstreamMX || c.Upstream == "":
		return errors.New("upstreamLogin, upstreamPasswordFile and upstreamOauth are for one server: write its host:port as upstream, or leave them out")
	case l.User == "":
		return errors.New("upstreamLogin: empty: write the user name that the password or token is for")
	case l.PasswordFile == "" && l.Password == "":
		return fmt.Errorf("upstreamLogin: there is no password: name its file in upstreamPasswordFile, or set %s", passwordVariable)
	case c.UpstreamTLS == "none" && !loopback(c.Upstream):
		return errors.New("upstreamLogin: upstreamTls is none, and everybody on the way could read the password: write starttls or implicit")
	}
	return l.oauth()
}

func (l Login) oauth() error {
	switch {
	case l.TokenURL == "" && l.Client == "" && l.Scope == "":
		return nil
	case l.TokenURL == "" || l.Client == "":
		return errors.New("upstreamOauth: tokenUrl and client go together: write both or none")
	case !kept(l.TokenURL):
		return fmt.Errorf("upstreamOauth.tokenUrl: %q: write an https address; http is for loopback", l.TokenURL)
	}
	return nil
}
