package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// Database is a PostgreSQL database in place of SQLite in DataDir.
type Database struct {
	URL          string // postgres://user@host:port/name?sslmode=…; empty: SQLite
	PasswordFile string // its first line is the password
	Password     Secret // from SEKISHO_DATABASE_PASSWORD; counts over PasswordFile
}

// databasePassword is in the environment only, as passwordVariable is.
const databasePassword = "SEKISHO_DATABASE_PASSWORD" //nolint:gosec // the name, not the password

// database checks what can be known of the URL without the server.
func (c *Config) database() error {
	d := c.Database
	if d.URL == "" {
		if d.PasswordFile != "" {
			return errors.New("database.passwordFile: there is no database.url that it could be for: write that, or leave it out")
		}
		return nil
	}
	u, err := url.Parse(d.URL)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || strings.Trim(u.Path, "/") == "" {
		return errors.New("database.url: write it as postgres://USER@HOST:5432/NAME?sslmode=verify-full, or postgres://USER@/NAME?host=/run/postgresql for a socket")
	}
	if _, has := u.User.Password(); has || u.Query().Has("password") {
		return fmt.Errorf("database.url: it has a password in it, which would be copied around with this file: name a file in database.passwordFile, or set %s", databasePassword)
	}
	if mode := u.Query().Get("sslmode"); !strings.HasPrefix(mode, "verify-") && mode != "require" && !near(u) {
		return fmt.Errorf("database.url: sslmode is %q, and everybody on the way to %s could read the mail's addresses: write sslmode=verify-full", mode, u.Host)
	}
	return nil
}

// Unproven reports whether the database is on another machine that need not prove who it is: sslmode=require encrypts, but for anybody,
// unless an sslrootcert says whose certificate counts (then it is verify-ca). Load refuses the weaker modes (prefer, allow, disable, none)
// to another machine altogether.
func (d Database) Unproven() bool {
	u, err := url.Parse(d.URL)
	if d.URL == "" || err != nil || near(u) {
		return false
	}
	q := u.Query()
	return !strings.HasPrefix(q.Get("sslmode"), "verify-") && (q.Get("sslmode") != "require" || q.Get("sslrootcert") == "")
}

// near tells whether the server is on this machine: each of them, where several are named and the next is asked if one does not answer.
func near(u *url.URL) bool {
	if hosts := u.Query().Get("host"); hosts != "" {
		for host := range strings.SplitSeq(hosts, ",") {
			if !strings.HasPrefix(host, "/") && !loopback(net.JoinHostPort(host, "0")) {
				return false
			}
		}
		return true
	}
	return u.Hostname() == "" || loopback(net.JoinHostPort(u.Hostname(), "0")) || strings.HasPrefix(u.Hostname(), "/")
}
