package outbound

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"sekisho/server/internal/dane/danetest"
	"sekisho/server/internal/mtasts"
	"sekisho/server/internal/resolver/resolvertest"
)

// world is a house that delivers by MX, with a name server of its own.
type world struct {
	*house
	names *resolvertest.Server
	mx    *MX
	ca    *danetest.Authority
	port  string
}

// newWorld serves mx.a.example on loopback, with a certificate for these names; none: without TLS.
func newWorld(t *testing.T, certified ...string) *world {
	t.Helper()
	w := &world{house: newHouse(t), names: resolvertest.Start(t), ca: danetest.New(t, "CA")}
	var config *tls.Config
	if len(certified) > 0 {
		config = &tls.Config{Certificates: []tls.Certificate{w.ca.Leaf(t, true, certified...)}, MinVersion: tls.VersionTLS12}
	}
	addr := netip.MustParseAddrPort(w.listenAt("127.0.0.1:0", config))
	w.port = fmt.Sprint(addr.Port())
	w.mx = &MX{Resolver: w.names.Resolver(), Host: "gate.own.example", Port: w.port, Own: func(netip.Addr) (bool, error) { return false, nil }, Roots: w.ca.Pool()}
	w.queue.Route = w.mx
	w.names.Set(t, "a.example. MX 10 mx.a.example.", "mx.a.example. A 127.0.0.1")
	return w
}

// send delivers a mail of this level to b@a.example once and returns its row with reply, and the attempt's audit details.
func (w *world) send(id, level string) (row, security string) {
	w.t.Helper()
	w.level = level
	w.add(id, "Subject: a\r\n\r\nx", "b@a.example")
	w.queue.message(w.t.Context(), id)
	list, err := w.store.Deliveries(w.t.Context(), w.org, id)
	must(w.t, err)
	return list[0].State + " " + list[0].Reply, w.attempt()["security"]
}

// attempt is what the audit has of the last one.
func (w *world) attempt() map[string]string {
	w.t.Helper()
	var last map[string]string
	for row, err := range w.store.AuditRows(w.t.Context(), w.org, 0) {
		must(w.t, err)
		if row.Event == "mail.attempted" {
			last = row.Details
		}
	}
	return last
}

func (w *world) wants(id, level, state, security string) {
	w.t.Helper()
	row, used := w.send(id, level)
	if !strings.HasPrefix(row, state) || used != security {
		w.t.Errorf("%s: %q over %q, want %q over %q", id, row, used, state, security)
	}
}

// enforce makes the MTA-STS policy of a.example known.
func (w *world) enforce(pattern string) {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "policies")
	known := map[string]any{"a.example": map[string]any{"policy": mtasts.Policy{Mode: mtasts.Enforce, MX: []string{pattern}, MaxAge: 1e15}, "id": "1", "fetched": w.now()}}
	text, err := json.Marshal(known)
	must(w.t, err)
	must(w.t, os.WriteFile(file, text, 0o600))
	w.names.Set(w.t, `_mta-sts.a.example. TXT "v=STSv1; id=1"`)
	w.mx.Policies = &mtasts.Cache{Resolver: w.mx.Resolver, Fetcher: &mtasts.Fetcher{}, File: file, Now: w.now, Log: slog.New(slog.DiscardHandler)}
}

// sign proves a.example, with a TLSA record of usage 3 for this authority's or server's certificate.
func (w *world) sign(usage int, raw []byte) {
	sum := sha256.Sum256(raw)
	w.names.Set(w.t, fmt.Sprintf("_25._tcp.mx.a.example. TLSA %d 0 1 %s", usage, hex.EncodeToString(sum[:])))
	w.names.Secure("a.example", "mx.a.example", "_25._tcp.mx.a.example")
}

