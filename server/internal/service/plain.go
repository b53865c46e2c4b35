package service

import (
	"io"
	"net/http"

	"sekisho/server/internal/httpapi"
)

// guardPlain refuses requests that somebody on the way could have read: without TLS they come from this machine or through a
// named proxy, which says that it took them by TLS. Whoever watches a proxied server asks for its health without TLS.
func guardPlain(reach httpapi.Reach, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.TLS != nil || mayBePlain(reach, q) {
			next.ServeHTTP(w, q)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "application/problem+json")
		h.Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"type":"urn:sekisho:problem:https-required","status":403,"code":"https-required",`+
			`"title":"This server is reached by https only.","detail":"Ask for https://; a proxy in front must be named in trustedProxies and say X-Forwarded-Proto: https."}`+"\n")
	})
}

func mayBePlain(reach httpapi.Reach, q *http.Request) bool {
	if !reach.Proxied(q) {
		return reach.Peer(q).IsLoopback()
	}
	switch q.URL.Path {
	case "/healthz", "/readyz", "/metrics":
		return true
	}
	https, said := reach.Forwarded(q)
	return https || !said
}
