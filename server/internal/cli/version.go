package cli

import (
	"context"
	"runtime"
	"runtime/debug"
)

// Version is the release. Builds from a work tree add their commit.
const Version = "0.1.0"

func version(_ context.Context, args []string, s Streams) int {
	if len(args) > 0 {
		return complain(s, "version takes no arguments")
	}
	s.printf("sekisho %s%s %s %s/%s\n", Version, commit(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
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
