// Command fuzz runs every fuzz target of the module, one after another, for the same time each, and prints how often
// each was executed. It stops at the first target that finds something; Go has written the input into testdata then.
//
//	go run ./e2e/support/fuzz [DURATION] [PACKAGE-PATTERN]
package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

func main() {
	duration, pattern := time.Minute, "./..."
	if len(os.Args) > 1 {
		d, err := time.ParseDuration(os.Args[1])
		if err != nil || d <= 0 {
			fail("fuzz: %q is no duration; write it like 30s or 10m", os.Args[1])
		}
		duration = d
	}
	if len(os.Args) > 2 {
		pattern = os.Args[2]
	}
	ctx := context.Background()
	targets, err := list(ctx, pattern)
	if err != nil {
		fail("fuzz: %v", err)
	}
	for _, t := range targets {
		n, err := run(ctx, t, duration)
		if err != nil {
			fail("fuzz: %s %s: %v", t.pkg, t.name, err)
		}
		fmt.Printf("%-36s %-24s %10s executions in %s\n", t.pkg, t.name, n, duration)
	}
}

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

type target struct{ pkg, name string }

// list asks the test programs themselves which targets they hold. `go test -list` prints a package's names first and
// its path last.
func list(ctx context.Context, pattern string) ([]target, error) {
	out, err := exec.CommandContext(ctx, "go", "test", "-list", "^Fuzz", pattern).CombinedOutput() //nolint:gosec // a developer's tool, run on purpose
	if err != nil {
		return nil, fmt.Errorf("list targets: %w\n%s", err, out)
	}
	var all []target
	var names []string
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		switch f := strings.Fields(s.Text()); {
		case len(f) == 1 && strings.HasPrefix(f[0], "Fuzz"):
			names = append(names, f[0])
		case len(f) > 1 && f[0] == "ok":
			for _, n := range names {
				all = append(all, target{f[1], n})
			}
			names = nil
		}
	}
	return all, nil
}

var executions = regexp.MustCompile(`execs: (\d+)`)

func run(ctx context.Context, t target, d time.Duration) (string, error) {
	c := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-fuzz", "^"+t.name+"$", "-fuzztime", d.String(), "-fuzzminimizetime", "5x", "-parallel", "1", t.pkg) //nolint:gosec // a developer's tool, run on purpose
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, io.MultiWriter(&out, os.Stderr)
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out.String())
	}
	last := "?"
	for _, m := range executions.FindAllStringSubmatch(out.String(), -1) {
		last = m[1]
	}
	return last, nil
}
