package httpapi

import (
	"net/http"
	"net/netip"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"
)

// Reach tells how a request reached the server: by whom, and under which origin. What a proxy adds to a request is believed
// from the named proxies alone, for anybody can write X-Forwarded-Host.
type Reach struct {
	Origin  string         // public origin, "https://mail.example"; empty: as the request says
	Proxies []netip.Prefix // whose X-Forwarded-* counts; none: nobody's
}

// hostForm is what a Host may be that is written into a script: a name or an address, and a port.
var hostForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?$`)

// Peer is the address of whoever connected; invalid: not known.
func (r Reach) Peer(q *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(q.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return peer.Addr().Unmap()
}

// Proxied tells whether a named proxy passed the request on.
func (r Reach) Proxied(q *http.Request) bool {
	peer := r.Peer(q)
	for _, p := range r.Proxies {
		if p.Contains(peer) {
			return true
		}
	}
	return false
}

// Scheme is "https" or "http": what the person's own program spoke, as far as it is known.
func (r Reach) Scheme(q *http.Request) string {
	if https, _ := r.Forwarded(q); https || q.TLS != nil {
		return "https"
	}
	return "http"
}

// Forwarded tells whether a named proxy says that it took the request by TLS, and whether it says anything about that. What it
// says is "https", in these letters, or it did not.
func (r Reach) Forwarded(q *http.Request) (https, said bool) {
	proto, said := r.forwarded(q, "X-Forwarded-Proto")
	return proto == "https", said
}

// forwarded is what the nearest proxy wrote into a header, if it is a named one: the last element of the last line, for whoever
// asked may have sent lines and elements of their own. RFC 9110, section 5.3 makes one list of all lines.
func (r Reach) forwarded(q *http.Request, name string) (value string, said bool) {
	lines := q.Header.Values(name)
	if len(lines) == 0 || !r.Proxied(q) {
		return "", false
	}
	line := lines[len(lines)-1]
	return strings.TrimSpace(line[strings.LastIndexByte(line, ',')+1:]), true
}

// Of is the origin under which the request came. ok is false if it names a host that none can be called.
func (r Reach) Of(q *http.Request) (origin string, ok bool) {
	if r.Origin != "" {
		return r.Origin, true
	}
	host := q.Host
	if forwarded, _ := r.forwarded(q, "X-Forwarded-Host"); forwarded != "" {
		host = forwarded
	}
	host = strings.ToLower(host)
	return r.Scheme(q) + "://" + host, hostForm.MatchString(host)
}

// secure sets what every answer carries. Answers of the API are nobody's to keep. There is no X-Frame-Options: Outlook on the
// web shows the add-in in a frame, and frame-ancestors says whose.
func (r Reach) secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		if r.Scheme(c.Request()) == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}

// sameOrigin lets pages of our own origin read the API even where a runtime takes them for foreign, as classic Outlook's may
// (facts: it does "full CORS"). Nobody else's: there is no other origin that the add-in is on.
func (r Reach) sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		q, h := c.Request(), c.Response().Header()
		asks := q.Header.Get("Origin")
		if asks == "" {
			return next(c)
		}
		h.Add("Vary", "Origin")
		own, ok := r.Of(q)
		if !ok || !strings.EqualFold(asks, own) {
			return next(c)
		}
		h.Set("Access-Control-Allow-Origin", own)
		h.Set("Access-Control-Expose-Headers", "ETag, Retry-After, X-Request-Id")
		if q.Method != http.MethodOptions || q.Header.Get("Access-Control-Request-Method") == "" {
			return next(c)
		}
		h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-None-Match")
		h.Set("Access-Control-Max-Age", "600")
		return c.NoContent(http.StatusNoContent)
	}
}
