package cli

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/spf13/pflag"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/accounts"
	"sekisho/desktop/internal/certificate"
	"sekisho/desktop/internal/companion"
	"sekisho/desktop/internal/locations"
)

// account runs the commands about accounts.
func (p *program) account(ctx context.Context, args []string) int {
	word := ""
	if len(args) > 0 {
		word, args = args[0], args[1:]
	}
	switch word {
	case "add":
		return p.accountAdd(ctx, args)
	case "list":
		return p.accountList(ctx, args)
	case "test":
		return p.accountTest(ctx, args)
	case "password":
		return p.accountPassword(ctx, args)
	case "remove":
		return p.accountRemove(ctx, args)
	case "sign-in":
		return p.accountSignIn(ctx, args)
	case "show":
		return p.accountShow(ctx, args)
	case "help", "--help", "-h":
		p.help()
		return exitOK
	}
	return p.complain("error.subcommand", "word", word)
}

// added are the flags of `account add`.
type added struct {
	account account.Account
	accept  bool
	stdin   bool
	ispdb   string
}

func (p *program) addFlags(a *added) *pflag.FlagSet {
	f := p.flags("account add")
	f.StringVar(&a.account.Upstream, "server", "", p.text("flag.server"))
	f.StringVar(&a.account.Security, "security", "", p.text("flag.security"))
	f.StringVar(&a.account.Auth, "auth", "", p.text("flag.auth"))
	f.StringVar(&a.account.Provider, "provider", "", p.text("flag.provider"))
	f.StringVar(&a.account.Login, "login", "", p.text("flag.login"))
	f.StringVar(&a.account.Name, "name", "", p.text("flag.name"))
	f.BoolVar(&a.stdin, "password-stdin", false, p.text("flag.password-stdin"))
	f.BoolVar(&a.accept, "accept", false, p.text("flag.accept"))
	f.StringVar(&a.ispdb, "ispdb", "", p.text("flag.ispdb"))
	return f
}

// accountAdd adds an account: its server is found by its address unless --server names it.
func (p *program) accountAdd(ctx context.Context, args []string) int {
	var a added
	f := p.addFlags(&a)
	if status, done := p.parse(f, args); done {
		return status
	}
	if f.NArg() != 1 {
		return p.complain("error.address")
	}
	a.account.Address = f.Arg(0)
	d, places, err := p.desk(ctx)
	if err != nil {
		return p.fail("account add", err)
	}
	if status, done := p.complete(ctx, d, &a); done {
		return status
	}
	password := ""
	if a.stdin {
		if password, err = p.password(); err != nil {
			return p.fail("account add", err)
		}
	}
	if a.account.Auth == account.AuthPassword && password == "" {
		return p.complain("error.no-password")
	}
	made, err := d.Create(a.account, password)
	if err != nil {
		return p.fail("account add", err)
	}
	p.say("account.added", "address", made.Address, "id", made.ID)
	return p.local(ctx, d, places, made)
}

// complete finds out what no flag said.
func (p *program) complete(ctx context.Context, d *accounts.Desk, a *added) (status int, done bool) {
	if a.account.Upstream == "" {
		d.Discoverer.Directory = a.ispdb
		found, err := d.Discoverer.Find(ctx, a.account.Address)
		if err != nil {
			return p.fail("account add", err), true
		}
		best := found[0]
		p.say("account.found", "server", best.Account.Upstream, "security", best.Account.Security, "source", p.text("source."+best.Source))
		if best.Ask && !a.accept {
			return p.complain("error.ask", "server", best.Account.Upstream), true
		}
		merge(&a.account, best.Account)
	}
	if a.account.Security == "" {
		a.account.Security = security(a.account.Upstream)
	}
	if a.account.Auth == "" {
		a.account.Auth = either(a.stdin, account.AuthPassword, account.AuthPassthrough)
		if a.account.Provider != "" {
			a.account.Auth = account.AuthOAuth
		}
	}
	return exitOK, false
}

// merge takes what was found for what a person did not say. A person who says how to log in does not mean the provider found.
func merge(a *account.Account, found account.Account) {
	a.Upstream = found.Upstream
	if a.Security == "" {
		a.Security = found.Security
	}
	if a.Login == "" {
		a.Login = found.Login
	}
	if a.Auth == "" && a.Provider == "" || a.Auth == account.AuthOAuth && a.Provider == "" && found.Provider != "" {
		a.Auth, a.Provider = found.Auth, found.Provider
	}
}