// TestSecurity: what a domain and a mail ask for, against what the server gives.
func TestSecurity(t *testing.T) {
	const never, later = "failed 550 5.7.10 mx.a.example", "deferred 451 4.7.10 "
	type step struct{ level, state, security string }
	for name, c := range map[string]struct {
		certified []string
		prepare   func(w *world)
		steps     []step
	}{
		"no TLS":            {nil, nil, []step{{"", "delivered", "clear"}, {LevelTLS, never, ""}, {LevelVerified, never, ""}}},
		"TLS, another name": {[]string{"x.example"}, nil, []step{{"", "delivered", "tls"}, {LevelTLS, "delivered", "tls"}, {LevelVerified, later + "mx.a.example", ""}}},
		"TLS, its name":     {[]string{"mx.a.example"}, nil, []step{{"", "delivered", "tls"}, {LevelTLS, "delivered", "tls"}, {LevelVerified, "delivered", "verified"}}},
		"MTA-STS": {
			[]string{"mx.a.example"},
			func(w *world) { w.enforce("*.a.example") },
			[]step{{"", "delivered", "mta-sts"}, {LevelTLS, "delivered", "mta-sts"}, {LevelVerified, "delivered", "mta-sts"}},
		},
		"MTA-STS, another name": {[]string{"x.example"}, func(w *world) { w.enforce("mx.a.example") }, []step{{"", later + "mx.a.example", ""}, {LevelVerified, later, ""}}},
		"MTA-STS, no TLS":       {nil, func(w *world) { w.enforce("mx.a.example") }, []step{{"", later + "mx.a.example gives no TLS", ""}, {LevelTLS, later, ""}}},
		"MTA-STS, not allowed":  {[]string{"mx.a.example"}, func(w *world) { w.enforce("mail.a.example") }, []step{{"", later + "mx.a.example is no server that the MTA-STS policy", ""}}},
		"DANE, authority":       {[]string{"mx.a.example"}, func(w *world) { w.sign(2, w.ca.Certificate.Raw) }, []step{{"", "delivered", "dane"}, {LevelVerified, "delivered", "dane"}}},
		"DANE for the domain":   {[]string{"a.example"}, func(w *world) { w.sign(2, w.ca.Certificate.Raw) }, []step{{"", "delivered", "dane"}}},
		"DANE, another":         {[]string{"mx.a.example"}, func(w *world) { w.sign(3, w.ca.Certificate.Raw) }, []step{{"", later + "mx.a.example", ""}, {LevelTLS, later, ""}}},
		"DANE, no TLS":          {nil, func(w *world) { w.sign(2, w.ca.Certificate.Raw) }, []step{{"", later + "mx.a.example gives no TLS", ""}}},
		"DANE before MTA-STS": {
			[]string{"mx.a.example"},
			func(w *world) { w.sign(2, w.ca.Certificate.Raw); w.enforce("mail.a.example") },
			[]step{{"", "delivered", "dane"}},
		},
		"DANE, unusable":         {[]string{"x.example"}, func(w *world) { w.sign(1, nil) }, []step{{"", "delivered", "tls"}, {LevelVerified, later, ""}}},
		"DANE, unusable, no TLS": {nil, func(w *world) { w.sign(1, nil) }, []step{{"", later + "mx.a.example gives no TLS", ""}}},
		"DANE, no answer": {
			[]string{"mx.a.example"},
			func(w *world) { w.sign(3, nil); w.names.Fail("_25._tcp.mx.a.example", dns.RcodeServerFailure) },
			[]step{{"", later + "look for the TLSA records of mx.a.example", ""}},
		},
		"DANE, MX not proven":      {nil, func(w *world) { w.sign(3, nil); w.names.Insecure("a.example") }, []step{{"", "delivered", "clear"}}},
		"DANE, address not proven": {nil, func(w *world) { w.sign(3, nil); w.names.Insecure("mx.a.example") }, []step{{"", "delivered", "clear"}}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, c.certified...)
			if c.prepare != nil {
				c.prepare(w)
			}
			for n, s := range c.steps {
				w.later(w.queue.Schedule.waits()[0]) // a server that was no good rests so long
				w.wants(fmt.Sprint("m", n), s.level, s.state, s.security)
			}
		})
	}
}

// names are the hops' names, or the error's code.
func names(hops []Hop, err error) string {
	var never *PermanentError
	switch {
	case errors.As(err, &never):
		return never.Enhanced
	case err != nil:
		return "later"
	}
	var all []string
	for _, h := range hops {
		all = append(all, h.Name)
	}
	return strings.Join(all, " ")
}

