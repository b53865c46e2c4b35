// Package bus gives tests a session bus of their own, with the two services of a desktop that the companion talks to: the place
// for tray icons, and notifications. It needs Debian's dbus-daemon.
//
// Everything on the bus is seen by the test alone; the machine's own session is never touched.
package bus

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/godbus/dbus/v5"
)

// Bus is a private session bus.
type Bus struct {
	Address string
	conn    *dbus.Conn
}

// Start starts a bus that ends with the test. ErrMissing: there is no dbus-daemon.
func Start(t testing.TB) (*Bus, error) {
	t.Helper()
	daemon, err := exec.LookPath("dbus-daemon")
	if err != nil {
		return nil, ErrMissing
	}
	cmd := exec.CommandContext(t.Context(), daemon, "--session", "--nofork", "--nopidfile", "--print-address=1", //nolint:gosec // Debian's program
		"--address=unix:path="+filepath.Join(short(t), "bus"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start dbus-daemon: %w", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("dbus-daemon does not say where it listens: %w", err)
	}
	b := &Bus{Address: line[:len(line)-1]}
	if b.conn, err = dbus.Connect(b.Address); err != nil {
		return nil, err
	}
	t.Cleanup(func() { _ = b.conn.Close() })
	return b, nil
}

// ErrMissing is the error of Start on a machine without dbus-daemon.
var ErrMissing = errors.New("bus: dbus-daemon is not installed")

// short makes a folder whose path fits into a socket's address.
func short(t testing.TB) string {
	dir, err := os.MkdirTemp("", "sekisho-bus-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// own offers object at path under interface and takes the bus name.
func (b *Bus) own(name string, object any, path dbus.ObjectPath, face string) error {
	if err := b.conn.Export(object, path, face); err != nil {
		return err
	}
	reply, err := b.conn.RequestName(name, dbus.NameFlagDoNotQueue)
	if err != nil {
		return err
	}
	if reply != dbus.RequestNameReplyPrimaryOwner {
		return fmt.Errorf("bus: somebody else has the name %s", name)
	}
	return nil
}
