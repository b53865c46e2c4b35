//go:build unix

package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// promptly runs one command line that must not wait, with a standard input that nobody writes to.
func promptly(t *testing.T, ctx context.Context, args ...string) (status int, stdout, stderr string) { //nolint:revive // t first, as everywhere
	t.Helper()
	never, w := io.Pipe()
	t.Cleanup(func() { _ = w.Close() })
	var out, errs bytes.Buffer
	end := make(chan struct{})
	go func() {
		defer close(end)
		status = Run(ctx, args, Streams{In: never, Out: &out, Err: &errs})
	}()
	select {
	case <-end:
	case <-time.After(time.Minute):
		t.Fatalf("%q waits for a pipe", args)
	}
	return status, out.String(), errs.String()
}

// TestNoCommandOpensAPipe: whoever can put a pipe or a link to a device where a command looks must not make it wait for ever, or
// read until there is no memory.
func TestNoCommandOpensAPipe(t *testing.T) {
	dir, product, okan := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "okan")
	if err := os.Mkdir(okan, 0o700); err != nil {
		t.Fatal(err)
	}
	mail := write(t, dir, "a.eml", external)
	policy := write(t, product, "p.yaml", "version: 1\norganization: {domains: own.example}\n")
	aside := t.TempDir()
	beside := write(t, aside, "beside.yaml", "version: 1\norganization: {domains: own.example}\nlists: {x: {file: pipe.csv, column: 1}}\n")
	pipe := filepath.Join(dir, "pipe.eml")
	err := errors.Join(syscall.Mkfifo(pipe, 0o600), syscall.Mkfifo(filepath.Join(aside, "pipe.csv"), 0o600), syscall.Mkfifo(filepath.Join(product, "pipe.txtar"), 0o600),
		syscall.Mkfifo(filepath.Join(okan, "NameAndDomains.csv"), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"check":             {"check", pipe},
		"check --policy":    {"check", "--policy", pipe, mail},
		"check --facts":     {"check", "--facts", pipe, mail},
		"inspect":           {"inspect", pipe},
		"lint":              {"policy", "lint", pipe},
		"test":              {"policy", "test", pipe},
		"test a folder":     {"policy", "test", product},
		"explain":           {"policy", "explain", pipe, mail},
		"explain a mail":    {"policy", "explain", policy, pipe},
		"explain --facts":   {"policy", "explain", "--facts", pipe, policy, mail},
		"replay":            {"policy", "replay", pipe, dir},
		"replay --against":  {"policy", "replay", "--against", pipe, policy, dir},
		"domains":           {"domains", "--known", pipe, "own.example"},
		"directory":         {"directory", "import", "--dry-run", pipe},
		"import":            {"import", "outlookokan", "--domain", "own.example", okan},
		"gate":              {"gate", "--listen", "127.0.0.1:0", "--upstream", "127.0.0.1:1", "--policy", pipe},
		"serve --config":    {"serve", "--config", pipe},
		"serve --policy":    {"serve", "--policy", pipe, "--data-dir", t.TempDir(), "--listen", "127.0.0.1:0", "--smtp-listen", "127.0.0.1:0"},
		"beside the policy": {"check", "--policy", beside, mail},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := promptly(t, t.Context(), args...)
			if status != exitInput || out != "" || !strings.Contains(errs, "a device or a pipe") || strings.Count(errs, "\n") != 1 {
				t.Errorf("status %d, stdout %q, stderr %q; want 2 and what to do", status, out, errs)
			}
			for i, a := range args {
				if a == pipe {
					args[i] = "/dev/zero"
				}
			}
			if status, _, errs := promptly(t, t.Context(), args...); status != exitInput || !strings.Contains(errs, "a device or a pipe") {
				t.Errorf("with a device: status %d, %q", status, errs)
			}
		})
	}
	status, out, errs := promptly(t, t.Context(), "policy", "replay", "--lang", "en", policy, dir)
	if status != exitOK || !strings.Contains(out, pipe+": open "+pipe+": it is a device or a pipe") {
		t.Errorf("a pipe in a folder of mails: status %d, %q, %q; want the other mail judged and the pipe named", status, out, errs)
	}
}

// TestInputEndsWithTheCommand: standard input may never end.
func TestInputEndsWithTheCommand(t *testing.T) {
	known := file(t, "known", "own.example\n")
	for _, args := range [][]string{{"check", "-"}, {"domains", "--known", known, "-"}, {"directory", "import", "--dry-run", "-"}} {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errors.New("told to end"))
		status, _, errs := promptly(t, ctx, args...)
		if status != exitInput || !strings.Contains(errs, "told to end") {
			t.Errorf("%q: status %d, %q; want 2 and why", args, status, errs)
		}
	}
}

// TestLargeFilesAreNotRead: a file may be larger than memory; each command says so, and that quickly.
func TestLargeFilesAreNotRead(t *testing.T) {
	dir := t.TempDir()
	mail, large := write(t, dir, "a.eml", external), write(t, dir, "large.txtar", "")
	if err := os.Truncate(large, 1<<38); err != nil {
		t.Skip("no file of that size here: ", err)
	}
	for want, args := range map[string][]string{
		"larger than 16 MiB":                  {"check", "--policy", large, mail},
		"the limit is 16777216":               {"check", "--facts", large, mail},
		"a case has at most 16 MiB":           {"policy", "test", large},
		"the file is longer than 64 MiB":      {"directory", "import", "--dry-run", large},
		"at most 1048576 octets":              {"serve", "--config", large},
		"the policy is larger than 16 MiB; p": {"policy", "explain", large, mail},
	} {
		if status, out, errs := promptly(t, t.Context(), args...); status != exitInput || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%q: status %d, stdout %q, stderr %q; want 2 and %q", args, status, out, errs, want)
		}
	}
}
