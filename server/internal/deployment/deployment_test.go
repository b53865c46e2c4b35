package deployment

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/manifest"
	"sekisho/server/internal/httpapi"
)

func ready(context.Context) error { return nil }

// wrong lists what is not in order, by code.
func wrong(lines []Line) (codes []string) {
	for _, l := range lines {
		if l.Level != OK {
			codes = append(codes, l.Code)
		}
	}
	return codes
}

func check(t *testing.T, o Options) []Line {
	t.Helper()
	lines, err := Check(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func whole(p pki) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{chainOf(p.server.key, p.server.cert, p.between.cert)}}
}

func TestNothingIsMissing(t *testing.T) {
	p := newPKI(t, leaf("localhost"))
	origin := serve(t, router(t, httpapi.Options{Ready: ready, Frames: []string{"https://mail.own.example"}}), whole(p))
	o := Options{Origin: origin, Roots: p.roots(), Outlook: []string{"https://mail.own.example"}}
	for _, m := range []manifest.Options{
		{Origin: origin},
		{Origin: origin, Mode: manifest.ModeItemSend},
		{Origin: origin, Mode: manifest.ModeUnified},
	} {
		document, err := manifest.Render(m)
		if err != nil {
			t.Fatal(err)
		}
		o.Manifest = document
		lines := check(t, o)
		if bad := wrong(lines); bad != nil || Worst(lines) != OK {
			t.Errorf("%+v: %v, want everything in order", m, lines)
		}
		for _, code := range []string{"tls", "allowed", "script", "page", "icon", "api", "cors", "manifest"} {
			if !slices.ContainsFunc(lines, func(l Line) bool { return l.Code == code }) {
				t.Errorf("%+v: nothing is said of %s", m, code)
			}
		}
	}
	o.Manifest, _ = manifest.Package(manifest.Options{Origin: origin})
	if bad := wrong(check(t, o)); bad != nil {
		t.Errorf("the package: %v, want everything in order", bad)
	}
	o.Manifest = nil
	if lines := check(t, o); wrong(lines) != nil || lines[len(lines)-1].Code != "version" {
		t.Errorf("without a manifest: %v", lines)
	}
}

func TestCertificates(t *testing.T) {
	good := newPKI(t, leaf("localhost"))
	with := func(change func(c *x509.Certificate)) pki {
		c := leaf("localhost")
		change(&c)
		return newPKI(t, c)
	}
	ended := with(func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) })
	early := with(func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Hour) })
	soon := with(func(c *x509.Certificate) { c.NotAfter = time.Now().Add(72 * time.Hour) })
	other := with(func(c *x509.Certificate) { c.DNSNames = []string{"other.example"} })
	both := with(func(c *x509.Certificate) {
		c.DNSNames, c.NotAfter = []string{"other.example"}, time.Now().Add(-time.Hour)
	})
	self := issue(t, nil, leaf("localhost"))
	old := whole(good)
	old.MinVersion, old.MaxVersion = tls.VersionTLS11, tls.VersionTLS11
	for name, c := range map[string]struct {
		config *tls.Config
		roots  *x509.CertPool
		want   []string
	}{
		"past its end":     {whole(ended), ended.roots(), []string{"tls.ended"}},
		"of tomorrow":      {whole(early), early.roots(), []string{"tls.early"}},
		"near its end":     {whole(soon), soon.roots(), []string{"tls.soon"}},
		"of another name":  {whole(other), other.roots(), []string{"tls.name"}},
		"wrong twice":      {whole(both), both.roots(), []string{"tls.name", "tls.ended"}},
		"without its link": {&tls.Config{Certificates: []tls.Certificate{chainOf(good.server.key, good.server.cert)}}, good.roots(), []string{"tls.chain"}},
		"of nobody known":  {whole(good), x509.NewCertPool(), []string{"tls.untrusted"}},
		"by itself":        {&tls.Config{Certificates: []tls.Certificate{chainOf(self.key, self.cert)}}, good.roots(), []string{"tls.selfSigned"}},
		"by an old TLS":    {old, good.roots(), []string{"tls.old"}},
	} {
		t.Run(name, func(t *testing.T) {
			origin := serve(t, router(t, httpapi.Options{Ready: ready}), c.config)
			lines := check(t, Options{Origin: origin, Roots: c.roots})
			if got := wrong(lines); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v and everything else in order", got, c.want)
			}
		})
	}
}

