package dane

import (
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/miekg/dns"

	"sekisho/server/internal/dane/danetest"
	"sekisho/server/internal/resolver"
	"sekisho/server/internal/resolver/resolvertest"
)

func record(usage, selector, matching uint8, c *x509.Certificate) Record {
	data := c.Raw
	if selector == publicKey {
		data = c.RawSubjectPublicKeyInfo
	}
	switch matching {
	case sha2:
		sum := sha256.Sum256(data)
		data = sum[:]
	case sha5:
		sum := sha512.Sum512(data)
		data = sum[:]
	}
	return Record{usage, selector, matching, data}
}

func parsed(t *testing.T, c tls.Certificate) []*x509.Certificate {
	t.Helper()
	var all []*x509.Certificate
	for _, raw := range c.Certificate {
		one, err := x509.ParseCertificate(raw)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

// TestVerify: each usage, selector and matching type, right and wrong.
func TestVerify(t *testing.T) {
	root, other := danetest.New(t, "root"), danetest.New(t, "root")
	middle := root.Under(t, "middle")
	const mx = "mx.a.example"
	leaf, bare, expired := middle.Leaf(t, true, mx), root.Leaf(t, false, mx), root.Expired(t, true, mx)
	full, own := root.Leaf(t, true, mx), danetest.New(t, mx).Certificate
	foreign := other.Leaf(t, true, mx)
	for _, c := range []struct {
		name   string
		chain  []*x509.Certificate
		record Record
		host   string
		ok     bool
	}{
		{"3 0 0", parsed(t, leaf), record(3, 0, 0, leaf.Leaf), mx, true},
		{"3 0 1", parsed(t, leaf), record(3, 0, 1, leaf.Leaf), mx, true},
		{"3 0 2", parsed(t, leaf), record(3, 0, 2, leaf.Leaf), mx, true},
		{"3 1 0", parsed(t, leaf), record(3, 1, 0, leaf.Leaf), mx, true},
		{"3 1 1", parsed(t, leaf), record(3, 1, 1, leaf.Leaf), mx, true},
		{"3 1 2", parsed(t, leaf), record(3, 1, 2, leaf.Leaf), mx, true},
		{"3 takes any name", parsed(t, leaf), record(3, 1, 1, leaf.Leaf), "other.example", true},
		{"3 takes any time", parsed(t, expired), record(3, 1, 1, expired.Leaf), mx, true},
		{"3 looks at the server's own certificate only", parsed(t, leaf), record(3, 1, 1, middle.Certificate), mx, false},
		{"3 1 1 of another key", parsed(t, leaf), record(3, 1, 1, bare.Leaf), mx, false},
		{"3 0 1 with a key's hash", parsed(t, leaf), Record{3, 0, 1, record(3, 1, 1, leaf.Leaf).Data}, mx, false},
		{"2 0 1 root", parsed(t, full), record(2, 0, 1, root.Certificate), mx, true},
		{"2 1 2 root", parsed(t, full), record(2, 1, 2, root.Certificate), mx, true},
		{"2 1 1 between", parsed(t, leaf), record(2, 1, 1, middle.Certificate), mx, true},
		{"2 0 0 root that is not shown", parsed(t, bare), record(2, 0, 0, root.Certificate), mx, true},
		{"2 0 1 root that is not shown", parsed(t, bare), record(2, 0, 1, root.Certificate), mx, false},
		{"2 1 1 for another name", parsed(t, full), record(2, 1, 1, root.Certificate), "other.example", false},
		{"2 1 1 over", parsed(t, expired), record(2, 1, 1, root.Certificate), mx, false},
		{"2 1 1 of another authority of the same name", parsed(t, foreign), record(2, 1, 1, root.Certificate), mx, false},
		{"2 0 1 shown but not above", []*x509.Certificate{foreign.Leaf, root.Certificate}, record(2, 0, 1, root.Certificate), mx, false},
		{"2 0 0 no certificate", parsed(t, full), Record{2, 0, 0, []byte("x")}, mx, false},
		{"3 1 1 self-signed", []*x509.Certificate{own}, record(3, 1, 1, own), mx, true},
		{"no chain", nil, record(3, 1, 1, own), mx, false},
	} {
		l := Records{record(3, 0, 1, other.Certificate), c.record}
		if err := l.Verify(c.chain, []string{c.host}, time.Now()); err == nil != c.ok || err != nil && !errors.Is(err, ErrMismatch) {
			t.Errorf("%s: %v, want %v", c.name, err, c.ok)
		}
	}
	l := Records{record(2, 1, 1, root.Certificate)}
	if err := l.Verify(parsed(t, full), []string{"x.example", mx}, time.Now()); err != nil {
		t.Errorf("a second name: %v", err)
	}
}

func TestUsable(t *testing.T) {
	h32, h64 := make([]byte, 32), make([]byte, 64)
	for _, c := range []struct {
		record Record
		want   bool
	}{
		{Record{3, 1, 1, h32}, true},
		{Record{2, 0, 2, h64}, true},
		{Record{3, 0, 0, []byte{1}}, true},
		{Record{0, 1, 1, h32}, false},
		{Record{1, 1, 1, h32}, false},
		{Record{4, 1, 1, h32}, false},
		{Record{255, 1, 1, h32}, false},
		{Record{3, 2, 1, h32}, false},
		{Record{3, 1, 3, h32}, false},
		{Record{3, 1, 1, h64}, false},
		{Record{3, 1, 2, h32}, false},
		{Record{3, 0, 0, nil}, false},
	} {
		if got := c.record.usable(); got != c.want {
			t.Errorf("%d %d %d with %d octets: usable %v, want %v", c.record.Usage, c.record.Selector, c.record.Matching, len(c.record.Data), got, c.want)
		}
	}
}

// TestFind: records count if they are proven; an answer that cannot be had is an error.
func TestFind(t *testing.T) {
	s := resolvertest.Start(t)
	hash := hex.EncodeToString(make([]byte, 32))
	for n, line := range []string{"3 1 1 " + hash, "1 1 1 " + hash, "3 1 1 " + hash, "3 1 1 00"} {
		s.Set(t, fmt.Sprintf("_25._tcp.mx%d.example. TLSA %s", n, line))
	}
	s.Set(t, "_25._tcp.two.example. TLSA 3 1 1 "+hash, "_25._tcp.two.example. TLSA 0 1 1 "+hash)
	s.Secure("_25._tcp.mx0.example", "_25._tcp.mx1.example", "_25._tcp.mx3.example", "_25._tcp.two.example", "_25._tcp.none.example")
	s.Fail("_25._tcp.ill.example", dns.RcodeServerFailure)
	for host, want := range map[string]string{
		"mx0.example": "1", "mx1.example": "unusable", "mx2.example": "none", "mx3.example": "unusable", "two.example": "1",
		"none.example": "none", "unproven.example": "none", "ill.example": "error",
	} {
		got := "none"
		switch l, err := Find(t.Context(), s.Resolver(), host); {
		case err != nil && errors.Is(err, resolver.ErrNoAnswer):
			got = "error"
		case l != nil && len(l) == 0:
			got = "unusable"
		case l != nil:
			got = fmt.Sprint(len(l))
		}
		if got != want {
			t.Errorf("Find(%s) = %s, want %s", host, got, want)
		}
	}
}

// TestConfig: the handshake itself fails with a certificate that is not named, and the host's name is sent.
func TestConfig(t *testing.T) {
	ca := danetest.New(t, "CA")
	leaf := ca.Leaf(t, true, "a.example")
	for name, c := range map[string]struct {
		records Records
		names   []string
		ok      bool
	}{
		"own":                  {Records{record(3, 1, 1, leaf.Leaf)}, nil, true},
		"another":              {Records{record(3, 1, 1, ca.Certificate)}, nil, false},
		"authority, no domain": {Records{record(2, 1, 1, ca.Certificate)}, nil, false},
		"authority, domain":    {Records{record(2, 1, 1, ca.Certificate)}, []string{"a.example"}, true},
		"none":                 {Records{}, nil, false},
	} {
		a, b := net.Pipe()
		var asked []string
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer b.Close() //nolint:errcheck // the other end sees it
			s := tls.Server(b, &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
				asked = append(asked, h.ServerName)
				return &leaf, nil
			}})
			_ = s.HandshakeContext(t.Context()) // the client's end is looked at
		}()
		err := tls.Client(a, c.records.Config("mx.a.example", c.names...)).HandshakeContext(t.Context())
		_ = a.Close()
		<-done
		var refused *tls.CertificateVerificationError
		if err == nil != c.ok || err != nil && !errors.As(err, &refused) {
			t.Errorf("%s: %v, want %v", name, err, c.ok)
		}
		if !slices.Equal(asked, []string{"mx.a.example"}) {
			t.Errorf("%s: asked for %q", name, asked)
		}
	}
}
