package cli

import (
	"context"
	"errors"

	"github.com/spf13/pflag"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/oauth"
)

// accountTest tries an account's server and says each step.
func (p *program) accountTest(ctx context.Context, args []string) int {
	var stdin, asJSON bool
	d, _, a, status, done := p.named(ctx, "account test", args, func(f *pflag.FlagSet) {
		f.BoolVar(&stdin, "password-stdin", false, p.text("flag.password-stdin"))
		f.BoolVar(&asJSON, "json", false, p.text("flag.json"))
	})
	if done {
		return status
	}
	password := ""
	if stdin {
		var err error
		if password, err = p.password(); err != nil {
			return p.fail("account test", err)
		}
	}
	result, err := d.Test(ctx, a, password)
	if errors.Is(err, oauth.ErrSignIn) {
		return p.complain("error.sign-in", "address", a.Address, "id", a.ID)
	}
	if err != nil {
		return p.fail("account test", err)
	}
	p.result(result, asJSON)
	if !result.OK {
		return exitFound
	}
	return exitOK
}

// accountPassword keeps a new password for an account that keeps one. Whether it is right `account test` tells.
func (p *program) accountPassword(ctx context.Context, args []string) int {
	var stdin bool
	d, _, a, status, done := p.named(ctx, "account password", args, func(f *pflag.FlagSet) {
		f.BoolVar(&stdin, "password-stdin", false, p.text("flag.password-stdin"))
	})
	if done {
		return status
	}
	if a.Auth != account.AuthPassword {
		return p.complain("error.keeps-none", "address", a.Address)
	}
	if !stdin {
		return p.complain("error.no-new-password")
	}
	password, err := p.password()
	if err == nil {
		err = d.SetPassword(a, password)
	}
	if err != nil {
		return p.fail("account password", err)
	}
	p.say("account.password-kept", "address", a.Address, "id", a.ID)
	return exitOK
}

func (p *program) result(result account.Result, asJSON bool) {
	if asJSON {
		p.printJSON(result)
		return
	}
	for _, step := range result.Steps {
		p.print(mark(step.OK) + " " + step.Say(p.lang))
	}
}

func mark(ok bool) string { return either(ok, "✓", "✗") }

// accountSignIn has the person of an account sign in in their browser.
func (p *program) accountSignIn(ctx context.Context, args []string) int {
	var client oauth.Client
	var noBrowser bool
	d, places, a, status, done := p.named(ctx, "account sign-in", args, func(f *pflag.FlagSet) {
		f.StringVar(&client.ID, "client-id", "", p.text("flag.client-id"))
		f.StringVar(&client.Secret, "client-secret", "", p.text("flag.client-secret"))
		f.StringVar(&client.Tenant, "tenant", "", p.text("flag.tenant"))
		f.StringSliceVar(&client.Scopes, "scope", nil, p.text("flag.scope"))
		f.BoolVar(&noBrowser, "no-browser", false, p.text("flag.no-browser"))
	})
	if done {
		return status
	}
	if a.Auth != account.AuthOAuth {
		return p.complain("error.no-sign-in", "address", a.Address)
	}
	if err := setClient(places, a.Provider, client); err != nil {
		return p.fail("account sign-in", err)
	}
	who, err := d.SignIn(ctx, a, p.browser(noBrowser), p.lang)
	switch {
	case errors.Is(err, oauth.ErrClient):
		return p.complain("error.client", "provider", a.Provider)
	case errors.Is(err, oauth.ErrTimeout):
		return p.complain("error.timeout")
	case err != nil:
		return p.fail("account sign-in", err)
	}
	p.say("account.signed-in", "address", a.Address)
	if !who.Is(a) {
		p.say("account.other-person", "who", who.Email+" "+who.Username, "login", a.Login)
	}
	return exitOK
}

func setClient(places locations.Places, provider string, client oauth.Client) error {
	if client.ID == "" {
		if client.Secret != "" || client.Tenant != "" || len(client.Scopes) > 0 {
			return errors.New("--client-secret, --tenant and --scope belong to --client-id, which is missing")
		}
		return nil
	}
	return oauth.SetClient(places, provider, client)
}

// browser shows the address to the person, who may have to open it by hand, and opens it.
func (p *program) browser(byHand bool) func(address string) error {
	return func(address string) error {
		p.say("sign-in.open")
		p.print(address)
		if byHand {
			return nil
		}
		if err := p.open(address); err != nil {
			p.say("sign-in.by-hand", "error", err.Error())
		}
		return nil
	}
}
