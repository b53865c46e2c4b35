package ldap

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"

	"sekisho/e2e/support/ports"
)

const (
	base     = "dc=minato,dc=example"
	root     = "cn=root," + base
	reader   = "cn=reader,ou=system," + base
	password = "se cret"
)

// slapd is a real server with a directory of its own, in a folder of its own.
type slapd struct {
	t    *testing.T
	dir  string
	ldap string // URLs
	tls  string
	conn *ldap.Conn // of its administrator
	gone chan struct{}
	end  func()        // ends it, and waits for that; again does nothing
	said func() string // what it printed until it ended
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The attributes of Active Directory that we read, under numbers that are nobody's.
const adSchema = `
attributetype ( 1.3.6.1.4.1.99999.1 NAME 'proxyAddresses' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributetype ( 1.3.6.1.4.1.99999.2 NAME 'userAccountControl' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.99999.3 NAME 'department' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributetype ( 1.3.6.1.4.1.99999.4 NAME 'mailAlternateAddress' EQUALITY caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )
objectclass ( 1.3.6.1.4.1.99999.5 NAME 'likeAD' SUP top AUXILIARY MAY ( proxyAddresses $ userAccountControl $ department $ mailAlternateAddress $ mail ) )
`

// start runs a server. more goes into its database's part of the configuration.
func start(t *testing.T, more string) *slapd {
	t.Helper()
	program := "/usr/sbin/slapd"
	if _, err := os.Stat(program); err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("SEKISHO_E2E") == "1" {
			t.Fatal("slapd is not installed")
		}
		t.Skip("slapd is not installed")
	}
	s := &slapd{t: t, dir: t.TempDir(), ldap: "ldap://" + ports.For(t), tls: "ldaps://" + ports.For(t)}
	s.certificate()
	s.write("ad.schema", adSchema)
	s.write("password", password+"\r\nnot this\n")
	must(t, os.Mkdir(filepath.Join(s.dir, "db"), 0o700))
	s.write("slapd.conf", fmt.Sprintf(`include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/nis.schema
include %[1]s/ad.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
TLSCertificateFile %[1]s/cert.pem
TLSCertificateKeyFile %[1]s/key.pem
disallow bind_anon
database mdb
maxsize 104857600
dbnosync
suffix "%[2]s"
rootdn "%[3]s"
rootpw "root"
directory %[1]s/db
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="%[4]s" read by * none
%[5]s`, s.dir, base, root, reader, more))
	s.run(program)
	t.Cleanup(s.end)
	s.conn = s.dial()
	t.Cleanup(func() { _ = s.conn.Close() })
	must(t, s.conn.Bind(root, "root"))
	s.add(base, "objectClass: dcObject organization", "dc: minato", "o: Minato")
	for _, ou := range []string{"people", "groups", "system"} {
		s.add("ou="+ou+","+base, "objectClass: organizationalUnit", "ou: "+ou)
	}
	s.add(reader, "objectClass: applicationProcess simpleSecurityObject", "cn: reader", "userPassword: "+strings.ReplaceAll(password, " ", "\x00"))
	return s
}

// run starts the program as a child of ours: with -d it stays in the foreground.
func (s *slapd) run(program string) {
	s.t.Helper()
	// #nosec G204 -- a fixed program with a folder of the test's own
	cmd := exec.Command(program, "-d", "0", "-f", filepath.Join(s.dir, "slapd.conf"), "-h", s.ldap+" "+s.tls)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	must(s.t, cmd.Start())
	s.gone = make(chan struct{})
	go func() { _ = cmd.Wait(); close(s.gone) }()
	s.end = func() { _ = cmd.Process.Kill(); <-s.gone }
	s.said = func() string { <-s.gone; return said.String() }
}

// dial connects once the server listens: that is a moment after it started.
func (s *slapd) dial() *ldap.Conn {
	s.t.Helper()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for end := time.After(time.Minute); ; {
		c, err := ldap.DialURL(s.ldap)
		if err == nil {
			return c
		}
		select {
		case <-again.C:
		case <-s.gone:
			s.t.Fatalf("slapd ended: %s", s.said())
		case <-end:
			s.t.Fatal(err)
		}
	}
}

// add adds an entry; several values of an attribute stand apart by blanks, a blank in one is written as NUL.
func (s *slapd) add(dn string, attributes ...string) {
	s.t.Helper()
	r := ldap.NewAddRequest(dn, nil)
	for _, a := range attributes {
		name, list, _ := strings.Cut(a, ": ")
		var all []string
		for v := range strings.FieldsSeq(list) {
			all = append(all, strings.ReplaceAll(v, "\x00", " "))
		}
		r.Attribute(name, all)
	}
	must(s.t, s.conn.Add(r))
}

func (s *slapd) person(uid, mail string, more ...string) {
	s.t.Helper()
	s.add("uid="+uid+",ou=people,"+base, append([]string{"objectClass: inetOrgPerson likeAD", "cn: " + uid, "sn: " + uid, "uid: " + uid, "mail: " + mail}, more...)...)
}

func (s *slapd) write(name, text string) {
	s.t.Helper()
	must(s.t, os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600))
}

func (s *slapd) certificate() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(s.t, err)
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "slapd"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	must(s.t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	must(s.t, err)
	s.write("cert.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	s.write("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
}

// server is how we read it.
func (s *slapd) server(url string) *Server {
	return &Server{URL: url, Authorities: filepath.Join(s.dir, "cert.pem"), BindDN: reader, PasswordFile: filepath.Join(s.dir, "password"), Base: base}
}
