package service

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"sekisho/server/internal/config"
	"sekisho/server/internal/httpapi"
)

func TestPlainHTTP(t *testing.T) {
	reach := httpapi.Reach{Proxies: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}
	h := guardPlain(reach, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	for _, c := range []struct {
		what, from, proto, path string
		tls                     bool
		want                    int
	}{
		{"by TLS, from anywhere", "192.0.2.9:1", "", "/v1/checks", true, 204},
		{"on this machine", "127.0.0.1:1", "", "/v1/checks", false, 204},
		{"on this machine, IPv6", "[::1]:1", "", "/v1/checks", false, 204},
		{"from elsewhere", "192.0.2.9:1", "", "/v1/checks", false, 403},
		{"from elsewhere, with a claim", "192.0.2.9:1", "https", "/v1/checks", false, 403},
		{"from elsewhere, for the health", "192.0.2.9:1", "", "/healthz", false, 403},
		{"through the proxy, by TLS", "10.1.2.3:1", "https", "/v1/checks", false, 204},
		{"through the proxy, which does not say", "10.1.2.3:1", "", "/addin/taskpane.html", false, 204},
		{"through the proxy, without TLS", "10.1.2.3:1", "http", "/addin/taskpane.html", false, 403},
		{"the proxy itself, for the health", "10.1.2.3:1", "http", "/healthz", false, 204},
		{"from nowhere", "@", "", "/v1/checks", false, 403},
	} {
		q := httptest.NewRequestWithContext(t.Context(), http.MethodGet, c.path, http.NoBody)
		q.RemoteAddr = c.from
		if c.proto != "" {
			q.Header.Set("X-Forwarded-Proto", c.proto)
		}
		if c.tls {
			q.TLS = &tls.ConnectionState{}
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, q)
		if w.Code != c.want {
			t.Errorf("%s: %d, want %d", c.what, w.Code, c.want)
		}
		if c.want == 403 && !strings.Contains(w.Body.String(), "https-required") {
			t.Errorf("%s: %s, want what to do", c.what, w.Body)
		}
	}
}

// TestPlainHTTPInOtherWords: whoever is in front of the proxy may have written before it, and what is not https is not TLS.
func TestPlainHTTPInOtherWords(t *testing.T) {
	reach := httpapi.Reach{Proxies: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}
	h := guardPlain(reach, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	check := func(want int, protos ...string) {
		t.Helper()
		q := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/checks", http.NoBody)
		q.RemoteAddr = "10.1.2.3:1"
		q.Header["X-Forwarded-Proto"] = protos
		w := httptest.NewRecorder()
		h.ServeHTTP(w, q)
		if w.Code != want {
			t.Errorf("%q: %d, want %d", protos, w.Code, want)
		}
		if https := reach.Scheme(q) == "https"; https != (want == http.StatusNoContent) {
			t.Errorf("%q: %d, but the scheme is %s", protos, w.Code, reach.Scheme(q))
		}
	}
	good := func(protos ...string) { t.Helper(); check(http.StatusNoContent, protos...) }
	bad := func(protos ...string) { t.Helper(); check(http.StatusForbidden, protos...) }
	good("https")
	good("http, https")
	good("http", " https ")
	bad("https, http")
	bad("http,http")
	bad("http ")
	bad("https", "http")
	bad("wss")
	bad("")
}

func TestSignInOrigins(t *testing.T) {
	got := signInOrigins([]config.Issuer{
		{Issuer: "https://login.microsoftonline.com/{tenantid}/v2.0"},
		{Issuer: "https://login.microsoftonline.com/x/v2.0"},
		{Issuer: "https://id.example:8443/realms/a"},
		{Issuer: "http://id.example"},
		{Issuer: "%zz"},
	})
	if want := []string{"https://login.microsoftonline.com", "https://id.example:8443"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