func TestWhatAnswersNot(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	origin := "https://localhost:" + plain.URL[strings.LastIndex(plain.URL, ":")+1:]
	if got := wrong(check(t, Options{Origin: origin})); !slices.Equal(got, []string{"tls.none"}) {
		t.Errorf("a server without TLS: %v, want tls.none alone", got)
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := closed.Addr().String()[len("127.0.0.1:"):]
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Check(t.Context(), Options{Origin: "https://127.0.0.1:" + port}); !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), "Start the server") {
		t.Errorf("a closed port: %v, want ErrUnreachable and what to do", err)
	}
	if got := wrong(check(t, Options{Origin: "https://" + silent.Addr().String(), Timeout: 2 * time.Second})); !slices.Equal(got, []string{"tls.none"}) {
		t.Errorf("a server that says nothing: %v, want tls.none alone", got)
	}
	if _, err := Check(t.Context(), Options{Origin: "https://nowhere.invalid"}); !errors.Is(err, ErrUnreachable) {
		t.Errorf("a name that is none: %v, want ErrUnreachable", err)
	}
	if _, err := Check(t.Context(), Options{Origin: "http://a.example"}); !errors.Is(err, manifest.ErrOrigin) {
		t.Errorf("http: %v, want manifest.ErrOrigin", err)
	}
}

// change is a proxy in front that does something wrong with some answers.
type change func(w http.ResponseWriter, q *http.Request, next http.Handler)

func at(path string, do change) change {
	return func(w http.ResponseWriter, q *http.Request, next http.Handler) {
		if q.URL.Path == path {
			do(w, q, next)
			return
		}
		next.ServeHTTP(w, q)
	}
}

