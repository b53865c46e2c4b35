// Package cli holds the subcommands of sekisho-desktop: it reads arguments, calls the packages that do the work, and turns what they
// say into lines, in Japanese or English, and exit statuses.
//
// Errors are one line on standard error: what, where, what to do. Nothing is asked; a password is read from standard input where
// --password-stdin says so, and never taken as an argument, which every program on the computer can read.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sekisho/desktop/internal/accounts"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/secret"
)

// Exit statuses.
const (
	exitOK    = 0
	exitFound = 1 // the command worked and found something wrong
	exitInput = 2 // the command could not work: bad input or usage
)

// program is what one run works with.
type program struct {
	in       io.Reader
	out, err io.Writer
	keychain secret.Keychain // nil: the system's
	open     func(address string) error
	tune     func(*accounts.Desk) // for tests: how the network is reached
	lang     string
	state    string
}

type command struct {
	name, usage string
	run         func(p *program, ctx context.Context, args []string) int
}

func commands() []command {
	return []command{
		{"account", "account add ADDRESS | list | test ACCOUNT | password ACCOUNT --password-stdin | remove ACCOUNT | sign-in ACCOUNT | show ACCOUNT", (*program).account},
		{"enrol", "enrol --server URL [--code CODE] | enrol --leave", (*program).enrol},
		{"client", "client thunderbird [--profile P] [--dry-run] | apple | show [PROGRAM] | undo", (*program).client},
		{"doctor", "doctor [--json] [--new-vault] [--use-keychain]", (*program).doctor},
		{"uninstall", "uninstall [--yes]", (*program).uninstall},
		{"version", "version", (*program).version},
	}
}

// leading are the flags that may stand before a subcommand, with a value each.
var leading = [...]string{"--state", "--lang", "--policy", "--smtp-listen", "--smtps-listen"}

// Is tells whether args, without the program's name, call a subcommand of this package.
func Is(args []string) bool {
	name, _ := split(args)
	return slices.ContainsFunc(commands(), func(c command) bool { return c.name == name }) || slices.Contains(helpWords[:], name)
}

// split finds the subcommand behind leading flags and returns it with all other arguments.
func split(args []string) (name string, rest []string) {
	for i := 0; i < len(args); i++ {
		flag, _, joined := strings.Cut(args[i], "=")
		switch {
		case slices.Contains(leading[:], flag) && !joined:
			i++
		case slices.Contains(leading[:], flag):
		default:
			return args[i], slices.Concat(args[i+1:], args[:i])
		}
	}
	return "", args
}

var helpWords = [...]string{"help", "--help", "-h"}

// Run executes one subcommand, without the program's name, and returns the exit status: 0; 1 when something was found to be wrong;
// 2 for bad input. The language is that of --lang or of the environment.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return (&program{in: stdin, out: stdout, err: stderr, open: openBrowser}).run(ctx, args)
}

func (p *program) run(ctx context.Context, args []string) int {
	name, rest := split(args)
	p.lang = language(rest)
	if slices.Contains(helpWords[:], name) {
		p.help()
		return exitOK
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(p, ctx, rest)
		}
	}
	return p.complain("error.command", "name", name)
}

func (p *program) help() {
	p.say("help.title")
	for _, c := range commands() {
		_, _ = fmt.Fprintf(p.out, "  sekisho-desktop %s\n      %s\n", c.usage, p.text("help."+c.name))
	}
	p.say("help.flags")
	p.say("help.start")
}

// flags makes a flag set with what every subcommand takes.
func (p *program) flags(name string) *pflag.FlagSet {
	f := pflag.NewFlagSet(name, pflag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.Usage = func() {}
	f.StringVar(&p.state, "state", "", p.text("flag.state"))
	f.String("lang", "", p.text("flag.lang"))
	return f
}

// parse reads args into f. Done means that the command is over, with the status returned.
func (p *program) parse(f *pflag.FlagSet, args []string) (status int, done bool) {
	err := f.Parse(args)
	switch {
	case err == nil:
	case errors.Is(err, pflag.ErrHelp):
		_, _ = fmt.Fprintf(p.out, "sekisho-desktop %s\n\n%s", f.Name(), f.FlagUsages())
		return exitOK, true
	default:
		return p.complain("error.flags", "command", f.Name(), "error", err.Error()), true
	}
	if lang, _ := f.GetString("lang"); lang != "" && lang != "ja" && lang != "en" {
		return p.complain("error.lang", "lang", lang), true
	}
	return exitOK, false
}

// places are where this run's files are.
func (p *program) places() (locations.Places, error) {
	if p.state != "" {
		return locations.In(p.state)
	}
	return locations.System()
}

// unlockWait is how long a person may take to unlock their keychain.
const unlockWait = 2 * time.Minute

// desk opens the accounts, and makes the vault where there is none.
func (p *program) desk(ctx context.Context) (*accounts.Desk, locations.Places, error) {
	places, err := p.places()
	if err != nil {
		return nil, places, err
	}
	o := secret.At(places)
	o.Keychain = p.keychain
	wait, cancel := context.WithTimeout(ctx, unlockWait)
	defer cancel()
	v, err := secret.Open(wait, o)
	if err != nil {
		return nil, places, err
	}
	d, err := accounts.Open(places, v)
	if err == nil && p.tune != nil {
		p.tune(d)
	}
	return d, places, err
}
