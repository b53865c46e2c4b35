package postgres

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// own is the process's server: the tests of one package share it, and nobody else can hand it to them.
var own Server

// Server is a PostgreSQL server of our own. Its zero value is one that is not started.
type Server struct {
	Sync bool // it keeps its promises through a crash of the machine; set before the first use

	mu      sync.Mutex
	dir     string
	process *exec.Cmd
	made    int
}

const startWithin = time.Minute

// schema makes a new schema in a database that all of them are in, and the server before the first one. A schema is made and dropped much
// faster than a database, and to who has it as the search path it looks like one.
func (s *Server) schema() (url string, drop func() error, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		if err := s.start(); err != nil {
			return "", nil, err
		}
	}
	s.made++
	name := fmt.Sprintf("t%d", s.made)
	if err := s.tell("CREATE SCHEMA " + name); err != nil {
		return "", nil, err
	}
	return s.url("postgres") + "&search_path=" + name, func() error { return s.tell("DROP SCHEMA " + name + " CASCADE") }, nil
}

func (s *Server) url(name string) string {
	return "postgres://sekisho@/" + name + "?host=" + s.dir
}

func (s *Server) tell(sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	c, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	defer c.Close(ctx) //nolint:errcheck // it said what it did
	_, err = c.Exec(ctx, sql)
	return err
}

// start makes a cluster and runs the server on it.
func (s *Server) start() error {
	initdb, err := Program("initdb")
	if err != nil {
		return err
	}
	if s.dir == "" {
		if s.dir, err = os.MkdirTemp("", "sekisho-pg-"); err != nil { // a socket's path is at most 107 octets long
			return err
		}
		who := unprivileged()
		if err := os.Chown(s.dir, who.uid, who.gid); err != nil {
			return err
		}
		c := exec.Command(initdb, "-D", s.data(), "-U", "sekisho", "-A", "trust", "-N", "--encoding=UTF8", //nolint:noctx,gosec // PostgreSQL's own program, which ends by itself
			"--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=ja")
		if out, err := who.run(c).CombinedOutput(); err != nil {
			return fmt.Errorf("make a cluster: %w: %s", err, out)
		}
	}
	return s.run()
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// run starts the server and waits until it serves.
func (s *Server) run() error {
	postgres, err := Program("postgres")
	if err != nil {
		return err
	}
	fsync := "off"
	if s.Sync {
		fsync = "on"
	}
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()                                                                                                                      //nolint:errcheck // the server has its own
	c := exec.Command(postgres, "-D", s.data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "fsync="+fsync, "-c", "max_connections=200") //nolint:noctx,gosec // PostgreSQL's own program; Stop ends it
	c.Stdout, c.Stderr = log, log
	if err := unprivileged().run(c).Start(); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	s.process = c
	return s.wait()
}

func (s *Server) wait() error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(startWithin); ; <-tick.C {
		err := s.tell("SELECT 1")
		if err == nil {
			return nil
		}
		if time.Now().After(end) {
			log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("PostgreSQL does not answer: %w: %s", err, log)
		}
	}
}

// Stop ends the server as an operator would, at once: connections are cut. Its data stay for Start.
func (s *Server) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return nil
	}
	err := s.process.Process.Signal(syscall.SIGINT) // fast shutdown
	if err == nil {
		err = s.process.Wait()
	}
	s.process = nil
	return err
}

// Start starts a server again that was stopped, or makes one.
func (s *Server) Start() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process != nil {
		return nil
	}
	return s.start()
}

// Database makes a database on a server that is started and returns its URL.
func (s *Server) Database() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	name := fmt.Sprintf("d%d", s.made)
	return s.url(name), s.tell("CREATE DATABASE " + name)
}

// Remove stops the server and removes its folder.
func (s *Server) Remove() error {
	err := s.Stop()
	if strings.Contains(s.dir, "sekisho-pg-") {
		_ = os.RemoveAll(s.dir)
	}
	return err
}

func (s *Server) stop() error { return s.Remove() }
