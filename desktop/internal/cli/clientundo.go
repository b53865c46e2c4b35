package cli

import (
	"context"
	"runtime"
	"strconv"

	"sekisho/desktop/internal/client"
	"sekisho/desktop/internal/locations"
)

// clientApple makes a configuration profile for macOS, opens it where there is a program for it, and removes it again.
func (p *program) clientApple(ctx context.Context, args []string) int {
	const name = "client apple"
	var r reached
	f := p.clientFlags(name, &r)
	p.incomingFlags(f, &r)
	out := f.String("out", "", p.text("flag.out"))
	quiet := f.Bool("no-open", false, p.text("flag.no-open"))
	if status, done := p.parse(f, args); done {
		return status
	}
	if f.NArg() > 0 {
		return p.complain("error.arguments", "command", name, "word", f.Arg(0))
	}
	in, whole, err := r.incoming()
	if err != nil {
		return p.sorry(name, err)
	}
	d, err := p.programs(ctx, r)
	if err != nil {
		return p.sorry(name, err)
	}
	incoming := map[string]client.Incoming{}
	if whole {
		if len(d.Ways) > 1 {
			return p.complain("error.which-account")
		}
		incoming[d.Ways[0].Account] = in
	}
	profile := d.AppleProfile(incoming)
	if *out != "" {
		if err := locations.Write(*out, profile); err != nil {
			return p.fail(name, err)
		}
		p.say("client.apple-kept", "path", *out)
		return p.guide(d, client.Apple)
	}
	err = d.Lend(ctx, profile, func(path string) error {
		p.guide(d, client.Apple)
		p.say("client.apple-written", "path", path)
		if *quiet || runtime.GOOS != "darwin" {
			return nil
		}
		return p.open(path)
	})
	if err != nil {
		return p.fail(name, err)
	}
	return exitOK
}

// clientUndo takes back what was set up in mail programs.
func (p *program) clientUndo(ctx context.Context, args []string) int {
	const name = "client undo"
	f := p.flags(name)
	named := f.String("profile", "", p.text("flag.profile"))
	if status, done := p.parse(f, args); done {
		return status
	}
	if f.NArg() > 0 {
		return p.complain("error.arguments", "command", name, "word", f.Arg(0))
	}
	places, err := p.places()
	if err != nil {
		return p.fail(name, err)
	}
	d := client.ForUndo(places)
	dir := ""
	if *named != "" {
		profile, err := d.Find(*named)
		if err != nil {
			return p.sorry(name, err)
		}
		dir = profile.Dir
	}
	undone, err := d.Undo(ctx, dir)
	p.undone(undone)
	if err != nil {
		return p.sorry(name, err)
	}
	if len(undone) == 0 {
		p.say("client.nothing")
	}
	if runtime.GOOS == "darwin" {
		p.say("client.apple-undo")
	}
	return exitOK
}

func (p *program) undone(all []client.Undone) {
	for _, u := range all {
		if u.Gone {
			p.say("client.gone", "profile", u.Profile)
			continue
		}
		p.say("client.undone", "profile", u.Profile, "n", strconv.Itoa(u.Restored))
		for _, name := range u.Left {
			p.say("client.left", "profile", u.Profile, "name", name)
		}
		if u.Certificate != nil {
			p.say("client.certificate-left", "profile", u.Profile, "error", u.Certificate.Error())
		}
	}
}
