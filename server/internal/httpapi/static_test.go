package httpapi

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/labstack/echo/v4"

	"sekisho/manifest"
)

var long = strings.Repeat("const a = 1;\n", 400)

// built stands for the front ends.
func built(name string) (fs.FS, bool) {
	if name != "addin" {
		return nil, false
	}
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return fstest.MapFS{
		"taskpane.html":               file("<!doctype html>"),
		"launchevent.js":              file("o=`" + manifest.Placeholder + "`;" + long),
		"launchevent-entra.js":        file("e=`" + manifest.Placeholder + "`"),
		"launchevent-page.js":         file("p"),
		"assets/taskpane-DE4Su8Fp.js": file(long),
		"assets/plain.css":            file("a{}"),
		"icons/icon-64.png":           file(strings.Repeat("x", 5000)),
		"unhashed-DE4Su8Fp.js":        file("x"),
	}, true
}

// hosting is the router with the built front ends and nothing behind it.
func hosting(t *testing.T, o Options) http.Handler {
	t.Helper()
	if o.Built == nil {
		o.Built = built
	}
	o.UploadsDir, o.Log = t.TempDir(), slog.New(slog.DiscardHandler)
	o.Identify = func(next echo.HandlerFunc) echo.HandlerFunc { return next }
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func get(t *testing.T, h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	return ask(t, h, http.MethodGet, path, header...)
}

func ask(t *testing.T, h http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	q := httptest.NewRequestWithContext(t.Context(), method, "https://sekisho.example"+path, http.NoBody)
	for i := 0; i < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, q)
	return w
}

func TestHeadersOfPages(t *testing.T) {
	h := hosting(t, Options{Frames: []string{"https://mail.own.example"}, SignIn: []string{"https://login.microsoftonline.com"}})
	w := get(t, h, "/addin/taskpane.html")
	for name, want := range map[string]string{
		"X-Content-Type-Options":    "nosniff",
		"Referrer-Policy":           "no-referrer",
		"Content-Type":              "text/html; charset=utf-8",
		"X-Frame-Options":           "",
		"Strict-Transport-Security": "max-age=31536000",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	directives := map[string]string{}
	for d := range strings.SplitSeq(w.Header().Get("Content-Security-Policy"), "; ") {
		name, value, _ := strings.Cut(d, " ")
		directives[name] = value
	}
	for name, wanted := range map[string][]string{
		"default-src":     {"'none'"},
		"script-src":      {"'self'", "https://appsforoffice.microsoft.com", "https://ajax.aspnetcdn.com"},
		"connect-src":     {"'self'", "https://login.microsoftonline.com"},
		"frame-ancestors": {"'self'", "https://*.office.com", "https://*.office365.com", "https://*.outlook.com", "https://outlook.live.com", "https://*.cloud.microsoft", "https://mail.own.example"},
		"base-uri":        {"'none'"},
		"form-action":     {"'none'"},
	} {
		for _, want := range wanted {
			if !strings.Contains(" "+directives[name]+" ", " "+want+" ") {
				t.Errorf("%s: got %q, want %s in it", name, directives[name], want)
			}
		}
	}
	if strings.Contains(directives["script-src"], "unsafe") {
		t.Errorf("script-src: %s; scripts written into a page must not run", directives["script-src"])
	}
}

func TestHowLongFilesAreKept(t *testing.T) {
	h := hosting(t, Options{})
	for path, want := range map[string]string{
		"/addin/assets/taskpane-DE4Su8Fp.js": "public, max-age=31536000, immutable",
		"/addin/assets/plain.css":            "no-cache",
		"/addin/unhashed-DE4Su8Fp.js":        "no-cache",
		"/addin/icons/icon-64.png":           "public, max-age=86400",
		"/addin/taskpane.html":               "no-cache",
		"/addin/launchevent.js":              "no-cache",
		"/addin/launchevent-entra.js":        "no-cache",
		"/addin/launchevent-page.js":         "no-cache",
		"/addin/hosted.json":                 "no-cache",
		allowed:                              "no-cache",
		"/addin/no-such-file.js":             "no-store",
	} {
		if got := get(t, h, path).Header().Get("Cache-Control"); got != want {
			t.Errorf("%s: Cache-Control is %q, want %q", path, got, want)
		}
	}
}

func TestRevalidation(t *testing.T) {
	h := hosting(t, Options{})
	for _, encoding := range []string{"identity", "gzip"} {
		w := get(t, h, "/addin/launchevent.js", "Accept-Encoding", encoding)
		tag := w.Header().Get("ETag")
		if w.Code != 200 || tag == "" {
			t.Fatalf("%s: %d, ETag %q", encoding, w.Code, tag)
		}
		if w := get(t, h, "/addin/launchevent.js", "Accept-Encoding", encoding, "If-None-Match", tag); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
			t.Errorf("%s, asked whether it is still the same: %d with %d octets, want 304 and none", encoding, w.Code, w.Body.Len())
		}
		if w := get(t, h, "/addin/launchevent.js", "Accept-Encoding", encoding, "If-None-Match", `"other"`); w.Code != 200 || w.Body.Len() == 0 {
			t.Errorf("%s, asked for another: %d", encoding, w.Code)
		}
	}
	one, two := hosting(t, Options{Origin: "https://a.example"}), hosting(t, Options{Origin: "https://b.example"})
	if a, b := get(t, one, "/addin/launchevent.js").Header().Get("ETag"), get(t, two, "/addin/launchevent.js").Header().Get("ETag"); a == b {
		t.Errorf("scripts of two origins have one ETag, %s", a)
	}
}

