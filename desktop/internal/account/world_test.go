package account

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// world is a small internet on loopback: a real DNS server, and real servers at addresses that only its dialer knows.
type world struct {
	t       *testing.T
	mu      sync.Mutex
	records map[string][]string // "name TYPE": records in zone file form without name
	asked   []string            // names asked for, in order
	routes  map[string]string   // "ip:port" of the internet: where it is on loopback
	dialled []string
	roots   *x509.CertPool
	ca      *x509.Certificate
	key     *ecdsa.PrivateKey
	dns     string
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, records: map[string][]string{}, routes: map[string]string{}, roots: x509.NewCertPool()}
	w.ca, w.key = w.certificate(&x509.Certificate{
		Subject: pkix.Name{CommonName: "Test authority", Organization: []string{"Test"}}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	})
	w.roots.AddCert(w.ca)
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &dns.Server{PacketConn: conn, Handler: dns.HandlerFunc(w.answer)}
	go func() { _ = server.ActivateAndServe() }() // ends with Shutdown
	t.Cleanup(func() { _ = server.Shutdown() })
	w.dns = conn.LocalAddr().String()
	return w
}

func (w *world) answer(to dns.ResponseWriter, ask *dns.Msg) {
	w.mu.Lock()
	defer w.mu.Unlock()
	reply := new(dns.Msg).SetReply(ask)
	q := ask.Question[0]
	w.asked = append(w.asked, q.Name)
	known := false
	for _, kind := range []uint16{dns.TypeA, dns.TypeAAAA, dns.TypeMX, dns.TypeSRV} {
		for _, data := range w.records[q.Name+" "+dns.TypeToString[kind]] {
			known = true
			if kind == q.Qtype {
				rr, err := dns.NewRR(fmt.Sprintf("%s 60 IN %s %s", q.Name, dns.TypeToString[kind], data))
				if err != nil {
					w.t.Error(err)
				}
				reply.Answer = append(reply.Answer, rr)
			}
		}
	}
	if !known {
		reply.Rcode = dns.RcodeNameError
	}
	_ = to.WriteMsg(reply)
}

func (w *world) record(name, kind string, data ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.records[dns.Fqdn(name)+" "+kind] = append(w.records[dns.Fqdn(name)+" "+kind], data...)
}

// route has what is dialled at an address of the internet end at one of loopback.
func (w *world) route(from, to string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.routes[from] = to
}

func (w *world) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", w.dns)
	}}
}

func (w *world) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	w.mu.Lock()
	to, ok := w.routes[addr]
	w.dialled = append(w.dialled, addr)
	w.mu.Unlock()
	if !ok {
		return nil, &net.OpError{Op: "dial", Net: network, Err: fmt.Errorf("nothing at %s", addr)}
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", to)
}

func (w *world) discoverer() Discoverer {
	return Discoverer{
		Resolver: w.resolver(), Dial: w.dial, Roots: w.roots, Limit: time.Minute,
		Proxy: func(*http.Request) (*url.URL, error) { return nil, nil },
	}
}

// certificate signs by the world's authority, or by itself while there is none.
func (w *world) certificate(c *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	c.SerialNumber = big.NewInt(time.Now().UnixNano())
	if c.NotAfter.IsZero() {
		c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	}
	by, byKey := w.ca, w.key
	if by == nil {
		by, byKey = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, by, &key.PublicKey, byKey)
	if err != nil {
		w.t.Fatal(err)
	}
	parsed, _ := x509.ParseCertificate(der)
	return parsed, key
}

func (w *world) tls(c *x509.Certificate) *tls.Config {
	cert, key := w.certificate(c)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{cert.Raw}, PrivateKey: key}}}
}

// web puts an HTTPS server for host at an address of the internet.
func (w *world) web(host, ip string, h http.Handler) {
	server := httptest.NewUnstartedServer(h)
	server.TLS = w.tls(&x509.Certificate{DNSNames: []string{host}})
	server.StartTLS()
	w.t.Cleanup(server.Close)
	w.record(host, "A", ip)
	w.route(net.JoinHostPort(ip, "443"), server.Listener.Addr().String())
}

// plainWeb puts an HTTP server there.
func (w *world) plainWeb(host, ip string, h http.Handler) {
	server := httptest.NewServer(h)
	w.t.Cleanup(server.Close)
	w.record(host, "A", ip)
	w.route(net.JoinHostPort(ip, "80"), server.Listener.Addr().String())
}
