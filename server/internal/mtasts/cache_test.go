package mtasts

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/miekg/dns"

	"sekisho/server/internal/dane/danetest"
	"sekisho/server/internal/resolver/resolvertest"
)

// domain is a.example with a real name server and a real web server.
type domain struct {
	t      *testing.T
	names  *resolvertest.Server
	cache  *Cache
	web    *httptest.Server
	answer http.HandlerFunc
	hits   atomic.Int64
	at     time.Time
}

func newDomain(t *testing.T, hosts ...string) *domain {
	t.Helper()
	d := &domain{t: t, names: resolvertest.Start(t), at: time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)}
	if len(hosts) == 0 {
		hosts = []string{"mta-sts.a.example"}
	}
	ca := danetest.New(t, "CA")
	d.web = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		d.hits.Add(1)
		if q.Host != "mta-sts.a.example" || q.URL.Path != "/.well-known/mta-sts.txt" {
			t.Errorf("asked for %s at %s", q.URL, q.Host)
		}
		d.answer(w, q)
	}))
	d.web.TLS = &tls.Config{Certificates: []tls.Certificate{ca.Leaf(t, false, hosts...)}, MinVersion: tls.VersionTLS12}
	d.web.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	d.web.StartTLS()
	t.Cleanup(d.web.Close)
	d.cache = d.another("")
	d.cache.Fetcher.Roots = ca.Pool()
	d.id("1")
	d.policy("enforce", 600_000)
	return d
}

// another is a cache as of a new process.
func (d *domain) another(file string) *Cache {
	f := &Fetcher{Within: time.Minute, Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if addr != "mta-sts.a.example:443" {
			d.t.Errorf("connects to %s", addr)
		}
		return new(net.Dialer).DialContext(ctx, network, d.web.Listener.Addr().String())
	}}
	if d.cache != nil {
		f.Roots = d.cache.Fetcher.Roots
	}
	return &Cache{Resolver: d.names.Resolver(), Fetcher: f, File: file, Now: func() time.Time { return d.at }, Log: slog.New(slog.DiscardHandler)}
}

func (d *domain) id(id string) {
	d.names.Set(d.t, fmt.Sprintf("_mta-sts.a.example. TXT \"v=STSv1; id=%s;\"", id))
}

func (d *domain) policy(mode string, age int) {
	text := fmt.Sprintf("version: STSv1\nmode: %s\nmx: mx.a.example\nmax_age: %d\n", mode, age)
	d.serve("text/plain; charset=utf-8", text)
}

func (d *domain) serve(kind, text string) {
	d.answer = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write([]byte(text))
	}
}

// want asks for the policy: its mode, or none; and how many fetches there were by now.
func (d *domain) want(step, mode string, hits int) {
	d.t.Helper()
	p, ok := d.cache.Policy(d.t.Context(), "A.example")
	if got := string(p.Mode); ok != (mode != "") || got != mode || d.hits.Load() != int64(hits) {
		d.t.Errorf("%s: policy %q, %v after %d fetches, want %q after %d", step, got, ok, d.hits.Load(), mode, hits)
	}
}

func TestPolicyIsKept(t *testing.T) {
	d := newDomain(t)
	d.want("at first", "enforce", 1)
	d.want("again", "enforce", 1)
	d.policy("testing", 600_000)
	d.want("same id", "enforce", 1)
	d.id("2")
	d.want("new id", "testing", 2)
	d.at = d.at.Add(refreshes)
	d.policy("none", 600_000)
	d.want("a day later", "none", 3)
}

// TestPolicySurvives: neither a name server nor a web server that somebody disturbs lifts a policy before its time is over.
func TestPolicySurvives(t *testing.T) {
	d := newDomain(t)
	d.want("at first", "enforce", 1)
	d.names.Fail("_mta-sts.a.example", dns.RcodeServerFailure)
	d.want("name server ill", "enforce", 1)
	d.names.Fail("_mta-sts.a.example", dns.RcodeSuccess)
	d.names.Remove("_mta-sts.a.example")
	d.want("record gone", "enforce", 1)
	d.id("2")
	d.answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }
	d.want("policy gone", "enforce", 2)
	d.want("not asked again at once", "enforce", 2)
	d.at = d.at.Add(rests)
	d.want("asked again later", "enforce", 3)
	d.at = d.at.Add(600_000 * time.Second)
	d.want("over", "", 4)
	d.want("rests", "", 4)
}

func TestNoPolicy(t *testing.T) {
	d := newDomain(t)
	d.names.Remove("_mta-sts.a.example")
	d.want("no record", "", 0)
	d.names.Set(t, `_mta-sts.a.example. TXT "v=STSv1; id=1"`, `_mta-sts.a.example. TXT "v=STSv1; id=2"`)
	d.want("two records", "", 0)
}

func TestBadFetches(t *testing.T) {
	const policy = "version: STSv1\nmode: enforce\nmx: mx.a.example\nmax_age: 9\n"
	for name, answer := range map[string]http.HandlerFunc{
		"redirect": func(w http.ResponseWriter, q *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			http.Redirect(w, q, "https://mta-sts.a.example/.well-known/mta-sts.txt?", http.StatusFound)
		},
		"other type": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte(policy))
		},
		"no type": func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			_, _ = w.Write([]byte(policy))
		},
		"too long": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			_, _ = w.Write([]byte(policy + strings.Repeat("a: b\n", maxPolicy/5)))
		},
		"no end": func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() },
		"broken": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			_, _ = w.Write([]byte("mode: enforce\n"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDomain(t)
			if name == "no end" {
				d.cache.Fetcher.Within = 3 * time.Second // to connect, on a busy machine, and to wait in vain
			}
			d.answer = answer
			d.want(name, "", 1)
		})
	}
}

func TestCertificateForAnotherName(t *testing.T) {
	newDomain(t, "a.example", "www.a.example").want("another name", "", 0)
	d := newDomain(t)
	d.cache.Fetcher.Roots = danetest.New(t, "another CA").Pool()
	d.want("unknown authority", "", 0)
}

func TestFile(t *testing.T) {
	d := newDomain(t)
	file := filepath.Join(t.TempDir(), "mta-sts.json")
	d.cache = d.another(file)
	d.want("first process", "enforce", 1)
	d.cache = d.another(file)
	d.names.Fail("_mta-sts.a.example", dns.RcodeServerFailure)
	d.want("second process", "enforce", 1)
	d.cache, d.at = d.another(file), d.at.Add(600_000*time.Second)
	d.want("after its time", "", 1)
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.cache = d.another(file)
	d.names.Fail("_mta-sts.a.example", dns.RcodeSuccess)
	d.want("a broken file", "enforce", 2)
	d.cache = d.another(filepath.Join(t.TempDir(), "no", "folder"))
	d.want("a file that cannot be written", "enforce", 3)
}

func TestRoom(t *testing.T) {
	d := newDomain(t)
	d.cache.once.Do(d.cache.load)
	for n := range maxDomains {
		age := time.Hour
		if n == 7 {
			age = 2 * time.Hour
		}
		d.cache.known[fmt.Sprint(n)] = entry{Policy{Mode: Enforce, MaxAge: 3 * time.Hour}, "1", d.at.Add(-age)}
	}
	d.want("one more", "enforce", 1)
	if _, there := d.cache.known["7"]; there || len(d.cache.known) != maxDomains {
		t.Errorf("%d domains, the oldest is there: %v", len(d.cache.known), there)
	}
}
