// Package desktop tells the stories of the companion's window with the real program: under a screen of its own, with a session bus,
// a mail program and a provider's server that the tests bring.
package desktop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sekisho/e2e/support/bus"
	"sekisho/e2e/support/ports"
)

// patience is how long anything may take on a busy machine before a story fails.
const patience = 60 * time.Second

var folder string // where the program is built

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "sekisho-window-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = os.RemoveAll(dir) }()
		folder = dir
		return m.Run()
	}())
}

// build makes the two programs as they are packaged, but for the tag that lets the window be driven.
var build = sync.OnceValues(func() (string, error) {
	if _, err := os.Stat("../../desktop/frontend/dist/window/index.html"); err != nil {
		return "", errors.New("the window's pages are not built; run: npm run build:desktop")
	}
	file := filepath.Join(folder, "sekisho-desktop")
	for _, args := range [][]string{
		{"-o", file, "sekisho/desktop"},
		{"-tags", "desktop,production,webkit2_41,e2e", "-o", file + "-window", "sekisho/desktop/window"},
	} {
		cmd := exec.Command("go", append([]string{"build", "-trimpath", "-ldflags", "-s -w"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("go build: %w\n%s", err, out)
		}
	}
	return file, nil
})

// must names the programs a story needs. The stories are told where SEKISHO_DESKTOP=1 asks for them: they need GTK, which ordinary
// tests do without.
func must(t *testing.T, programs ...string) {
	t.Helper()
	if os.Getenv("SEKISHO_DESKTOP") != "1" {
		t.Skip("the window's stories are told by: go tool task desktop:e2e")
	}
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Fatal(p + " is not installed; run: go tool task setup")
		}
	}
}

// desk is one person's desktop: a screen, a session bus, a provider, and the place of the companion's files.
type desk struct {
	t        *testing.T
	program  string
	display  string
	bus      *bus.Bus
	language string // LANG
	state    string
	provider *provider
	smtp     string // where the companion listens
	smtps    string
	policy   string
	failing  func() // called when something is waited for in vain; may be nil
}

const login, password = "sato@akatsuki.example", "a pass%sword"

// newDesk makes a desktop with one account, and a policy that asks about each recipient outside.
func newDesk(t *testing.T, language string) *desk {
	t.Helper()
	p := startProvider(t)
	return newDeskAt(t, language, p, p.addr)
}

// newDeskAt is newDesk with an account at a server that delivers to the provider, or is it.
func newDeskAt(t *testing.T, language string, p *provider, server string) *desk {
	t.Helper()
	must(t, "Xvfb", "openbox", "xdotool", "dbus-daemon", "gcc", "pkg-config")
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, program: program, language: language, state: t.TempDir(), smtp: ports.For(t), smtps: ports.For(t), provider: p}
	if d.bus, err = bus.Start(t); err != nil {
		t.Fatal(err)
	}
	d.display = screen(t)
	d.policy = filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(d.policy, []byte(policyText), 0o600); err != nil {
		t.Fatal(err)
	}
	d.must("account", "add", login, "--server", server, "--security", "none", "--state", d.state)
	return d
}

// policyText leaves all to the baseline: recipients outside are ticked.
const policyText = "version: 1\norganization: {domains: akatsuki.example}\n"

// command is the program on this desktop.
func (d *desk) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, d.program, args...)
	cmd.Env = append(os.Environ(), d.environment()...)
	return cmd
}

func (d *desk) environment() []string {
	return []string{
		"DISPLAY=" + d.display, "DBUS_SESSION_BUS_ADDRESS=" + d.bus.Address, "LANG=" + d.language, "LC_ALL=", "LC_MESSAGES=",
		"XDG_RUNTIME_DIR=" + d.state, "GDK_BACKEND=x11", "NO_AT_BRIDGE=1", "HOME=" + d.state,
	}
}

// must runs a subcommand that has to work.
func (d *desk) must(args ...string) string {
	d.t.Helper()
	out, err := d.command(d.t.Context(), args...).CombinedOutput()
	if err != nil {
		d.t.Fatalf("sekisho-desktop %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// flags are those of a start on this desktop.
func (d *desk) flags(more ...string) []string {
	return append([]string{"--state", d.state, "--policy", d.policy, "--smtp-listen", d.smtp, "--smtps-listen", d.smtps}, more...)
}

// running is a companion that runs.
type running struct {
	*desk
	cmd    *exec.Cmd
	output *bytes.Buffer
	ended  chan error
}

// start starts the companion and waits until mail programs can reach it.
func (d *desk) start(more ...string) *running {
	d.t.Helper()
	r := &running{desk: d, output: &bytes.Buffer{}, ended: make(chan error, 1)}
	r.cmd = d.command(context.WithoutCancel(d.t.Context()), d.flags(more...)...)
	r.cmd.Stdout, r.cmd.Stderr = r.output, r.output
	if err := r.cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	go func() { r.ended <- r.cmd.Wait() }()
	d.t.Cleanup(func() { _ = r.cmd.Process.Kill() })
	d.reachable()
	return r
}

// end waits for the companion's end.
func (r *running) end() error {
	r.t.Helper()
	select {
	case err := <-r.ended:
		return err
	case <-time.After(patience):
		r.t.Fatalf("the companion does not end; it said:\n%s", r.output)
		return nil
	}
}

// reachable waits until mail programs can reach the companion.
func (d *desk) reachable() {
	d.t.Helper()
	d.until("the companion listens", func() bool {
		c, err := net.DialTimeout("tcp", d.smtp, time.Second)
		if err != nil {
			return false
		}
		_ = c.Close()
		return true
	})
}

// until waits for something that a person would wait for.
func (d *desk) until(what string, is func() bool) {
	d.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if is() {
			return
		}
	}
	if d.failing != nil {
		d.failing()
	}
	log, _ := os.ReadFile(filepath.Join(d.state, "log", "sekisho.log"))
	d.t.Fatalf("waited %s in vain: %s\nlog:\n%s", patience, what, log)
}

// screen starts a screen with a window manager, without which no key arrives, and returns its name.
func screen(t *testing.T) string {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	x := exec.CommandContext(context.WithoutCancel(t.Context()), "Xvfb", "-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp")
	x.ExtraFiles = []*os.File{write}
	if err := x.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = x.Process.Kill()
		_ = x.Wait()
	})
	_ = write.Close()
	number, err := io.ReadAll(io.LimitReader(read, 16))
	if text := strings.TrimSpace(string(number)); err == nil && text != "" {
		display := ":" + text
		manage(t, display)
		return display
	}
	t.Fatalf("Xvfb does not say its number: %v", err)
	return ""
}

func manage(t *testing.T, display string) {
	t.Helper()
	wm := exec.CommandContext(context.WithoutCancel(t.Context()), "openbox")
	wm.Env = append(os.Environ(), "DISPLAY="+display)
	if err := wm.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = wm.Process.Kill()
		_ = wm.Wait()
	})
}
