package ldap

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"sekisho/e2e/support/ports"
	"sekisho/server/internal/store"
)

func spelt(people []store.Person) string {
	var all []string
	for _, p := range people {
		line := p.Kind + " " + p.Address
		for _, part := range []string{p.Name, p.Manager, strings.Join(p.Groups, ","), strings.Join(p.Members, ","), p.Language} {
			line += " | " + part
		}
		all = append(all, line)
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// fill makes a small company: nested groups that go in a circle, aliases of both kinds, somebody who left.
func fill(s *slapd) {
	dn := func(uid string) string { return "uid=" + uid + ",ou=people," + base }
	group := func(cn string) string { return "cn=" + cn + ",ou=groups," + base }
	s.person("boss", "Boss@Minato.example", "displayName: 山田\x00太郎", "preferredLanguage: en-US,ja;q=0.5")
	s.person("sato", "sato@minato.example", "displayName: 佐藤\x00花子", "manager: UID=Boss,OU=people,"+strings.ToUpper(base), "department: 営業部",
		"proxyAddresses: SMTP:sato@minato.example smtp:hanako.sato@minato.example x500:/o=Minato SIP:sato@minato.example", "userAccountControl: 512")
	s.person("ito", "ito@minato.example", "mailAlternateAddress: it@minato.example", "manager: "+dn("ito"))
	s.person("gone", "gone@minato.example", "userAccountControl: 514")
	s.person("nomail", "not-an-address")
	s.add(group("sales"), "objectClass: groupOfNames likeAD", "cn: sales", "mail: sales@minato.example", "member: "+dn("sato")+" "+dn("gone")+" "+group("tokyo"))
	s.add(group("tokyo"), "objectClass: groupOfNames", "cn: tokyo", "member: "+dn("ito")+" "+group("sales"))
	s.add(group("unix"), "objectClass: posixGroup", "cn: unix", "gidNumber: 1", "memberUid: boss nobody")
	s.add(group("all"), "objectClass: groupOfUniqueNames likeAD", "cn: all", "mail: all@minato.example", "uniqueMember: "+dn("boss")+" "+group("sales"))
}

const filled = `list all@minato.example | all |  |  | boss@minato.example,ito@minato.example,sato@minato.example | 
list sales@minato.example | sales |  |  | ito@minato.example,sato@minato.example | 
person boss@minato.example | 山田 太郎 |  | all,unix |  | en
person hanako.sato@minato.example |  | boss@minato.example | all,sales,tokyo,営業部 |  | 
person it@minato.example |  |  | all,sales,tokyo |  | 
person ito@minato.example | ito |  | all,sales,tokyo |  | 
person sato@minato.example | 佐藤 花子 | boss@minato.example | all,sales,tokyo,営業部 |  | `

func TestReadsRealServer(t *testing.T) {
	s := start(t, "")
	fill(s)
	for _, url := range []string{s.ldap, s.tls} {
		people, err := s.server(url).Read(t.Context())
		if got := spelt(people); err != nil || got != filled {
			t.Errorf("%s: %v\n got %s\nwant %s", url, err, got, filled)
		}
	}
	narrow := s.server(s.tls)
	narrow.GroupFilter, narrow.PeopleFilter = "(objectClass=none)", "(uid=sato)"
	if people, err := narrow.Read(t.Context()); err != nil || len(people) != 2 || strings.Join(people[0].Groups, " ") != "sales 営業部" || people[0].Manager != "" {
		t.Errorf("groups by memberOf: %v\n%s", err, spelt(people))
	}
	for name, c := range map[string]struct {
		change func(*Server)
		want   string
	}{
		"another authority": {func(v *Server) { v.Authorities = "" }, "certificate"},
		"StartTLS fails":    {func(v *Server) { v.URL, v.Authorities = s.ldap, filepath.Join(s.dir, "key.pem") }, "holds no certificate"},
		"another host name": {func(v *Server) { v.URL = strings.Replace(s.tls, "127.0.0.1", "localhost", 1) }, "certificate"},
		"wrong password":    {func(v *Server) { v.PasswordFile = filepath.Join(s.dir, "ad.schema") }, "the first line is empty"},
		"unknown login":     {func(v *Server) { v.BindDN = "cn=nobody," + base }, "log in as cn=nobody"},
		"anonymous":         {func(v *Server) { v.BindDN = "" }, "read people"},
		"no such base":      {func(v *Server) { v.Base = "dc=elsewhere" }, "read people"},
		"bad filter":        {func(v *Server) { v.PeopleFilter = "(mail=" }, "read people"},
		"nobody":            {func(v *Server) { v.PeopleFilter = "(mail=x)" }, "nobody was found"},
		"no server":         {func(v *Server) { v.URL = "ldap://" + ports.For(t) }, "connect"},
		"no URL":            {func(v *Server) { v.URL = "http://x" }, "write it as ldaps://"},
	} {
		v := s.server(s.tls)
		c.change(v)
		if people, err := v.Read(t.Context()); err == nil || !strings.Contains(err.Error(), c.want) || people != nil {
			t.Errorf("%s: %d entries, %v, want none and %q", name, len(people), err, c.want)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if people, err := s.server(s.tls).Read(ended); err == nil || people != nil {
		t.Errorf("after the end: %d entries, %v", len(people), err)
	}
}

// TestPages: more people than a page has, from a server that gives no more than that at once; and one that stops half way.
func TestPages(t *testing.T) {
	s := start(t, "limits dn.exact=\""+reader+"\" size.soft=100 size.hard=100 size.pr=1000 size.prtotal=unlimited\n")
	const n = 1200
	for i := range n {
		s.person(fmt.Sprint("p", i), fmt.Sprintf("p%d@minato.example", i))
	}
	people, err := s.server(s.tls).Read(t.Context())
	if err != nil || len(people) != n {
		t.Errorf("%d of %d people, %v", len(people), n, err)
	}
}

func TestStopsHalfWay(t *testing.T) {
	s := start(t, "limits dn.exact=\""+reader+"\" size.soft=1000 size.hard=1000 size.pr=1000 size.prtotal=600\n")
	for i := range 700 {
		s.person(fmt.Sprint("p", i), fmt.Sprintf("p%d@minato.example", i))
	}
	people, err := s.server(s.tls).Read(t.Context())
	if people != nil || !tooMany(err) {
		t.Errorf("%d people, %v, want none and the server's limit", len(people), err)
	}
}

func entry(dn string, attributes map[string][]string) *ldap.Entry {
	return ldap.NewEntry(dn, attributes)
}

// TestBuild: what a server may say that no sane one does.
func TestBuild(t *testing.T) {
	long := strings.Repeat("あ", 1000)
	got := build([]*ldap.Entry{
		entry("cn=a,dc=x", map[string][]string{"mail": {"a@x.example"}, "displayName": {"  A\r\nB  "}, "manager": {"not a name"}}),
		entry("cn=b,dc=x", map[string][]string{"MAIL": {"A@x.example"}}),
		entry("cn=c,dc=x", map[string][]string{"mail": {"c@x.example", "c2@x.example"}, "cn": {long}, "proxyAddresses": {"SMTP:main@x.example", "smtp:a@x.example"}, "memberOf": {"cn=Far\\, away,dc=y", "="}}),
		entry("cn=d,dc=x", map[string][]string{"mail": {"d@x.example"}, "nsAccountLock": {"TRUE"}}),
		entry("cn=e,dc=x", map[string][]string{"mail": {"e@x.example"}, "pwdAccountLockedTime": {"000001010000Z"}}),
		entry("cn=f,dc=x", map[string][]string{"mail": {"\"a b\"@"}}),
	}, []*ldap.Entry{
		entry("cn=g,dc=x", map[string][]string{"cn": {"g"}, "mail": {"a@x.example"}, "member": {"CN=A, DC=X", "cn=g,dc=x", "cn=nobody"}}),
	})
	want := `person a@x.example | A B |  | g |  | 
person c2@x.example |  |  | Far, away |  | 
person c@x.example |  |  | Far, away |  | 
person main@x.example | ` + strings.Repeat("あ", 333) + ` |  | Far, away |  | `
	if spelt(got) != want {
		t.Errorf("got\n%s\nwant\n%s", spelt(got), want)
	}
}

func FuzzBuild(f *testing.F) {
	f.Add("cn=a,dc=x", "a@x.example", "cn=g,dc=x", "SMTP:b@x.example", "512")
	f.Add("cn=a\\,b", "x", "cn=a\\,b", "smtp:", "-1")
	f.Fuzz(func(t *testing.T, dn, mail, group, proxy, flags string) {
		people := []*ldap.Entry{entry(dn, map[string][]string{"mail": {mail}, "manager": {group}, "proxyAddresses": {proxy}, "userAccountControl": {flags}, "memberOf": {group}})}
		groups := []*ldap.Entry{entry(group, map[string][]string{"cn": {mail}, "mail": {proxy}, "member": {dn, group}})}
		seen := map[string]bool{}
		for _, p := range build(people, groups) {
			if seen[p.Address] || p.Address == "" || p.Kind == store.KindList && p.Manager != "" {
				t.Errorf("an entry that must not be: %+v", p)
			}
			seen[p.Address] = true
		}
	})
}

func tooMany(err error) bool {
	var l *ldap.Error
	return errors.As(err, &l) && l.ResultCode == ldap.LDAPResultSizeLimitExceeded
}
