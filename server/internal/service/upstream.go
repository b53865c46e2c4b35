package service

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"sekisho/server/gate"
	"sekisho/server/internal/config"
	"sekisho/server/internal/input"
	"sekisho/server/internal/mtasts"
	"sekisho/server/internal/outbound"
	"sekisho/server/internal/resolver"
)

// upstream is the server that mail goes on to, or config.UpstreamMX; a demo has its own.
func (s *service) upstream() string {
	if s.config.Upstream == "" && s.config.Demo {
		return s.listeners.addresses().Sink
	}
	return s.config.Upstream
}

// route is the way mail leaves by.
func (s *service) route() (outbound.Route, error) {
	upstream := s.upstream()
	if upstream == config.UpstreamMX {
		return s.mx()
	}
	hop := outbound.Hop{Name: upstream, Upstream: &gate.Upstream{Addr: upstream, Hello: hostname(), Security: gate.SecurityFor(s.config.UpstreamTLS, upstream)}}
	login, err := loginOf(s.config.UpstreamLogin)
	hop.Login = login
	return outbound.Smarthost{Hop: hop}, err
}

func (s *service) mx() (outbound.Route, error) {
	names, err := resolver.System("/etc/resolv.conf")
	if err != nil {
		return nil, err
	}
	if !names.Local() {
		s.log.Warn("DANE protects no mail: it needs a validating name server on this machine, as unbound with \"nameserver 127.0.0.1\" in /etc/resolv.conf")
	}
	return &outbound.MX{Resolver: names, Host: hostname(), Policies: &mtasts.Cache{
		Resolver: names, Fetcher: &mtasts.Fetcher{}, File: filepath.Join(s.config.DataDir, "mta-sts.json"), Log: s.log,
	}}, nil
}

// loginOf is how we log in. The secret is read once now, so that a slip shows at start.
func loginOf(l config.Login) (func(context.Context) (gate.Credentials, error), error) {
	if l.User == "" {
		return nil, nil
	}
	secret := func() (string, error) { return secretOf(l) }
	if _, err := secret(); err != nil {
		return nil, err
	}
	if l.TokenURL == "" {
		return outbound.Password(l.User, secret), nil
	}
	return outbound.Token(l.User, outbound.Client{TokenURL: l.TokenURL, ID: l.Client, Scope: l.Scope, Secret: secret}), nil
}

const maxSecret = 16 << 10 // octets

func secretOf(l config.Login) (secret string, err error) {
	return firstLine("upstreamPasswordFile", l.Password, l.PasswordFile)
}

// firstLine is a secret of the environment, or else the first line of the file that key names.
func firstLine(key string, given config.Secret, file string) (secret string, err error) {
	if given != "" {
		return string(given), nil
	}
	f, err := input.Open(file)
	if err != nil {
		return "", fmt.Errorf("%s: %w", key, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	line, err := bufio.NewReader(io.LimitReader(f, maxSecret)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("%s: read %s: %w", key, file, err)
	}
	if secret = strings.TrimRight(line, "\r\n"); secret == "" {
		return "", fmt.Errorf("%s: the first line of %s is empty: write the password there", key, file)
	}
	return secret, nil
}
