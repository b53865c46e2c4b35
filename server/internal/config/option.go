package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// option is one key in its three spellings.
type option struct {
	key   string // in the file, groups joined by dots
	usage string
	set   func(c *Config, value string) error
	get   func(c *Config) string
}

// flag returns the key as a flag: smtpListen -> smtp-listen, organization.id -> organization-id.
func (o option) flag() string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(o.key, ".", "-") {
		if unicode.IsUpper(r) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// variable returns the key as a variable of the environment.
func (o option) variable() string {
	return "SEKISHO_" + strings.ToUpper(strings.ReplaceAll(o.flag(), "-", "_"))
}

func text(key, usage string, field func(*Config) *string) option {
	return option{
		key: key, usage: usage,
		set: func(c *Config, v string) error { *field(c) = v; return nil },
		get: func(c *Config) string { return *field(c) },
	}
}

func size(key, usage string, field func(*Config) *int64) option {
	return option{
		key: key, usage: usage,
		set: func(c *Config, v string) (err error) { *field(c), err = parseSize(v); return err },
		get: func(c *Config) string { return strconv.FormatInt(*field(c), 10) },
	}
}

// options returns all of them.
func options() []option {
	return append([]option{
		text("listen", "address of API, console and add-in", func(c *Config) *string { return &c.Listen }),
		text("smtpListen", "address of the gateway", func(c *Config) *string { return &c.SMTPListen }),
		text("sinkListen", "address of the demo's sink", func(c *Config) *string { return &c.SinkListen }),
		text("upstream", "host:port that mail goes on to, or mx: to each domain's own servers", func(c *Config) *string { return &c.Upstream }),
		text("upstreamTls", "auto, none, starttls or implicit; auto: none on loopback, implicit on port 465, else starttls", func(c *Config) *string { return &c.UpstreamTLS }),
		text("upstreamLogin", "user name at upstream", func(c *Config) *string { return &c.UpstreamLogin.User }),
		text("upstreamPasswordFile", "file with the password for upstreamLogin or the OAuth client's secret", func(c *Config) *string { return &c.UpstreamLogin.PasswordFile }),
		text("upstreamOauth.tokenUrl", "where tokens for upstreamLogin are had by client credentials", func(c *Config) *string { return &c.UpstreamLogin.TokenURL }),
		text("upstreamOauth.client", "OAuth client id", func(c *Config) *string { return &c.UpstreamLogin.Client }),
		text("upstreamOauth.scope", "OAuth scopes, separated by blanks", func(c *Config) *string { return &c.UpstreamLogin.Scope }),
		text("passedField", "header field, \"Name: value\", added to what is given to upstream", func(c *Config) *string { return &c.PassedField }),
		text("dataDir", "folder of database, keys and spool", func(c *Config) *string { return &c.DataDir }),
		text("database.url", "a PostgreSQL database in place of SQLite in dataDir", func(c *Config) *string { return &c.Database.URL }),
		text("database.passwordFile", "file with the password for it", func(c *Config) *string { return &c.Database.PasswordFile }),
		text("policy", "policy file to put in force", func(c *Config) *string { return &c.Policy }),
		text("blockedHosts", "file of hosts that no link should lead to", func(c *Config) *string { return &c.BlockedHosts }),
		text("organization.id", "short name of the organisation; part of tokens", func(c *Config) *string { return &c.Organization.ID }),
		text("organization.name", "name of the organisation", func(c *Config) *string { return &c.Organization.Name }),
		text("noticesFrom", "address that notices to people are from", func(c *Config) *string { return &c.NoticesFrom }),
		text("publicOrigin", "origin under which browsers reach the server", func(c *Config) *string { return &c.PublicOrigin }),
		text("tls.cert", "PEM file of the certificate chain", func(c *Config) *string { return &c.TLS.Cert }),
		text("tls.key", "PEM file of the private key", func(c *Config) *string { return &c.TLS.Key }),
		{"trustedProxies", "networks of proxies whose X-Forwarded-* counts, separated by commas", setProxies, getProxies},
		{"outlookOrigins", "origins of Outlook on the web besides Microsoft's, separated by commas", setOutlook, func(c *Config) string { return strings.Join(c.OutlookOrigins, ",") }},
		{"demo", "playground, sink and an identity without sign-in, on loopback only", setDemo, func(c *Config) string { return strconv.FormatBool(c.Demo) }},
		{"logLevel", "debug, info, warn or error", setLevel, func(c *Config) string { return strings.ToLower(c.LogLevel.String()) }},
		period("retention.files", "how long a mail itself is kept after it has ended", func(c *Config) *time.Duration { return &c.Retention.Files }),
		period("retention.mails", "how long it is known what became of a mail", func(c *Config) *time.Duration { return &c.Retention.Mails }),
		period("retention.checks", "how long checks and confirmations are kept", func(c *Config) *time.Duration { return &c.Retention.Checks }),
		period("retention.history", "how long it is known to whom people wrote", func(c *Config) *time.Duration { return &c.Retention.History }),
		period("retention.audit", "how long the audit is kept; 0: for ever", func(c *Config) *time.Duration { return &c.Retention.Audit }),
		size("limits.json", "size of a request", func(c *Config) *int64 { return &c.Limits.JSON }),
		size("limits.inline", "size of a file inside a request", func(c *Config) *int64 { return &c.Limits.Inline }),
		size("limits.upload", "size of a file sent by itself", func(c *Config) *int64 { return &c.Limits.Upload }),
	}, ldapOptions()...)
}

func setProxies(c *Config, v string) error {
	c.TrustedProxies = nil
	for s := range strings.SplitSeq(v, ",") {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		p, err := netip.ParsePrefix(s)
		if a, aerr := netip.ParseAddr(s); aerr == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return fmt.Errorf("%q is not a network: write it as 10.0.0.0/8 or 10.1.2.3", s)
		}
		c.TrustedProxies = append(c.TrustedProxies, p.Masked())
	}
	return nil
}

