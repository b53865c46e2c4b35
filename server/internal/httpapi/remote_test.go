package httpapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
)

// limited is the fixture's API again, with proxies and limits of its own.
func (f *fixture) limited(proxies []netip.Prefix, l Limits) {
	f.t.Helper()
	s, err := New(Options{
		Desk: desk.New(f.store, desk.NewCompiled(f.store), nil, nil), Identify: auth.Middleware(&auth.Authenticator{Devices: f.devices}), Enrol: f.devices,
		Ready: f.store.Ready, UploadsDir: f.t.TempDir(), Proxies: proxies, Limits: l, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		f.t.Fatal(err)
	}
	f.Server = s
}

func TestGuessersCannotHideBehindHeaders(t *testing.T) {
	try := func(f *fixture, from, claimed string) int {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/v1/devices", strings.NewReader(`{"code":"main-AAAA-AAAA-AAAA-AAAA","name":"x"}`))
		r.RemoteAddr = from
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Forwarded-For", claimed)
		r.Header.Set("X-Real-Ip", claimed)
		w := httptest.NewRecorder()
		f.ServeHTTP(w, r)
		return w.Code
	}
	stranger := func(n int) string { return fmt.Sprintf("203.0.113.%d", n) }
	t.Run("from anybody", func(t *testing.T) {
		f, last := newFixture(t), 0
		for n := range 11 {
			last = try(f, "192.0.2.9:4567", stranger(n))
		}
		if last != http.StatusTooManyRequests {
			t.Errorf("the eleventh try under another X-Forwarded-For: %d, want 429", last)
		}
	})
	t.Run("from the proxy", func(t *testing.T) {
		f := newFixture(t)
		f.limited([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, Limits{})
		for n := range 11 {
			if got := try(f, "10.1.2.3:4567", stranger(n)); got == http.StatusTooManyRequests {
				t.Fatalf("try %d is another person's through the proxy, but is refused", n)
			}
		}
		last := 0
		for n := range 11 {
			last = try(f, "192.0.2.9:4567", stranger(n))
		}
		if last != http.StatusTooManyRequests {
			t.Errorf("the eleventh try past the proxy: %d, want 429", last)
		}
	})
}

func TestConfiguredLimits(t *testing.T) {
	f := newFixture(t)
	f.limited(nil, Limits{JSON: 600, Inline: 10, Upload: 20})
	bare := `{"intent":"send","from":{"address":"sato@minato.example"},"recipients":[],"subject":"s","body":"%s","door":{"name":"outlook","version":"1"},"attachments":[%s]}`
	with := func(body, file string) string {
		return strings.Replace(strings.Replace(bare, "%s", body, 1), "%s", file, 1)
	}
	for _, c := range []struct{ what, path, body string }{
		{"JSON over 600 octets", "/v1/checks", with(strings.Repeat("x", 700), "")},
		{"an inline file over 10 octets", "/v1/checks", with("", `{"name":"a","size":12,"content":"AAAAAAAAAAAAAAAA"}`)},
		{"an upload over 20 octets", "/v1/uploads", strings.Repeat("x", 21)},
	} {
		if w := f.ask(f.token, "POST", c.path, c.body, nil); w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %d %s, want 413", c.what, w.Code, w.Body)
		}
	}
	if w := f.ask(f.token, "POST", "/v1/checks", with("", `{"name":"a","size":3,"content":"AAAA"}`), nil); w.Code != http.StatusOK {
		t.Errorf("within the limits: %d %s, want 200", w.Code, w.Body)
	}
}
