package cli

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"sekisho/desktop/internal/certificate"
	"sekisho/desktop/internal/client"
	"sekisho/desktop/internal/companion"
)

// client runs the commands about mail programs.
func (p *program) client(ctx context.Context, args []string) int {
	word := ""
	if len(args) > 0 {
		word, args = args[0], args[1:]
	}
	switch word {
	case "thunderbird":
		return p.clientThunderbird(ctx, args)
	case "apple":
		return p.clientApple(ctx, args)
	case "show":
		return p.clientShow(ctx, args)
	case "undo":
		return p.clientUndo(ctx, args)
	case "help", "--help", "-h":
		p.help()
		return exitOK
	}
	return p.complain("error.client-word", "word", word)
}

// reached are the flags that say which account, and where the companion listens.
type reached struct {
	account            string
	startTLS, implicit []string
	imap, pop          string
}

func (p *program) clientFlags(name string, r *reached) *pflag.FlagSet {
	r.startTLS, r.implicit = companion.DefaultListen()
	f := p.flags(name)
	f.StringVar(&r.account, "account", "", p.text("flag.account"))
	f.StringArrayVar(&r.startTLS, "smtp-listen", r.startTLS, p.text("flag.smtp-listen"))
	f.StringArrayVar(&r.implicit, "smtps-listen", r.implicit, p.text("flag.smtps-listen"))
	return f
}

// incomingFlags are for what needs a whole account.
func (p *program) incomingFlags(f *pflag.FlagSet, r *reached) {
	f.StringVar(&r.imap, "imap", "", p.text("flag.imap"))
	f.StringVar(&r.pop, "pop", "", p.text("flag.pop"))
}

// incoming is the server for reading that was named; ok says whether one was.
func (r reached) incoming() (in client.Incoming, ok bool, err error) {
	switch {
	case r.imap != "":
		in, err = client.ParseIncoming(client.IMAP, r.imap)
	case r.pop != "":
		in, err = client.ParseIncoming(client.POP, r.pop)
	default:
		return in, false, nil
	}
	return in, true, err
}

// programs opens what sets mail programs up. It makes the certificate where there is none yet.
func (p *program) programs(ctx context.Context, r reached) (*client.Desk, error) {
	d, places, err := p.desk(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := certificate.Open(ctx, certificate.At(places, d.Vault)); err != nil {
		return nil, err
	}
	c, err := client.New(places, d, r.account, r.startTLS, r.implicit)
	if err == nil {
		err = c.Sweep()
	}
	if err == nil && len(c.Ways) == 0 {
		err = errors.New(p.text("error.no-accounts"))
	}
	return c, err
}

// sorry says an error of package client in the person's language.
func (p *program) sorry(command string, err error) int {
	if said, ok := client.Explain(p.lang, err); ok {
		err = errors.New(said)
	}
	return p.fail(command, err)
}

// clientThunderbird sets a profile up, and says each line that changes.
func (p *program) clientThunderbird(ctx context.Context, args []string) int {
	const name = "client thunderbird"
	var r reached
	f := p.clientFlags(name, &r)
	named := f.String("profile", "", p.text("flag.profile"))
	dry := f.Bool("dry-run", false, p.text("flag.dry-run"))
	if status, done := p.parse(f, args); done {
		return status
	}
	if f.NArg() > 0 {
		return p.complain("error.arguments", "command", name, "word", f.Arg(0))
	}
	d, err := p.programs(ctx, r)
	if err != nil {
		return p.sorry(name, err)
	}
	profile, err := d.Find(*named)
	if err != nil {
		return p.sorry(name, err)
	}
	done := client.Applied{}
	if *dry {
		done.Plan, err = d.Plan(profile)
	} else {
		done, err = d.Apply(ctx, profile)
	}
	if err != nil {
		return p.sorry(name, err)
	}
	p.applied(d, done, *dry)
	return exitOK
}

// applied says what changed, or would.
func (p *program) applied(d *client.Desk, done client.Applied, dry bool) {
	p.say("client.profile", "profile", done.Profile.Name, "dir", done.Profile.Dir)
	for _, c := range done.Changes {
		for _, line := range [][2]string{{"- ", c.Before}, {"+ ", c.After}} {
			if line[1] != "" {
				p.print("  " + line[0] + line[1])
			}
		}
	}
	p.say("client.addresses", "addresses", strings.Join(done.Addresses, ", "))
	switch {
	case done.Trouble != nil:
		p.say("client.not-imported", "error", done.Trouble.Error())
	case done.Import:
		p.say(either(dry, "client.will-import", "client.imported"))
	}
	if done.ByHand {
		p.print(d.ByHand(p.lang))
	}
	switch {
	case dry:
		p.say("client.dry")
		return
	case len(done.Changes) == 0:
		p.say("client.ready")
		return
	}
	p.say("client.changed")
	for _, w := range d.Ways {
		if containsFold(done.Addresses, w.Address) {
			p.say("client.password", "login", w.Login, "password", either(w.Password == "", p.text("local.own-password"), w.Password))
		}
	}
}

func containsFold(list []string, s string) bool {
	for _, l := range list {
		if strings.EqualFold(l, s) {
			return true
		}
	}
	return false
}

// clientShow says what to do in a mail program; without a name, in all.
func (p *program) clientShow(ctx context.Context, args []string) int {
	const name = "client show"
	var r reached
	f := p.clientFlags(name, &r)
	p.incomingFlags(f, &r)
	if status, done := p.parse(f, args); done {
		return status
	}
	if f.NArg() > 1 {
		return p.complain("error.arguments", "command", name, "word", f.Arg(1))
	}
	d, err := p.programs(ctx, r)
	if err != nil {
		return p.sorry(name, err)
	}
	if len(d.Ways) > 1 {
		return p.complain("error.which-account")
	}
	switch f.Arg(0) {
	case "autoconfig":
		in, _, err := r.incoming()
		if err == nil && in.Host == "" {
			err = client.ErrIncoming
		}
		if err != nil {
			return p.sorry(name, err)
		}
		return p.text2(d.Autoconfig(d.Ways[0], in))
	case "policies":
		return p.text2(d.Policies())
	case "":
		for _, program := range client.Guides() {
			if status := p.guide(d, program); status != exitOK {
				return status
			}
		}
		return exitOK
	}
	return p.guide(d, f.Arg(0))
}

// text2 writes a file's text as it is.
func (p *program) text2(data []byte, err error) int {
	if err == nil {
		_, err = p.out.Write(data)
	}
	if err != nil {
		return p.fail("client show", err)
	}
	return exitOK
}

func (p *program) guide(d *client.Desk, name string) int {
	g, err := d.Guide(p.lang, name, d.Ways[0])
	if err != nil {
		return p.fail("client show", err)
	}
	p.print(g.Title)
	for i, step := range g.Steps {
		p.print("  " + strconv.Itoa(i+1) + ". " + step)
	}
	p.print("")
	if g.Snippet != "" {
		return p.text2([]byte(g.Snippet+"\n"), nil)
	}
	return exitOK
}
