package config

import (
	"fmt"
	"strings"
	"testing"
)

// TestDatabase: where a password may stand, and where the way to the server must be protected.
func TestDatabase(t *testing.T) {
	env := []string{"SEKISHO_DATABASE_PASSWORD=open sesame"}
	for _, url := range []string{
		"postgres://sekisho@db.example:5432/mail?sslmode=verify-full", "postgresql://sekisho@10.0.0.1/mail?sslmode=require", "postgres://sekisho@127.0.0.1/mail",
		"postgres://sekisho@localhost/mail", "postgres://sekisho@/mail?host=/run/postgresql,127.0.0.1", "postgres://sekisho@/mail?host=/run/postgresql", "postgres://sekisho@[::1]:5432/mail?sslmode=disable",
	} {
		c, err := load(t, env, "--database-url="+url)
		if err != nil || c.Database.URL != url || c.Database.Password != "open sesame" {
			t.Errorf("%s: %#v, %v", url, c.Database, err)
		}
		if text := fmt.Sprintf("%v %+v %#v", c, c, c); strings.Contains(text, "sesame") {
			t.Errorf("the password is shown: %s", text)
		}
	}
	for _, url := range []string{"postgres://sekisho@db.example/mail?password=x&sslmode=verify-full", "postgres://sekisho@db.example/", "x", "postgres://sekisho@/mail?host=db.example", "postgres://a@db.example/mail?sslmode=prefer", "postgres://a@/mail?host=/run/postgresql,db.example"} {
		if _, err := load(t, nil, "--database-url="+url); err == nil {
			t.Errorf("%s is taken", url)
		}
	}
}

// TestDatabaseUnproven: who stands between could be the database, where it need not show a certificate that counts.
func TestDatabaseUnproven(t *testing.T) {
	for url, want := range map[string]bool{
		"": false,
		"postgres://a@db.example/mail?sslmode=require":                                true,
		"postgres://a@10.0.0.1:5432/mail?sslmode=require":                             true,
		"postgres://a@/mail?host=/run/postgresql,db.example&sslmode=require":          true,
		"postgres://a@db.example/mail?sslmode=prefer":                                 true, // which Load refuses, as the next three
		"postgres://a@db.example/mail?sslmode=allow":                                  true,
		"postgres://a@db.example/mail?sslmode=disable&sslrootcert=/etc/ssl/db.pem":    true,
		"postgres://a@db.example/mail":                                                true,
		"postgres://a@db.example/mail?sslmode=verify-full":                            false,
		"postgres://a@db.example/mail?sslmode=verify-ca&sslrootcert=/etc/ssl/db.pem":  false,
		"postgres://a@db.example/mail?sslmode=require&sslrootcert=/etc/ssl/db.pem":    false,
		"postgres://a@127.0.0.1/mail?sslmode=require":                                 false,
		"postgres://a@[::1]/mail":                                                     false,
		"postgres://a@localhost/mail?sslmode=disable":                                 false,
		"postgres://a@/mail?host=/run/postgresql":                                     false,
		"postgres://a@db.example/mail?host=/run/postgresql,127.0.0.1&sslmode=require": false,
	} {
		if got := (Database{URL: url}).Unproven(); got != want {
			t.Errorf("%s: %v, want %v", url, got, want)
		}
	}
}
