package account

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/server/address"
)

const configTemplate = `<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1"><emailProvider id="example.jp"><domain>example.jp</domain><displayName>Example メール</displayName>
<incomingServer type="imap"><hostname>imap.example.jp</hostname><port>993</port><socketType>SSL</socketType></incomingServer>
<outgoingServer type="smtp"><hostname>%s</hostname><port>%s</port><socketType>%s</socketType>
<username>%%EMAILADDRESS%%</username><authentication>%s</authentication></outgoingServer></emailProvider></clientConfig>`

func config(host, port, socket, auth string) string {
	return fmt.Sprintf(configTemplate, host, port, socket, auth)
}

func document(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) })
}

// brief writes what was found in one line a way.
func brief(all []Found) string {
	var lines []string
	for _, f := range all {
		a := f.Account
		lines = append(lines, strings.TrimSpace(fmt.Sprint(f.Source, " ", a.Upstream, " ", a.Security, " ", a.Auth, " ", a.Login, " ", a.Provider)))
	}
	return strings.Join(lines, "\n")
}

func TestFind(t *testing.T) {
	const mail = "tanaka@example.jp"
	for _, c := range []struct {
		name  string
		build func(w *world)
		want  string
		ask   bool
	}{
		{"the domain's configuration server", func(w *world) {
			w.web("autoconfig.example.jp", "203.0.113.1", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/mail/config-v1.1.xml" || r.URL.Query().Get("emailaddress") != mail {
					rw.WriteHeader(http.StatusNotFound)
				}
				_, _ = rw.Write([]byte(config("smtp.hoster.example", "465", "SSL", "password-cleartext")))
			}))
		}, "autoconfig smtp.hoster.example:465 implicit passthrough tanaka@example.jp", false},
		{"its web server", func(w *world) {
			w.web("example.jp", "203.0.113.2", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/.well-known/autoconfig/mail/config-v1.1.xml" || r.URL.RawQuery != "" {
					rw.WriteHeader(http.StatusNotFound)
				}
				_, _ = rw.Write([]byte(config("smtp.example.jp", "587", "STARTTLS", "plain")))
			}))
		}, "autoconfig smtp.example.jp:587 starttls passthrough tanaka@example.jp", false},
		{"SRV, encrypted first", func(w *world) {
			w.record("_submission._tcp.example.jp", "SRV", "0 1 587 smtp.example.jp.")
			w.record("_submissions._tcp.example.jp", "SRV", "10 1 465 b.example.jp.", "0 1 465 a.example.jp.")
		}, "srv a.example.jp:465 implicit passthrough tanaka@example.jp\nsrv b.example.jp:465 implicit passthrough tanaka@example.jp\nsrv smtp.example.jp:587 starttls passthrough tanaka@example.jp", false},
		{"SRV of another domain", func(w *world) {
			w.record("_submissions._tcp.example.jp", "SRV", "0 1 465 smtp.elsewhere.example.")
		}, "srv smtp.elsewhere.example:465 implicit passthrough tanaka@example.jp", true},
		{"SRV says no", func(w *world) { w.record("_submissions._tcp.example.jp", "SRV", "0 0 0 .") }, "", false},
		{
			"Google by MX", func(w *world) { w.record("example.jp", "MX", "1 ASPMX.L.GOOGLE.COM.") },
			"mx smtp.gmail.com:587 starttls oauth tanaka@example.jp google", false,
		},
		{
			"Microsoft by MX", func(w *world) { w.record("example.jp", "MX", "0 example-jp.mail.protection.outlook.com.") },
			"mx smtp.office365.com:587 starttls oauth tanaka@example.jp microsoft", false,
		},
		{"an MX that only looks like it", func(w *world) { w.record("example.jp", "MX", "0 mail.evilgoogle.com.") }, "", false},
		{"autoconfig names Microsoft", func(w *world) {
			w.web("autoconfig.example.jp", "203.0.113.1", document(config("smtp.office365.com", "587", "STARTTLS", "OAuth2")))
		}, "autoconfig smtp.office365.com:587 starttls oauth tanaka@example.jp microsoft", false},
		{"without encryption, when nothing else answers", func(w *world) {
			w.plainWeb("autoconfig.example.jp", "203.0.113.1", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if r.URL.RawQuery != "" {
					rw.WriteHeader(http.StatusNotFound) // the address must not go over the wire in the clear
				}
				_, _ = rw.Write([]byte(config("smtp.attacker.example", "465", "SSL", "password-cleartext")))
			}))
		}, "autoconfig-plain smtp.attacker.example:465 implicit passthrough tanaka@example.jp", true},
		{"a server that sends in the clear", func(w *world) {
			w.web("autoconfig.example.jp", "203.0.113.1", document(config("smtp.example.jp", "25", "plain", "password-cleartext")))
		}, "", false},
		{"a certificate for another name", func(w *world) {
			w.web("other.example.jp", "203.0.113.1", document(config("smtp.example.jp", "465", "SSL", "plain")))
			w.record("autoconfig.example.jp", "A", "203.0.113.1")
		}, "", false},
		{"too much", func(w *world) {
			w.web("autoconfig.example.jp", "203.0.113.1", document(strings.Repeat(" ", maxConfig)+config("smtp.example.jp", "465", "SSL", "plain")))
		}, "", false},
		{"nothing", func(*world) {}, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c.build(w)
			found, err := w.discoverer().Find(t.Context(), mail)
			if c.want == "" {
				if !errors.Is(err, ErrNothing) || !strings.Contains(err.Error(), "--server") {
					t.Fatalf("Find = %s, %v, want ErrNothing that says what to do", brief(found), err)
				}
				return
			}
			if got := brief(found); err != nil || got != c.want {
				t.Fatalf("Find = %v\n%s\nwant\n%s", err, got, c.want)
			}
			if found[0].Ask != c.ask {
				t.Errorf("Ask = %v, want %v", found[0].Ask, c.ask)
			}
		})
	}
}

