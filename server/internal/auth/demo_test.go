package auth

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

// from makes a request as it arrives over a connection between remote and local.
func from(remote, local, host string, headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/v1/checks", nil)
	r.RemoteAddr, r.Host = remote, host
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if local == "" {
		return r
	}
	addr, err := net.ResolveTCPAddr("tcp", local)
	if err != nil {
		panic(err)
	}
	return r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, addr))
}

func TestDemo(t *testing.T) {
	const here = "127.0.0.1:8480"
	demo := &Demo{Identity: Identity{Org: main, Issuer: IssuerDemo, Subject: "demo"}}
	good := func(r *http.Request) {
		t.Helper()
		if id, err := demo.Identify(r); err != nil || id.Subject != "demo" {
			t.Errorf("Identify = %+v, %v", id, err)
		}
	}
	bad := func(r *http.Request, want string) {
		t.Helper()
		if _, err := demo.Identify(r); err == nil || err.Error() != "auth: demo-not-loopback: "+want {
			t.Errorf("Identify = %v, want %s", err, want)
		}
	}
	good(from("127.0.0.1:5", here, "127.0.0.1:8480"))
	good(from("127.0.0.1:5", here, "LOCALHOST:8480"))
	good(from("[::1]:5", "[::1]:8480", "[::1]:8480"))
	good(from("[::1]:5", "[::1]:8480", "[::1]"))
	good(from("127.0.0.1:5", here, "localhost", "Origin", "http://localhost:8480", "Sec-Fetch-Site", "same-origin"))

	bad(from("192.168.0.9:5", here, "localhost"), "the connection comes from another machine")
	bad(from("", here, "localhost"), "the connection comes from another machine")
	bad(from("127.0.0.1:5", "192.168.0.1:8480", "localhost"), "the connection did not arrive on loopback")
	bad(from("127.0.0.1:5", "", "localhost"), "the connection did not arrive on loopback")
	for _, host := range []string{"", "sekisho.example", "sekisho.example:8480", "localhost.example", "x.localhost", "127.0.0.1.nip.io", "192.168.0.1:8480", "0.0.0.0:8480"} {
		bad(from("127.0.0.1:5", here, host), "the Host header is not a loopback name")
	}
	for _, h := range Forwarded() {
		bad(from("127.0.0.1:5", here, "localhost", h, "x"), "the request came through a proxy ("+h+")")
	}
	bad(from("127.0.0.1:5", here, "localhost", "Origin", "https://evil.example"), "the request comes from another site's page")
	bad(from("127.0.0.1:5", here, "localhost", "Origin", "null"), "the request comes from another site's page")
	bad(from("127.0.0.1:5", here, "localhost", "Sec-Fetch-Site", "cross-site"), "the request comes from another site's page")
}
