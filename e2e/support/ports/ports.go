// Package ports finds ports for programs of tests that cannot choose one themselves and say which.
//
// A port that was free a moment ago may be taken before the program listens on it: the system gives the ports of its own range to
// every connection and to everybody who asks for any. So these come from below that range (Linux: 32768 and up, others: 49152 and
// up), and one that was given is marked until its test ends, for all processes of this machine. Who chooses a port of the range in
// another way may still take it.
package ports

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"syscall"
	"testing"
)

const (
	first = 20000
	count = 10000
	tries = 1000
)

// ErrNone is the error where no port was found in a thousand attempts.
var ErrNone = errors.New("ports: none is free")

// For returns an address, 127.0.0.1 and a port, that is the test's own until it ends: nobody listens on it, by TCP or UDP, unless the
// test does.
func For(t testing.TB) string {
	t.Helper()
	addr, release, err := Take()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(release)
	return addr
}

// Take is For without a test; the address is given back by release. ErrNone: there is no other.
func Take() (addr string, release func(), err error) {
	for range tries {
		port := first + rand.IntN(count) // #nosec G404 -- no secret
		release, err := mark(port)
		if err != nil {
			continue
		}
		addr = fmt.Sprintf("127.0.0.1:%d", port)
		if unused(addr) {
			return addr, release, nil
		}
		release()
	}
	return "", nil, ErrNone
}

// mark listens on the port at an address that nobody else uses. A system without that address (macOS) has no marks.
func mark(port int) (release func(), err error) {
	ln, err := net.Listen("tcp", fmt.Sprintf("127.0.0.2:%d", port)) //nolint:noctx // it does not wait
	if errors.Is(err, syscall.EADDRNOTAVAIL) {
		return func() {}, nil
	}
	if err != nil {
		return nil, err
	}
	return func() { _ = ln.Close() }, nil
}

func unused(addr string) bool {
	ln, err := net.Listen("tcp", addr) //nolint:noctx // it does not wait
	if err != nil {
		return false
	}
	defer ln.Close()                           //nolint:errcheck // nothing was written
	conn, err := net.ListenPacket("udp", addr) //nolint:noctx // it does not wait
	if err != nil {
		return false
	}
	defer conn.Close() //nolint:errcheck // nothing was written
	return true
}
