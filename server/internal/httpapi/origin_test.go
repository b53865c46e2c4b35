package httpapi

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

// TestForwardedLines: the last word is the nearest proxy's, in however many lines the others wrote.
func TestForwardedLines(t *testing.T) {
	reach := Reach{Proxies: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}
	for _, c := range []struct {
		what, from  string
		proto, host []string
		origin      string
		https, said bool
	}{
		{"one line", "10.1.2.3:1", []string{"https"}, []string{"mail.example"}, "https://mail.example", true, true},
		{"the caller's line before the proxy's", "10.1.2.3:1", []string{"https", "http"}, []string{"evil.example", "mail.example"}, "http://mail.example", false, true},
		{"the proxy's https after the caller's line", "10.1.2.3:1", []string{"http", "https"}, nil, "https://own.example", true, true},
		{"a list that ends without TLS", "10.1.2.3:1", []string{"https, http"}, []string{"evil.example, mail.example"}, "http://mail.example", false, true},
		{"lists in lines", "10.1.2.3:1", []string{"http, http", "http,https "}, []string{"a.example,b.example", "c.example , mail.example "}, "https://mail.example", true, true},
		{"a space after it", "10.1.2.3:1", []string{"http "}, nil, "http://own.example", false, true},
		{"another word", "10.1.2.3:1", []string{"https2"}, nil, "http://own.example", false, true},
		{"nothing in it", "10.1.2.3:1", []string{"https", ""}, []string{""}, "http://own.example", false, true},
		{"nothing said", "10.1.2.3:1", nil, nil, "http://own.example", false, false},
		{"from somebody else", "10.2.2.3:1", []string{"https"}, []string{"mail.example"}, "http://own.example", false, false},
	} {
		q := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		q.Host, q.RemoteAddr = "own.example", c.from
		q.Header["X-Forwarded-Proto"], q.Header["X-Forwarded-Host"] = c.proto, c.host
		origin, ok := reach.Of(q)
		https, said := reach.Forwarded(q)
		if origin != c.origin || !ok || https != c.https || said != c.said {
			t.Errorf("%s: %s %v, https %v, said %v; want %s, %v, %v", c.what, origin, ok, https, said, c.origin, c.https, c.said)
		}
	}
}
