//go:build unix

package input

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sekisho/server/check"
	"sekisho/server/policy"
)

// soon fails a test that waits where nothing may wait.
func soon(t *testing.T, what string, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); do() }()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatalf("%s waits", what)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	pipe, link := filepath.Join(dir, "pipe"), filepath.Join(dir, "link.eml")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.Symlink(pipe, link)); err != nil {
		t.Fatal(err)
	}
	const device = "it is a device or a pipe; save what it gives to a file first"
	for name, c := range map[string]struct {
		file  string
		cause error
		want  string
	}{
		"a pipe":           {pipe, ErrIrregular, device},
		"a link to a pipe": {link, ErrIrregular, device},
		"a device":         {"/dev/zero", ErrIrregular, device},
		"a folder":         {dir, ErrIrregular, "it is a folder, not a file; name the files in it"},
		"nothing":          {filepath.Join(dir, "no"), fs.ErrNotExist, "there is no such file"},
		"below a pipe":     {filepath.Join(pipe, "x"), syscall.ENOTDIR, "not a directory"},
	} {
		soon(t, name, func() {
			for _, open := range []func(string) error{
				func(n string) error { _, err := Open(n); return err },
				func(n string) error { _, err := Read(n); return err },
			} {
				if err := open(c.file); !errors.Is(err, c.cause) || !strings.HasSuffix(err.Error(), c.file+": "+c.want) {
					t.Errorf("%s: got %v, want the file, then %q", name, err, c.want)
				}
			}
		})
	}
}

// TestReadIsBounded: the octets that are kept do not hang on the size of the file, which may have no octet on any disk, and are
// enough for each parser to see that it is too large.
func TestReadIsBounded(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large.yaml")
	if err := errors.Join(os.WriteFile(large, nil, 0o600), os.Truncate(large, 1<<40)); err != nil {
		t.Skip("no file of that size here: ", err)
	}
	for name, read := range map[string]func() ([]byte, error){
		"Read":   func() ([]byte, error) { return Read(large) },
		"Beside": func() ([]byte, error) { return Beside(filepath.Join(dir, "p.yaml"))("large.yaml") },
	} {
		data, err := read()
		if err != nil || len(data) != Most+1 {
			t.Fatalf("%s: got %d octets, %v, want %d", name, len(data), err, Most+1)
		}
		if _, err := policy.Load(large, data, nil); err == nil || !strings.Contains(err.Error(), "larger than 16 MiB") {
			t.Errorf("policy: got %v, want that it is too large", err)
		}
		if _, err := check.ReadFacts(large, data); err == nil || !strings.Contains(err.Error(), "the limit is 16777216") {
			t.Errorf("facts: got %v, want that they are too large", err)
		}
	}
}

func TestBeside(t *testing.T) {
	dir := t.TempDir()
	sub := filepath.Join(dir, "sub")
	if err := errors.Join(os.Mkdir(sub, 0o700), os.WriteFile(filepath.Join(dir, "out.csv"), []byte("x"), 0o600),
		os.WriteFile(filepath.Join(sub, "in.csv"), []byte("a,b\n"), 0o600), syscall.Mkfifo(filepath.Join(sub, "pipe.csv"), 0o600),
		os.Symlink("../out.csv", filepath.Join(sub, "link.csv"))); err != nil {
		t.Fatal(err)
	}
	read := Beside(filepath.Join(sub, "p.yaml"))
	if data, err := read("in.csv"); err != nil || string(data) != "a,b\n" {
		t.Errorf("a file beside it: got %q, %v", data, err)
	}
	soon(t, "reading beside", func() {
		for _, name := range []string{"pipe.csv", "../out.csv", "link.csv", "/dev/zero", "."} {
			if data, err := read(name); err == nil {
				t.Errorf("%s: got %q, want an error", name, data)
			}
		}
	})
}