func TestHops(t *testing.T) {
	s := resolvertest.Start(t)
	s.Set(t, "order.example. MX 20 b.example.", "order.example. MX 10 A.example.", "order.example. MX 30 none.example.", "order.example. MX 40 c.example.",
		"a.example. A 192.0.2.1", "b.example. AAAA 2001:db8::1", "c.example. A 192.0.2.3", "own.example. A 192.0.2.99",
		"null.example. MX 0 .", "gone.example. MX 10 none.example.", "text.example. TXT x", "ill.example. MX 10 ill-host.example.",
		"half.example. MX 10 ill-host.example.", "half.example. MX 20 b.example.",
		"loop.example. MX 10 own.example.", "loop.example. MX 20 a.example.", "named.example. MX 5 Gate.Example.", "gate.example. A 192.0.2.5",
		"backup.example. MX 10 a.example.", "backup.example. MX 20 own.example.", "backup.example. MX 20 b.example.", "backup.example. MX 30 c.example.",
		"hidden.example. MX 10 ill-host.example.", "hidden.example. MX 20 own.example.",
		"both.example. MX 0 .", "both.example. MX 10 a.example.", "xn--eckwd4c7c.example. MX 10 a.example.")
	for n := range 9 {
		s.Set(t, fmt.Sprintf("mx%d.many.example. A 192.0.2.1", n))
	}
	var many []string
	for n := range 9 {
		many = append(many, fmt.Sprintf("many.example. MX %d mx%d.many.example.", n, n))
	}
	s.Set(t, many...)
	s.Fail("ill-host.example", dns.RcodeServerFailure)
	s.Fail("servfail.example", dns.RcodeServerFailure)
	m := &MX{Resolver: s.Resolver(), Host: "gate.example", Own: func(a netip.Addr) (bool, error) { return a.String() == "192.0.2.99", nil }}
	for domain, want := range map[string]string{
		"order.example": "a.example b.example c.example", "a.example": "a.example", "many.example": "mx0.many.example mx1.many.example mx2.many.example mx3.many.example mx4.many.example",
		"null.example": "5.1.10", "both.example": "a.example", "no.example": "5.1.2", "[192.0.2.1]": "5.1.2", "a b": "5.1.2", "gone.example": "5.4.4", "text.example": "5.4.4",
		"servfail.example": "later", "ill.example": "later", "half.example": "b.example",
		"loop.example": "5.4.6", "named.example": "5.4.6", "backup.example": "a.example", "hidden.example": "later", "own.example": "5.4.6",
		"ドメイン.example": "a.example", "エグザンプル.example": "5.1.2",
	} {
		if got := names(m.Hops(t.Context(), domain, "")); got != want {
			t.Errorf("Hops(%s) = %s, want %s", domain, got, want)
		}
	}
}

// TestNothingAsGoodAsUs: of servers no better than this one none is sent to, in whatever order they come.
func TestNothingAsGoodAsUs(t *testing.T) {
	s := resolvertest.Start(t)
	s.Set(t, "a.example. MX 10 x.example.", "a.example. MX 20 y.example.", "a.example. MX 20 gate.example.", "x.example. A 192.0.2.1", "y.example. A 192.0.2.2")
	m := &MX{Resolver: s.Resolver(), Host: "gate.example", Own: func(netip.Addr) (bool, error) { return false, nil }}
	for range 50 {
		if got := names(m.Hops(t.Context(), "a.example", "")); got != "x.example" {
			t.Fatalf("Hops = %s, want x.example", got)
		}
	}
}

// TestEqualHostsTakeTurns: servers of one preference are not always asked in the same order, and never before better ones.
func TestEqualHostsTakeTurns(t *testing.T) {
	s := resolvertest.Start(t)
	s.Set(t, "a.example. MX 10 x.example.", "a.example. MX 10 y.example.", "a.example. MX 5 z.example.")
	s.Set(t, "x.example. A 192.0.2.1", "y.example. A 192.0.2.2", "z.example. A 192.0.2.3")
	m := &MX{Resolver: s.Resolver(), Own: func(netip.Addr) (bool, error) { return false, nil }}
	var seen []string
	for range 100 {
		got := names(m.Hops(t.Context(), "a.example", ""))
		if !slices.Contains(seen, got) {
			seen = append(seen, got)
		}
	}
	slices.Sort(seen)
	if want := []string{"z.example x.example y.example", "z.example y.example x.example"}; !slices.Equal(seen, want) {
		t.Errorf("orders %q, want %q", seen, want)
	}
}

func TestOwnAddress(t *testing.T) {
	for a, want := range map[string]bool{"127.0.0.1": true, "127.9.9.9": true, "::1": true, "0.0.0.0": true, "::": true, "::ffff:127.0.0.1": true, "203.0.113.77": false, "2001:db8::77": false} {
		if got, err := OwnAddress(netip.MustParseAddr(a)); err != nil || got != want {
			t.Errorf("OwnAddress(%s) = %v, %v, want %v", a, got, err, want)
		}
	}
}

// TestDomainsOfOneHost: one server serves two domains; that of one with a policy is not reached over the other's connection.
func TestDomainsOfOneHost(t *testing.T) {
	w := newWorld(t, "x.example")
	w.names.Set(t, "b.example. MX 10 mx.a.example.")
	w.enforce("mx.a.example")
	w.add("m", "Subject: a\r\n\r\nx", "x@b.example", "y@a.example")
	w.queue.message(t.Context(), "m")
	w.house.wants("m", "x@b.example delivered 1; y@a.example deferred 1 +1m0s")
}

// TestNextAddress: of a host's addresses the next is tried.
func TestNextAddress(t *testing.T) {
	w := newWorld(t)
	w.names.Set(t, "mx.a.example. A 127.0.0.77", "mx.a.example. A 127.0.0.1")
	w.wants("m", "", "delivered", "clear")
}