// security is what is usual at a port.
func security(upstream string) string {
	host, port, _ := net.SplitHostPort(upstream)
	switch {
	case port == "465":
		return account.SecurityImplicit
	case account.Loopback(host):
		return account.SecurityNone
	}
	return account.SecurityStartTLS
}

// local says what to enter in a mail program, and what else is to be done.
func (p *program) local(ctx context.Context, d *accounts.Desk, places locations.Places, a account.Account) int {
	password, err := d.Local(a)
	if err != nil {
		return p.fail("account", err)
	}
	k, err := certificate.Open(ctx, certificate.At(places, d.Vault))
	if err != nil {
		return p.fail("account", err)
	}
	if a.Auth == account.AuthPassthrough {
		password = p.text("local.own-password")
	}
	p.say("local.title")
	for _, line := range [][2]string{
		{"local.server", "127.0.0.1"},
		{"local.ports", ports()},
		{"local.login", a.Login},
		{"local.password", password},
		{"local.certificate", places.Certificate()},
		{"local.fingerprint", k.Info().Fingerprint},
	} {
		p.print("  " + p.text(line[0]) + ": " + line[1])
	}
	if a.Auth == account.AuthOAuth {
		if in, err := d.SignedIn(a); err == nil && !in {
			p.say("account.sign-in-next", "id", a.ID)
		}
	}
	return exitOK
}

// ports are where a mail program finds us, unless the companion was started with other ones.
func ports() string {
	start, implicit := companion.DefaultListen()
	_, startTLS, _ := net.SplitHostPort(start[0])
	_, fromTheStart, _ := net.SplitHostPort(implicit[0])
	return startTLS + " (STARTTLS), " + fromTheStart + " (TLS)"
}

func (p *program) accountShow(ctx context.Context, args []string) int {
	d, places, a, status, done := p.named(ctx, "account show", args, nil)
	if done {
		return status
	}
	return p.local(ctx, d, places, a)
}

func (p *program) accountList(_ context.Context, args []string) int {
	f := p.flags("account list")
	asJSON := f.Bool("json", false, p.text("flag.json"))
	if status, done := p.parse(f, args); done {
		return status
	}
	if f.NArg() > 0 {
		return p.complain("error.arguments", "command", f.Name(), "word", f.Arg(0))
	}
	places, err := p.places()
	if err != nil {
		return p.fail("account list", err)
	}
	store, err := account.Open(places.Accounts())
	if err != nil {
		return p.fail("account list", err)
	}
	all, err := store.List()
	if err != nil {
		return p.fail("account list", err)
	}
	for _, a := range all {
		if *asJSON {
			p.printJSON(a)
			continue
		}
		p.print(strings.Join([]string{a.ID, a.Address, a.Login, a.Upstream, a.Security, strings.TrimSpace(a.Auth + " " + a.Provider)}, "  "))
	}
	if len(all) == 0 && !*asJSON {
		p.say("account.none")
	}
	return exitOK
}

func (p *program) accountRemove(ctx context.Context, args []string) int {
	d, _, a, status, done := p.named(ctx, "account remove", args, nil)
	if done {
		return status
	}
	if err := d.Erase(a); err != nil {
		return p.fail("account remove", err)
	}
	p.say("account.removed", "address", a.Address)
	return exitOK
}

// named parses the arguments of a command about one account, and finds it. More adds flags.
func (p *program) named(ctx context.Context, name string, args []string, more func(*pflag.FlagSet)) (*accounts.Desk, locations.Places, account.Account, int, bool) {
	var none account.Account
	f := p.flags(name)
	if more != nil {
		more(f)
	}
	if status, done := p.parse(f, args); done {
		return nil, locations.Places{}, none, status, true
	}
	if f.NArg() != 1 {
		return nil, locations.Places{}, none, p.complain("error.one-account", "command", name), true
	}
	d, places, err := p.desk(ctx)
	if err != nil {
		return nil, places, none, p.fail(name, err), true
	}
	a, err := d.Find(f.Arg(0))
	if errors.Is(err, account.ErrUnknown) {
		return nil, places, none, p.complain("error.unknown", "name", f.Arg(0)), true
	}
	if err != nil {
		return nil, places, none, p.fail(name, err), true
	}
	return d, places, a, exitOK, false
}
