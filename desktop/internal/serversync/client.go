package serversync

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"sekisho/server/api"
	"sekisho/server/pass"
)

// errUnreachable: nobody answered at all.
var errUnreachable = errors.New("serversync: the server cannot be reached")

// errLate: the server did not answer in time. It may be there.
var errLate = errors.New("serversync: the server did not answer in time")

// refusedError is an answer that is no yes.
type refusedError struct {
	Status int
	Code   string // of the API; empty: it is no answer of a Sekisho server
	Title  string
}

func (e *refusedError) Error() string {
	if e.Code == "" {
		return fmt.Sprintf("the server answers %d", e.Status)
	}
	return fmt.Sprintf("the server answers %d %s: %s", e.Status, e.Code, e.Title)
}

// final tells a refusal that will be the same next time from one that may pass.
func (e *refusedError) final() bool {
	switch e.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusNotFound, http.StatusMethodNotAllowed:
		return false // another token, another time, another version of the server
	}
	return e.Status >= 400 && e.Status < 500 && e.Code != ""
}

const maxAnswer = pass.MaxDocument + 1<<20

// client speaks to one server.
type client struct {
	http   *http.Client
	server string // origin, without a slash at its end
	token  string
}

// originOf is where a server may be: https, or this computer. It returns the origin.
func originOf(server string) (string, error) {
	server = strings.TrimSpace(server)
	if !strings.Contains(server, "://") {
		server = "https://" + server
	}
	u, err := url.Parse(server)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "":
		return "", fmt.Errorf("%w: %q; write it as https://sekisho.example.co.jp", ErrServer, server)
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return u.Scheme + "://" + u.Host, nil
	}
	return "", fmt.Errorf("%w: %q is not protected by https", ErrServer, server)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// ask sends a request and reads the answer into out. tag asks for another version only; changed is false if there is none.
func (c *client) ask(ctx context.Context, method, path, tag string, in, out any) (newTag string, changed bool, err error) {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return "", false, fmt.Errorf("write a request: %w", err)
		}
		body = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.server+path, body)
	if err != nil {
		return "", false, fmt.Errorf("%w: %w", ErrServer, err)
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	if tag != "" {
		r.Header.Set("If-None-Match", `"`+tag+`"`)
	}
	return c.answer(ctx, r, out)
}

func (c *client) answer(ctx context.Context, r *http.Request, out any) (tag string, changed bool, err error) {
	w, err := c.http.Do(r)
	if err != nil {
		return "", false, unreached(ctx, err)
	}
	defer func() { _ = w.Body.Close() }() // was read
	data, err := io.ReadAll(io.LimitReader(w.Body, maxAnswer+1))
	switch {
	case err != nil:
		return "", false, unreached(ctx, err)
	case len(data) > maxAnswer:
		return "", false, fmt.Errorf("%w: its answer has no end", errUnreachable)
	case w.StatusCode == http.StatusNotModified:
		return "", false, nil
	case w.StatusCode/100 != 2:
		return "", false, refused(w.StatusCode, data)
	}
	if out != nil {
		if err := json.Unmarshal(data, out); err != nil {
			return "", false, fmt.Errorf("%w: what answers there is no Sekisho server", errUnreachable)
		}
	}
	return strings.Trim(w.Header.Get("ETag"), `"`), true, nil
}

func unreached(ctx context.Context, err error) error {
	var n net.Error
	if ctx.Err() != nil || errors.As(err, &n) && n.Timeout() {
		return fmt.Errorf("%w: %w", errLate, err)
	}
	return fmt.Errorf("%w: %w", errUnreachable, err)
}

// refused reads a problem (RFC 9457). A proxy's error page is one without a code.
func refused(status int, data []byte) error {
	var p api.Problem
	if json.Unmarshal(data, &p) != nil || p.Code == "" {
		if status >= 500 || status/100 == 3 {
			return fmt.Errorf("%w: %w", errUnreachable, &refusedError{Status: status})
		}
		return &refusedError{Status: status}
	}
	return &refusedError{Status: status, Code: p.Code, Title: p.Title}
}
