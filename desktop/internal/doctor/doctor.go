// Package doctor looks at an installation piece by piece and says what is wrong and what to do: vault, certificate, ports, accounts,
// their servers, policy. It changes nothing and makes nothing that is not there.
//
// Each check has a code that names what was looked at, a state, and a sentence in both languages. It never shows a secret. Checks
// of an account name its address; who passes a report on leaves the sentences out.
package doctor

import (
	"context"
	"embed"
	"errors"
	"slices"
	"sync"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/accounts"
	"sekisho/desktop/internal/certificate"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/secret"
	"sekisho/desktop/internal/words"
)

// The states of a Check.
const (
	OK      = "ok"
	Warning = "warning" // it works, and could be better, or is not set up yet
	Trouble = "trouble"
)

// The codes of checks.
const (
	CodeVault       = "vault"
	CodeCertificate = "certificate"
	CodeListen      = "listen"
	CodeAccount     = "account"
	CodeUpstream    = "upstream"
	CodePolicy      = "policy"
	CodeServer      = "server"
)

// Check is one thing that was looked at.
type Check struct {
	Code     string            `json:"code"`
	State    string            `json:"state"`
	Sentence string            `json:"sentence"` // the code of the sentence
	Args     map[string]string `json:"args,omitempty"`
}

//go:embed en.json ja.json
var sentences embed.FS

var book = sync.OnceValue(func() *words.Book { return words.Must(sentences) })

// Title names what was looked at, in a language (ja, en).
func (c Check) Title(lang string) string { return book().Say(lang, "title."+c.Code, nil) }

// Say says what was found and, where something is to be done, what.
func (c Check) Say(lang string) string {
	if book().Has(c.Sentence) {
		return book().Say(lang, c.Sentence, c.Args)
	}
	return c.Args["address"] + ": " + account.Say(lang, c.Sentence, c.Args) // what a trial of an account's server said
}

// Patient is what is looked at.
type Patient struct {
	Places    locations.Places
	Keychain  secret.Keychain // nil: the system's
	Listen    []string        // addresses with STARTTLS
	ListenTLS []string
	Policy    string        // a policy file; empty: the server's or the sample
	Trial     account.Trial // how upstreams are reached
	// More are the checks of others: the organisation's server, the window.
	More []func(context.Context) []Check
}

// limit is how long one look may take.
const limit = 30 * time.Second

// Examine looks at everything, in the order in which one thing needs the other.
func Examine(ctx context.Context, p Patient) []Check {
	vault, checks := p.vault(ctx)
	checks = append(checks, p.certificate(vault)...)
	checks = append(checks, p.ports(ctx, vault)...)
	checks = append(checks, p.accounts(ctx, vault)...)
	checks = append(checks, p.policy())
	for _, more := range p.More {
		checks = append(checks, more(ctx)...)
	}
	if !slices.ContainsFunc(checks, func(c Check) bool { return c.Code == CodeServer }) {
		checks = append(checks, p.server(vault)...)
	}
	return checks
}

// deviceToken is the name in the vault of what a server knows this computer by.
const deviceToken = "device/token"

// server tells whether there is an organisation's server, where nobody asked it.
func (p Patient) server(v *secret.Vault) []Check {
	if v == nil {
		return nil
	}
	if _, err := v.Get(deviceToken); errors.Is(err, secret.ErrNotFound) {
		return []Check{one(CodeServer, OK, "server.none", "server", "")}
	} else if err != nil {
		return []Check{one(CodeServer, Trouble, "server.broken", "error", err.Error())}
	}
	return []Check{one(CodeServer, OK, "server.enrolled")}
}

// Worst returns the gravest state of all.
func Worst(checks []Check) string {
	worst := OK
	for _, c := range checks {
		if c.State == Trouble || c.State == Warning && worst == OK {
			worst = c.State
		}
	}
	return worst
}

func one(code, state, sentence string, args ...string) Check {
	c := Check{Code: code, State: state, Sentence: sentence, Args: map[string]string{}}
	for i := 0; i+1 < len(args); i += 2 {
		c.Args[args[i]] = args[i+1]
	}
	return c
}

