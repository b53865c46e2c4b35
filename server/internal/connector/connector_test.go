package connector

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net/netip"
	"testing"
	"time"

	"sekisho/server/gate"
)

var today = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)

var noState tls.ConnectionState

// authority gives certificates.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t}
	a.cert, a.key = a.issue(&x509.Certificate{
		Subject: pkix.Name{CommonName: "Test CA"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	})
	return a
}

func (a *authority) issue(c *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	c.SerialNumber, c.NotBefore = big.NewInt(1), today.Add(-time.Hour)
	if c.NotAfter.IsZero() {
		c.NotAfter = today.Add(time.Hour)
	}
	parent, signer := a.cert, a.key
	if parent == nil {
		parent, signer = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return made, key
}

func (a *authority) roots() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.cert)
	return p
}

// shows is the state of a connection whose client has a certificate.
func (a *authority) shows(c x509.Certificate) *tls.ConnectionState {
	leaf, _ := a.issue(&c)
	return &tls.ConnectionState{PeerCertificates: []*x509.Certificate{leaf}}
}

func peer(address string, secure *tls.ConnectionState) gate.Peer {
	return gate.Peer{Remote: netip.MustParseAddrPort(address), TLS: secure != nil, Secure: secure}
}

func nets(list ...string) (all []netip.Prefix) {
	for _, s := range list {
		all = append(all, netip.MustParsePrefix(s))
	}
	return all
}

// answer is what a client hears at MAIL, or in place of a greeting.
func answer(s *Set, p gate.Peer) string {
	v, err := s.Open(p)
	var refusal *gate.ReplyError
	if errors.As(err, &refusal) {
		return "greeting " + refusal.Reply.String()[:9]
	}
	defer v.Close()
	return v.Admit(p).String()[:9]
}

const (
	in       = "250 2.0.0"
	stranger = "554 5.7.1"
	noTLS    = "530 5.7.0"
	badChain = "451 4.7.5"
)

