package cli

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sekisho/server/pass"
	"sekisho/server/policy"
	"sekisho/server/sample"
)

// organisation answers what an enrolment asks.
func organisation(t *testing.T) *httptest.Server {
	t.Helper()
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Parse("p", sample.Policy(), nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	document, err := pass.SignDocument(key, pass.Document{
		Organization: "main", Version: 1, Hash: p.Version(), Text: string(policy.Canonical(p.Document())), IssuedAt: now, ExpiresAt: now.Add(time.Hour),
	})
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]any{
		"POST /v1/devices":        map[string]string{"id": "dev", "token": "skd_main_x"},
		"GET /v1/sign-in":         map[string]any{"issuer": "", "clientId": "", "scopes": []string{}},
		"GET /v1/policy/document": map[string]string{"document": document},
		"GET /v1/devices/mine": map[string]string{
			"device": "dev", "organization": "main", "policyKey": base64.StdEncoding.EncodeToString(public), "fingerprintKey": base64.StdEncoding.EncodeToString(make([]byte, 32)),
		},
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewEncoder(w).Encode(answers[r.Method+" "+r.URL.Path]); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func TestEnrolOnTheCommandLine(t *testing.T) {
	s, server := newShell(t), organisation(t)
	s.bad("--server", "enrol")
	s.bad("--server", "enrol", "--leave", "--server", server.URL)
	s.bad("x is one too many", "enrol", "x", "--server", server.URL)
	s.bad("Write it as https://", "enrol", "--server", "http://sekisho.example", "--code", "c")
	s.bad("cannot be reached", "enrol", "--server", "http://127.0.0.1:1", "--code", "c")
	s.bad("Ask your administrator for a code", "enrol", "--server", server.URL)
	if out := s.good("enrol", "--server", server.URL, "--code", "main.ABCD"); !strings.Contains(out, server.URL) {
		t.Errorf("enrolled: %q", out)
	}
	s.bad("connected already", "enrol", "--server", server.URL, "--code", "main.ABCD")
	s.good("enrol", "--leave")
	s.good("enrol", "--server", server.URL, "--code", "main.ABCD")
}
