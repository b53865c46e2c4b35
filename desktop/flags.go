package main

import (
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/spf13/pflag"

	"sekisho/desktop/internal/cli"
	"sekisho/desktop/internal/companion"
	"sekisho/desktop/internal/locations"
)

// errUsage is the error of arguments that cannot be understood.
var errUsage = errors.New("wrong arguments")

// flags are what the companion is started with.
type flags struct {
	hidden, noWindow   bool
	state, policy      string
	listen, listenImpl []string
	language           string
}

// parse reads the arguments of a start. Its errors are errUsage and name what to do.
func parse(args []string) (flags, error) {
	o := flags{language: cli.Language(args)}
	f := pflag.NewFlagSet("sekisho-desktop", pflag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.BoolVar(&o.hidden, "hidden", false, "start without showing the window")
	f.BoolVar(&o.noWindow, "no-window", false, "never show a window")
	f.StringVar(&o.state, "state", "", "folder for all files")
	f.StringVar(&o.policy, "policy", "", "policy file")
	f.StringArrayVar(&o.listen, "smtp-listen", nil, "address with STARTTLS")
	f.StringArrayVar(&o.listenImpl, "smtps-listen", nil, "address with TLS")
	f.String("lang", "", "ja or en")
	if err := f.Parse(args); err != nil {
		return o, fmt.Errorf("%w: %w; `sekisho-desktop help` lists what there is", errUsage, err)
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("%w: no subcommand is called %q; `sekisho-desktop help` lists what there is", errUsage, f.Arg(0))
	}
	for name, addresses := range map[string][]string{"--smtp-listen": o.listen, "--smtps-listen": o.listenImpl} {
		for _, a := range addresses {
			if _, _, err := net.SplitHostPort(a); err != nil {
				return o, fmt.Errorf("%w: %s %q is not host:port, such as 127.0.0.1:1587", errUsage, name, a)
			}
		}
	}
	return o, nil
}

// places are where this run's files are.
func (o flags) places() (locations.Places, error) {
	if o.state != "" {
		return locations.In(o.state)
	}
	return locations.System()
}

// addresses are where mail programs reach this run.
func (o flags) addresses() (startTLS, implicit []string) {
	startTLS, implicit = companion.DefaultListen()
	if o.listen != nil {
		startTLS = o.listen
	}
	if o.listenImpl != nil {
		implicit = o.listenImpl
	}
	return startTLS, implicit
}
