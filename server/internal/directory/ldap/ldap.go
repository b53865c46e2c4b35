// Package ldap reads an organisation's directory from an LDAP server: Active Directory, OpenLDAP and what is like them.
//
// It promises all or nothing: whatever goes wrong on the way (a limit of the server, a page that does not come) is an error, and
// half a directory is never given. The way is TLS, with a certificate that verifies, unless the server is on this machine. It writes nothing
// to the server, and keeps nothing.
//
// # Limits
//
// store.MaxDirectory people and lists, 20,000 groups, 10,000 members of a list and 200 aliases of a person, after which the rest is left out;
// pages of 500 entries; 200 ranges of a large group; 60 seconds for an answer, 10 minutes for all.
package ldap

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"

	"sekisho/server/internal/input"
	"sekisho/server/internal/store"
)

const (
	pageSize  = 500
	maxGroups = 20_000
	maxRanges = 200
	patience  = 60 * time.Second
	longest   = 10 * time.Minute
)

// The filters of a server that nobody has configured: what inetOrgPerson, Active Directory and the usual groups are.
const (
	PeopleFilter = "(&(mail=*)(|(objectClass=inetOrgPerson)(&(objectClass=user)(!(objectClass=computer)))))"
	GroupFilter  = "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=group)(objectClass=posixGroup))"
)

// ErrEmpty is a search that found nobody: a wrong base or filter, or no right to read.
var ErrEmpty = errors.New("ldap: nobody was found; look at base, peopleFilter and what bindDn may read")

// Server is where the directory is. Its fields must not change once in use.
type Server struct {
	URL          string // ldaps://HOST[:636] or ldap://HOST[:389], which is turned into TLS at once (StartTLS)
	Authorities  string // PEM file of those who may give the server's certificate; empty: the system's
	BindDN       string // empty: anonymous
	PasswordFile string // its first line is the password of BindDN
	Base         string
	PeopleFilter string // empty: PeopleFilter
	GroupFilter  string // empty: GroupFilter
}

var (
	peopleAttributes = []string{
		"mail", "displayName", "cn", "uid", "manager", "department", "memberOf", "proxyAddresses", "mailAlternateAddress", "preferredLanguage",
		"userAccountControl", "nsAccountLock", "pwdAccountLockedTime",
	}
	groupAttributes = []string{"cn", "mail", "displayName", "member", "uniqueMember", "memberUid", "proxyAddresses"}
)

// Read reads everybody: people, their groups and managers, lists with their members, and aliases.
func (s *Server) Read(ctx context.Context) (_ []store.Person, err error) {
	ctx, end := context.WithTimeout(ctx, longest)
	defer end()
	c, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, ignoreClosed(c.Close())) }()
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	people, err := s.search(c, orElse(s.PeopleFilter, PeopleFilter), peopleAttributes, store.MaxDirectory)
	if err != nil {
		return nil, fmt.Errorf("ldap: read people: %w", err)
	}
	groups, err := s.search(c, orElse(s.GroupFilter, GroupFilter), groupAttributes, maxGroups)
	if err != nil {
		return nil, fmt.Errorf("ldap: read groups: %w", err)
	}
	for _, g := range groups {
		if err := s.ranges(c, g); err != nil {
			return nil, fmt.Errorf("ldap: read members of %q: %w", g.DN, err)
		}
	}
	all := build(people, groups)
	if !slices.ContainsFunc(all, func(p store.Person) bool { return p.Kind == store.KindPerson }) {
		return nil, ErrEmpty
	}
	return all, nil
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// search reads all pages. Too many entries are an error: half of them would be worse than none.
func (s *Server) search(c *ldap.Conn, filter string, attributes []string, most int) ([]*ldap.Entry, error) {
	var all []*ldap.Entry
	paging := ldap.NewControlPaging(pageSize)
	for {
		r, err := c.Search(ldap.NewSearchRequest(s.Base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, int(patience/time.Second), false, filter, attributes, []ldap.Control{paging}))
		if err != nil {
			return nil, err
		}
		all = append(all, r.Entries...)
		if len(all) > most {
			return nil, fmt.Errorf("more than %d entries: narrow the base or the filter", most)
		}
		next, _ := ldap.FindControl(r.Controls, ldap.ControlTypePaging).(*ldap.ControlPaging)
		if next == nil || len(next.Cookie) == 0 {
			return all, nil
		}
		paging.SetCookie(next.Cookie)
	}
}