func TestFindGuesses(t *testing.T) {
	w := newWorld(t)
	at := (&upstream{starttls: w.tls(certFor("smtp.example.jp")), offers: []string{"AUTH PLAIN"}}).listen(t)
	bad := (&upstream{implicit: w.tls(certFor("other.example.jp"))}).listen(t)
	w.record("smtp.example.jp", "A", "203.0.113.9")
	w.route("203.0.113.9:587", at)
	w.route("203.0.113.9:465", bad)
	found, err := w.discoverer().Find(t.Context(), "tanaka@example.jp")
	if want := "guess smtp.example.jp:587 starttls passthrough tanaka@example.jp"; err != nil || brief(found) != want {
		t.Errorf("Find = %v\n%s\nwant\n%s", err, brief(found), want)
	}
}

func TestRedirects(t *testing.T) {
	good := document(config("smtp.example.jp", "465", "SSL", "plain"))
	to := func(where string) http.Handler { return http.RedirectHandler(where, http.StatusFound) }
	for _, c := range []struct {
		name  string
		build func(w *world)
		found bool
	}{
		{"to another server", func(w *world) {
			w.web("autoconfig.example.jp", "203.0.113.1", to("https://config.hoster.example/x"))
			w.web("config.hoster.example", "198.51.100.7", good)
		}, true},
		{"within a private network, without leaving the server", func(w *world) {
			w.web("autoconfig.example.jp", "10.0.0.1", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/there" {
					http.Redirect(rw, r, "/there", http.StatusFound)
					return
				}
				good.ServeHTTP(rw, r)
			}))
		}, true},
		{"into a private network", func(w *world) {
			w.web("autoconfig.example.jp", "203.0.113.1", to("https://intranet.hoster.example/"))
			w.web("intranet.hoster.example", "10.0.0.1", good)
		}, false},
		{"to a literal address of this computer", func(w *world) {
			w.web("autoconfig.example.jp", "203.0.113.1", to("https://127.0.0.1/"))
			w.route("127.0.0.1:443", "127.0.0.1:1")
		}, false},
		{"one public and one private address", func(w *world) {
			w.web("autoconfig.example.jp", "203.0.113.1", to("https://both.hoster.example/"))
			w.web("both.hoster.example", "198.51.100.7", good)
			w.record("both.hoster.example", "A", "192.168.1.1")
		}, false},
		{"out of TLS", func(w *world) {
			w.web("autoconfig.example.jp", "203.0.113.1", to("http://config.hoster.example/"))
			w.plainWeb("config.hoster.example", "198.51.100.7", good)
		}, false},
		{"to a file", func(w *world) { w.web("autoconfig.example.jp", "203.0.113.1", to("file:///etc/passwd")) }, false},
		{"for ever", func(w *world) {
			w.web("autoconfig.example.jp", "203.0.113.1", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				http.Redirect(rw, r, r.URL.Path+"x", http.StatusFound)
			}))
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c.build(w)
			q := query{Discoverer: w.discoverer().complete(), address: parsed(t, "tanaka@example.jp")}
			found := q.autoconfig(t.Context())
			if (len(found) == 1) != c.found {
				t.Errorf("found %s, want found: %v", brief(found), c.found)
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			for _, addr := range w.dialled {
				if ip := netip.MustParseAddrPort(addr); !c.found && !public(ip.Addr()) {
					t.Errorf("%s was called", addr)
				}
			}
		})
	}
}

