package serversync

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/shim"
	"sekisho/desktop/internal/store"
	"sekisho/server/api"
	"sekisho/server/check"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

// server answers as the organisation's server does, and can be made to fail as it would. The real one is in real_test.go.
type server struct {
	*httptest.Server
	t        *testing.T
	key      ed25519.PrivateKey // of which it gives the public half
	signer   ed25519.PrivateKey // that signs policies
	finger   pass.Key
	facts    policy.Facts
	signIn   api.SignIn
	accepts  func(token string) bool // of somebody who signed in; nil: nobody
	mu       sync.Mutex
	text     string
	version  int64
	records  map[string]api.DeviceRecord // by id, as the store would have them
	ends     map[string]int
	tellings int
	asked    []string // paths
	bodies   []string
	drop     bool // take in, but lose the answer
	down     bool
	status   int    // answered instead; 0: none
	code     string // of that
	slow     chan struct{}
	public   string // the device's key
	refuse   map[string]string
}

const officePolicy = `version: 1
organization: {name: A, domains: [own.example]}
settings:
  gateway: {present: true}
  pass: {offline: true}
  desktop: {pause: 30m}
`

func newServer(t *testing.T) *server {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	must(t, err)
	s := &server{t: t, key: key, signer: key, finger: pass.Key{7}, text: officePolicy, version: 1, records: map[string]api.DeviceRecord{}, ends: map[string]int{}, refuse: map[string]string{}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.Method+" "+r.URL.Path)
	if s.slow != nil {
		slow := s.slow
		s.mu.Unlock()
		select {
		case <-slow:
		case <-r.Context().Done():
		}
		s.mu.Lock()
	}
	switch {
	case s.down:
		hang, _, _ := w.(http.Hijacker).Hijack()
		_ = hang.Close()
		return
	case s.status != 0:
		s.problem(w, s.status, s.code)
		return
	}
	open := r.URL.Path == "/v1/devices" || r.URL.Path == "/v1/sign-in"
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	known := token == "skd_main_token"
	if r.Method+r.URL.Path == "POST/v1/devices/mine" {
		known = s.accepts != nil && s.accepts(token)
	}
	if !open && !known {
		s.problem(w, 401, "token-invalid")
		return
	}
	s.route(w, r)
}

func (s *server) problem(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(api.Problem{Status: status, Code: code, Title: "no"})
}

func (s *server) route(w http.ResponseWriter, r *http.Request) {
	answer := func(status int, v any) {
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(v)
	}
	switch r.Method + " " + r.URL.Path {
	case "POST /v1/devices":
		var e api.EnrolmentRequest
		must(s.t, json.NewDecoder(r.Body).Decode(&e))
		if e.Code != "main.GOOD" {
			s.problem(w, 403, "code-invalid")
			return
		}
		s.public = *e.PublicKey
		answer(201, api.Device{Id: "dev-1", Token: "skd_main_token"})
	case "GET /v1/sign-in":
		answer(200, s.signIn)
	case "POST /v1/devices/mine":
		var e api.NewDevice
		must(s.t, json.NewDecoder(r.Body).Decode(&e))
		s.public = *e.PublicKey
		answer(201, api.Device{Id: "dev-1", Token: "skd_main_token"})
	case "GET /v1/devices/mine":
		public, _ := s.key.Public().(ed25519.PublicKey)
		answer(200, api.DeviceKeys{Device: "dev-1", Organization: "main", PolicyKey: base64.StdEncoding.EncodeToString(public), FingerprintKey: base64.StdEncoding.EncodeToString(s.finger[:])})
	case "GET /v1/policy/document":
		s.document(w, r, answer)
	case "POST /v1/facts":
		var q map[string]any
		must(s.t, json.NewDecoder(r.Body).Decode(&q))
		s.bodies = append(s.bodies, fmt.Sprint(q))
		answer(200, s.facts)
	case "POST /v1/records":
		s.take(w, r, answer)
	default:
		s.problem(w, 404, "not-found")
	}
}

