package cli

import (
	"context"
	"errors"
	"os"

	"sekisho/desktop/internal/secret"
	"sekisho/desktop/internal/serversync"
	"sekisho/desktop/internal/store"
)

// enrol connects this computer with an organisation's server, by a code or by signing in in the browser, or ends that. A companion
// that runs takes it up within a minute.
func (p *program) enrol(ctx context.Context, args []string) int {
	f := p.flags("enrol")
	server := f.String("server", "", p.text("flag.org-server"))
	code := f.String("code", "", p.text("flag.code"))
	leave := f.Bool("leave", false, p.text("flag.leave"))
	if status, done := p.parse(f, args); done {
		return status
	}
	switch {
	case f.NArg() > 0:
		return p.complain("error.arguments", "command", "enrol", "word", f.Arg(0))
	case *leave == (*server != ""):
		return p.complain("error.enrol")
	}
	link, end, err := p.link(ctx)
	if err != nil {
		return p.fail("enrol", err)
	}
	defer end()
	switch {
	case *leave:
		err = link.Leave(ctx)
	case *code != "":
		err = link.Enrol(ctx, *server, *code)
	default:
		err = link.SignIn(ctx, *server, p.open, p.lang)
	}
	if err != nil {
		if why := serversync.Explain(err); why != "failed" {
			return p.complain("error.command-failed", "command", "enrol", "error", serversync.Say(p.lang, why, nil))
		}
		return p.fail("enrol", err)
	}
	if *leave {
		p.say("enrol.left")
		return exitOK
	}
	name, _ := link.Server()
	p.say("enrol.done", "server", name)
	return exitOK
}

// link opens what the companion keeps of its server. end closes it.
func (p *program) link(ctx context.Context) (link *serversync.Sync, end func(), err error) {
	places, err := p.places()
	if err != nil {
		return nil, nil, err
	}
	wait, cancel := context.WithTimeout(ctx, unlockWait)
	defer cancel()
	o := secret.At(places)
	o.Keychain = p.keychain
	vault, err := secret.Open(wait, o)
	if err != nil {
		return nil, nil, err
	}
	st, err := store.Open(ctx, store.Options{Path: places.Database()})
	if err != nil {
		return nil, nil, err
	}
	name, err := os.Hostname()
	if err != nil {
		name = "" // a computer may have no name
	}
	link, err = serversync.Open(serversync.Options{Store: st, Secrets: vault, Missing: secret.ErrNotFound, Policy: places.Policy(), Name: name, Version: Version})
	if err != nil {
		return nil, nil, errors.Join(err, st.Close())
	}
	return link, func() { _ = st.Close() }, nil // nothing of it is unwritten
}