// answered gives an answer of its own.
func answered(status int, kind, body string) change {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// header changes headers of the answer; an empty value takes one away.
func header(pairs ...string) change {
	return func(w http.ResponseWriter, q *http.Request, next http.Handler) {
		r := httptest.NewRecorder()
		next.ServeHTTP(r, q)
		for n := 0; n < len(pairs); n += 2 {
			if r.Header().Del(pairs[n]); pairs[n+1] != "" {
				r.Header().Set(pairs[n], pairs[n+1])
			}
		}
		for name, values := range r.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(r.Code)
		_, _ = w.Write(r.Body.Bytes())
	}
}

func moved(to string) change {
	return func(w http.ResponseWriter, q *http.Request, _ http.Handler) {
		http.Redirect(w, q, to, http.StatusFound)
	}
}

// asHost passes requests on under another host.
func asHost(host string) change {
	return func(w http.ResponseWriter, q *http.Request, next http.Handler) {
		q.Host = host
		next.ServeHTTP(w, q)
	}
}

func withoutOptions(w http.ResponseWriter, q *http.Request, next http.Handler) {
	if q.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	next.ServeHTTP(w, q)
}

func twoPolicies(w http.ResponseWriter, q *http.Request, next http.Handler) {
	w.Header().Set("Content-Security-Policy", "default-src 'self'")
	inner := httptest.NewRecorder()
	next.ServeHTTP(inner, q)
	for name, values := range inner.Header() {
		w.Header()[name] = append(w.Header()[name], values...)
	}
	w.WriteHeader(inner.Code)
	_, _ = w.Write(inner.Body.Bytes())
}

func TestDefects(t *testing.T) {
	const pane, script, well = "/addin/taskpane.html", "/addin/launchevent.js", allowedPath
	csp := "Content-Security-Policy"
	p := newPKI(t, leaf("localhost"))
	for name, c := range map[string]struct {
		do   change
		want []string
	}{
		"no list of callers":      {at(well, answered(404, "text/plain", "")), []string{"get.missing"}},
		"a list that is moved":    {at(well, moved("/elsewhere.json")), []string{"get.redirect"}},
		"a list that is a page":   {at(well, answered(200, "text/html", "<p>login")), []string{"get.type"}},
		"a list that is none":     {at(well, answered(200, "application/json", "[]")), []string{"allowed.json"}},
		"a list of another":       {at(well, answered(200, "application/json", `{"allowed":["https://other.example/addin/launchevent.js"]}`)), []string{"allowed.list"}},
		"a login page":            {at(script, moved("https://login.example/")), []string{"get.redirect"}},
		"a script as text":        {at(script, header("Content-Type", "text/plain")), []string{"get.type"}},
		"a script for members":    {at(script, answered(401, "text/html", "")), []string{"get.forbidden"}},
		"no second script":        {at("/addin/launchevent-entra.js", answered(404, "text/plain", "")), []string{"get.missing"}},
		"a script of nobody":      {at(script, answered(200, "text/javascript", "o='"+manifest.Placeholder+"'")), []string{"script.origin", "script.cache"}},
		"another host":            {asHost("inner.example"), []string{"allowed.list", "script.origin", "script.origin", "cors.own"}},
		"a host that cannot be":   {at(script, asHost("a'b")), []string{"get.host"}},
		"a script that is kept":   {at(script, header("Cache-Control", "max-age=3600")), []string{"script.cache"}},
		"a script without a tag":  {at(script, header("ETag", "")), []string{"script.tag"}},
		"no pane":                 {at(pane, answered(503, "text/html", "")), []string{"get.status"}},
		"no server behind":        {at(pane, answered(502, "text/html", "")), []string{"get.gateway"}},
		"X-Frame-Options":         {at(pane, header("X-Frame-Options", "SAMEORIGIN")), []string{"frame.option"}},
		"anybody may frame":       {at(pane, header(csp, "")), []string{"frame.anybody"}},
		"nobody may frame":        {at(pane, header(csp, "frame-ancestors 'none'")), []string{"frame.outlook", "frame.outlook", "frame.outlook"}},
		"two policies":            {at(pane, twoPolicies), []string{"policy.two"}},
		"no Office.js":            {at(pane, header(csp, "frame-ancestors *; script-src 'self'")), []string{"policy.office"}},
		"sniffing":                {at(pane, header("X-Content-Type-Options", "")), []string{"header.sniff"}},
		"no HSTS":                 {at(pane, header("Strict-Transport-Security", "")), []string{"header.hsts"}},
		"no support page":         {at("/addin/support.html", answered(404, "text/html", "")), []string{"get.missing"}},
		"no icon":                 {at("/addin/icons/icon-80.png", answered(404, "image/png", "")), []string{"get.missing"}},
		"an icon that is none":    {at("/addin/icons/icon-80.png", answered(200, "image/png", "GIF89a")), []string{"icon.size"}},
		"an icon nobody may keep": {at("/addin/icons/icon-80.png", header("Cache-Control", "no-store")), []string{"icon.store"}},
		"no API":                  {at("/healthz", answered(404, "text/html", "")), []string{"get.missing"}},
		"another API":             {at("/v1/checks", answered(404, "text/html", "")), []string{"api.other", "cors.own"}},
		"a login before the API":  {at("/v1/checks", moved("/login")), []string{"get.redirect", "cors.own"}},
		"a proxy that says http":  {at("/v1/checks", answered(403, "application/problem+json", `{"code":"https-required"}`)), []string{"api.proxy", "cors.own"}},
		"an API without sign-in":  {at("/v1/checks", answered(400, "application/problem+json", `{"code":"draft-invalid"}`)), []string{"api.open", "cors.own"}},
		"an API for everybody":    {at("/v1/checks", header("Access-Control-Allow-Origin", "*")), []string{"cors.open"}},
		"no OPTIONS":              {at("/v1/checks", withoutOptions), []string{"cors.own"}},
		"an old server":           {at("/addin/hosted.json", answered(404, "application/json", "")), []string{"get.missing"}},
		"no version":              {at("/addin/hosted.json", answered(200, "application/json", "{}")), []string{"version.none"}},
		"another version":         {at("/addin/hosted.json", answered(200, "application/json", `{"manifest":"1.999.0"}`)), []string{"version.program"}},
	} {
		t.Run(name, func(t *testing.T) {
			next := router(t, httpapi.Options{Ready: ready})
			origin := serve(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { c.do(w, q, next) }), whole(p))
			if got := wrong(check(t, Options{Origin: origin, Roots: p.roots()})); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestServerThatIsNotReady(t *testing.T) {
	p := newPKI(t, leaf("localhost"))
	notReady := func(context.Context) error { return errors.New("the database does not answer") }
	lines := check(t, Options{Origin: serve(t, router(t, httpapi.Options{Ready: notReady}), whole(p)), Roots: p.roots()})
	at := slices.IndexFunc(lines, func(l Line) bool { return l.Code == "api.failing" })
	if at < 0 || lines[at].Args[0] != "the database does not answer" {
		t.Errorf("got %v, want api.failing with the reason", lines)
	}
}

func TestInstalledManifests(t *testing.T) {
	p := newPKI(t, leaf("localhost"))
	origin := serve(t, router(t, httpapi.Options{Ready: ready}), whole(p))
	document := func(o manifest.Options) string {
		out, err := manifest.Render(o)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	good := document(manifest.Options{Origin: origin})
	for name, c := range map[string]struct {
		installed string
		want      []string
	}{
		"an old one":         {strings.Replace(document(manifest.Options{Origin: origin, Version: "1.0.9"}), "<ProviderName>", "<ProviderName>Former ", 1), []string{"manifest.behind"}},
		"of an old number":   {document(manifest.Options{Origin: origin, Version: "1.0.9"}), nil}, // another kind has changed since
		"another's":          {document(manifest.Options{Origin: "https://other.example"}), []string{"manifest.origin"}},
		"an event too many":  {strings.Replace(good, "onMessageFromChangedHandler", "onOther", 1), []string{"manifest.problem", "manifest.problem"}},
		"a page that is not": {strings.ReplaceAll(good, "taskpane.html", "pane.html"), []string{"manifest.problem"}},
		"none":               {"hello", []string{"manifest.problem"}},
	} {
		got := wrong(check(t, Options{Origin: origin, Roots: p.roots(), Manifest: []byte(c.installed)}))
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestOutlookOnPremises(t *testing.T) {
	p := newPKI(t, leaf("localhost"))
	origin := serve(t, router(t, httpapi.Options{Ready: ready}), whole(p))
	got := wrong(check(t, Options{Origin: origin, Roots: p.roots(), Outlook: []string{"https://mail.own.example"}}))
	if want := slices.Repeat([]string{"frame.outlook"}, 4); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v: once for each page", got, want)
	}
}

func TestAllows(t *testing.T) {
	for _, c := range []struct {
		sources, origin string
		want            bool
	}{
		{"'self' https://*.office.com", "https://outlook.office.com", true},
		{"https://*.office.com", "https://office.com", false},
		{"https://*.office.com", "https://evil-office.com", false},
		{"https://OUTLOOK.office.com/", "https://outlook.office.com", true},
		{"*.office.com", "https://outlook.office.com", true},
		{"http://*.office.com", "https://outlook.office.com", false},
		{"https:", "https://outlook.office.com", true},
		{"*", "https://outlook.office.com", true},
		{"'none'", "https://outlook.office.com", false},
		{"", "https://outlook.office.com", false},
	} {
		if got := allows(strings.Fields(c.sources), c.origin); got != c.want {
			t.Errorf("%q allows %s: got %t, want %t", c.sources, c.origin, got, c.want)
		}
	}
}

func TestCheckEnds(t *testing.T) {
	p := newPKI(t, leaf("localhost"))
	ctx, cancel := context.WithCancel(t.Context())
	origin := serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { cancel() }), whole(p))
	if _, err := Check(ctx, Options{Origin: origin, Roots: p.roots()}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v, want context.Canceled", err)
	}
}
