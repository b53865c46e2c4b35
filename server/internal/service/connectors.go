package service

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"strings"

	"sekisho/server/gate"
	"sekisho/server/internal/config"
	"sekisho/server/internal/connector"
	"sekisho/server/internal/input"
)

// openConnectors reads the files that connectors name, so that a slip shows at start. Nil: there are none.
func openConnectors(list []config.Connector) (*connector.Set, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var all []connector.Connector
	for _, c := range list {
		k, err := openConnector(c)
		if err != nil {
			return nil, fmt.Errorf("connector %s: %w", c.Name, err)
		}
		all = append(all, k)
	}
	return connector.New(all, nil), nil
}

func openConnector(c config.Connector) (k connector.Connector, err error) {
	k = connector.Connector{
		Name: c.Name, Networks: c.Networks, Certificates: c.Certificates, Clear: c.Clear, Connections: c.Connections, PerMinute: c.PerMinute,
	}
	if c.Authorities != "" {
		if k.Roots, err = authorities(c.Authorities); err != nil {
			return k, err
		}
	}
	if c.Logins != "" {
		if k.Logins, err = connector.OpenLogins(c.Logins, nil); err != nil {
			return k, fmt.Errorf("logins: %w", err)
		}
	}
	k.Fields, err = mustBear(c)
	return k, err
}

func authorities(file string) (*x509.CertPool, error) {
	text, err := readPEM(file)
	if err != nil {
		return nil, fmt.Errorf("authorities: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("authorities: %s holds no certificate in PEM", file)
	}
	return pool, nil
}

// mustBear are the fields that each mail of a connector must bear. Several lines for one name stand for one of them.
func mustBear(c config.Connector) (fields []connector.Field, err error) {
	values := map[string][]string{}
	var names []string
	for _, f := range c.Fields {
		name, value, _ := strings.Cut(f, ": ")
		if _, known := values[strings.ToLower(name)]; !known {
			names = append(names, name)
		}
		values[strings.ToLower(name)] = append(values[strings.ToLower(name)], value)
	}
	for _, name := range names {
		list := values[strings.ToLower(name)]
		fields = append(fields, connector.Field{Name: name, Values: func() ([]string, error) { return list, nil }})
	}
	if c.SecretFile == "" {
		return fields, nil
	}
	read := func() ([]string, error) { return secrets(c.SecretFile) }
	if _, err := read(); err != nil {
		return nil, err
	}
	return append(fields, connector.Field{Name: connector.SecretField, Values: read}), nil
}

// leastSecret keeps a secret from being guessed.
const leastSecret = 16 // characters

// secrets are the lines of a file; there are two while a secret is changed.
func secrets(file string) (list []string, err error) {
	text, err := input.Read(file)
	if err != nil {
		return nil, fmt.Errorf("secretFile: %w", err)
	}
	for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan(); {
		line := strings.TrimSpace(s.Text())
		if line == "" {
			continue
		}
		if len(line) < leastSecret {
			return nil, fmt.Errorf("secretFile: a line of %s has fewer than %d characters: write one that nobody guesses, as `openssl rand -hex 24` makes", file, leastSecret)
		}
		list = append(list, line)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("secretFile: %s is empty: write a word that nobody guesses, as `openssl rand -hex 24` makes", file)
	}
	return list, nil
}

// mailTLS is what the gateway offers as STARTTLS. It asks for a certificate, and takes any: what it is good for the connectors say.
func (s *service) mailTLS() *tls.Config {
	if s.certificate == nil {
		return nil
	}
	c := s.certificate.config()
	c.NextProtos = nil
	if s.connectors != nil {
		c.ClientAuth = tls.RequestClientCert
	}
	return c
}

// mailLimits are the engine's, with room for what the connectors let in.
func (s *service) mailLimits() gate.Limits {
	l := gate.Limits{Connections: 500, PerIP: 250, Memory: 256 << 10, Messages: 10_000}
	if s.connectors != nil {
		all, one := s.connectors.Connections()
		l.Connections, l.PerIP = max(l.Connections, all+spare), max(l.PerIP, one+spare)
	}
	return l
}

// spare is room for clients who have not shown yet which connector is theirs.
const spare = 20
