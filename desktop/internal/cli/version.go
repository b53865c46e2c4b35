package cli

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

// Version is the release. Builds from a work tree add their commit.
const Version = "0.1.0"

func (p *program) version(_ context.Context, args []string) int {
	f := p.flags("version")
	if status, done := p.parse(f, args); done {
		return status
	}
	if f.NArg() > 0 {
		return p.complain("error.arguments", "command", "version", "word", f.Arg(0))
	}
	_, _ = fmt.Fprintf(p.out, "sekisho-desktop %s%s %s %s/%s\n", Version, commit(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return exitOK
}

func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, v := range info.Settings {
		if v.Key == "vcs.revision" && len(v.Value) >= 12 {
			return "+" + v.Value[:12]
		}
	}
	return ""
}