func TestCompression(t *testing.T) {
	h := hosting(t, Options{})
	plain := get(t, h, "/addin/launchevent.js")
	for _, c := range []struct {
		path, accept string
		want         bool
	}{
		{"/addin/launchevent.js", "gzip", true},
		{"/addin/launchevent.js", "br, GZIP;q=0.5", true},
		{"/addin/launchevent.js", "*", true},
		{"/addin/launchevent.js", "", false},
		{"/addin/launchevent.js", "br", false},
		{"/addin/launchevent.js", "gzip;q=0, *", false},
		{"/addin/launchevent.js", "gzip; q=0.000", false},
		{"/addin/launchevent.js", "*;q=0", false},
		{"/addin/launchevent.js", "gzip;q=x", false},
		{"/addin/assets/taskpane-DE4Su8Fp.js", "gzip", true},
		{"/addin/assets/plain.css", "gzip", false},
		{"/addin/icons/icon-64.png", "gzip", false},
	} {
		w := get(t, h, c.path, "Accept-Encoding", c.accept)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != c.want {
			t.Errorf("%s for %q: compressed %t, want %t", c.path, c.accept, got, c.want)
		}
	}
	w := get(t, h, "/addin/launchevent.js", "Accept-Encoding", "gzip")
	if w.Header().Get("Vary") != "Accept-Encoding" || w.Header().Get("ETag") == plain.Header().Get("ETag") || w.Body.Len() >= plain.Body.Len()/4 {
		t.Errorf("compressed: Vary %q, ETag %s as plain %s, %d of %d octets", w.Header().Get("Vary"), w.Header().Get("ETag"), plain.Header().Get("ETag"), w.Body.Len(), plain.Body.Len())
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || !bytes.Equal(got, plain.Body.Bytes()) {
		t.Errorf("compressed and unpacked: %d octets, %v, want the plain ones", len(got), err)
	}
	if w := get(t, h, "/addin/launchevent.js", "Accept-Encoding", "gzip", "Range", "bytes=0-2"); w.Code != http.StatusPartialContent || w.Body.String() != plain.Body.String()[:3] || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("a part: %d %q, want the first three octets as they are", w.Code, w.Body)
	}
}

// TestLaunchEventSaysItsOrigin: classic Outlook runs the script without a page.
func TestLaunchEventSaysItsOrigin(t *testing.T) {
	h := hosting(t, Options{})
	for path, want := range map[string]string{"/addin/launchevent.js": "o=`https://sekisho.example`", "/addin/launchevent-entra.js": "e=`https://sekisho.example`"} {
		w := get(t, h, path)
		if w.Code != 200 || !strings.HasPrefix(w.Body.String(), want) || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" {
			t.Errorf("%s: %d %s %.60s, want %s", path, w.Code, w.Header().Get("Content-Type"), w.Body, want)
		}
	}
	fixed := hosting(t, Options{Origin: "https://mail.example"})
	if w := get(t, fixed, "/addin/launchevent.js"); !strings.HasPrefix(w.Body.String(), "o=`https://mail.example`") {
		t.Errorf("with a public origin: %.60s", w.Body)
	}
}

const allowed = "/.well-known/microsoft-officeaddins-allowed.json"

func TestAllowedNamesBothScripts(t *testing.T) {
	w := get(t, hosting(t, Options{}), allowed)
	var got struct{ Allowed []string }
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := "https://sekisho.example/addin/launchevent.js https://sekisho.example/addin/launchevent-entra.js"
	if strings.Join(got.Allowed, " ") != want || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		t.Errorf("got %v as %s, want %s", got.Allowed, w.Header().Get("Content-Type"), want)
	}
}

