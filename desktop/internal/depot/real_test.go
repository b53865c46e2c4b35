package depot

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/e2e/support/ports"
)

// organisation is the real server with its gateway, behind a wire that can be cut.
type organisation struct {
	t       *testing.T
	binary  string
	dir     string
	smtp    string // the gateway
	wire    *wire  // to the API
	environ []string
}

const orgPolicy = `version: 1
organization: {name: A, domains: [minato.example]}
settings:
  gateway: {present: true}
  pass: {offline: true}
  desktop: {pause: 30m}
rules:
  - {id: rivals, when: {recipients: {any: {in: rival.example}}}, then: {action: block}}
`

func newOrganisation(t *testing.T, upstream string) *organisation {
	t.Helper()
	if testing.Short() {
		t.Skip("builds the server")
	}
	o := &organisation{t: t, dir: t.TempDir()}
	o.binary = filepath.Join(o.dir, "sekisho")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", o.binary, "sekisho/server")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the server: %v\n%s", err, out)
	}
	policy := filepath.Join(o.dir, "policy.yaml")
	must(t, os.WriteFile(policy, []byte(orgPolicy), 0o600))
	api := ports.For(t)
	o.smtp = ports.For(t)
	o.environ = append(os.Environ(), "SEKISHO_DATA_DIR="+filepath.Join(o.dir, "data"))
	ctx, stop := context.WithCancel(context.Background())
	serve := exec.CommandContext(ctx, o.binary, "serve", "--listen", api, "--smtp-listen", o.smtp, "--upstream", upstream, "--policy", policy)
	serve.Env, serve.Cancel = o.environ, func() error { return serve.Process.Signal(os.Interrupt) }
	var log bytes.Buffer
	serve.Stderr, serve.Stdout = &log, &log
	must(t, serve.Start())
	t.Cleanup(func() {
		stop()
		_ = serve.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	o.wire = newWire(t, api)
	o.ready(api)
	return o
}

func (o *organisation) ready(api string) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), time.Minute)
	defer cancel()
	for tick := time.NewTicker(50 * time.Millisecond); ; {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+api+"/readyz", nil)
		must(o.t, err)
		if w, err := http.DefaultClient.Do(r); err == nil {
			_ = w.Body.Close()
			if w.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			o.t.Fatal("the server does not start")
		}
	}
}

func (o *organisation) run(args ...string) string {
	o.t.Helper()
	cmd := exec.CommandContext(o.t.Context(), o.binary, args...)
	cmd.Env = o.environ
	out, err := cmd.Output()
	if err != nil {
		o.t.Fatalf("sekisho %v: %v", args, err)
	}
	return strings.TrimSpace(string(out))
}

// events counts the audit rows by event.
func (o *organisation) events() map[string]int {
	o.t.Helper()
	all := map[string]int{}
	for line := range strings.Lines(o.run("audit", "export", "--format", "jsonl")) {
		var row struct {
			Event   string            `json:"event"`
			Details map[string]string `json:"details"`
		}
		must(o.t, json.Unmarshal([]byte(line), &row))
		event := row.Event
		if outcome := row.Details["outcome"]; outcome != "" {
			event += " " + outcome
		}
		all[event]++
	}
	return all
}

// wire passes connections on until it is cut.
type wire struct {
	net.Listener
	to    string
	mu    sync.Mutex
	cut   bool
	conns []net.Conn
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	w := &wire{Listener: ln, to: to}
	go w.serve()
	t.Cleanup(func() { w.set(true); _ = ln.Close() })
	return w
}

func (w *wire) serve() {
	for {
		in, err := w.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", w.to)
		w.mu.Lock()
		if err != nil || w.cut {
			w.mu.Unlock()
			_ = in.Close()
			continue
		}
		w.conns = append(w.conns, in, out)
		w.mu.Unlock()
		go func() { _, _ = io.Copy(out, in); _ = out.Close() }()
		go func() { _, _ = io.Copy(in, out); _ = in.Close() }()
	}
}

// set cuts the wire, or mends it.
func (w *wire) set(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = cut
	for _, c := range w.conns {
		_ = c.Close()
	}
	w.conns = nil
}

// TestWithARealServer: a mail program, the companion, the gateway and the server's API, from enrolment to audit, online and offline.
func TestWithARealServer(t *testing.T) {
	h := newHouse(t, "")
	o := newOrganisation(t, h.upAddr)
	h.account.Upstream, h.account.Auth = o.smtp, account.AuthPassthrough // the gateway asks for no login
	must(t, h.c.Accounts().Update(h.account))
	h.upstream.mu.Lock()
	h.upstream.open = true
	h.upstream.mu.Unlock()
	code := o.run("device", "add", "--account", "sato@minato.example")
	must(t, h.Sync.Enrol(t.Context(), "http://"+h.wireOf(o), code))
	if s := h.c.State(); s.Server == "" || h.c.LongestPause() != 30*time.Minute {
		t.Fatalf("enrolled: %+v, pause %s", s, h.c.LongestPause())
	}
	h.plain = true

	must(t, h.send("online", "tanaka@hokuto.example"))
	if got := h.upstream.arrived(t); !strings.Contains(got, "Subject: online") || strings.Contains(got, "X-Sekisho") {
		t.Errorf("arrived: %q", got)
	}
	if err := h.send("blocked", "x@rival.example"); err == nil || !strings.Contains(err.Error(), "rivals") && !strings.Contains(err.Error(), "5.7.1") {
		t.Errorf("to a rival: %v, want it refused", err)
	}
	o.wire.set(true)
	must(t, h.send("offline", "tanaka@hokuto.example"))
	if got := h.upstream.arrived(t); !strings.Contains(got, "Subject: offline") || strings.Contains(got, "X-Sekisho") {
		t.Errorf("arrived: %q", got)
	}
	if s := h.c.State(); s.Kind != "unreachable" {
		t.Errorf("with the wire cut it is %s, want unreachable", s.Kind)
	}
	o.wire.set(false)
	h.end()
	h.start() // tells at once what it could not tell
	h.told(t)
	want := map[string]int{
		"device.enrolled": 1, "check.recorded": 3, "check.confirmed": 2, "mail.ended confirmed": 2, "mail.ended refused": 1, "mail.confirmed": 2,
	}
	got := o.events()
	for event, n := range want {
		if got[event] != n {
			t.Errorf("%d rows of %s, want %d; all: %v", got[event], event, n, got)
		}
	}
	if out := o.run("audit", "verify"); out == "" {
		t.Error("audit verify says nothing")
	}
}

func (h *house) wireOf(o *organisation) string { return o.wire.Addr().String() }

// told waits until the server has everything.
func (h *house) told(t *testing.T) {
	t.Helper()
	limit := time.After(time.Minute)
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		left, err := h.Store.Waiting(t.Context(), 100)
		must(t, err)
		if len(left) == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("%d are in the queue still", len(left))
		}
	}
}
