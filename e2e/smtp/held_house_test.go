package smtp

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http"
	letters "net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/e2e/support/ports"
	"sekisho/e2e/support/postfix"
)

// house is an organisation's server as its administrator sets it up: `sekisho serve` with a file, before a real Postfix that delivers
// all that it gets to a sink.
type house struct {
	file, config string // program and configuration
	smtp, web    string
	postfix      *postfix.Server
	sink         *sink
	admin        string // an administrator's token
}

const heldConfig = `listen: %[1]s
publicOrigin: http://%[1]s
smtpListen: %[2]s
upstream: %[3]s
dataDir: data
policy: policy.yaml
organization: {id: minato, name: 株式会社みなと}
`

// openHouse sets a server up and starts it until the test ends.
func openHouse(t *testing.T, policy, people string) *house {
	t.Helper()
	must(t, "msmtp")
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	h := &house{file: file, config: filepath.Join(dir, "sekisho.yaml"), smtp: ports.For(t), web: ports.For(t), sink: startSink(t, "", "")}
	h.postfix = startPostfix(t, h.sink.addr)
	text := strings.NewReplacer("data\n", dir+"/data\n", "policy.yaml", filepath.Join(dir, "policy.yaml")).Replace(fmt.Sprintf(heldConfig, h.web, h.smtp, h.postfix.Addr))
	for name, content := range map[string]string{"sekisho.yaml": text, "policy.yaml": policy, "people.csv": people} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h.serve(t)
	h.do(t, "directory", "import", filepath.Join(dir, "people.csv"))
	h.do(t, "user", "set", "admin@minato.example", "--role", "admin,sender")
	h.admin = h.enrol(t, "admin@minato.example")
	return h
}

func (h *house) serve(t *testing.T) {
	t.Helper()
	var said bytes.Buffer
	cmd := exec.Command(h.file, "serve", "--config", h.config)
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		err := cmd.Wait()
		if t.Failed() || err != nil {
			t.Logf("the server ended (%v) and had said:\n%s", err, said.String())
		}
	})
	eventually(t, "the server on "+h.smtp, func() bool { return greets(h.smtp) })
}

// do runs a command of the administrator's and returns what it printed.
func (h *house) do(t *testing.T, args ...string) string {
	t.Helper()
	out, status := run(t, "", h.file, append(args, "--config", h.config)...)
	if status != 0 {
		t.Fatalf("sekisho %s: %d\n%s", strings.Join(args, " "), status, out)
	}
	return out
}

// enrol gives somebody a device and returns its token.
func (h *house) enrol(t *testing.T, account string) string {
	t.Helper()
	code, _, _ := strings.Cut(h.do(t, "device", "add", "--account", account), "\n")
	body, _ := json.Marshal(map[string]string{"code": code, "name": "story"})
	status, answer := h.call(t, "", http.MethodPost, "/v1/devices", string(body))
	var d struct{ Token string }
	if err := json.Unmarshal([]byte(answer), &d); err != nil || d.Token == "" {
		t.Fatalf("enrol %s: %d %s", account, status, answer)
	}
	return d.Token
}

// call makes a request to the API.
func (h *house) call(t *testing.T, token, method, path, body string) (status int, answer string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://"+h.web+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, string(b)
}

// waiting is a held mail as GET /v1/holds has it.
type waiting struct {
	ID, Subject, From, State, Kind, OnExpiry string
	Stage                                    int
	DueAt, Created                           time.Time
	Recipients                               []struct{ Address string }
	Can                                      struct{ Release, Cancel, Decide bool }
}

// holds are the mails with a subject that wait, as the owner of a token gets them.
func (h *house) holds(t *testing.T, token, query, subject string) (all []waiting) {
	t.Helper()
	status, body := h.call(t, token, http.MethodGet, query, "")
	var list struct{ Holds []waiting }
	if err := json.Unmarshal([]byte(body), &list); err != nil || status != http.StatusOK {
		t.Fatalf("GET %s: %d %s", query, status, body)
	}
	return slices.DeleteFunc(list.Holds, func(w waiting) bool { return w.Subject != subject })
}

// trail are the audit's events about an object, in order, each with its door and those of its details that are asked for.
func (h *house) trail(t *testing.T, object string, details ...string) (all []string) {
	t.Helper()
	for d := json.NewDecoder(strings.NewReader(h.do(t, "audit", "export", "--format", "jsonl"))); ; {
		var row struct {
			Event, Door, Object string
			Details             map[string]string
		}
		err := d.Decode(&row)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Object == object {
			said := row.Event + " by " + row.Door
			for _, name := range details {
				if v := row.Details[name]; v != "" {
					said += " " + name + "=" + v
				}
			}
			all = append(all, said)
		}
	}
}

// notice is a mail to a person of the house, as its reader's program shows it.
type notice struct {
	subject, text, html, raw string
	at                       time.Time
}

// noticeTo waits for the notice to somebody whose subject has all these words.
func (h *house) noticeTo(t *testing.T, to string, words ...string) (n notice) {
	t.Helper()
	eventually(t, fmt.Sprintf("a notice to %s of %q", to, words), func() bool {
		for _, a := range h.sink.all() {
			if !strings.Contains(strings.Join(a.to, " "), "<"+to+">") {
				continue
			}
			n = readNotice(t, a)
			if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(n.subject, w) }) {
				return true
			}
		}
		return false
	})
	return n
}

func readNotice(t *testing.T, a arrival) notice {
	t.Helper()
	m, err := letters.ReadMessage(strings.NewReader(a.data))
	if err != nil {
		t.Fatalf("a mail that nobody can read: %v\n%s", err, a.data)
	}
	n := notice{raw: a.data, at: a.at}
	if n.subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	n.read(t, m.Header.Get, m.Body)
	return n
}

// read takes the texts out of a part and those inside it.
func (n *notice) read(t *testing.T, field func(string) string, body io.Reader) {
	t.Helper()
	kind, args, err := mime.ParseMediaType(field("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, args["boundary"])
		for {
			p, err := parts.NextRawPart()
			if err != nil {
				return
			}
			n.read(t, p.Header.Get, p)
		}
	}
	switch strings.ToLower(field("Content-Transfer-Encoding")) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("a part of a notice: %v", err)
	}
	switch kind {
	case "text/plain":
		n.text += string(text)
	case "text/html":
		n.html += string(text)
	}
}

// msmtp sends a mail as a person's program does, and returns when.
func (h *house) msmtp(t *testing.T, from, text string, to ...string) time.Time {
	t.Helper()
	host, number, _ := net.SplitHostPort(h.smtp)
	at := time.Now()
	args := append([]string{"--host", host, "--port", number, "--domain", "client.example", "--from", from, "--"}, to...)
	if out, status := run(t, text, "msmtp", args...); status != 0 {
		t.Fatalf("msmtp ended with %d and says\n%s", status, out)
	}
	return at
}
