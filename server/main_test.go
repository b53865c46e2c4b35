//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets a test run the program itself, which the test binary holds.
func TestMain(m *testing.M) {
	if args := os.Getenv("SEKISHO_TEST_ARGS"); args != "" {
		os.Args = append(os.Args[:1], strings.Fields(args)...)
		main()
	}
	os.Exit(m.Run())
}

func program(t *testing.T, args string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), "SEKISHO_TEST_ARGS="+args)
	return c
}

// TestFirstSignal: a command that waits for its input ends when it is asked to, with a line that says why.
func TestFirstSignal(t *testing.T) {
	c := program(t, "check -")
	var errs bytes.Buffer
	c.Stderr = &errs
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	// Much more than a pipe holds: once it is written, the command reads, and waits for the end.
	if _, err := in.Write(append([]byte("From: a@own.example\r\n\r\n"), bytes.Repeat([]byte("x\r\n"), 1<<20)...)); err != nil {
		t.Fatal(err)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended(t, c, nil)
	if got := errs.String(); c.ProcessState.ExitCode() != 2 || !strings.HasPrefix(got, "sekisho: check: read -: ") || strings.Count(got, "\n") != 1 {
		t.Errorf("got status %d, %q, want 2 and one line", c.ProcessState.ExitCode(), got)
	}
}

// TestSecondSignal: what a command waits for may not know of signals. The first one is caught for its sake, the second one ends
// the program all the same. Here nobody reads the output.
func TestSecondSignal(t *testing.T) {
	known := filepath.Join(t.TempDir(), "known")
	if err := os.WriteFile(known, []byte("own.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := program(t, "domains --known "+known+" "+strings.Repeat("owm.example ", 5000))
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	ended(t, c, func() { _ = c.Process.Signal(syscall.SIGTERM) }) // again and again: signals that come at once are one
	if s, ok := c.ProcessState.Sys().(syscall.WaitStatus); !ok || s.Signal() != syscall.SIGTERM {
		t.Errorf("got %v, want an end by the signal", c.ProcessState)
	}
}

// ended waits for the program's end and does something from time to time until then.
func ended(t *testing.T, c *exec.Cmd, now func()) {
	t.Helper()
	end := make(chan struct{})
	go func() { defer close(end); _ = c.Wait() }() // how it ended is in its state
	tick, late := time.NewTicker(20*time.Millisecond), time.NewTimer(time.Minute)
	defer tick.Stop()
	defer late.Stop()
	for {
		select {
		case <-end:
			return
		case <-tick.C:
			if now != nil {
				now()
			}
		case <-late.C:
			_ = c.Process.Kill()
			<-end
			t.Fatal("the program does not end")
		}
	}
}
