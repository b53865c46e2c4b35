// Package resolvertest is a real name server on loopback with records that a test writes down. It answers by UDP and TCP, says of its
// answers what it is told to say (AD), and cannot validate anything.
package resolvertest

import (
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/miekg/dns"

	"sekisho/server/internal/resolver"
)

// Server answers from its records. The methods may be called while it serves.
type Server struct {
	Addr string // of UDP and TCP

	mu      sync.Mutex
	records map[string][]dns.RR // by lower-case name
	codes   map[string]int
	secure  map[string]bool
	asked   map[string]int
	cut     bool
}

// Start serves until the test ends.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{records: map[string][]dns.RR{}, codes: map[string]int{}, secure: map[string]bool{}, asked: map[string]int{}}
	tcp, udp := listen(t)
	s.Addr = udp.LocalAddr().String()
	for _, d := range []*dns.Server{{PacketConn: udp, Handler: s}, {Listener: tcp, Handler: s}} {
		ready, done := make(chan struct{}), make(chan error, 1)
		d.NotifyStartedFunc = func() { close(ready) }
		go func() { done <- d.ActivateAndServe() }()
		<-ready
		t.Cleanup(func() {
			if err := d.Shutdown(); err != nil {
				t.Errorf("stop the name server: %v", err)
			}
			if err := <-done; err != nil {
				t.Errorf("serve names: %v", err)
			}
		})
	}
	return s
}

// listen takes one port for both: another program may have the second half of the first one found.
func listen(t testing.TB) (net.Listener, net.PacketConn) {
	t.Helper()
	var last error
	for range 20 {
		tcp, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		udp, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", tcp.Addr().String())
		if err == nil {
			return tcp, udp
		}
		last = err
		_ = tcp.Close()
	}
	t.Fatalf("no port for a name server: %v", last)
	return nil, nil
}

// Resolver asks this server.
func (s *Server) Resolver() *resolver.Resolver { return &resolver.Resolver{Servers: []string{s.Addr}} }

// Set replaces what there is at the names of these records, in the form of a zone file.
func (s *Server) Set(t testing.TB, lines ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh := map[string][]dns.RR{}
	for _, line := range lines {
		rr, err := dns.NewRR(line)
		if err != nil || rr == nil {
			t.Fatalf("record %q: %v", line, err)
		}
		name := strings.ToLower(rr.Header().Name)
		fresh[name] = append(fresh[name], rr)
	}
	for name, list := range fresh {
		s.records[name] = list
	}
}

// Remove forgets all records of a name.
func (s *Server) Remove(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.records, strings.ToLower(dns.Fqdn(name)))
}

// Fail makes it answer questions for a name with a code such as dns.RcodeServerFailure. RcodeSuccess ends that.
func (s *Server) Fail(name string, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes[strings.ToLower(dns.Fqdn(name))] = code
}

// Secure makes it call what it says of these names proven, also that there is nothing.
func (s *Server) Secure(names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range names {
		s.secure[strings.ToLower(dns.Fqdn(name))] = true
	}
}

// Insecure ends Secure for these names.
func (s *Server) Insecure(names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range names {
		delete(s.secure, strings.ToLower(dns.Fqdn(name)))
	}
}

// CutOff makes it give empty, truncated answers by UDP.
func (s *Server) CutOff() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut = true
}

// Asked is how often a name was asked for.
func (s *Server) Asked(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[strings.ToLower(dns.Fqdn(name))]
}

// ServeDNS answers one question.
func (s *Server) ServeDNS(w dns.ResponseWriter, q *dns.Msg) {
	s.mu.Lock()
	defer s.mu.Unlock()
	reply := new(dns.Msg).SetReply(q)
	name, kind := strings.ToLower(q.Question[0].Name), q.Question[0].Qtype
	s.asked[name]++
	if _, udp := w.LocalAddr().(*net.UDPAddr); udp && s.cut {
		reply.Truncated = true
		_ = w.WriteMsg(reply)
		return
	}
	reply.AuthenticatedData = s.secure[name]
	if reply.Rcode = s.codes[name]; reply.Rcode == dns.RcodeSuccess {
		s.answer(reply, name, kind)
	}
	_ = w.WriteMsg(reply) // who asked sees that nothing came
}

func (s *Server) answer(reply *dns.Msg, name string, kind uint16) {
	for range 8 {
		list, ok := s.records[name]
		if !ok && len(reply.Answer) == 0 {
			reply.Rcode = dns.RcodeNameError
		}
		next := ""
		for _, rr := range list {
			if c, is := rr.(*dns.CNAME); is && kind != dns.TypeCNAME {
				next = strings.ToLower(c.Target)
			}
			if rr.Header().Rrtype == kind || rr.Header().Rrtype == dns.TypeCNAME {
				reply.Answer = append(reply.Answer, dns.Copy(rr))
			}
		}
		if next == "" {
			return
		}
		name = next
	}
}
