package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// running is a server started by the command line, on free ports, with its own data.
type running struct {
	origin, data string
	stop         func() int
	log          *bytes.Buffer
}

var readyLine = regexp.MustCompile(`ready at (https?://\S+), SMTP at (\S+)`)

func start(t *testing.T, data string, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	r := &running{data: data, log: &bytes.Buffer{}}
	status := make(chan int, 1)
	all := append([]string{"serve", "--listen", "127.0.0.1:0", "--smtp-listen", "127.0.0.1:0", "--sink-listen", "127.0.0.1:0", "--data-dir", data}, args...)
	go func() {
		status <- Run(ctx, all, Streams{Out: in, Err: r.log})
		_ = in.Close()
	}()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if m := readyLine.FindStringSubmatch(lines.Text()); m != nil {
			r.origin = m[1]
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	if r.origin == "" {
		t.Fatalf("the server did not start: status %d, %s", <-status, r.log)
	}
	ended := -1
	r.stop = func() int {
		if ended < 0 {
			cancel()
			ended = <-status
		}
		return ended
	}
	t.Cleanup(func() { r.stop() })
	return r
}

func (r *running) post(t *testing.T, token, path, body string, out any) int {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.origin+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/json")
	if token != "" {
		q.Header.Set("Authorization", "Bearer "+token)
	}
	w, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.Body.Close() }()
	if err := json.NewDecoder(w.Body).Decode(out); err != nil {
		t.Fatal(err)
	}
	return w.StatusCode
}

const oneDraft = `{"intent":"send","from":{"address":"ito@minato.example"},"recipients":[{"address":"tanaka@hokuto.example","field":"to"}],"subject":"s","body":"b","attachments":[],"door":{"name":"outlook","version":"1"}}`

// TestFromEnrolmentToAudit walks the way of an administrator: start, make a code while the server runs, enrol, check, revoke,
// verify the trail, and see that it notices a changed row.
func TestFromEnrolmentToAudit(t *testing.T) {
	data := t.TempDir()
	if status, _, errs := run(t, "", "device", "list", "--data-dir", data); status != 2 || !strings.Contains(errs, "sekisho.db: no such file") {
		t.Errorf("before the first start: status %d, stderr %q", status, errs)
	}
	if left, err := os.ReadDir(data); err != nil || len(left) != 0 {
		t.Errorf("asking made %v (%v), want nothing: looking must not make a new, whole trail", left, err)
	}
	s := start(t, data)
	status, code, errs := run(t, "", "device", "add", "--account", "ito@minato.example", "--data-dir", data)
	if status != 0 {
		t.Fatalf("device add: %s", errs)
	}
	var device struct{ ID, Token string }
	enrol := `{"code":"` + strings.TrimSpace(code) + `","name":"PC"}`
	if got := s.post(t, "", "/v1/devices", enrol, &device); got != http.StatusCreated || device.Token == "" {
		t.Fatalf("enrol: %d %+v", got, device)
	}
	var problem struct{ Code string }
	if got := s.post(t, "", "/v1/devices", enrol, &problem); got != http.StatusForbidden || problem.Code != "code-invalid" {
		t.Errorf("the code a second time: %d %s, want 403 code-invalid", got, problem.Code)
	}
	var check struct{ Decision string }
	if got := s.post(t, device.Token, "/v1/checks", oneDraft, &check); got != 200 || check.Decision != "ask" {
		t.Errorf("check: %d %+v, want ask", got, check)
	}
	if got := s.post(t, "", "/v1/checks", oneDraft, &problem); got != 401 || problem.Code != "token-missing" {
		t.Errorf("without a token and without --demo: %d %s, want 401", got, problem.Code)
	}
	if status, _, errs := run(t, "", "device", "revoke", device.ID, "--data-dir", data); status != 0 {
		t.Errorf("revoke: %s", errs)
	}
	if got := s.post(t, device.Token, "/v1/checks", oneDraft, &problem); got != 401 || problem.Code != "token-revoked" {
		t.Errorf("after revoking: %d %s, want 401 token-revoked", got, problem.Code)
	}
	if status := s.stop(); status != 0 {
		t.Errorf("the server ended with %d: %s", status, s.log)
	}
	verifyAndBreak(t, data)
}

func verifyAndBreak(t *testing.T, data string) {
	t.Helper()
	status, out, errs := run(t, "", "audit", "verify", "--data-dir", data)
	if status != 0 || !strings.HasPrefix(out, "the audit trail is whole: ") {
		t.Fatalf("verify: status %d, %q, %q", status, out, errs)
	}
	if _, out, _ := run(t, "", "audit", "export", "--data-dir", data, "--format", "jsonl"); !strings.Contains(out, "check.recorded") {
		t.Errorf("export has no check: %s", out)
	}
	db := filepath.Join(data, "sekisho.db")
	raw, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.ReplaceAll(raw, []byte("check.recorded"), []byte("check.recorted"))
	if bytes.Equal(changed, raw) {
		t.Fatal("the database file has no such row in the clear")
	}
	if err := os.WriteFile(db, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	if status, out, _ := run(t, "", "audit", "verify", "--data-dir", data); status != 1 || !strings.HasPrefix(out, "the audit trail is broken: ") {
		t.Errorf("after changing a row: status %d, %q; want 1 and which row", status, out)
	}
	if err := os.Remove(db); err != nil {
		t.Fatal(err)
	}
	if status, out, _ := run(t, "", "audit", "verify", "--data-dir", data); status != 1 || !strings.Contains(out, "sekisho.db is gone") {
		t.Errorf("after taking the database away: status %d, %q; want 1", status, out)
	}
}

func TestServeRefusals(t *testing.T) {
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	addr := taken.Addr().String()
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"port in use":   {[]string{"--listen", addr}, "listen on " + addr + " (--listen)"},
		"demo outside":  {[]string{"--demo", "--listen", "0.0.0.0:0"}, "loopback"},
		"no such file":  {[]string{"--config", "/no/such.yaml"}, "/no/such.yaml"},
		"broken policy": {[]string{"--listen", "127.0.0.1:0", "--smtp-listen", "127.0.0.1:0", "--policy", file(t, "p.yaml", "version: 2\n")}, "p.yaml:1:"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := run(t, "", append([]string{"serve", "--data-dir", t.TempDir()}, c.args...)...)
			if status != 2 || out != "" || !strings.Contains(errs, c.want) {
				t.Errorf("status %d, stdout %q, stderr %q; want 2 and %q", status, out, errs, c.want)
			}
		})
	}
}
