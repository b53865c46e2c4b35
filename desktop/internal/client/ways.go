package client

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strconv"
	"strings"

	"sekisho/desktop/internal/accounts"
	"sekisho/desktop/internal/locations"
)

// New returns a Desk for the accounts of an installation, of which account names one, or all where it is empty. startTLS and
// implicit are where the companion listens. The authority's certificate was made before.
func New(p locations.Places, desk *accounts.Desk, account string, startTLS, implicit []string) (*Desk, error) {
	authority, err := ReadAuthority(p.Certificate())
	if err != nil {
		return nil, err
	}
	d := &Desk{Places: p, Authority: authority, Env: os.Getenv}
	d.Certutil = FindCertutil(d.system())
	all, err := desk.List()
	if err != nil {
		return nil, err
	}
	if account != "" {
		one, err := desk.Find(account)
		if err != nil {
			return nil, err
		}
		all = append(all[:0], one)
	}
	for _, a := range all {
		password, err := desk.Local(a)
		if err != nil {
			return nil, fmt.Errorf("read the local password of %s: %w", a.Address, err)
		}
		host, port, tls := reach(startTLS, implicit)
		d.Ways = append(d.Ways, Way{Account: a.ID, Address: a.Address, Name: a.Name, Login: a.Login, Password: password, Host: host, StartTLS: port, TLS: tls})
	}
	return d, nil
}

// ForUndo returns a Desk that can undo and nothing else: it needs no accounts.
func ForUndo(p locations.Places) *Desk {
	d := &Desk{Places: p, Env: os.Getenv}
	d.Certutil = FindCertutil(d.system())
	return d
}

// reach is the first address of each kind. Both kinds are on one host, or that of STARTTLS is used alone.
func reach(startTLS, implicit []string) (host string, start, tls int) {
	host = "127.0.0.1"
	if len(startTLS) > 0 {
		host, start = first(startTLS)
	}
	if len(implicit) > 0 {
		other, port := first(implicit)
		if start == 0 {
			host = other
		}
		if other == host {
			tls = port
		}
	}
	return host, start, tls
}

func first(addresses []string) (host string, port int) {
	host, text, _ := net.SplitHostPort(addresses[0])
	port, _ = strconv.Atoi(text)
	return host, port
}

// Explain says an error of this package in a language (ja, en), with what to do on the command line; not an error of others.
func Explain(lang string, err error) (said string, ok bool) {
	var incoming *IncomingError
	if errors.As(err, &incoming) {
		return book().Say(lang, "error.incoming-text", map[string]string{"flag": incoming.flag(), "text": incoming.Text}), true
	}
	for _, e := range []struct {
		err  error
		code string
	}{
		{ErrRunning, "error.running"},
		{ErrNoAccount, "error.no-account"},
		{ErrUserJS, "error.user-js"},
		{ErrPrefs, "error.prefs"},
		{ErrIncoming, "error.incoming"},
		{fs.ErrPermission, "error.permission"},
	} {
		if errors.Is(err, e.err) {
			return book().Say(lang, e.code, map[string]string{"error": err.Error()}), true
		}
	}
	var unknown *UnknownError
	if !errors.As(err, &unknown) {
		return "", false
	}
	code := "error.no-such-profile"
	switch {
	case len(unknown.Known) == 0:
		code = "error.no-profile"
	case unknown.Name == "":
		code = "error.which-profile"
	}
	return book().Say(lang, code, map[string]string{"name": unknown.Name, "known": strings.Join(unknown.Known, ", ")}), true
}

// ByHand says how to import the certificate into Thunderbird by hand, in a language (ja, en).
func (d *Desk) ByHand(lang string) string {
	return book().Say(lang, "certificate.by-hand", map[string]string{"certificate": d.Authority.File, "name": d.Authority.Name})
}
