package cli

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

func TestGateFlags(t *testing.T) {
	good := func(args string) gateOptions {
		t.Helper()
		var out, errs strings.Builder
		o, status, done := gateFlags(strings.Fields(args), &out, &errs)
		if done || status != 0 {
			t.Errorf("%s: status %d, %q; want it taken", args, status, errs.String())
		}
		return o
	}
	bad := func(args, want string) {
		t.Helper()
		var out, errs strings.Builder
		if _, status, done := gateFlags(strings.Fields(args), &out, &errs); !done || status != exitInput || !strings.Contains(errs.String(), want) || strings.Count(errs.String(), "\n") != 1 {
			t.Errorf("%s: status %d, %q; want 2 and one line with %q", args, status, errs.String(), want)
		}
	}
	const both = "--listen 127.0.0.1:0 --upstream mail.example:587 "
	if o := good(both); o.decide != "policy" || o.budget != 50*time.Second || o.policy != "" || o.lang == "" {
		t.Errorf("defaults = %+v", o)
	}
	good("--listen [::1]:2525 --upstream mail.example:587 --decide terminal --lang ja --budget 20s")
	good("--listen localhost:2525 --upstream mail.example:587")

	bad("", "--listen is missing")
	bad("--listen 127.0.0.1:0", "--upstream is missing")
	bad("--listen 2525 --upstream a:1", `--listen "2525" is not of the form address:port`)
	bad("--listen 192.0.2.1:2525 --upstream a:1", `--listen "192.0.2.1:2525" is not a loopback address`)
	bad("--listen :2525 --upstream a:1", "is not a loopback address")
	bad("--listen mail.example:2525 --upstream a:1", "is not a loopback address")
	bad("--listen 127.0.0.1:0 --upstream mail.example", `--upstream "mail.example" is not of the form host:port`)
	bad(both+"--budget 0s", "--budget 0s is not a time to wait")
	bad(both+"--decide ask", `--decide "ask" is none of: policy, terminal, allow, refuse`)
	bad(both+"--lang fr", `--lang "fr" is none of: ja, en`)
	bad(both+"--upstream-tls maybe", `--upstream-tls "maybe" is none of: auto, none, starttls, implicit`)
	bad(both+"more", `unexpected argument "more"`)
	bad(both+"--unknown", "unknown flag: --unknown")
}

// The command says where it listens, serves, and ends with 0 when told to.
func TestGateServesUntilTold(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	errs, stderr := io.Pipe()
	status := make(chan int, 1)
	go func() {
		status <- Gate(ctx, []string{"--listen", "127.0.0.1:0", "--upstream", "127.0.0.1:1", "--decide", "refuse"}, strings.NewReader(""), io.Discard, stderr)
		_ = stderr.Close()
	}()
	lines := bufio.NewReader(errs)
	line, err := lines.ReadString('\n')
	_, rest, ok := strings.Cut(line, "listening on ")
	if err != nil || !ok {
		t.Fatalf("first line %q, %v; want the address", line, err)
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	addr, _, _ := strings.Cut(rest, ",")
	c, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if greeting, _ := bufio.NewReader(c).ReadString('\n'); !strings.HasPrefix(greeting, "421 4.4.1 Sekisho") {
		t.Errorf("greeting with a dead upstream = %q, want 421 4.4.1", greeting)
	}
	cancel()
	if got := <-status; got != 0 {
		t.Errorf("status = %d, want 0", got)
	}
}
