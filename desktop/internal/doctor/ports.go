package doctor

import (
	"context"
	"crypto/x509"
	"errors"
	"io/fs"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/certificate"
	"sekisho/desktop/internal/oauth"
	"sekisho/desktop/internal/secret"
	"sekisho/server/policy"
	"sekisho/server/sample"
)

func itoa(n int) string { return strconv.Itoa(n) }

func missing(err error) bool { return errors.Is(err, certificate.ErrMissing) }

func vaultSentence(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "vault.none"
	case errors.Is(err, secret.ErrKeyLost):
		return "vault.lost"
	case errors.Is(err, secret.ErrKeychain):
		return "vault.locked"
	case errors.Is(err, secret.ErrDamaged):
		return "vault.damaged"
	}
	return "vault.unreadable"
}

// cause is what stands behind the sentinel in an error, whose words our own sentence says.
func cause(err error) string {
	for _, sentinel := range []error{secret.ErrKeyLost, secret.ErrKeychain, secret.ErrDamaged} {
		if rest, ok := strings.CutPrefix(text(err), sentinel.Error()+": "); ok {
			return rest
		}
	}
	return text(err)
}

func upstreamSentence(err error) string {
	switch {
	case errors.Is(err, oauth.ErrSignIn):
		return "upstream.sign-in"
	case errors.Is(err, oauth.ErrClient):
		return "upstream.client"
	case errors.Is(err, secret.ErrNotFound):
		return "upstream.no-secret"
	}
	return "upstream.error"
}

// ports looks who answers at the addresses at which mail programs look for us.
func (p Patient) ports(ctx context.Context, v *secret.Vault) []Check {
	roots := x509.NewCertPool()
	if v != nil {
		if info, err := certificate.Look(certificate.At(p.Places, v)); err == nil {
			roots.AppendCertsFromPEM(info.PEM)
		}
	} else if exported, err := os.ReadFile(p.Places.Certificate()); err == nil { // what mail programs trust
		roots.AppendCertsFromPEM(exported)
	}
	var checks []Check
	for _, addr := range p.Listen {
		checks = append(checks, port(ctx, addr, account.SecurityStartTLS, roots))
	}
	for _, addr := range p.ListenTLS {
		checks = append(checks, port(ctx, addr, account.SecurityImplicit, roots))
	}
	return checks
}

// port tells who is at an address: we, who can be told by our certificate; nobody; or a stranger, who would be told passwords.
func port(ctx context.Context, addr, security string, roots *x509.CertPool) Check {
	trial := account.Trial{Roots: roots, Limit: 5 * time.Second}
	result := trial.Try(ctx, account.Account{Upstream: addr, Security: security}, account.Credentials{})
	failure, _ := result.Failure()
	switch {
	case result.OK, slices.ContainsFunc(result.Steps, func(s account.Step) bool { return s.OK && s.Code == "try.encrypted" }):
		return one(CodeListen, OK, "listen.ours", "address", addr)
	case failure.Code == "try.turned-away": // before TLS nobody can be told apart; we do so while an upstream is away
		return one(CodeListen, Warning, "listen.busy", "address", addr, "reply", failure.Args["reply"])
	case len(result.Steps) > 1: // somebody took the connection
		return one(CodeListen, Trouble, "listen.stranger", "address", addr)
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", addr)
	switch {
	case err == nil:
		_ = l.Close()
		return one(CodeListen, Warning, "listen.free", "address", addr)
	case absent(err):
		return one(CodeListen, OK, "listen.absent", "address", addr)
	}
	return one(CodeListen, Trouble, "listen.cannot", "address", addr, "error", err.Error())
}

// policy looks at the policy that is in force.
func (p Patient) policy() Check {
	name, source, data := p.Policy, "file", []byte(nil)
	var err error
	if name == "" {
		name, source, data = "sample.yaml", "sample", sample.Policy()
		if _, there := os.Stat(p.Places.Policy()); there == nil {
			return one(CodePolicy, OK, "policy.server", "source", "server", "path", p.Places.Policy())
		}
	} else if data, err = readPolicy(name); err != nil {
		return one(CodePolicy, Trouble, "policy.unreadable", "source", source, "path", name, "error", err.Error())
	}
	doc, err := policy.Load(name, data, beside(name))
	if err == nil {
		_, err = policy.Compile(doc)
	}
	if err != nil {
		return one(CodePolicy, Trouble, "policy.wrong", "source", source, "path", name, "error", firstLine(err.Error()))
	}
	return one(CodePolicy, OK, "policy."+source, "source", source, "path", name)
}
