package message

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sekisho/server/attach"
	"sekisho/server/policy"
)

var update = flag.Bool("update", false, "rewrite the expected results")

// blind inspects nothing, so that these tests are about this package alone.
func blind(_ context.Context, f attach.File) policy.Attachment {
	return policy.Attachment{Size: f.Size}
}

func samples(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(files) < 40 {
		t.Fatalf("got %d samples (%v), want at least 40", len(files), err)
	}
	return files
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustRead(t testing.TB, mail string, env *Envelope) *policy.Message {
	t.Helper()
	m, err := read(t.Context(), strings.NewReader(mail), env, blind)
	if err != nil {
		t.Fatalf("got error %v, want a message of\n%s", err, mail)
	}
	return m
}

// golden is the form in which a message is compared: Message has no JSON form of its own.
type golden struct {
	Kind        policy.Kind
	Compose     string
	From        policy.Mailbox
	ReplyTo     []policy.Mailbox `json:",omitempty"`
	Recipients  []policy.Recipient
	Subject     string
	Body        string
	Attachments []goldenFile `json:",omitempty"`
	Protected   []string     `json:",omitempty"`
	Malformed   []string     `json:",omitempty"`
}

type goldenFile struct {
	Name     string
	Names    []string `json:",omitempty"`
	Size     int64
	Declared string
	SHA256   string
	Inline   bool          `json:",omitempty"`
	Marks    []policy.Mark `json:",omitempty"`
	Text     string        `json:",omitempty"`
	Inside   []goldenFile  `json:",omitempty"`
}

func goldenFiles(as []policy.Attachment) []goldenFile {
	var out []goldenFile
	for _, a := range as {
		out = append(out, goldenFile{a.Name, a.Names, a.Size, a.Declared, a.SHA256, a.Inline, a.Marks, a.Text, goldenFiles(a.Inside)})
	}
	return out
}

func goldenJSON(t *testing.T, m *policy.Message) []byte {
	t.Helper()
	g := golden{m.Kind, m.Compose, m.From, m.ReplyTo, m.Recipients, m.Subject, m.Body, goldenFiles(m.Attachments), m.Protected, m.Malformed}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadSamples(t *testing.T) {
	for _, path := range samples(t) {
		name := strings.TrimSuffix(path, ".eml")
		t.Run(filepath.Base(name), func(t *testing.T) {
			got := goldenJSON(t, mustRead(t, string(readFile(t, path)), nil))
			want := name + ".want.json"
			if *update {
				if err := os.WriteFile(want, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if w := readFile(t, want); !bytes.Equal(got, w) {
				t.Errorf("%s read as\n%s\nwant\n%s", path, got, w)
			}
		})
	}
}
