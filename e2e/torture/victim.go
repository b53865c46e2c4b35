package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// victim is the server that is killed.
type victim struct {
	binary, dir, http, smtp, upstream string
	kills                             int
	running                           *exec.Cmd
}

const policyText = `version: 1
organization: {name: Minato, domains: minato.example}
settings: {gateway: {present: true, confirm: send}}
baseline: {external: allow}
`

func newVictim(ctx context.Context, dir, binary, upstream string) (*victim, error) {
	v := &victim{binary: binary, dir: dir, upstream: upstream}
	if binary == "" {
		v.binary = filepath.Join(dir, "sekisho")
		build := exec.CommandContext(ctx, "go", "build", "-o", v.binary, "sekisho/server") //nolint:gosec // into our own folder
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			return nil, fmt.Errorf("build the server: %w", err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "policy.yaml"), []byte(policyText), 0o600); err != nil {
		return nil, err
	}
	var err error
	if v.http, err = freePort(ctx); err != nil {
		return nil, err
	}
	if v.smtp, err = freePort(ctx); err != nil {
		return nil, err
	}
	return v, v.startAgain(ctx)
}

func freePort(ctx context.Context) (string, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

// startAgain starts the server and returns once it is ready.
func (v *victim) startAgain(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, v.binary, "serve", "--listen", v.http, "--smtp-listen", v.smtp, "--upstream", v.upstream, //nolint:gosec // ours
		"--data-dir", filepath.Join(v.dir, "data"), "--policy", filepath.Join(v.dir, "policy.yaml"), "--log-level", "error")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	cmd.Stderr = os.Stderr
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
		return errors.New("the server ended before it was ready")
	case <-time.After(time.Minute):
		return errors.New("the server is not ready after a minute")
	}
}

// torture kills the server at random moments until it was killed often enough or the clients are done.
func (v *victim) torture(ctx context.Context, o options, random *rand.Rand, done <-chan error) error {
	for v.kills < o.kills {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(random.Int64N(int64(o.every)))):
		}
		if len(done) > 0 {
			break // nothing is being sent any more
		}
		v.end()
		v.kills++
		if err := v.startAgain(ctx); err != nil {
			return fmt.Errorf("after kill %d: %w", v.kills, err)
		}
	}
	return nil
}

// end kills the server with SIGKILL.
func (v *victim) end() {
	if v.running != nil {
		_ = v.running.Process.Kill()
		_ = v.running.Wait()
		v.running = nil
	}
}

// stop ends the server in order.
func (v *victim) stop() {
	_ = v.running.Process.Signal(os.Interrupt)
	_ = v.running.Wait()
	v.running = nil
}

func (v *victim) audit(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, v.binary, append(append([]string{"audit"}, args...), "--data-dir", filepath.Join(v.dir, "data"))...) //nolint:gosec // ours
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("audit %s: %w: %s", args[0], err, stderr.String())
	}
	return out, nil
}

// marked counts the deliveries that the audit says may have been made twice.
func (v *victim) marked(ctx context.Context) (n int, err error) {
	out, err := v.audit(ctx, "export", "--format", "jsonl")
	if err != nil {
		return 0, err
	}
	for _, line := range bytes.Split(out, []byte("\n")) {
		var row struct{ Event string }
		if json.Unmarshal(line, &row) == nil && row.Event == "mail.lease-lost" {
			n++
		}
	}
	return n, nil
}

// verify checks the chain.
func (v *victim) verify(ctx context.Context) error {
	_, err := v.audit(ctx, "verify")
	return err
}
