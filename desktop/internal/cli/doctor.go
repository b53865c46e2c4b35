package cli

import (
	"context"
	"time"

	"sekisho/desktop/internal/accounts"
	"sekisho/desktop/internal/companion"
	"sekisho/desktop/internal/doctor"
	"sekisho/desktop/internal/secret"
)

// doctor looks at the installation, or sets a vault aside whose key is lost.
func (p *program) doctor(ctx context.Context, args []string) int {
	f := p.flags("doctor")
	asJSON := f.Bool("json", false, p.text("flag.json"))
	newVault := f.Bool("new-vault", false, p.text("flag.new-vault"))
	useKeychain := f.Bool("use-keychain", false, p.text("flag.use-keychain"))
	file := f.String("policy", "", p.text("flag.policy"))
	listen, listenTLS := companion.DefaultListen()
	start := f.StringArray("smtp-listen", listen, p.text("flag.smtp-listen"))
	implicit := f.StringArray("smtps-listen", listenTLS, p.text("flag.smtps-listen"))
	if status, done := p.parse(f, args); done {
		return status
	}
	if f.NArg() > 0 {
		return p.complain("error.arguments", "command", "doctor", "word", f.Arg(0))
	}
	places, err := p.places()
	if err != nil {
		return p.fail("doctor", err)
	}
	patient := doctor.Patient{Places: places, Keychain: p.keychain, Listen: *start, ListenTLS: *implicit, Policy: *file}
	switch {
	case *newVault:
		return p.newVault(ctx, patient)
	case *useKeychain:
		return p.useKeychain(ctx, patient)
	}
	if p.tune != nil {
		var d accounts.Desk
		p.tune(&d)
		patient.Trial = d.Trial
	}
	return p.report(doctor.Examine(ctx, patient), *asJSON)
}

func (p *program) report(checks []doctor.Check, asJSON bool) int {
	for _, c := range checks {
		if asJSON {
			p.printJSON(c)
			continue
		}
		sign := map[string]string{doctor.OK: "✓", doctor.Warning: "!", doctor.Trouble: "✗"}[c.State]
		p.print(sign + " " + c.Title(p.lang) + ": " + c.Say(p.lang))
	}
	if doctor.Worst(checks) == doctor.Trouble {
		return exitFound
	}
	return exitOK
}

// newVault sets a vault aside that does not open. One that opens is left alone: nobody should lose secrets by a flag.
func (p *program) newVault(ctx context.Context, patient doctor.Patient) int {
	o := secret.At(patient.Places)
	o.Keychain = patient.Keychain
	if _, err := secret.OpenExisting(ctx, o); err == nil {
		return p.complain("error.vault-opens", "path", o.Path)
	}
	aside, err := secret.SetAside(ctx, o, time.Now())
	if err != nil {
		return p.fail("doctor", err)
	}
	p.say("vault.aside", "path", aside)
	return exitOK
}

// useKeychain moves the vault's key out of its file.
func (p *program) useKeychain(ctx context.Context, patient doctor.Patient) int {
	o := secret.At(patient.Places)
	o.Keychain = patient.Keychain
	if err := secret.UseKeychain(ctx, o); err != nil {
		return p.fail("doctor", err)
	}
	p.say("vault.keychain")
	return exitOK
}