func (s *server) document(w http.ResponseWriter, r *http.Request, answer func(int, any)) {
	p, err := policy.Parse("p", []byte(s.text), nil)
	must(s.t, err)
	tag := fmt.Sprintf("%d-x", s.version)
	w.Header().Set("ETag", `"`+tag+`"`)
	if r.Header.Get("If-None-Match") == `"`+tag+`"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	now := time.Now().UTC().Truncate(time.Second)
	token, err := pass.SignDocument(s.signer, pass.Document{
		Organization: "main", Version: s.version, Hash: p.Version(), Text: string(policy.Canonical(p.Document())), IssuedAt: now, ExpiresAt: now.Add(p.Document().Settings.CacheFor),
	})
	must(s.t, err)
	answer(200, api.PolicyDocument{Document: token})
}

func (s *server) take(w http.ResponseWriter, r *http.Request, answer func(int, any)) {
	var in api.DeviceRecords
	must(s.t, json.NewDecoder(r.Body).Decode(&in))
	s.tellings++
	out := api.RecordsTaken{Records: []api.Taken{}, Outcomes: []api.Taken{}}
	for _, m := range in.Records {
		taken := api.Taken{Id: m.Id}
		if code, ok := s.refuse[m.Id]; ok {
			taken.Refused = &code
		} else {
			s.records[m.Id] = m
			if m.Answers != nil {
				token := "pass-of-" + m.Id
				taken.Pass = &token
			}
		}
		out.Records = append(out.Records, taken)
	}
	for _, o := range in.Outcomes {
		taken := api.Taken{Id: o.Id}
		if _, ok := s.records[o.Id]; !ok {
			code := "check-not-found"
			taken.Refused = &code
		} else {
			s.ends[o.Id+" "+string(o.Outcome)]++
		}
		out.Outcomes = append(out.Outcomes, taken)
	}
	if s.drop {
		s.drop = false
		hang, _, _ := w.(http.Hijacker).Hijack()
		_ = hang.Close()
		return
	}
	answer(200, out)
}

// set changes the server between requests.
func (s *server) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

var errMissing = errors.New("no such secret")

// purse keeps secrets in memory.
type purse struct {
	mu    sync.Mutex
	items map[string][]byte
}

func (p *purse) Get(name string) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if v, ok := p.items[name]; ok {
		return v, nil
	}
	return nil, fmt.Errorf("get %s: %w", name, errMissing)
}

func (p *purse) Set(name string, value []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.items[name] = value
	return nil
}

func (p *purse) Delete(name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.items, name)
	return nil
}

// laptop is one installation.
type laptop struct {
	*Sync
	t     *testing.T
	dir   string
	purse *purse
	skew  time.Duration
}

func newLaptop(t *testing.T) *laptop {
	t.Helper()
	l := &laptop{t: t, dir: t.TempDir(), purse: &purse{items: map[string][]byte{}}}
	l.start()
	return l
}

func (l *laptop) clock() time.Time { return time.Now().Add(l.skew) }

// start opens everything, as after a start of the program.
func (l *laptop) start() {
	l.t.Helper()
	st, err := store.Open(l.t.Context(), store.Options{Path: filepath.Join(l.dir, "db"), Now: l.clock})
	must(l.t, err)
	l.t.Cleanup(func() { _ = st.Close() })
	l.Sync, err = Open(Options{
		Store: st, Secrets: l.purse, Missing: errMissing, Policy: filepath.Join(l.dir, "policy.json"), Name: "PC", Version: "1", Now: l.clock,
	})
	must(l.t, err)
}

func (l *laptop) restart() {
	l.t.Helper()
	must(l.t, l.o.Store.Close())
	l.start()
}

func (l *laptop) enrolAt(s *server) *laptop {
	l.t.Helper()
	must(l.t, l.Enrol(l.t.Context(), s.URL, "main.GOOD"))
	return l
}

// judge judges a mail as the shim does.
func (l *laptop) judge(id string, change func(*policy.Message)) shim.Entry {
	l.t.Helper()
	m := &policy.Message{
		Kind: policy.KindMail, From: policy.Mailbox{Address: "sato@own.example"}, Subject: "見積", Body: "the secret body",
		Recipients: []policy.Recipient{{Address: "tanaka@b.example", Name: "田中", Field: policy.FieldTo, Envelope: true}},
	}
	if change != nil {
		change(m)
	}
	r, err := l.Rules(l.t.Context(), account.Account{})
	must(l.t, err)
	if r.Engine == nil {
		p, err := policy.Parse("p", []byte(officePolicy), nil)
		must(l.t, err)
		r.Engine = &check.Engine{Policy: p}
	}
	v, facts, searched := check.RunSearched(l.t.Context(), r.Engine, m, r.Facts, r.Sources...)
	return shim.Entry{
		ID: id, Time: l.clock(), Account: account.Account{ID: "a1"}, Login: "sato", From: "sato@own.example", Recipients: []string{"tanaka@b.example"},
		Size: 100, Fingerprint: "d1:x", Message: m, Verdict: &v, Facts: facts, Searched: searched, Policy: r.Engine.Policy.Version(),
	}
}

// confirmed is a mail whose sender said yes to all of it.
func (l *laptop) confirmed(id string) shim.Entry {
	l.t.Helper()
	e := l.judge(id, nil)
	if e.Verdict.Confirm == nil {
		l.t.Fatalf("nothing is asked: %+v", e.Verdict)
	}
	e.Given = &check.Answers{Items: e.Verdict.Confirm.Items, Questions: e.Verdict.Confirm.Questions, Words: e.Verdict.Confirm.Words}
	e.Outcome, e.Reply = shim.Confirmed, "250 2.0.0 ok queued as tanaka@b.example"
	return e
}

func (l *laptop) enrolled() bool { return l.linked() != nil }

func (l *laptop) queue() int {
	l.t.Helper()
	left, err := l.o.Store.Waiting(l.t.Context(), 1000)
	must(l.t, err)
	return len(left)
}

func codes(e shim.Entry) string {
	var all []string
	for _, f := range e.Verdict.Findings {
		all = append(all, f.Code)
	}
	return string(e.Verdict.Action) + " " + strings.Join(all, " ")
}

var storeAll = store.Filter{}

type publicKey = ed25519.PublicKey

func decodeKey(t *testing.T, s string) publicKey {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(s)
	must(t, err)
	return raw
}
