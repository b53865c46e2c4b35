// Command setup makes a machine ready for one of the project's tasks: npm packages by the lock file, Debian packages
// that a test needs. It changes nothing that is already there.
//
// As root it installs missing Debian packages; anyone else is told the one line to run, and the exit status is 3.
// A mail server that comes this way is never started as a service: the tests start their own, each in its own folder.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
)

func main() {
	what := map[string][]tool{
		"web": nil, "test": testTools, "desktop": desktopTools, "all": append(append([]tool{}, testTools...), allTools...),
	}
	if len(os.Args) != 2 {
		fail(2, "usage: setup web|test|desktop|all")
	}
	tools, ok := what[os.Args[1]]
	if !ok {
		fail(2, "setup: no set-up is called %q; there are web, test, desktop and all", os.Args[1])
	}
	ctx := context.Background()
	if err := npm(ctx); err != nil {
		fail(1, "setup: %v", err)
	}
	missing := absent(tools)
	if len(missing) == 0 {
		return
	}
	line := "apt-get install -y --no-install-recommends " + strings.Join(missing, " ")
	if os.Geteuid() != 0 {
		fail(3, "setup: these tests need Debian packages that are missing. Run: sudo %s", line)
	}
	fmt.Fprintln(os.Stderr, "setup: "+line)
	if err := install(ctx, missing); err != nil {
		fail(1, "setup: %v", err)
	}
	if still := absent(tools); len(still) > 0 {
		fail(1, "setup: installed, but not found afterwards: %s", strings.Join(still, " "))
	}
}

func fail(status int, format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(status)
}