func getProxies(c *Config) string {
	var out []string
	for _, p := range c.TrustedProxies {
		out = append(out, p.String())
	}
	return strings.Join(out, ",")
}

// outlookOrigin is what may stand in frame-ancestors: a whole origin, or all below a domain.
var outlookOrigin = regexp.MustCompile(`^https://(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$`)

func setOutlook(c *Config, v string) error {
	c.OutlookOrigins = nil
	for s := range strings.SplitSeq(v, ",") {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		if !outlookOrigin.MatchString(s) {
			return fmt.Errorf("%q is not an origin: write it as https://mail.example.co.jp or https://*.example.co.jp", s)
		}
		c.OutlookOrigins = append(c.OutlookOrigins, s)
	}
	return nil
}

func setDemo(c *Config, v string) error {
	switch v {
	case "true":
		c.Demo = true
	case "false":
		c.Demo = false
	default:
		return fmt.Errorf("%q is not true or false", v)
	}
	return nil
}

func setLevel(c *Config, v string) error {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	l, ok := levels[v]
	if !ok {
		return fmt.Errorf("%q is not a level: write debug, info, warn or error", v)
	}
	c.LogLevel = l
	return nil
}

const sizeMost = 1 << 40 // octets

// parseSize reads "150MB" (powers of 1,000), "2MiB" (powers of 1,024) or a plain number of octets.
func parseSize(v string) (int64, error) {
	units := []struct {
		name   string
		octets int64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1000}, {"MB", 1000_000}, {"GB", 1000_000_000}, {"B", 1}, {"", 1}}
	wrong := fmt.Errorf("%q is not a size: write it as 2MiB, 150MB or a number of octets", v)
	for _, u := range units {
		digits, ok := strings.CutSuffix(v, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
		if err != nil || n < 0 || strings.HasPrefix(digits, "+") {
			return 0, wrong
		}
		if n == 0 || n > sizeMost/u.octets {
			return 0, errors.New("the size must be from 1 to 1024GiB")
		}
		return n * u.octets, nil
	}
	return 0, wrong
}