func TestWhoComesIn(t *testing.T) {
	ours, theirs := newAuthority(t), newAuthority(t)
	clock := func() time.Time { return today }
	noCertificate := &tls.ConnectionState{}
	exo := New([]Connector{{Name: "exo", Certificates: []string{"mail.protection.outlook.com"}, Roots: ours.roots()}}, clock)
	below := New([]Connector{{Name: "b", Certificates: []string{"*.own.example"}, Roots: ours.roots()}}, clock)
	both := New([]Connector{{Name: "both", Certificates: []string{"mx.own.example"}, Roots: ours.roots(), Networks: nets("192.0.2.0/24")}}, clock)
	byNet := New([]Connector{{Name: "net", Networks: nets("192.0.2.0/24", "2001:db8:1::/48", "127.0.0.0/8")}, {Name: "clear", Networks: nets("198.51.100.7/32"), Clear: true}}, clock)
	for _, c := range []struct {
		name, want string
		set        *Set
		peer       gate.Peer
	}{
		{"the certificate", in, exo, peer("203.0.113.1:1", ours.shows(x509.Certificate{DNSNames: []string{"mail.protection.outlook.com"}}))},
		{"in capitals", in, exo, peer("203.0.113.1:1", ours.shows(x509.Certificate{DNSNames: []string{"x.example", "MAIL.Protection.Outlook.COM"}}))},
		{"for servers only", in, exo, peer("203.0.113.1:1", ours.shows(x509.Certificate{DNSNames: []string{"mail.protection.outlook.com"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}))},
		{"for code", badChain, exo, peer("203.0.113.1:1", ours.shows(x509.Certificate{DNSNames: []string{"mail.protection.outlook.com"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}}))},
		{"common name alone", in, exo, peer("203.0.113.1:1", ours.shows(x509.Certificate{Subject: pkix.Name{CommonName: "mail.protection.outlook.com"}}))},
		{"common name beside others", stranger, exo, peer("203.0.113.1:1", ours.shows(x509.Certificate{Subject: pkix.Name{CommonName: "mail.protection.outlook.com"}, DNSNames: []string{"x.example"}}))},
		{"of another authority", badChain, exo, peer("203.0.113.1:1", theirs.shows(x509.Certificate{DNSNames: []string{"mail.protection.outlook.com"}}))},
		{"past its end", badChain, exo, peer("203.0.113.1:1", ours.shows(x509.Certificate{DNSNames: []string{"mail.protection.outlook.com"}, NotAfter: today.Add(-time.Minute)}))},
		{"another name", stranger, exo, peer("203.0.113.1:1", ours.shows(x509.Certificate{DNSNames: []string{"mail.protection.outlook.com.evil.example", "evil-mail.protection.outlook.com"}}))},
		{"no certificate", stranger, exo, peer("203.0.113.1:1", noCertificate)},
		{"no TLS", noTLS, exo, peer("203.0.113.1:1", nil)},
		{"no TLS on this machine", noTLS, exo, peer("127.0.0.1:1", nil)},
		{"below", in, below, peer("203.0.113.1:1", ours.shows(x509.Certificate{DNSNames: []string{"mx1.own.example"}}))},
		{"not below but beside", stranger, below, peer("203.0.113.1:1", ours.shows(x509.Certificate{DNSNames: []string{"own.example", "evilown.example"}}))},
		{"both", in, both, peer("192.0.2.9:1", ours.shows(x509.Certificate{DNSNames: []string{"mx.own.example"}}))},
		{"the certificate from elsewhere", "greeting " + stranger, both, peer("203.0.113.1:1", ours.shows(x509.Certificate{DNSNames: []string{"mx.own.example"}}))},
		{"the address without the certificate", stranger, both, peer("192.0.2.9:1", noCertificate)},
		{"the address", in, byNet, peer("192.0.2.9:1", noCertificate)},
		{"the address in the clear", noTLS, byNet, peer("192.0.2.9:1", nil)},
		{"in the clear where it may", in, byNet, peer("198.51.100.7:1", nil)},
		{"this machine in the clear", in, byNet, peer("127.0.0.1:1", nil)},
		{"IPv6", in, byNet, peer("[2001:db8:1:2::3]:1", noCertificate)},
		{"IPv4 in IPv6", in, byNet, peer("[::ffff:192.0.2.9]:1", noCertificate)},
		{"a stranger", "greeting " + stranger, byNet, peer("192.0.3.9:1", noCertificate)},
		{"a stranger by IPv6", "greeting " + stranger, byNet, peer("[2001:db8:2::3]:1", noCertificate)},
		{"nothing is written", "greeting " + stranger, New([]Connector{{Name: "open"}}, clock), peer("192.0.2.9:1", noCertificate)},
		{"this machine, not written", stranger, both, peer("127.0.0.1:1", noCertificate)},
		{"no connectors", stranger, New(nil, clock), peer("127.0.0.1:1", nil)},
	} {
		if got := answer(c.set, c.peer); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestConnectionsAndMailsAreBounded(t *testing.T) {
	now := today
	s := New([]Connector{{Name: "a", Networks: nets("192.0.2.0/24"), Clear: true, Connections: 2, PerMinute: 60}}, func() time.Time { return now })
	p := peer("192.0.2.1:1", nil)
	var visits []*Visit
	for n, want := range []string{in, in, "421 4.7.0"} {
		v, err := s.Open(p)
		if err != nil {
			t.Fatal(err)
		}
		visits = append(visits, v)
		if got := v.Admit(p).String()[:9]; got != want {
			t.Errorf("connection %d: %s, want %s", n+1, got, want)
		}
	}
	visits[0].Close()
	visits[0].Close() // once more changes nothing
	if got := visits[2].Admit(p).String()[:9]; got != in {
		t.Errorf("after another has left: %s", got)
	}
	for range 57 { // 3 have come
		visits[1].Admit(p)
	}
	if got := visits[1].Admit(p).String()[:9]; got != "450 4.7.1" {
		t.Errorf("mail 61 of a minute: %s", got)
	}
	now = now.Add(time.Second)
	if got := visits[1].Admit(p).String()[:9]; got != in {
		t.Errorf("a second later: %s", got)
	}
	open, taken, refused := s.Figures()
	if open["a"] != 2 || taken[Refusal{"a", ""}] != 61 || refused[Refusal{"a", ReasonRate}] != 1 || refused[Refusal{"a", ReasonConnections}] != 1 {
		t.Errorf("figures: %v %v %v", open, taken, refused)
	}
}

// TestWhatMailsMustBear: of a shared cloud, only mails that bear one's own field come in.
func TestWhatMailsMustBear(t *testing.T) {
	broken := errors.New("the file is gone")
	values := func(list ...string) func() ([]string, error) { return func() ([]string, error) { return list, nil } }
	s := func(v func() ([]string, error)) *Set {
		return New([]Connector{{Name: "a", Networks: nets("192.0.2.0/24"), Clear: true, Fields: []Field{{"X-OriginatorOrg", v}}}}, nil)
	}
	for _, c := range []struct {
		name  string
		set   *Set
		borne []string
		want  string
	}{
		{"its own", s(values("own.example")), []string{"own.example"}, in},
		{"one of two, while the word changes", s(values("old", "new")), []string{" old "}, in},
		{"another's", s(values("own.example")), []string{"evil.example"}, "550 5.7.1"},
		{"none", s(values("own.example")), nil, "550 5.7.1"},
		{"two", s(values("own.example")), []string{"own.example", "evil.example"}, "550 5.7.1"},
		{"an empty line in the file", s(values("", "own.example")), []string{""}, "550 5.7.1"},
		{"nothing to compare with", s(func() ([]string, error) { return nil, broken }), []string{"own.example"}, "451 4.3.0"},
	} {
		p := peer("192.0.2.1:1", nil)
		v, err := c.set.Open(p)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Admit(p).String()[:9]; got != in {
			t.Fatal(got)
		}
		if got := v.Proves(func(string) ([]string, error) { return c.borne, nil }).String()[:9]; got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
