package deployment

import (
	"context"
	"crypto/tls"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// bodyMost is how many octets of a body are read.
const bodyMost = 4 << 20

// client asks one origin, follows nothing, and trusts what was judged before.
type client struct {
	origin string
	http   *http.Client
}

func newClient(origin string, timeout time.Duration) client {
	transport := &http.Transport{
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10}, //nolint:gosec // the certificate is told about line by line
		ForceAttemptHTTP2: true,
	}
	return client{origin, &http.Client{
		Transport: transport, Timeout: timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
	err    error
}

// kind is the media type without parameters.
func (a answer) kind() string {
	kind, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	if err != nil {
		return a.header.Get("Content-Type")
	}
	return kind
}

// ask makes one request; header is names and values in turn.
func (c client) ask(ctx context.Context, method, path, body string, header ...string) answer {
	q, err := http.NewRequestWithContext(ctx, method, c.origin+path, strings.NewReader(body))
	if err != nil {
		return answer{err: err}
	}
	for n := 0; n+1 < len(header); n += 2 {
		q.Header.Set(header[n], header[n+1])
	}
	w, err := c.http.Do(q)
	if err != nil {
		return answer{err: err}
	}
	defer func() { _ = w.Body.Close() }()
	data, err := io.ReadAll(io.LimitReader(w.Body, bodyMost))
	return answer{w.StatusCode, w.Header, data, err}
}

// fetch gets a file that must be there, at this address itself, as one of these types. ok is false if that was not so, which
// is then said.
func (i *inspection) fetch(ctx context.Context, path string, kinds ...string) (a answer, ok bool) {
	a = i.client.ask(ctx, http.MethodGet, path, "")
	switch {
	case a.err != nil:
		i.add(Missing, "get.error", path, a.err.Error())
	case a.status >= 300 && a.status < 400:
		i.add(Missing, "get.redirect", path, a.header.Get("Location"))
	case a.status != http.StatusOK:
		i.add(Missing, statusCode(a.status), path, strconv.Itoa(a.status))
	case !slices.Contains(kinds, a.kind()):
		i.add(Missing, "get.type", path, a.kind(), kinds[0])
	default:
		return a, true
	}
	return a, false
}

// statusCode is the text that knows what to do about a status.
func statusCode(status int) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired:
		return "get.forbidden"
	case http.StatusNotFound, http.StatusGone:
		return "get.missing"
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		return "get.gateway"
	case http.StatusMisdirectedRequest:
		return "get.host"
	}
	return "get.status"
}