// ranges reads the rest of a group that Active Directory gives in pieces ("member;range=0-1499").
func (s *Server) ranges(c *ldap.Conn, g *ldap.Entry) error {
	for n := 0; ; n++ {
		at, last := -1, ""
		for i, a := range g.Attributes {
			if name, of, ok := strings.Cut(strings.ToLower(a.Name), ";range="); ok && name == "member" {
				at = i
				_, last, _ = strings.Cut(of, "-")
			}
		}
		if at < 0 {
			return nil
		}
		piece := g.Attributes[at]
		piece.Name = "member"
		if last == "*" {
			return nil
		}
		var from int
		if _, err := fmt.Sscanf(last, "%d", &from); err != nil || n == maxRanges {
			return fmt.Errorf("range %q", last)
		}
		r, err := c.Search(ldap.NewSearchRequest(g.DN, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 1, int(patience/time.Second), false, "(objectClass=*)",
			[]string{fmt.Sprintf("member;range=%d-*", from+1)}, nil))
		if err != nil {
			return err
		}
		if len(r.Entries) == 1 {
			g.Attributes = append(g.Attributes, r.Entries[0].Attributes...)
		}
	}
}

// connect opens a connection that is protected, and binds.
func (s *Server) connect(ctx context.Context) (*ldap.Conn, error) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Hostname() == "" || u.Scheme != "ldap" && u.Scheme != "ldaps" {
		return nil, fmt.Errorf("ldap: url %q: write it as ldaps://dc1.example.co.jp or ldap://dc1.example.co.jp", s.URL)
	}
	config, err := s.tls(u.Hostname())
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	c, err := ldap.DialURL(s.URL, ldap.DialWithDialer(dialer), ldap.DialWithTLSConfig(config))
	if err != nil {
		return nil, fmt.Errorf("ldap: connect to %s: %w", u.Host, err)
	}
	c.SetTimeout(patience)
	if err := s.login(ctx, c, u, config); err != nil {
		return nil, errors.Join(err, ignoreClosed(c.Close()))
	}
	return c, nil
}

func (s *Server) login(ctx context.Context, c *ldap.Conn, u *url.URL, config *tls.Config) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if u.Scheme == "ldap" {
		if err := c.StartTLS(config); err != nil && (!onThisMachine(u.Hostname()) || s.Authorities != "") {
			return fmt.Errorf("ldap: %s gives no TLS (StartTLS), and the password must not go without; write ldaps:// or let the server have a certificate: %w", u.Host, err)
		}
	}
	if s.BindDN == "" {
		return nil
	}
	password, err := firstLine(s.PasswordFile)
	if err != nil {
		return fmt.Errorf("ldap: password: %w", err)
	}
	if err := c.Bind(s.BindDN, password); err != nil {
		return fmt.Errorf("ldap: log in as %s: %w", s.BindDN, err)
	}
	return nil
}

func (s *Server) tls(host string) (*tls.Config, error) {
	config := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if s.Authorities == "" {
		return config, nil
	}
	text, err := os.ReadFile(s.Authorities)
	if err != nil {
		return nil, fmt.Errorf("ldap: authorities: %w", err)
	}
	config.RootCAs = x509.NewCertPool()
	if !config.RootCAs.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("ldap: authorities: %s holds no certificate", s.Authorities)
	}
	return config, nil
}

func onThisMachine(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.Unmap().IsLoopback()
}

// firstLine reads a password. An empty one would be an anonymous login that looks like one by name (RFC 4513, 5.1.2).
func firstLine(file string) (_ string, err error) {
	f, err := input.Open(file)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	lines := bufio.NewScanner(f)
	lines.Scan()
	line := strings.TrimSuffix(lines.Text(), "\r")
	if err := lines.Err(); err != nil {
		return "", err
	}
	if line == "" {
		return "", fmt.Errorf("%s: the first line is empty", file)
	}
	return line, nil
}