func TestFindAsksADirectoryOnlyIfNamed(t *testing.T) {
	w := newWorld(t)
	w.web("directory.example", "203.0.113.5", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1.1/example.jp" || strings.Contains(r.URL.String(), "tanaka") {
			rw.WriteHeader(http.StatusNotFound)
		}
		_, _ = rw.Write([]byte(config("smtp.example.jp", "465", "SSL", "plain")))
	}))
	d := w.discoverer()
	if found, err := d.Find(t.Context(), "tanaka@example.jp"); err == nil {
		t.Errorf("without a directory: %s", brief(found))
	}
	w.mu.Lock()
	asked := slices.Clone(w.asked)
	w.mu.Unlock()
	if slices.Contains(asked, "directory.example.") {
		t.Error("a directory that nobody named was asked")
	}
	d.Directory = "https://directory.example/v1.1/"
	found, err := d.Find(t.Context(), "tanaka@example.jp")
	if want := "directory smtp.example.jp:465 implicit passthrough tanaka@example.jp"; err != nil || brief(found) != want {
		t.Errorf("Find = %s, %v, want %s", brief(found), err, want)
	}
}

func TestFindEndsInTime(t *testing.T) {
	w := newWorld(t)
	w.record("autoconfig.example.jp", "A", "203.0.113.1")
	d := w.discoverer()
	d.Limit = 50 * time.Millisecond
	d.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
	if _, err := d.Find(t.Context(), "tanaka@example.jp"); !errors.Is(err, ErrNothing) {
		t.Errorf("Find with servers that never answer = %v, want ErrNothing", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Find(ctx, "tanaka@example.jp"); !errors.Is(err, context.Canceled) {
		t.Errorf("Find that was cancelled = %v", err)
	}
	var invalid *InvalidError
	if _, err := d.Find(t.Context(), "nobody"); !errors.As(err, &invalid) {
		t.Errorf("Find of no address = %v, want an InvalidError", err)
	}
}

func TestPublic(t *testing.T) {
	for addr, want := range map[string]bool{
		"203.0.113.1": true, "2001:db8::1": true, "2606:4700::1": true, "8.8.8.8": true,
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.0.1": false, "169.254.169.254": false, "100.64.0.1": false,
		"0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "::1": false, "::": false, "fe80::1": false, "fd00::1": false,
		"::ffff:10.0.0.1": false, "64:ff9b::a00:1": false, "2002:a00:1::1": false,
	} {
		if got := public(netip.MustParseAddr(addr)); got != want {
			t.Errorf("public(%s) = %v, want %v", addr, got, want)
		}
	}
}

func parsed(t testing.TB, mail string) address.Address {
	t.Helper()
	a, err := address.Parse(mail)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
