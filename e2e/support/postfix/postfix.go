// Package postfix runs Postfix for tests: each with a folder, a port and settings of its own, so that it touches nothing of the
// machine's. It takes mail and hands all of it to one server.
//
// It needs Debian's postfix, and root, because Postfix starts its services as users of their own.
package postfix

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sekisho/e2e/support/ports"
	"sekisho/e2e/support/process"
)

// Reasons why there can be no Postfix here.
var (
	ErrMissing = errors.New("postfix is not installed")
	ErrRoot    = errors.New("Postfix starts its services as root only") //nolint:staticcheck // a name
)

// patience is how long it may take to start, or to answer, on a busy machine; postqueue waits for ever for a Postfix that ended.
const patience = 60 * time.Second

// Options say what it does.
type Options struct {
	DeliverTo string // host:port of the server that gets all mail
	Logins    string // host:port of who knows passwords and tokens, in Dovecot's protocol; empty: everybody on this machine may send
	SMTPD     string // more options of smtpd, as in master.cf: " -o name=value"
	Settings  string // more lines of main.cf, which take the place of ours of the same names
}

// Server is one Postfix. It is used by one goroutine.
type Server struct {
	Addr string // where it takes mail
	Conf string // its folder of settings
	dir  string
	cmd  *exec.Cmd
	free func() // gives its port back

	stopping time.Duration // how long it may take to stop in good order
}

// Start makes a folder and runs Postfix in it.
func Start(ctx context.Context, o Options) (*Server, error) {
	for _, program := range []string{"postfix", "postqueue"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil, ErrMissing
		}
	}
	if os.Geteuid() != 0 {
		return nil, ErrRoot
	}
	dir, err := os.MkdirTemp("", "postfix-") // Postfix's user has to get in, so it is not a test's own folder
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, Conf: filepath.Join(dir, "conf"), stopping: 20 * time.Second}
	if s.Addr, s.free, err = ports.Take(); err == nil {
		err = s.configure(o)
	}
	if err == nil {
		err = s.Run(ctx)
	}
	if err != nil {
		s.Stop()
		return nil, fmt.Errorf("start postfix: %w", err)
	}
	return s, nil
}

// configure makes the folders and the two files.
func (s *Server) configure(o Options) error {
	host, port, err := net.SplitHostPort(o.DeliverTo)
	if err != nil {
		return err
	}
	who := trusting
	if o.Logins != "" {
		who = fmt.Sprintf(asking, o.Logins)
	}
	owner, err := user.Lookup("postfix")
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(owner.Uid)
	if err != nil {
		return err
	}
	in := func(name string) string { return filepath.Join(s.dir, name) }
	return errors.Join(
		os.Chmod(s.dir, 0o755),                                                                                         //nolint:gosec // Postfix's user reads it
		os.Mkdir(s.Conf, 0o755), os.Mkdir(in("queue"), 0o755), os.Mkdir(in("log"), 0o755), os.Mkdir(in("data"), 0o700), //nolint:gosec // the same
		os.Chown(in("data"), uid, -1),
		os.WriteFile(in("log/mail"), nil, 0o600), os.Chmod(in("log/mail"), 0o666), //nolint:gosec // without its log daemon each part writes for itself
		os.WriteFile(in("conf/main.cf"), []byte(override(fmt.Sprintf(settings, s.dir, host, port, who), o.Settings)), 0o644), //nolint:gosec // the same
		os.WriteFile(in("conf/master.cf"), fmt.Appendf(nil, services, s.Addr, o.SMTPD), 0o644),                               //nolint:gosec // the same
	)
}

// override joins two texts of main.cf and leaves out what the second names again. Of a name that stands there twice every part of
// Postfix warns as it starts, the log daemon too: into its own socket, which takes ten lines (net.unix.max_dgram_qlen). Once others
// have filled it with theirs, it waits for itself for ever, and all of Postfix for it.
func override(ours, theirs string) string {
	var kept strings.Builder
	for line := range strings.Lines(ours) {
		name, _, _ := strings.Cut(line, "=")
		if !names(theirs, strings.TrimSpace(name)) {
			kept.WriteString(line)
		}
	}
	return kept.String() + theirs
}

// names tells whether a text of main.cf sets something.
func names(text, name string) bool {
	for line := range strings.Lines(text) {
		if n, _, ok := strings.Cut(line, "="); ok && strings.TrimSpace(n) == name {
			return true
		}
	}
	return false
}

// Run starts it, again after Kill, and returns once it greets.
func (s *Server) Run(ctx context.Context) error {
	var said bytes.Buffer
	s.cmd = exec.Command("postfix", "-c", s.Conf, "start-fg") //nolint:gosec,noctx // our own folder; it is ended by Stop or Kill
	s.cmd.Stderr = &said
	if err := s.cmd.Start(); err != nil {
		return err
	}
	for end := time.Now().Add(patience); !Greets(s.Addr); {
		if time.Now().After(end) || ctx.Err() != nil {
			return fmt.Errorf("it does not answer on %s: %s\n%s", s.Addr, said.Bytes(), s.LastWords())
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

// PID is the process that all its others descend from.
func (s *Server) PID() int { return s.cmd.Process.Pid }

// Idle tells whether nothing is left to deliver.
func (s *Server) Idle() bool {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	out, err := exec.CommandContext(ctx, "postqueue", "-c", s.Conf, "-p").Output() //nolint:gosec // our own folder
	return err == nil && strings.Contains(string(out), "Mail queue is empty")
}

// Flush has it try at once what it could not deliver.
func (s *Server) Flush() { _ = exec.Command("postqueue", "-c", s.Conf, "-f").Run() } //nolint:gosec,noctx // our own folder

// Log is all that it wrote.
func (s *Server) Log() string {
	b, _ := os.ReadFile(filepath.Join(s.dir, "log/mail")) // none: nothing was written
	return string(b)
}

// LastWords are the end of its log.
func (s *Server) LastWords() string {
	log := s.Log()
	return log[max(0, len(log)-6000):]
}

// Kill ends it with SIGKILL, all its processes at once.
func (s *Server) Kill() {
	process.Kill(s.PID())
	_ = s.cmd.Wait()
}

// Stop ends it in good order, or kills it if that takes too long, and removes its folder.
func (s *Server) Stop() {
	if s.cmd != nil && s.cmd.Process != nil {
		ctx, cancel := context.WithTimeout(context.Background(), s.stopping)
		defer cancel()
		stop := exec.CommandContext(ctx, "postfix", "-c", s.Conf, "stop")         //nolint:gosec // our own folder
		stop.Cancel = func() error { process.Kill(stop.Process.Pid); return nil } // a script and what it waits for
		if stop.Run() != nil {
			process.Kill(s.PID())
		}
		_ = s.cmd.Wait()
	}
	_ = os.RemoveAll(s.dir)
	if s.free != nil {
		s.free()
	}
}

// Greets tells whether an SMTP server greets there.
func Greets(addr string) bool {
	c, err := net.DialTimeout("tcp", addr, time.Second) //nolint:noctx // a second
	if err != nil {
		return false
	}
	defer c.Close() //nolint:errcheck // it was asked
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	line, _ := bufio.NewReader(c).ReadString('\n')
	_, _ = c.Write([]byte("QUIT\r\n"))
	return strings.HasPrefix(line, "220 ")
}
