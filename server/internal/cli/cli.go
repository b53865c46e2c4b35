// Package cli holds the commands of the sekisho program: it reads arguments, calls the rooms that do the work, and
// turns what they say into lines and exit statuses.
//
// Errors are one line on stderr: what, where, what to do. Output is written whole or not at all. No command asks
// anything but `gate --decide terminal`.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// Exit statuses.
const (
	exitOK    = 0
	exitFound = 1 // the command worked and found something wrong
	exitInput = 2 // the command could not work: bad input or usage
)

// Streams are what a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// printf writes what was asked for. A reader that went away is no error of the command's.
func (s Streams) printf(format string, args ...any) { _, _ = fmt.Fprintf(s.Out, format, args...) }

// warnf writes what went wrong.
func (s Streams) warnf(format string, args ...any) { _, _ = fmt.Fprintf(s.Err, format, args...) }

type command struct {
	name, usage, summary string
	run                  func(ctx context.Context, args []string, s Streams) int
}

func commands() []command {
	return []command{
		{"serve", "serve [--config F] [--demo]", "API, add-in and gateway", Serve},
		{"gate", "gate --listen A --upstream HOST:PORT [--policy F] [--decide policy|terminal|allow|refuse]", "one SMTP gate without a server", gateCommand},
		{"check", "check [--policy F] [--from A] [--to A…] [--facts F] [--lang ja|en] [--json] MAIL.eml|-", "one verdict", checkCommand},
		{"inspect", "inspect [--json] FILE…", "look into files", inspect},
		{"domains", "domains --known F [--lang ja|en] [--json] DOMAIN…|-", "domains that may be mistaken for known ones", domains},
		{"policy", "policy lint F | test F|DIR | schema | explain F MAIL | replay F [MAILDIR]", "work on a policy; each has --help", policyCommand},
		{"import", "import outlookokan DIR | flexconfirmmail DIR [--domain D] [--lang ja|en]", "another product's settings as a policy", importCommand},
		{"manifest", "manifest --origin URL [--mode softblock|block|itemsend|unified] [--out DIR] | --check URL", "the Outlook add-in's manifests; what a deployment lacks", manifestCommand},
		{"config", "config sample | check [--config F] [--lang ja|en] | password USER", "write and check the server's configuration", configCommand},
		{"ready", "ready [--config F]", "ask the running server whether it can do its work", ready},
		{"dkim", "dkim key --domain D [--selector S] [--type rsa|ed25519] [--out F] | record --domain D --out F", "a key that signs mail, and its record for DNS", dkimCommand},
		{"user", "user list | set ADDRESS [--role R,…] [--disable|--enable]", "what people may do; each has --help", user},
		{"device", "device add --account A | list | revoke ID", "people's devices; each has --help", device},
		{"hold", "hold list | show ID | release ID | cancel ID | approve ID --as A | reject ID --as A", "mails that wait; each has --help", holdCommand},
		{"history", "history import FILE|DIR… | show --account A | erase --account A", "to whom people wrote before; each has --help", history},
		{"directory", "directory import F.csv | sync | show [ADDRESS]", "people, lists and contacts; each has --help", directory},
		{"audit", "audit verify | export | erase VALUE", "the audit trail; each has --help", audit},
		{"backup", "backup DIR", "copies all that the server keeps into a new folder, while it runs", backupCommand},
		{"restore", "restore DIR", "makes a server of a backup, in an empty folder", restoreCommand},
		{"purge", "purge [--dry-run]", "takes away what is kept no longer (retention in the configuration)", purgeCommand},
		{"version", "version", "what this is", version},
	}
}

// Run executes one command line, without the program's name, and returns the exit status.
func Run(ctx context.Context, args []string, s Streams) int {
	if len(args) == 0 || slices.Contains(helpWords[:], args[0]) {
		s.printf("%s", help())
		if len(args) == 0 {
			return exitInput
		}
		return exitOK
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, args[1:], s)
		}
	}
	return complain(s, "no command is called %q; `sekisho help` lists them", args[0])
}

func help() string {
	var b strings.Builder
	b.WriteString("sekisho 関所: looks at each mail before it leaves\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  sekisho %s\n      %s\n", c.usage, c.summary)
	}
	return b.String()
}

// complain writes one line and returns the status for bad input.
func complain(s Streams, format string, args ...any) int {
	s.warnf("sekisho: %s\n", plain(oneLine(fmt.Sprintf(format, args...))))
	return exitInput
}

// oneLine keeps the first of several lines: a policy may be wrong in many places.
func oneLine(text string) string {
	first, rest, more := strings.Cut(text, "\n")
	if !more {
		return text
	}
	return fmt.Sprintf("%s (and %d more; `sekisho policy lint` lists them)", first, strings.Count(rest, "\n")+1)
}

// asksForHelp tells whether the first word of a command that has sub-commands asks what they are, and says so.
func asksForHelp(s Streams, name, word string) bool {
	if !slices.Contains(helpWords[:], word) {
		return false
	}
	for _, c := range commands() {
		if c.name == name {
			s.printf("sekisho %s\n    %s\n", c.usage, c.summary)
		}
	}
	return true
}

var helpWords = [...]string{"help", "--help", "-h"}

// nothingElse refuses arguments behind the flags of a command that takes none.
func nothingElse(f *pflag.FlagSet, s Streams) (status int, done bool) {
	if f.NArg() == 0 {
		return exitOK, false
	}
	return complain(s, "%s takes no arguments, only flags; %q is one too many", f.Name(), f.Arg(0)), true
}

// flags makes a flag set whose errors are one line.
func flags(name string) *pflag.FlagSet {
	f := pflag.NewFlagSet(name, pflag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.Usage = func() {}
	return f
}

// parse reads args into f. Done means that the command is over, with the status returned.
func parse(f *pflag.FlagSet, args []string, s Streams) (status int, done bool) {
	err := f.Parse(args)
	switch {
	case err == nil:
		return exitOK, false
	case errors.Is(err, pflag.ErrHelp):
		s.printf("sekisho %s\n\n%s", usage(f.Name()), f.FlagUsages())
		return exitOK, true
	}
	return complain(s, "%s: %v", f.Name(), err), true
}

// usage is how a command, such as "history import", is called: with what it takes besides flags. Ways stand between " | "; a choice inside
// one has no blanks.
func usage(name string) string {
	first, second, _ := strings.Cut(name, " ")
	for _, c := range commands() {
		if c.name != first || second == "" {
			continue
		}
		for way := range strings.SplitSeq(strings.TrimPrefix(c.usage, first+" "), " | ") {
			if strings.HasPrefix(way+" ", second+" ") {
				return first + " " + way
			}
		}
	}
	return name
}

func gateCommand(ctx context.Context, args []string, s Streams) int {
	return Gate(ctx, args, s.In, s.Out, s.Err)
}
