package stories

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
		dir, err := os.MkdirTemp("", "sekisho-stories-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = os.RemoveAll(dir) }()
		folder = dir
		return m.Run()
	}())
}

// build makes the app as it is without window tags.
var build = sync.OnceValues(func() (string, error) {
	file := filepath.Join(folder, "sekisho-desktop")
	if out, err := exec.Command("go", "build", "-o", file, "sekisho/desktop").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return file, nil
})

// must names what a story needs: programs, and npm packages by their folders.
func must(t *testing.T, needs ...string) {
	t.Helper()
	for _, n := range needs {
		if strings.Contains(n, "/") {
			if _, err := os.Stat(n); err != nil {
				absent(t, filepath.Base(n)+" is not installed: npm ci")
			}
		} else if _, err := exec.LookPath(n); err != nil {
			absent(t, n+" is not installed")
		}
	}
}

func absent(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" || os.Getenv("SEKISHO_E2E") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// eventually waits for a condition.
func eventually(t *testing.T, what string, ok func() bool) {
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
func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// program is a mail program at work.
type program struct {
	cmd  *exec.Cmd
	out  strings.Builder
	done chan struct{}
}

// begin starts a program.
func begin(t *testing.T, stdin, name string, args ...string) *program {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	p := &program{cmd: exec.CommandContext(ctx, name, args...), done: make(chan struct{})}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = strings.NewReader(stdin), &p.out, &p.out
	p.cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "LC_ALL=C.UTF-8")
	if err := p.cmd.Start(); err != nil {
		cancel()
		t.Fatalf("%s: %v", name, err)
	}
	go func() { defer close(p.done); defer cancel(); _ = p.cmd.Wait() }()
	return p
}

// end waits for a program and returns what it printed and its exit status.
func (p *program) end() (string, int) {
	<-p.done
	return p.out.String(), p.cmd.ProcessState.ExitCode()
}

// arrival is one mail at its destination.
type arrival struct {
	from, data string
	to         []string
}

// destination is where Postfix delivers: a small, strict server.
type destination struct {
	addr     string
	mu       sync.Mutex
	arrivals []arrival
	stories  map[string][]int // by X-Story, where they are
}

func startDestination(t *testing.T) *destination {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := &destination{addr: ln.Addr().String(), stories: map[string][]int{}}
	var conns sync.WaitGroup
	ctx := t.Context()
	t.Cleanup(func() { _ = ln.Close(); conns.Wait() })
	conns.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			stop := context.AfterFunc(ctx, func() { _ = c.Close() })
			conns.Go(func() { defer stop(); d.serve(c) })
		}
	})
	return d
}

func (d *destination) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	r := bufio.NewReader(c)
	say := func(line string) { _, _ = io.WriteString(c, line+"\r\n") }
	say("220 destination")
	var a arrival
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSuffix(line, "\r\n")
		switch verb := strings.ToUpper(strings.Fields(line + " x")[0]); verb {
		case "EHLO":
			say("250-destination\r\n250-8BITMIME\r\n250 SMTPUTF8")
		case "MAIL":
			a = arrival{from: line}
			say("250 ok")
		case "RCPT":
			a.to = append(a.to, line)
			say("250 ok")
		case "DATA":
			say("354 go")
			var b strings.Builder
			for {
				if line, err = r.ReadString('\n'); err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				b.WriteString(strings.TrimPrefix(line, "."))
			}
			a.data = b.String()
			d.keep(a)
			say("250 has it")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// most is how much of a mail is kept to be looked at.
const most = 64 << 10

var story = regexp.MustCompile(`(?m)^X-Story: (.*)\r$`)

func (d *destination) keep(a arrival) {
	a.data = strings.Clone(a.data[:min(len(a.data), most)])
	d.mu.Lock()
	defer d.mu.Unlock()
	if m := story.FindStringSubmatch(a.data); m != nil {
		d.stories[m[1]] = append(d.stories[m[1]], len(d.arrivals))
	}
	d.arrivals = append(d.arrivals, a)
}

// about counts the mails whose X-Story is a word, and returns the last of them.
func (d *destination) about(word string) (n int, last arrival) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := d.stories[word]
	if len(at) == 0 {
		return 0, last
	}
	return len(at), d.arrivals[at[len(at)-1]]
}

func (d *destination) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.arrivals)
}
