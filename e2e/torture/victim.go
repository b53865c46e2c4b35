package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"sekisho/e2e/support/ports"
)

// victim is a server that is tortured.
type victim struct {
	binary, dir, http, smtp, upstream string
	env                               []string // more of the environment: where its database is
	running                           *exec.Cmd
	free                              []func() // give its ports back
}

// newVictim makes a server over the folder dir/data, which it may share with another, and starts it.
func newVictim(ctx context.Context, binary, dir, upstream string, env ...string) (*victim, error) {
	v := &victim{binary: binary, dir: dir, upstream: upstream, env: env}
	if err := os.WriteFile(filepath.Join(dir, "policy.yaml"), []byte(policyText), 0o600); err != nil {
		return nil, err
	}
	for _, addr := range []*string{&v.http, &v.smtp} {
		taken, free, err := ports.Take()
		if err != nil {
			return v, err
		}
		*addr, v.free = taken, append(v.free, free)
	}
	return v, v.start(ctx)
}

// build makes the server of this working copy.
func build(ctx context.Context, dir string) (string, error) {
	file := filepath.Join(dir, "sekisho")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", file, "sekisho/server") //nolint:gosec // into our own folder
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("build the server: %w", err)
	}
	return file, nil
}

func (v *victim) data() string { return filepath.Join(v.dir, "data") }

// start starts the server and returns once it is ready.
func (v *victim) start(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, v.binary, "serve", "--listen", v.http, "--smtp-listen", v.smtp, "--upstream", v.upstream, //nolint:gosec // ours
		"--data-dir", v.data(), "--policy", filepath.Join(v.dir, "policy.yaml"), "--log-level", "error")
	cmd.Env = append(os.Environ(), v.env...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	log, err := os.OpenFile(filepath.Join(v.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close() //nolint:errcheck // the server has its own
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		return err
	}
	v.running = cmd
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if strings.Contains(lines.Text(), "ready at") {
				ready <- true
			}
		}
		ready <- false
		_, _ = io.Copy(io.Discard, out)
	}()
	select {
	case ok := <-ready:
		if ok {
			return nil
		}
		return fmt.Errorf("the server ended before it was ready:\n%s", v.said())
	case <-time.After(time.Minute):
		return errors.New("the server is not ready after a minute")
	}
}

// said is the end of its log.
func (v *victim) said() []byte {
	b, _ := os.ReadFile(filepath.Join(v.dir, "log")) // none: it said nothing
	return b[max(0, len(b)-2000):]
}

// kill kills the server with SIGKILL.
func (v *victim) kill() {
	if v.running != nil {
		_ = v.running.Process.Kill()
		_ = v.running.Wait()
		v.running = nil
	}
}

// stop ends the server in order.
func (v *victim) stop() {
	if v.running != nil {
		_ = v.running.Process.Signal(os.Interrupt)
		_ = v.running.Wait()
		v.running = nil
	}
}

// close ends the server for good.
func (v *victim) close() {
	v.kill()
	for _, free := range v.free {
		free()
	}
}

// command runs one of the server's other commands on its data, and reads what it prints, an object a line.
func command[T any](ctx context.Context, v *victim, args ...string) ([]T, error) {
	cmd := exec.CommandContext(ctx, v.binary, append(args, "--data-dir", v.data())...) //nolint:gosec // ours
	cmd.Env = append(os.Environ(), v.env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, stderr.String())
	}
	var all []T
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var one T
		if err := d.Decode(&one); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", strings.Join(args, " "), err)
		}
		all = append(all, one)
	}
}

// verify checks the chain of the audit.
func (v *victim) verify(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, v.binary, "audit", "verify", "--data-dir", v.data()) //nolint:gosec // ours
	cmd.Env = append(os.Environ(), v.env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("audit verify: %w: %s", err, out)
	}
	return nil
}
