// Package config reads how the server is set up: defaults, then a YAML file, then SEKISHO_* of the environment, then flags, each over the one
// before.
//
// Every key is one option with three spellings: smtpListen in the file, SEKISHO_SMTP_LISTEN, --smtp-listen; a key in a group, as
// organization.id, is SEKISHO_ORGANIZATION_ID and --organization-id. Issuers (oidc) and connectors are in the file only. Nothing is guessed: an unknown or
// double key, a value of the wrong kind or a combination that cannot work is an error that names file and line, or flag or variable, and
// what to write.
//
// The policy is no configuration: it is kept in the store, and the file named here is only put there when it has changed.
//
// # Limits
//
// A file is at most 1 MiB.
package config

import (
	"log/slog"
	"net/netip"
)

// Config is the server's set-up.
type Config struct {
	Listen         string // HTTP address, host:port
	SMTPListen     string // the gateway's address
	SinkListen     string // the demo sink's address
	Upstream       string // host:port that mail goes on to, or UpstreamMX; empty: none, or the sink in a demo
	UpstreamTLS    string // auto, none, starttls or implicit; see gate.SecurityFor
	UpstreamLogin  Login
	Connectors     []Connector // who may give mail to the gateway; none: this machine
	PassedField    string      // "Name: value" that is added to what is given to upstream; empty: nothing
	DataDir        string      // folder of database, keys and spool
	Database       Database
	Retention      Retention
	Policy         string // policy file; empty: what the store has, else the sample policy
	BlockedHosts   string // file of hosts that no link should lead to; empty: none
	Organization   Organization
	DKIM           []DKIM
	NoticesFrom    string // address that notices are from; empty: postmaster at the domain of the mail's sender
	PublicOrigin   string // origin under which browsers reach the server; empty: as Listen says
	TLS            TLS
	TrustedProxies []netip.Prefix // whose X-Forwarded-* counts
	OutlookOrigins []string       // origins of Outlook on the web besides Microsoft's, which may show the add-in in a frame
	OIDC           []Issuer
	Demo           bool
	LogLevel       slog.Level
	Limits         Limits
	LDAP           LDAP
}

// UpstreamMX as Upstream: mail goes to the servers that each domain names in DNS.
const UpstreamMX = "mx"

// Login is how the server logs in to Upstream.
type Login struct {
	User         string // empty: not at all
	PasswordFile string // its first line is the password, or the OAuth client's secret
	Password     Secret // from SEKISHO_UPSTREAM_PASSWORD; counts over PasswordFile
	TokenURL     string // where OAuth tokens are had by client credentials (RFC 6749, 4.4); empty: no OAuth
	Client       string // the OAuth client's id
	Scope        string // the scopes to ask for, separated by blanks
}

// Secret is not shown by whoever prints it.
type Secret string

const hidden = "(secret hidden)"

// String hides the secret.
func (Secret) String() string { return hidden }

// GoString hides the secret from %#v.
func (Secret) GoString() string { return hidden }

// MarshalText hides the secret from JSON and from logs.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Organization is the tenant that a server with one tenant has.
type Organization struct {
	ID   string // 1 to 32 of a-z, 0-9, inner hyphens; in tokens and codes, so not to be changed later
	Name string
}

// TLS names PEM files. Both or none.
type TLS struct{ Cert, Key string }

// Issuer is one OpenID Connect issuer; its fields but for the last four are those of auth.Issuer.
type Issuer struct {
	Org       string // empty in the file: Organization.ID
	Issuer    string
	Metadata  string
	Audiences []string
	Tenants   []string
	Clients   []string
	Scope     string

	AddinClient string // application id with which the Outlook add-in signs in here; empty: the add-in uses enrolment codes
	Authority   string // where people sign in; empty: Issuer's origin and its only tenant, else "organizations"
	Resource    string // application id URI that Scope belongs to; empty: api://, our host and AddinClient

	DesktopClient string // client id with which the desktop companion signs in here; empty: it uses enrolment codes
}

// Limits are sizes in octets.
type Limits struct {
	JSON   int64 // a request's body
	Inline int64 // a file inside a request
	Upload int64 // a file sent by itself
}

// Default returns the set-up of a server that nobody has configured.
func Default() Config {
	return Config{
		Listen:       "127.0.0.1:8480",
		SMTPListen:   "127.0.0.1:2525",
		SinkListen:   "127.0.0.1:2526",
		UpstreamTLS:  "auto",
		DataDir:      "./data",
		LDAP:         LDAP{Every: "1h"},
		Organization: Organization{ID: "main", Name: "Sekisho"},
		LogLevel:     slog.LevelInfo,
		Retention:    Retention{Files: day, Mails: 90 * day, Checks: 365 * day, History: 730 * day},
		Limits:       Limits{JSON: 2 << 20, Inline: 256 << 10, Upload: 150_000_000},
	}
}