// vault opens the vault that is there.
func (p Patient) vault(ctx context.Context) (*secret.Vault, []Check) {
	o := secret.At(p.Places)
	o.Keychain = p.Keychain
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	v, err := secret.OpenExisting(ctx, o)
	code, args := vaultSentence(err), []string{"path", o.Path, "kind", "", "error", cause(err)}
	if err != nil {
		state := Trouble
		if code == "vault.none" {
			state = Warning
		}
		return nil, []Check{one(CodeVault, state, code, args...)}
	}
	args[3] = string(v.Kind())
	if v.Kind() == secret.KindFile {
		return v, []Check{one(CodeVault, Warning, "vault.file", append(args, "key", o.KeyFile)...)}
	}
	return v, []Check{one(CodeVault, OK, "vault.keychain", args...)}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// soon is how long before its end people should hear that the authority needs to be given out again.
const soon = 60 * 24 * time.Hour

func (p Patient) certificate(v *secret.Vault) []Check {
	if v == nil {
		return nil
	}
	info, err := certificate.Look(certificate.At(p.Places, v))
	args := []string{
		"until", info.Leaf.Local().Format(time.DateOnly), "end", info.NotAfter.Local().Format(time.DateOnly),
		"fingerprint", info.Fingerprint, "path", p.Places.Certificate(), "error", text(err),
	}
	now := time.Now()
	switch {
	case missing(err):
		return []Check{one(CodeCertificate, Warning, "certificate.none")}
	case err != nil:
		return []Check{one(CodeCertificate, Trouble, "certificate.broken", args...)}
	case now.After(info.Leaf):
		return []Check{one(CodeCertificate, Trouble, "certificate.over", args...)}
	case now.Add(soon).After(info.NotAfter):
		return []Check{one(CodeCertificate, Warning, "certificate.soon", args...)}
	}
	return []Check{one(CodeCertificate, OK, "certificate.ok", args...)}
}

func (p Patient) accounts(ctx context.Context, v *secret.Vault) []Check {
	store, err := account.Open(p.Places.Accounts())
	if err != nil {
		return []Check{one(CodeAccount, Trouble, "account.broken", "error", err.Error())}
	}
	all, err := store.List()
	switch {
	case err != nil:
		return []Check{one(CodeAccount, Trouble, "account.broken", "error", err.Error())}
	case len(all) == 0:
		return []Check{one(CodeAccount, Warning, "account.none", "count", "0")}
	}
	checks := make([]Check, len(all))
	var group sync.WaitGroup
	for i, a := range all {
		group.Go(func() { checks[i] = p.upstream(ctx, v, a) })
	}
	group.Wait()
	return append([]Check{one(CodeAccount, OK, "account.some", "count", itoa(len(all)))}, checks...)
}

// upstream tries an account's server, with what is kept for it where the vault is open.
func (p Patient) upstream(ctx context.Context, v *secret.Vault, a account.Account) Check {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	args := []string{"account", a.ID, "address", a.Address, "upstream", a.Upstream, "login", a.Login}
	result, err := p.try(ctx, v, a)
	if err != nil {
		return one(CodeUpstream, Trouble, upstreamSentence(err), append(args, "error", err.Error())...)
	}
	failure, failed := result.Failure()
	if !failed {
		return one(CodeUpstream, OK, "upstream.ok", args...)
	}
	c := one(CodeUpstream, Trouble, failure.Code, args...)
	for name, value := range failure.Args {
		c.Args[name] = value
	}
	return c
}

func (p Patient) try(ctx context.Context, v *secret.Vault, a account.Account) (account.Result, error) {
	if v == nil {
		return p.Trial.Try(ctx, a, account.Credentials{}), nil
	}
	desk, err := accounts.Open(p.Places, v)
	if err != nil {
		return account.Result{}, err
	}
	desk.Trial = p.Trial
	return desk.Test(ctx, a, "")
}