func TestForwardedHeaders(t *testing.T) {
	proxy := []netip.Prefix{netip.MustParsePrefix("10.1.2.0/24")}
	for _, c := range []struct {
		what, from, proto, host string
		proxies                 []netip.Prefix
		want                    string
	}{
		{"from the proxy", "10.1.2.3:1", "https", "mail.example", proxy, "https://mail.example"},
		{"from the proxy, after another", "10.1.2.3:1", "http, https", "evil.example, mail.example:8443", proxy, "https://mail.example:8443"},
		{"from the proxy, of the host alone", "10.1.2.3:1", "", "mail.example", proxy, "http://mail.example"},
		{"from the proxy by IPv4 in IPv6", "[::ffff:10.1.2.3]:1", "https", "mail.example", proxy, "https://mail.example"},
		{"from somebody else", "10.1.3.3:1", "https", "mail.example", proxy, "http://direct.example"},
		{"without proxies", "10.1.2.3:1", "https", "mail.example", nil, "http://direct.example"},
		{"from loopback, which nobody named", "127.0.0.1:1", "https", "mail.example", nil, "http://direct.example"},
	} {
		q := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/addin/launchevent-entra.js", http.NoBody)
		q.Host, q.RemoteAddr = "Direct.example", c.from
		q.Header.Set("X-Forwarded-Host", c.host)
		if c.proto != "" {
			q.Header.Set("X-Forwarded-Proto", c.proto)
		}
		w := httptest.NewRecorder()
		hosting(t, Options{Proxies: c.proxies}).ServeHTTP(w, q)
		if got := w.Body.String(); got != "e=`"+c.want+"`" {
			t.Errorf("%s: the script says %s, want %s", c.what, got, c.want)
		}
	}
}

func TestHostThatCannotBe(t *testing.T) {
	h := hosting(t, Options{})
	for _, name := range []string{"a.example`;alert(1)//", "a'b.example", "a.example/x", "", "a.example:99999999"} {
		for _, path := range []string{"/addin/launchevent.js", allowed} {
			q := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody)
			q.Host = name
			w := httptest.NewRecorder()
			h.ServeHTTP(w, q)
			if w.Code != http.StatusMisdirectedRequest || !strings.Contains(w.Body.String(), "host-invalid") {
				t.Errorf("%s asked of %q: %d %s, want 421", path, name, w.Code, w.Body)
			}
		}
	}
}

func TestCORSIsForOurselves(t *testing.T) {
	h := hosting(t, Options{})
	const preflight = "Access-Control-Request-Method"
	w := ask(t, h, http.MethodOptions, "/v1/checks", "Origin", "https://sekisho.example", preflight, "POST", "Access-Control-Request-Headers", "authorization,content-type")
	header := w.Header()
	if w.Code != http.StatusNoContent || header.Get("Access-Control-Allow-Origin") != "https://sekisho.example" ||
		!strings.Contains(header.Get("Access-Control-Allow-Headers"), "Authorization") || !strings.Contains(header.Get("Access-Control-Allow-Methods"), "POST") {
		t.Errorf("our own origin asks before: %d %v, want 204 and what it may", w.Code, header)
	}
	if w := get(t, h, allowed, "Origin", "https://sekisho.example"); w.Header().Get("Access-Control-Allow-Origin") != "https://sekisho.example" || w.Code != 200 {
		t.Errorf("our own origin: %d %v", w.Code, w.Header())
	}
	for _, origin := range []string{"https://evil.example", "null", "http://sekisho.example", "https://sekisho.example.evil.example", "https://sekisho.example:8443"} {
		for _, method := range []string{http.MethodOptions, http.MethodGet} {
			w := ask(t, h, method, allowed, "Origin", origin, preflight, "GET")
			if got := w.Header().Get("Access-Control-Allow-Origin"); got != "" || w.Header().Get("Vary") != "Origin" {
				t.Errorf("%s by %s: allowed %q, Vary %q; want nobody, and Origin", method, origin, got, w.Header().Get("Vary"))
			}
		}
	}
}

func TestNotBuilt(t *testing.T) {
	w := httptest.NewRecorder()
	e := echo.New()
	serveFiles(e, func(string) (fs.FS, bool) { return nil, false }, "/addin", "addin", "")
	e.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/addin/taskpane.html", http.NoBody))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "go tool task web") {
		t.Errorf("not built: %d %s, want 503 and the command", w.Code, w.Body)
	}
}
