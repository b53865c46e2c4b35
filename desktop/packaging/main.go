// Command packaging makes what people install of the desktop companion: a Debian package and a tarball for Linux, a program and an
// installer for Windows. The application for macOS is built there, by macos/build.sh.
//
// It promises that the same commit makes the same octets: paths are trimmed, and every time is SOURCE_DATE_EPOCH, or that of the
// commit. The version is that of desktop/internal/cli, written nowhere else. It signs nothing and sends nothing anywhere.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sekisho/desktop/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "packaging:", err)
		os.Exit(1)
	}
}

// job is what one run makes.
type job struct {
	out     string
	scratch string // for what is only a step
	version string
	arch    string // as GOARCH
	time    time.Time
	log     io.Writer
}

// kind is something that can be made.
type kind struct {
	name string
	make func(*job, context.Context) error
}

// kinds are all of them, in the order of making.
func kinds() []kind {
	return []kind{{"deb", (*job).deb}, {"tarball", (*job).tarball}, {"windows", (*job).windows}}
}

func run(ctx context.Context, args []string, log io.Writer) error {
	f := pflag.NewFlagSet("packaging", pflag.ContinueOnError)
	out := f.String("out", "bin/packages", "folder for the packages")
	if err := f.Parse(args); err != nil {
		return err
	}
	when, err := epoch(ctx)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "sekisho-packaging-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	j := &job{out: *out, scratch: scratch, version: cli.Version, arch: "amd64", time: when, log: log}
	if err := os.MkdirAll(j.out, 0o755); err != nil { //nolint:gosec // packages are for everybody
		return err
	}
	return j.each(ctx, f.Args())
}

// each makes the kinds that were named, or all.
func (j *job) each(ctx context.Context, wanted []string) error {
	for _, w := range wanted {
		if !slices.ContainsFunc(kinds(), func(k kind) bool { return k.name == w }) {
			return fmt.Errorf("%q is no package; there are: deb, tarball, windows", w)
		}
	}
	for _, k := range kinds() {
		if len(wanted) > 0 && !slices.Contains(wanted, k.name) {
			continue
		}
		if err := k.make(j, ctx); err != nil {
			return fmt.Errorf("%s: %w", k.name, err)
		}
	}
	return nil
}

// epoch is the time that every file in a package has (reproducible-builds.org, SOURCE_DATE_EPOCH).
func epoch(ctx context.Context) (time.Time, error) {
	text := os.Getenv("SOURCE_DATE_EPOCH")
	if text == "" {
		out, err := exec.CommandContext(ctx, "git", "log", "-1", "--format=%ct").Output()
		if err != nil {
			return time.Time{}, fmt.Errorf("ask git for the time of the commit (or set SOURCE_DATE_EPOCH): %w", err)
		}
		text = strings.TrimSpace(string(out))
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH: %w", err)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// build is one program to build.
type build struct {
	name, folder  string
	env           []string
	tags, ldflags string
}

// goBuild builds a program for a system, once a run.
func (j *job) goBuild(ctx context.Context, b build) (string, error) {
	if _, err := os.Stat("desktop/frontend/dist/window/index.html"); err != nil {
		return "", errors.New("the window's pages are not built; run: npm run build:desktop")
	}
	file := filepath.Join(j.scratch, b.name)
	if _, err := os.Stat(file); err == nil {
		return file, nil
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-tags", b.tags, "-ldflags", strings.TrimSpace("-s -w -buildid= "+b.ldflags), "-o", file, b.folder) //nolint:gosec // our own arguments
	cmd.Env = append(os.Environ(), b.env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return file, nil
}

// done tells what was made.
func (j *job) done(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(j.log, "%s %d\n", path, info.Size())
	return err
}
