package ports

import (
	"net"
	"strconv"
	"testing"
)

// TestNobodyElseGetsIt: as many as a machine's tests may want at a time, each once, and free for TCP and UDP.
func TestNobodyElseGetsIt(t *testing.T) {
	if ln, err := net.Listen("tcp", "127.0.0.2:0"); err != nil {
		t.Skip("this system has no second loopback address: ", err)
	} else {
		_ = ln.Close()
	}
	given := map[string]bool{}
	for range 500 {
		addr := For(t)
		if given[addr] {
			t.Fatalf("%s was given twice", addr)
		}
		given[addr] = true
	}
	for addr := range given {
		if !unused(addr) {
			t.Errorf("somebody uses %s", addr)
		}
		_, port, err := net.SplitHostPort(addr)
		if n, _ := strconv.Atoi(port); err != nil || n < 1024 || n >= 32768 {
			t.Errorf("%s is among the ports that the system gives to anybody", addr)
		}
	}
}

// TestWhatIsUsedIsNotGiven: a port on which somebody listens by either protocol is none.
func TestWhatIsUsedIsNotGiven(t *testing.T) {
	tcp, udp := For(t), For(t)
	ln, err := net.Listen("tcp", tcp)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	conn, err := net.ListenPacket("udp", udp)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if unused(tcp) || unused(udp) {
		t.Errorf("free: %s %v, %s %v; want neither", tcp, unused(tcp), udp, unused(udp))
	}
}

// TestReleased: what a test gave back may be given again.
func TestReleased(t *testing.T) {
	addr, release, err := Take()
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(addr)
	n, _ := strconv.Atoi(port)
	if again, err := mark(n); err == nil {
		again()
		t.Skip("this system has no second loopback address")
	}
	release()
	again, err := mark(n)
	if err != nil {
		t.Fatalf("after it was given back: %v", err)
	}
	again()
}
