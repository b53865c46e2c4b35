package resolver_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"sekisho/server/internal/resolver"
	"sekisho/server/internal/resolver/resolvertest"
)

// describe is an answer on one line.
func describe(a resolver.Answer, err error) string {
	if err != nil {
		return "error"
	}
	var all []string
	for _, rr := range a.Records {
		all = append(all, strings.TrimPrefix(rr.String(), rr.Header().String()))
	}
	s := strings.Join(all, ",") + " at " + a.Name
	if a.NoName {
		s += " no-name"
	}
	if a.Secure {
		s += " secure"
	}
	return s
}

func TestLookup(t *testing.T) {
	s := resolvertest.Start(t)
	s.Set(t, "a.example. MX 10 mx.example.", "mx.example. A 192.0.2.1", "alias.example. CNAME Mx.example.", "round.example. CNAME round.example.")
	s.Secure("a.example", "nothing.example")
	s.Fail("ill.example", dns.RcodeServerFailure)
	s.Fail("no.example", dns.RcodeRefused)
	r := s.Resolver()
	for _, c := range []struct {
		name string
		kind uint16
		want string
	}{
		{"a.example", dns.TypeMX, "10 mx.example. at a.example secure"},
		{"A.Example.", dns.TypeMX, "10 mx.example. at a.example secure"},
		{"a.example", dns.TypeA, " at a.example secure"},
		{"mx.example", dns.TypeA, "192.0.2.1 at mx.example"},
		{"alias.example", dns.TypeA, "192.0.2.1 at mx.example"},
		{"alias.example", dns.TypeTXT, " at mx.example"},
		{"nothing.example", dns.TypeMX, " at nothing.example no-name secure"},
		{"round.example", dns.TypeA, " at round.example"},
		{"ill.example", dns.TypeMX, "error"},
		{"no.example", dns.TypeMX, "error"},
	} {
		if got := describe(r.Lookup(t.Context(), c.name, c.kind)); got != c.want {
			t.Errorf("Lookup(%s, %s)\n got %s\nwant %s", c.name, dns.TypeToString[c.kind], got, c.want)
		}
	}
}

// TestProofFromElsewhere: a server that is not known to be on this machine proves nothing.
func TestProofFromElsewhere(t *testing.T) {
	s := resolvertest.Start(t)
	s.Set(t, "a.example. A 192.0.2.1")
	s.Secure("a.example")
	r := &resolver.Resolver{Servers: []string{strings.Replace(s.Addr, "127.0.0.1", "localhost", 1)}}
	if got, want := describe(r.Lookup(t.Context(), "a.example", dns.TypeA)), "192.0.2.1 at a.example"; got != want {
		t.Errorf("Lookup = %s, want %s", got, want)
	}
}

func TestLongAnswersComeByTCP(t *testing.T) {
	s := resolvertest.Start(t)
	s.Set(t, "a.example. TXT \"one\"")
	s.CutOff()
	if got, want := describe(s.Resolver().Lookup(t.Context(), "a.example", dns.TypeTXT)), "\"one\" at a.example"; got != want {
		t.Errorf("Lookup = %s, want %s", got, want)
	}
}

// TestSecondServerAndNone: the next server is asked where the first gives nothing, and an error says what was asked.
func TestSecondServerAndNone(t *testing.T) {
	dead, s := resolvertest.Start(t), resolvertest.Start(t)
	dead.Fail("a.example", dns.RcodeServerFailure)
	s.Set(t, "a.example. A 192.0.2.1")
	r := &resolver.Resolver{Servers: []string{dead.Addr, s.Addr}, Timeout: time.Minute}
	if got, want := describe(r.Lookup(t.Context(), "a.example", dns.TypeA)), "192.0.2.1 at a.example"; got != want {
		t.Errorf("Lookup = %s, want %s", got, want)
	}
	_, err := (&resolver.Resolver{Servers: []string{dead.Addr}}).Lookup(t.Context(), "a.example", dns.TypeA)
	if !errors.Is(err, resolver.ErrNoAnswer) || !strings.Contains(err.Error(), "A a.example") || !strings.Contains(err.Error(), "SERVFAIL") {
		t.Errorf("error = %v", err)
	}
	if _, err := new(resolver.Resolver).Lookup(t.Context(), "a.example", dns.TypeA); !errors.Is(err, resolver.ErrNoAnswer) {
		t.Errorf("without servers: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Lookup(ctx, "a.example", dns.TypeA); !errors.Is(err, resolver.ErrNoAnswer) {
		t.Errorf("with a context that is over: %v", err)
	}
}

func TestAddresses(t *testing.T) {
	s := resolvertest.Start(t)
	s.Set(t, "two.example. A 192.0.2.1", "two.example. AAAA 2001:db8::1", "none.example. TXT x")
	s.Secure("two.example")
	s.Fail("ill.example", dns.RcodeServerFailure)
	list, secure, name, err := s.Resolver().Addresses(t.Context(), "two.example")
	var got []string
	for _, ip := range list {
		got = append(got, ip.String())
	}
	if err != nil || !secure || name != "two.example" || !slices.Equal(got, []string{"2001:db8::1", "192.0.2.1"}) {
		t.Errorf("Addresses = %v, %v, %s, %v", got, secure, name, err)
	}
	if list, secure, _, err := s.Resolver().Addresses(t.Context(), "none.example"); err != nil || secure || len(list) != 0 {
		t.Errorf("without addresses: %v, %v, %v", list, secure, err)
	}
	if _, _, _, err := s.Resolver().Addresses(t.Context(), "ill.example"); !errors.Is(err, resolver.ErrNoAnswer) {
		t.Errorf("without an answer: %v", err)
	}
}

func TestSystem(t *testing.T) {
	file := filepath.Join(t.TempDir(), "resolv.conf")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("search x.example\nnameserver 127.0.0.1\nnameserver ::1\n")
	r, err := resolver.System(file)
	if err != nil || !slices.Equal(r.Servers, []string{"127.0.0.1:53", "[::1]:53"}) {
		t.Errorf("System = %+v, %v", r, err)
	}
	write("search x.example\n")
	if _, err := resolver.System(file); err == nil || !strings.Contains(err.Error(), "nameserver 127.0.0.1") {
		t.Errorf("without servers: %v", err)
	}
	if _, err := resolver.System(file + "x"); err == nil {
		t.Error("a file that is not there is taken")
	}
}
