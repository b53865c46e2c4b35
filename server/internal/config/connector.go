package config

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Connector is one way by which mail comes in; see package connector. All that is written must hold for a client.
type Connector struct {
	Name         string // 1 to 32 of a-z, 0-9, inner hyphens; in logs and figures
	Networks     []netip.Prefix
	Certificates []string // names in the client's certificate
	Authorities  string   // PEM file of those who may give such certificates; empty: the system's
	Logins       string   // file of users and their passwords' hashes
	Fields       []string // "Name: value" that each mail must bear
	SecretFile   string   // file whose lines are what X-Sekisho-Connector may be; empty: it is not asked for
	Clear        bool     // also without TLS
	Connections  int      // at a time; 0: 50
	PerMinute    int      // mails; 0: 3000
}

var (
	fieldForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{0,70}: [!-~]([ -~]{0,800}[!-~])?$`)
	hostForm  = regexp.MustCompile(`^(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$`)
)

// shared are names in certificates that a provider shows for every customer.
var shared = []string{"outlook.com", "office365.com", "google.com", "googlemail.com", "gmail.com", "amazonaws.com", "amazonses.com"}

// connectors reads the list of the file.
func (r *reader) connectors(v *yaml.Node) error {
	if v.Kind != yaml.SequenceNode {
		return r.errorf(v, "connectors must be a list, each beginning with \"- name:\"")
	}
	r.config.Connectors = nil
	for _, item := range v.Content {
		var c Connector
		if err := r.mapping(item, "connectors.", func(key string, k, v *yaml.Node) error { return r.connector(&c, key, k, v) }); err != nil {
			return err
		}
		r.config.Connectors = append(r.config.Connectors, c)
	}
	return nil
}

var connectorKeys = []string{"name", "networks", "certificates", "authorities", "logins", "fields", "secretFile", "clear", "connections", "messagesPerMinute"}

func (r *reader) connector(c *Connector, key string, k, v *yaml.Node) (err error) {
	switch name := strings.TrimPrefix(key, "connectors."); name {
	case "name", "authorities", "logins", "secretFile":
		into := map[string]*string{"name": &c.Name, "authorities": &c.Authorities, "logins": &c.Logins, "secretFile": &c.SecretFile}[name]
		*into, err = r.scalar(key, v)
	case "certificates", "fields":
		into := map[string]*[]string{"certificates": &c.Certificates, "fields": &c.Fields}[name]
		*into, err = r.list(key, v)
	case "networks":
		var list []string
		if list, err = r.list(key, v); err == nil {
			c.Networks, err = networks(list)
			if err != nil {
				err = r.errorf(v, "%s: %w", key, err)
			}
		}
	case "clear":
		if v.Value != "true" && v.Value != "false" {
			return r.errorf(v, "%s: %q is not true or false", key, v.Value)
		}
		c.Clear = v.Value == "true"
	case "connections", "messagesPerMinute":
		into := map[string]*int{"connections": &c.Connections, "messagesPerMinute": &c.PerMinute}[name]
		n, perr := strconv.Atoi(v.Value)
		if perr != nil || n < 1 || n > 1_000_000 {
			return r.errorf(v, "%s: %q is not a number from 1 to 1000000", key, v.Value)
		}
		*into = n
	default:
		return r.unknown(key, k, connectorKeys)
	}
	return err
}

// networks reads networks and single addresses.
func networks(list []string) (all []netip.Prefix, err error) {
	for _, s := range list {
		p, err := netip.ParsePrefix(s)
		if a, aerr := netip.ParseAddr(s); aerr == nil {
			p, err = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("%q is not a network: write it as 10.0.0.0/8, 10.1.2.3 or 2001:db8::/48", s)
		}
		all = append(all, p.Masked())
	}
	return all, nil
}

// connected checks who may give mail to the gateway, so that no slip makes an open relay of it.
func (c *Config) connected() error {
	seen := map[string]bool{}
	for n, k := range c.Connectors {
		if !organizationID.MatchString(k.Name) {
			return fmt.Errorf("connectors: name of number %d: %q: write 1 to 32 lower-case letters, digits or inner hyphens", n+1, k.Name)
		}
		if seen[k.Name] {
			return fmt.Errorf("connectors: %s is there twice: give each a name of its own", k.Name)
		}
		seen[k.Name] = true
		if err := errors.Join(k.identity(), k.proof(), c.secured(k)); err != nil {
			first, _, _ := strings.Cut(err.Error(), "\n")
			return fmt.Errorf("connectors: %s: %s", k.Name, first)
		}
	}
	if c.PassedField != "" && (!fieldForm.MatchString(c.PassedField) || strings.HasPrefix(strings.ToLower(c.PassedField), "x-sekisho")) {
		return fmt.Errorf("passedField: %q is no header field: write it as \"X-Passed-Gateway: a-word-that-nobody-guesses\"; what begins with X-Sekisho never leaves", c.PassedField)
	}
	return c.outside()
}

// identity refuses a connector that lets anybody in.
func (k Connector) identity() error {
	if len(k.Networks) == 0 && len(k.Certificates) == 0 && k.Logins == "" {
		return errors.New("anybody could send: write networks, certificates or logins")
	}
	for _, p := range k.Networks {
		least := 8
		if p.Addr().Is6() {
			least = 16
		}
		if p.Bits() < least && len(k.Certificates) == 0 && k.Logins == "" {
			return fmt.Errorf("networks: %s is most of the internet, which makes an open relay: write smaller networks, or ask for certificates or logins too", p)
		}
	}
	for _, name := range k.Certificates {
		if !hostForm.MatchString(name) {
			return fmt.Errorf("certificates: %q is no name in a certificate: write it as mail.example.co.jp or *.mail.example.co.jp", name)
		}
	}
	if k.Authorities != "" && len(k.Certificates) == 0 {
		return errors.New("authorities are for certificates: write their names, or leave authorities out")
	}
	return nil
}

// proof asks for what only one's own mails bear where a certificate is everybody's.
func (k Connector) proof() error {
	for _, f := range k.Fields {
		if !fieldForm.MatchString(f) {
			return fmt.Errorf("fields: %q is no header field: write it as \"X-OriginatorOrg: example.co.jp\"", f)
		}
	}
	for _, name := range k.Certificates {
		own := len(k.Fields) > 0 || k.SecretFile != "" || k.Logins != ""
		if !own && slices.ContainsFunc(shared, func(s string) bool { return strings.HasSuffix("."+strings.ToLower(name), "."+s) }) {
			return fmt.Errorf("certificates: every customer of that provider sends with %s: write fields or secretFile too, by which your own mails are known", name)
		}
	}
	return nil
}

// secured checks that what needs TLS can have it.
func (c *Config) secured(k Connector) error {
	switch {
	case k.Clear && (len(k.Certificates) > 0 || k.Logins != ""):
		return errors.New("clear: certificates and passwords need TLS: leave clear out")
	case c.TLS.Cert == "" && (len(k.Certificates) > 0 || k.Logins != ""):
		return errors.New("certificates and logins need TLS: write tls.cert and tls.key")
	}
	return nil
}

// outside checks a listener that others than this machine can reach.
func (c *Config) outside() error {
	switch {
	case loopback(c.SMTPListen):
		return nil
	case len(c.Connectors) == 0:
		return fmt.Errorf("smtpListen: %q is not on loopback, and nothing says who may send there: write connectors, or listen on 127.0.0.1", c.SMTPListen)
	case c.TLS.Cert == "":
		return fmt.Errorf("smtpListen: %q is not on loopback, and without TLS everybody on the way could read the mails: write tls.cert and tls.key", c.SMTPListen)
	}
	return nil
}
