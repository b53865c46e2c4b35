package account

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"unicode"
)

// connectCode names why no connection came about.
func connectCode(err error) string {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return "try.no-such-host"
	case errors.As(err, &dns):
		return "try.no-dns"
	case refusedConnection(err):
		return "try.refused"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded), timeout(err):
		return "try.no-answer"
	}
	return "try.unreachable"
}

func timeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}

// tlsCode names why no encryption came about.
func tlsCode(err error) string {
	var (
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
		record  tls.RecordHeaderError
		network *net.OpError
	)
	switch {
	case errors.As(err, &name):
		return "try.tls-name"
	case errors.As(err, &unknown):
		return "try.tls-unknown"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "try.tls-expired"
	case errors.As(err, &invalid):
		return "try.tls-invalid"
	case errors.As(err, &record):
		return "try.tls-plain"
	case errors.As(err, &network) && network.Op == "remote error", strings.Contains(err.Error(), "unsupported version"):
		return "try.tls-refused"
	case errors.Is(err, context.DeadlineExceeded), timeout(err), errors.Is(err, net.ErrClosed):
		return "try.silent"
	case errors.Is(err, io.EOF):
		return "try.hung-up"
	}
	return "try.tls-invalid"
}

// authCode names why a login was refused, by what large providers say.
func authCode(code int, text string, c Credentials) string {
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(strings.ToLower(text), w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("5.7.139", "smtpclientauthentication is disabled"):
		return "try.auth-smtp-off"
	case has("5.7.30", "basic authentication is"):
		return "try.auth-basic-off"
	case has("5.7.9", "application-specific password", "app password"):
		return "try.auth-app-password"
	case code/100 == 4:
		return "try.auth-later"
	case c.Token != "":
		return "try.auth-token"
	}
	return "try.auth-refused"
}

// printable makes what a server said fit for one line of a screen: no control characters, nothing that turns the direction of
// writing, 300 characters at most.
func printable(s string) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || unicode.IsSpace(r)
	}), " ")
	if runes := []rune(s); len(runes) > 300 {
		s = string(runes[:300])
	}
	return s
}
