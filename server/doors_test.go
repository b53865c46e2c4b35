package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sekisho/server/api"
	"sekisho/server/check"
	"sekisho/server/gate"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/httpapi"
	"sekisho/server/internal/store"
	"sekisho/server/message"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

// noon is when cases happen that do not say when.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.FixedZone("JST", 9*3600))

// told is a source that knows exactly what a case's facts say.
type told struct{ facts policy.Facts }

func (told) Name() string { return "case" }

func (s told) Gather(context.Context, *policy.Message) (func(*policy.Facts), error) {
	return func(f *policy.Facts) { *f = s.facts }, nil
}

// door judges a case its own way.
type door func(t *testing.T, c *check.Case) policy.Verdict

func engineDoor(t *testing.T, c *check.Case) policy.Verdict {
	t.Helper()
	m := readMail(t, c)
	facts := c.Facts
	if facts.Now.IsZero() {
		facts.Now = noon
	}
	return check.Run(t.Context(), &check.Engine{Policy: c.Policy}, m, facts)
}

func readMail(t *testing.T, c *check.Case) *policy.Message {
	t.Helper()
	m, err := message.Read(t.Context(), bytes.NewReader(c.Mail), c.Envelope)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// apiDoor posts the mail as a draft to the real router, with a real store behind it.
func apiDoor(t *testing.T, c *check.Case) policy.Verdict {
	t.Helper()
	m := readMail(t, c)
	server := apiServer(t, c, m.From.Address)
	body, err := json.Marshal(draftOf(t, c, m))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/checks", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatalf("POST /v1/checks: %d %s", w.Code, w.Body)
	}
	var answer api.Check
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	return answer.Verdict
}

