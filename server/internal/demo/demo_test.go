package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sekisho/server/gate"
)

// request asks the guarded demo as a connection between two addresses would.
func request(t *testing.T, e *echo.Echo, method, path, body string, change func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "http://127.0.0.1:8480"+path, strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:50000"
	local := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8480}
	r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(local)))
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

func demoServer(t *testing.T) (*echo.Echo, *Sink) {
	t.Helper()
	sink := NewSink()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- (&gate.Server{Host: "sink.invalid", Backend: sink}).Serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	e := echo.New()
	now := func() time.Time { return time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC) }
	Register(e.Group("/demo", Guard), Options{Sink: sink, Gate: ln.Addr().String(), Account: "sato@minato.example", Now: now})
	return e, sink
}

func TestGuard(t *testing.T) {
	e, _ := demoServer(t)
	for name, c := range map[string]struct {
		change func(*http.Request)
		want   int
	}{
		"this machine":         {nil, 200},
		"our own page":         {func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:8480") }, 200},
		"localhost":            {func(r *http.Request) { r.Host = "localhost:8480" }, 200},
		"IPv6":                 {func(r *http.Request) { r.Host = "[::1]:8480"; r.RemoteAddr = "[::1]:50000" }, 200},
		"another machine":      {func(r *http.Request) { r.RemoteAddr = "192.0.2.7:50000" }, 403},
		"DNS rebinding":        {func(r *http.Request) { r.Host = "evil.example:8480" }, 403},
		"a name below ours":    {func(r *http.Request) { r.Host = "localhost.evil.example" }, 403},
		"another site's page":  {func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, 403},
		"another local server": {func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:3000") }, 403},
		"a sandboxed page":     {func(r *http.Request) { r.Header.Set("Origin", "null") }, 403},
		"behind a proxy":       {func(r *http.Request) { r.Header.Set("X-Forwarded-For", "192.0.2.7") }, 403},
		"behind another":       {func(r *http.Request) { r.Header.Set("X-Real-Ip", "192.0.2.7") }, 403},
		"an outer address": {func(r *http.Request) {
			outer := &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 8480}
			*r = *r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(outer)))
		}, 403},
	} {
		if w := request(t, e, "GET", "/demo/config", "", c.change); w.Code != c.want {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.want)
		}
	}
	cross := func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }
	if w := request(t, e, "DELETE", "/demo/sink", "", cross); w.Code != 403 {
		t.Errorf("a cross-site DELETE: %d, want 403", w.Code)
	}
}

const mailJSON = `{"from":{"address":"sato@minato.example","name":"佐藤"},"to":[{"address":"a@x.example","name":"田中, 一郎"},{"address":"b@x.example"}],
"cc":[{"address":"a@x.example"}],"bcc":[{"address":"hidden@x.example"}],"subject":"お見積書\r\nX-Evil: 1","body":"一行目\n=二行目",
"headers":{"X-Sekisho-Pass":"abc"},"attachments":[{"name":"見積.txt","type":"text/plain","content":"5pel5pys"}]}`

func TestSendReachesTheSink(t *testing.T) {
	e, sink := demoServer(t)
	w := request(t, e, "POST", "/demo/send", mailJSON, func(r *http.Request) { r.Header.Set("Content-Type", "application/json") })
	var sent Sent
	if err := json.Unmarshal(w.Body.Bytes(), &sent); err != nil || !sent.Accepted || !strings.HasPrefix(sent.Replies[0], "250 ") {
		t.Fatalf("send: %d %s", w.Code, w.Body)
	}
	for _, evil := range []string{"a@x.example\\r\\nBcc: c@x.example", "a@x.example\\u0000"} {
		w := request(t, e, "POST", "/demo/send", strings.Replace(mailJSON, "b@x.example", evil, 1), func(r *http.Request) { r.Header.Set("Content-Type", "application/json") })
		if w.Code != 400 || !strings.Contains(w.Body.String(), "cannot be written") {
			t.Errorf("%s: %d %s, want 400 and what is wrong", evil, w.Code, w.Body)
		}
	}
	list := sink.List()
	if len(list) != 1 || strings.Join(list[0].To, " ") != "a@x.example b@x.example hidden@x.example" || list[0].Subject != "お見積書  X-Evil: 1" {
		t.Fatalf("stored: %+v", list)
	}
	raw, _ := sink.Raw(list[0].ID)
	readBack(t, raw)
	if w := request(t, e, "GET", "/demo/sink/"+list[0].ID, "", nil); !bytes.Equal(w.Body.Bytes(), raw) {
		t.Error("the raw view is not what was stored")
	}
	if w := request(t, e, "GET", "/demo/sink/none", "", nil); w.Code != 404 {
		t.Errorf("an unknown mail: %d, want 404", w.Code)
	}
	if request(t, e, "DELETE", "/demo/sink", "", nil); len(sink.List()) != 0 {
		t.Error("the sink was not emptied")
	}
}

// readBack reads what compose wrote with the standard library.
func readBack(t *testing.T, raw []byte) {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if m.Header.Get("X-Evil") != "" || m.Header.Get("Bcc") != "" || m.Header.Get("X-Sekisho-Pass") != "abc" {
		t.Errorf("header: %v", m.Header)
	}
	to, err := m.Header.AddressList("To")
	if err != nil || len(to) != 2 || to[0].Name != "田中, 一郎" {
		t.Errorf("To: %v %v", to, err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	r := multipart.NewReader(m.Body, params["boundary"])
	text, err := r.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	if body, _ := io.ReadAll(text); string(body) != "一行目\r\n=二行目" {
		t.Errorf("body = %q", body)
	}
	file, err := r.NextPart()
	if err != nil || file.FileName() != "見積.txt" {
		t.Fatalf("file: %v %v", file, err)
	}
}

func TestComposeRefusesBadHeaders(t *testing.T) {
	for name, h := range map[string]map[string]string{
		"a line end in a value": {"X-A": "1\r\nBcc: x@y.example"},
		"a colon in a name":     {"X-A: 1\r\nB": "2"},
		"an empty name":         {"": "1"},
	} {
		if _, err := compose(Draft{Headers: h}, time.Now()); err == nil {
			t.Errorf("%s: written", name)
		}
	}
}

func TestSinkKeepsTheNewest(t *testing.T) {
	s := NewSink()
	for i := range maxKept + 5 {
		s.add(Stored{ID: string(rune('A' + i%26)), Size: i})
	}
	if list := s.List(); len(list) != maxKept || list[0].Size != maxKept+4 {
		t.Errorf("%d kept, newest %d; want %d and %d", len(list), list[0].Size, maxKept, maxKept+4)
	}
}

func TestGateDown(t *testing.T) {
	e := echo.New()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	_ = ln.Close()
	Register(e.Group("/demo", Guard), Options{Sink: NewSink(), Gate: addr})
	if w := request(t, e, "POST", "/demo/send", mailJSON, nil); w.Code != 500 {
		t.Errorf("with the gate down: %d %s, want 500", w.Code, w.Body)
	}
}
