//go:build unix

package postfix

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sekisho/e2e/support/process"
)

// TestStuck stops a Postfix whose log daemon reads no more: `postfix stop` itself waits for it for ever then.
func TestStuck(t *testing.T) {
	s := start(t)
	s.stopping = time.Second
	log, err := net.Dial("unixgram", filepath.Join(s.dir, "queue/public/postlog"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close() //nolint:errcheck // it was written to
	for _, pid := range process.Tree(s.PID()) {
		_ = syscall.Kill(pid, syscall.SIGSTOP)
	}
	for err = nil; err == nil; _, err = log.Write([]byte("x")) {
		_ = log.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
	}
	s.Stop()
	if _, err := os.Stat(s.dir); err == nil {
		t.Error("its folder is still there")
	}
	if c, err := net.Dial("tcp", s.Addr); err == nil {
		_ = c.Close()
		t.Error("something still listens")
	}
}
