package config

import (
	"errors"
	"fmt"
	"net/url"
	"time"
)

// LDAP is the server that the directory comes from.
type LDAP struct {
	URL          string // ldaps:// or ldap:// (StartTLS); empty: none
	Authorities  string // PEM file of those who may give its certificate; empty: the system's
	BindDN       string
	PasswordFile string
	Base         string
	PeopleFilter string // empty: a usual one
	GroupFilter  string // empty: a usual one
	Every        string // a duration between two readings; 0: only by `sekisho directory sync`
}

const leastEvery, mostEvery = time.Minute, 7 * 24 * time.Hour

// Interval is Every; 0: never by itself.
func (l LDAP) Interval() time.Duration {
	d, err := time.ParseDuration(l.Every)
	if err != nil {
		return 0
	}
	return d
}

func ldapOptions() []option {
	return []option{
		text("ldap.url", "LDAP server that the directory comes from, as ldaps://dc1.example.co.jp", func(c *Config) *string { return &c.LDAP.URL }),
		text("ldap.authorities", "PEM file of those who may give the LDAP server's certificate", func(c *Config) *string { return &c.LDAP.Authorities }),
		text("ldap.bindDn", "who logs in to the LDAP server", func(c *Config) *string { return &c.LDAP.BindDN }),
		text("ldap.passwordFile", "file with that password", func(c *Config) *string { return &c.LDAP.PasswordFile }),
		text("ldap.base", "where people and groups stand, as dc=example,dc=co,dc=jp", func(c *Config) *string { return &c.LDAP.Base }),
		text("ldap.peopleFilter", "which entries are people", func(c *Config) *string { return &c.LDAP.PeopleFilter }),
		text("ldap.groupFilter", "which entries are groups", func(c *Config) *string { return &c.LDAP.GroupFilter }),
		text("ldap.every", "time between two readings, as 1h; 0: only by sekisho directory sync", func(c *Config) *string { return &c.LDAP.Every }),
	}
}

// ldap checks what can be told without the server.
func (c *Config) ldap() error {
	if d, err := time.ParseDuration(c.LDAP.Every); err != nil || d != 0 && (d < leastEvery || d > mostEvery) {
		return fmt.Errorf("ldap.every: %q: write a time from 1m to 168h, or 0", c.LDAP.Every)
	}
	if c.LDAP.URL == "" {
		return nil
	}
	u, err := url.Parse(c.LDAP.URL)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "ldap" && u.Scheme != "ldaps" || u.User != nil || u.Path != "" && u.Path != "/":
		return fmt.Errorf("ldap.url: %q: write it as ldaps://dc1.example.co.jp or ldap://dc1.example.co.jp:389", c.LDAP.URL)
	case c.LDAP.Base == "":
		return errors.New("ldap.base: empty: write where people and groups stand, as dc=example,dc=co,dc=jp")
	case c.LDAP.BindDN != "" && c.LDAP.PasswordFile == "":
		return errors.New("ldap.passwordFile: empty: write the file whose first line is the password of ldap.bindDn")
	}
	return nil
}