func apiServer(t *testing.T, c *check.Case, account string) http.Handler {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := st.CreateOrganization(t.Context(), store.Organization{ID: "main"}); err != nil {
		t.Fatal(err)
	}
	org, err := auth.Operator(t.Context(), st, "main")
	if err != nil {
		t.Fatal(err)
	}
	document := policy.Canonical(c.Policy.Document())
	if _, err := st.PutPolicy(t.Context(), org, store.PolicyChange{Document: string(document), After: store.AnyVersion}); err != nil {
		t.Fatal(err)
	}
	identity := auth.Identity{Org: org, Issuer: "test", Subject: "sato", Account: account, Roles: []auth.Role{auth.RoleSender}}
	identify := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(e echo.Context) error {
			e.SetRequest(e.Request().WithContext(auth.WithIdentity(e.Request().Context(), identity)))
			return next(e)
		}
	}
	sources := func(desk.Person) []check.Source { return []check.Source{told{c.Facts}} }
	d := desk.New(st, desk.NewCompiled(st), sources, func() time.Time { return noon })
	server, err := httpapi.New(httpapi.Options{Desk: d, Identify: identify, Ready: st.Ready, UploadsDir: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// draftOf is what an add-in would post for this mail.
func draftOf(t *testing.T, c *check.Case, m *policy.Message) api.Draft {
	t.Helper()
	kind, compose := api.DraftKind(m.Kind), api.DraftCompose(m.Compose)
	d := api.Draft{
		Intent: "send", From: api.Mailbox{Address: m.From.Address, Name: &m.From.Name}, Subject: m.Subject, Body: m.Body, Kind: &kind,
		Door: api.Door{Name: "outlook", Version: "test"}, Recipients: []api.DraftRecipient{}, Attachments: []api.DraftAttachment{},
	}
	if compose != "" {
		d.Compose = &compose
	}
	for _, r := range m.Recipients {
		d.Recipients = append(d.Recipients, api.DraftRecipient{Address: r.Address, Name: &r.Name, Field: api.DraftRecipientField(r.Field)})
	}
	if len(m.Anchors) > 0 {
		links := make([]api.DraftLink, 0, len(m.Anchors))
		for _, a := range m.Anchors {
			links = append(links, api.DraftLink{Text: a.Text, Url: a.URL})
		}
		d.Links = &links
	}
	d.Attachments = append(d.Attachments, files(t, c.Mail)...)
	return d
}

// files takes the attachments out of a well-formed mail with the standard library, so that the API door does not rest on
// our own walker.
func files(t *testing.T, raw []byte) (all []api.DraftAttachment) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || !strings.HasPrefix(kind, "multipart/") {
		return nil
	}
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if p.FileName() == "" {
			continue
		}
		in := io.Reader(p)
		if p.Header.Get("Content-Transfer-Encoding") == "base64" {
			in = base64.NewDecoder(base64.StdEncoding, p)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		declared, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		all = append(all, api.DraftAttachment{Name: p.FileName(), Size: int64(len(content)), Type: &declared, Content: &content})
	}
}

// smtpDoor sends the mail by SMTP through a real gate to a real server that takes everything.
func smtpDoor(t *testing.T, c *check.Case) policy.Verdict {
	t.Helper()
	upstream := serve(t, &gate.Server{Host: "sink.example", Backend: takesAll{}})
	engine := &check.Engine{Policy: c.Policy, Now: func() time.Time { return noon }}
	proxy := &gate.Proxy{Host: "gate.example", Upstream: &gate.Upstream{Addr: upstream}, Decider: &gate.ByPolicy{
		Judge: &gate.Judge{Engine: engine, Sources: []check.Source{told{c.Facts}}, Key: pass.Key{1}},
	}}
	var mu sync.Mutex
	var verdict *policy.Verdict
	addr := serve(t, &gate.Server{Host: "gate.example", Backend: proxy, Record: func(tr *gate.Transaction, _ gate.Reply) {
		mu.Lock()
		defer mu.Unlock()
		verdict = tr.Outcome.Verdict
	}})
	m := readMail(t, c)
	var to []string
	for _, r := range m.Recipients {
		if r.Envelope {
			to = append(to, r.Address)
		}
	}
	err := smtp.SendMail(addr, nil, m.From.Address, to, c.Mail)
	mu.Lock()
	defer mu.Unlock()
	if verdict == nil {
		t.Fatalf("the gate did not judge: %v", err)
	}
	return *verdict
}

func serve(t *testing.T, s *gate.Server) string {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return ln.Addr().String()
}

type takesAll struct{}

func (takesAll) Open(context.Context, gate.Peer) (gate.Session, error) { return takesAll{}, nil }
func (takesAll) Extensions() gate.Extensions {
	return gate.Extensions{EightBitMIME: true, SMTPUTF8: true}
}

func (takesAll) Authenticate(context.Context, gate.Credentials) gate.Reply {
	return gate.Reply{Code: 502, Text: "no"}
}

func (takesAll) Deliver(context.Context, *gate.Transaction) gate.Reply {
	return gate.Reply{Code: 250, Text: "taken"}
}
func (takesAll) Close() {}

// same compares verdicts as JSON, which is what the contract speaks of.
func same(t *testing.T, a, b policy.Verdict) bool {
	t.Helper()
	x, err := check.Indent(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := check.Indent(b)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(x, y)
}

// TestDoorsAgree sends every case through three doors. A case with an envelope of its own has no draft: the API is left out.
func TestDoorsAgree(t *testing.T) {
	names, err := filepath.Glob("policy/testdata/cases/*.txtar")
	if err != nil || len(names) < 20 {
		t.Fatalf("%d cases: %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			c := readCase(t, name)
			want := engineDoor(t, c)
			doors := map[string]door{"SMTP": smtpDoor, "API": apiDoor}
			if c.Envelope != nil {
				delete(doors, "API")
			}
			for name, judge := range doors {
				if got := judge(t, c); !same(t, got, want) {
					g, _ := check.Indent(got)
					w, _ := check.Indent(want)
					t.Errorf("%s\nthe verdict at the %s door is not the engine's\ngot\n%s\nwant\n%s", c.Story, name, g, w)
				}
			}
		})
	}
}

func readCase(t *testing.T, name string) *check.Case {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := check.ReadCase(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestABrokenDoorIsNoticed breaks one door at a time: a comparison that cannot fail would prove nothing.
func TestABrokenDoorIsNoticed(t *testing.T) {
	c := readCase(t, "policy/testdata/cases/force-bcc.txtar")
	want := engineDoor(t, c)
	withoutCc := *c
	withoutCc.Mail = bytes.Replace(c.Mail, []byte("Cc: c@one.example\r\n"), nil, 1)
	if bytes.Equal(withoutCc.Mail, c.Mail) {
		t.Fatal("the case has no Cc any more")
	}
	for name, judge := range map[string]door{"engine": engineDoor, "API": apiDoor, "SMTP": smtpDoor} {
		if same(t, judge(t, &withoutCc), want) {
			t.Errorf("the %s door lost a recipient and nobody noticed", name)
		}
	}
}
