package outbound

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"sekisho/e2e/support/ports"
	"sekisho/server/internal/dane"
	"sekisho/server/internal/resolver"
)

// signed is a zone signed just now, the name server that has it (nsd), and one that validates (unbound).
type signed struct {
	t   *testing.T
	dir string
}

func programs(t *testing.T, names ...string) {
	t.Helper()
	for _, p := range names {
		if _, err := exec.LookPath(p); err == nil {
			continue
		}
		if _, err := os.Stat(filepath.Join("/usr/sbin", p)); err == nil { // not everybody's PATH has it
			t.Setenv("PATH", os.Getenv("PATH")+":/usr/sbin")
			continue
		}
		if os.Getenv("CI") == "true" || os.Getenv("SEKISHO_E2E") == "1" {
			t.Fatalf("%s is not installed", p)
		}
		t.Skipf("%s is not installed", p)
	}
}

func (s *signed) write(name, text string) {
	s.t.Helper()
	must(s.t, os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600))
}

// run runs a program to its end and returns what it printed.
func (s *signed) run(name string, args ...string) string {
	s.t.Helper()
	c := exec.CommandContext(s.t.Context(), name, args...)
	c.Dir = s.dir
	out, err := c.Output()
	if err != nil {
		s.t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// serve runs a program until the test ends.
func (s *signed) serve(name string, args ...string) {
	s.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, name, args...)
	var said bytes.Buffer
	c.Dir, c.Stdout, c.Stderr = s.dir, &said, &said
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 5 * time.Second
	must(s.t, c.Start())
	s.t.Cleanup(func() {
		stop()
		_ = c.Wait() // it was told to end
		if s.t.Failed() {
			s.t.Logf("%s said:\n%s", name, said.String())
		}
	})
}

func port(t *testing.T) string {
	t.Helper()
	_, p, err := net.SplitHostPort(ports.For(t))
	must(t, err)
	return p
}

const soa = "$TTL 60\n@ IN SOA ns.example. postmaster.example. 1 3600 600 86400 60\n@ IN NS ns.example.\n"

// serveSigned serves example (signed, with these records), plain.example (not signed) and bogus.example (not signed, though it should be).
func serveSigned(t *testing.T, records string) *resolver.Resolver {
	t.Helper()
	programs(t, "ldns-keygen", "ldns-signzone", "nsd", "unbound")
	s := &signed{t: t, dir: t.TempDir()}
	const below = "mx IN A 127.0.0.1\n@ IN MX 10 mx\n_25._tcp.mx IN TLSA 3 1 1 "
	hash := hex.EncodeToString(make([]byte, 32)) + "\n"
	s.write("example", soa+"ns IN A 127.0.0.1\nplain IN NS ns\nbogus IN NS ns\nbogus IN DS 1 13 2 "+hash+records)
	s.write("plain", soa+below+hash)
	s.write("bogus", soa+below+hash)
	key := s.run("ldns-keygen", "-r", "/dev/urandom", "-a", "ECDSAP256SHA256", "-k", "example")
	s.run("ldns-signzone", "-o", "example", "example", key)
	has, validates := port(t), port(t)
	s.write("nsd.conf", fmt.Sprintf("server:\n ip-address: 127.0.0.1@%s\n username: \"\"\n chroot: \"\"\n zonesdir: %q\n database: \"\"\n xfrdfile: \"\"\n xfrdir: %q\n pidfile: \"\"\n zonelistfile: %q\n server-count: 1\n hide-version: yes\nremote-control:\n control-enable: no\n"+
		"zone:\n name: example\n zonefile: example.signed\nzone:\n name: plain.example\n zonefile: plain\nzone:\n name: bogus.example\n zonefile: bogus\n", has, s.dir, s.dir, filepath.Join(s.dir, "zones.list")))
	s.write("unbound.conf", fmt.Sprintf("server:\n interface: 127.0.0.1\n port: %s\n do-ip6: no\n do-daemonize: no\n username: \"\"\n chroot: \"\"\n directory: %q\n pidfile: \"\"\n use-syslog: no\n logfile: \"\"\n"+
		" do-not-query-localhost: no\n module-config: \"validator iterator\"\n trust-anchor-file: %q\n num-threads: 1\nremote-control:\n control-enable: no\nstub-zone:\n name: example\n stub-addr: 127.0.0.1@%s\n", validates, s.dir, filepath.Join(s.dir, key+".key"), has))
	s.serve("nsd", "-d", "-c", filepath.Join(s.dir, "nsd.conf"))
	s.serve("unbound", "-d", "-c", filepath.Join(s.dir, "unbound.conf"))
	r := &resolver.Resolver{Servers: []string{"127.0.0.1:" + validates}}
	ready(t, &resolver.Resolver{Servers: []string{"127.0.0.1:" + has}, Timeout: time.Second}) // else unbound remembers that it was away
	ready(t, r)
	return r
}

// ready waits until a name server answers.
func ready(t *testing.T, r *resolver.Resolver) {
	t.Helper()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for range 400 {
		a, err := r.Lookup(t.Context(), "example", dns.TypeSOA)
		if err == nil && len(a.Records) == 1 {
			return
		}
		<-ticker.C
	}
	t.Fatalf("%v does not answer", r.Servers)
}

// TestSignedZone: DANE with a real signed zone and a real validating name server, to a real mail server.
func TestSignedZone(t *testing.T) {
	w := newWorld(t, "mx.a.example")
	sum := sha256.Sum256(w.ca.Certificate.Raw)
	r := serveSigned(t, "a IN MX 10 mx.a\nmx.a IN A 127.0.0.1\n_25._tcp.mx.a IN TLSA 2 0 1 "+hex.EncodeToString(sum[:])+"\n"+
		"wrong IN MX 10 mx.wrong\nmx.wrong IN A 127.0.0.1\n_25._tcp.mx.wrong IN TLSA 3 1 1 "+hex.EncodeToString(make([]byte, 32))+"\n"+
		"none IN MX 10 mx.none\nmx.none IN A 127.0.0.1\nnull IN MX 0 .\n")
	for host, want := range map[string]string{"mx.a.example": "1 found", "mx.none.example": "none", "mx.plain.example": "none", "mx.bogus.example": "error"} {
		got := "none"
		if l, err := dane.Find(t.Context(), r, host); err != nil {
			got = "error"
		} else if l != nil {
			got = fmt.Sprint(len(l), " found")
		}
		if got != want {
			t.Errorf("TLSA of %s: %s, want %s", host, got, want)
		}
	}
	w.queue.Route = &MX{Resolver: r, Host: "gate.own.example", Port: w.port, Own: func(netip.Addr) (bool, error) { return false, nil }}
	for domain, want := range map[string]string{
		"a.example": "delivered dane", "none.example": "delivered tls", "plain.example": "delivered tls", "wrong.example": "deferred",
		"bogus.example": "deferred", "null.example": "failed", "no.example": "failed",
	} {
		w.add(domain, "Subject: a\r\n\r\nx", "b@"+domain)
		w.queue.message(t.Context(), domain)
		list, err := w.store.Deliveries(t.Context(), w.org, domain)
		must(t, err)
		if got := strings.TrimSpace(list[0].State + " " + w.attempt()["security"]); got != want {
			t.Errorf("%s: %s (%s), want %s", domain, got, list[0].Reply, want)
		}
	}
}
