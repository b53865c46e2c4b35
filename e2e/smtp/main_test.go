// Package smtp tells the gate's stories with real programs: the sekisho binary between real clients and a real Postfix.
package smtp

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long anything may take on a busy machine before a story fails.
const patience = 60 * time.Second

// folder is where the binary is built; it is gone after the tests.
var folder string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "sekisho-e2e-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = os.RemoveAll(dir) }()
		folder = dir
		return m.Run()
	}())
}

var build = sync.OnceValues(func() (string, error) {
	file := filepath.Join(folder, "sekisho")
	if out, err := exec.Command("go", "build", "-o", file, "sekisho/server").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return file, nil
})

// must names the programs a story needs. Where they have to be there (CI, SEKISHO_E2E=1) an absent one is a failure, elsewhere a skip.
func must(t testing.TB, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			absent(t, p+" is not installed")
		}
	}
}

func absent(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" || os.Getenv("SEKISHO_E2E") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// gate is one running `sekisho gate`.
type gate struct {
	t    testing.TB
	addr string
	cmd  *exec.Cmd

	mu      sync.Mutex
	records []record
	errors  strings.Builder
	read    sync.WaitGroup
}

// record is what the stories look at in a line of the gate's output.
type record struct {
	ID       string
	Login    string
	Envelope struct {
		From string
		To   []string
	}
	Fingerprint string
	Verdict     *struct{ Action string }
	Sent        bool
	Reply       string
	SHA256      struct{ Scanned, Relayed string }
}

// startGate runs the gate on a free port until the test ends.
func startGate(t testing.TB, upstream string, args ...string) *gate {
	t.Helper()
	g := newGate(t, upstream, args...)
	g.start()
	return g
}

// startTerminal runs the gate with a person at its terminal, who types into answers.
func startTerminal(t testing.TB, upstream string, args ...string) (g *gate, answers io.Writer) {
	t.Helper()
	g = newGate(t, upstream, append(args, "--decide", "terminal")...)
	answers, err := g.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	g.start()
	return g, answers
}

func newGate(t testing.TB, upstream string, args ...string) *gate {
	t.Helper()
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return &gate{t: t, cmd: exec.Command(file, append([]string{"gate", "--listen", "127.0.0.1:0", "--upstream", upstream}, args...)...)}
}

func (g *gate) start() {
	t := g.t
	t.Helper()
	out, err := g.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	errs, err := g.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := g.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.stop)
	listening := make(chan string, 1)
	g.read.Go(func() { g.readErrors(bufio.NewScanner(errs), listening) })
	g.read.Go(func() { g.readRecords(json.NewDecoder(out)) })
	select {
	case g.addr = <-listening:
	case <-time.After(patience):
	}
	if g.addr == "" {
		t.Fatalf("the gate does not listen; it said:\n%s", g.said())
	}
}

func (g *gate) readErrors(s *bufio.Scanner, listening chan<- string) {
	defer close(listening)
	for s.Scan() {
		g.mu.Lock()
		g.errors.WriteString(s.Text() + "\n")
		g.mu.Unlock()
		if _, rest, ok := strings.Cut(s.Text(), "listening on "); ok {
			addr, _, _ := strings.Cut(rest, ",")
			listening <- addr
		}
	}
}

func (g *gate) readRecords(d *json.Decoder) {
	for {
		var r record
		if err := d.Decode(&r); err != nil {
			return
		}
		g.mu.Lock()
		g.records = append(g.records, r)
		g.mu.Unlock()
	}
}

func (g *gate) said() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.errors.String()
}

// record waits for the n-th record, counted from 0.
func (g *gate) record(n int) record {
	g.t.Helper()
	var r record
	eventually(g.t, fmt.Sprintf("record %d of the gate", n), func() bool {
		g.mu.Lock()
		defer g.mu.Unlock()
		if len(g.records) <= n {
			return false
		}
		r = g.records[n]
		return true
	})
	return r
}

// stop ends the gate in good order; it must then return 0.
func (g *gate) stop() {
	if g.cmd.ProcessState != nil {
		return
	}
	_ = g.cmd.Process.Signal(os.Interrupt)
	kill := time.AfterFunc(patience, func() { _ = g.cmd.Process.Kill() })
	defer kill.Stop()
	g.read.Wait()
	if err := g.cmd.Wait(); err != nil {
		g.t.Errorf("the gate ended with %v; it said:\n%s", err, g.said())
	}
}

// eventually waits for a condition.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	end := time.After(patience)
	for !ok() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("waited %v in vain for %s", patience, what)
		}
	}
}

// write puts a file into the test's own folder.
func write(t testing.TB, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// run runs a client and returns what it printed and its exit status.
func run(t testing.TB, stdin, name string, args ...string) (output string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin = strings.NewReader(stdin)
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("%s %v does not end:\n%s", name, args, out)
	}
	if cmd.ProcessState == nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}
