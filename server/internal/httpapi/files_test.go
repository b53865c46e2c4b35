package httpapi

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"sekisho/server/api"
	"sekisho/server/attach/pdftext"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/store"
)

// words is a policy that asks for words in files.
const words = `version: 1
organization: {domains: minato.example}
rules:
  - id: secret
    when: {text: {in: files, any: 社外秘}}
    then: {action: block}
`

func (f *fixture) policy(document string) {
	f.t.Helper()
	org, err := auth.Operator(f.t.Context(), f.store, "main")
	if err == nil {
		_, err = f.store.PutPolicy(f.t.Context(), org, store.PolicyChange{Document: document, After: store.AnyVersion})
	}
	if err != nil {
		f.t.Fatal(err)
	}
}

func attached(a api.DraftAttachment) func(*api.Draft) {
	return func(d *api.Draft) { d.Attachments = append(d.Attachments, a) }
}

func finds(c api.Check, code string) bool {
	for _, f := range c.Verdict.Findings {
		if f.Code == code {
			return true
		}
	}
	return false
}

// TestWordsInFiles: content in the request, and an upload whole, however large.
func TestWordsInFiles(t *testing.T) {
	f := newFixture(t)
	f.policy(words)
	text := []byte("これは社外秘です。")
	small := f.check(draft(attached(api.DraftAttachment{Name: "a.txt", Size: int64(len(text)), Content: &text})))
	if small.Verdict.Action != "block" {
		t.Errorf("a file in the request: %s, want block", small.Verdict.Action)
	}
	long := strings.Repeat("改行と文。\n", 50_000) + "社外秘"
	var up api.Upload
	if w := f.ask(f.token, "POST", "/v1/uploads", long, &up); w.Code != http.StatusCreated {
		t.Fatalf("upload: %d %s", w.Code, w.Body)
	}
	big := f.check(draft(attached(api.DraftAttachment{Name: "a.txt", Size: up.Size, UploadId: &up.Id})))
	if big.Verdict.Action != "block" {
		t.Errorf("an upload of %d octets: %s, want block", up.Size, big.Verdict.Action)
	}
}

// TestUploadIsNamedByItsHash: a door that uploaded a file names it by its hash from then on; nobody else's hash is of use.
func TestUploadIsNamedByItsHash(t *testing.T) {
	f := newFixture(t)
	f.policy(words)
	var up api.Upload
	if w := f.ask(f.token, "POST", "/v1/uploads", "これは社外秘です。", &up); w.Code != http.StatusCreated {
		t.Fatalf("upload: %d %s", w.Code, w.Body)
	}
	named := f.check(draft(attached(api.DraftAttachment{Name: "a.txt", Size: up.Size, Sha256: &up.Sha256})))
	if named.Verdict.Action != "block" || named.NeedsContent != nil {
		t.Errorf("by the hash of an upload: %s, still asked for %v, want block and nothing", named.Verdict.Action, named.NeedsContent)
	}
	other := strings.Repeat("0", 64)
	unknown := f.check(draft(attached(api.DraftAttachment{Name: "a.txt", Size: up.Size, Sha256: &other})))
	if unknown.Verdict.Action == "block" || unknown.NeedsContent == nil {
		t.Errorf("by a hash that nobody uploaded: %s, asked for %v, want no block and the file", unknown.Verdict.Action, unknown.NeedsContent)
	}
}

// TestPDFIsReadWhileWriting: what was read for a pre-check is known when the mail is sent; without one the text is late.
func TestPDFIsReadWhileWriting(t *testing.T) {
	content, err := os.ReadFile("../../attach/pdftext/testdata/letter.pdf")
	if err != nil {
		t.Fatal(err)
	}
	f := newFixture(t)
	f.policy(words)
	reader := pdftext.New(t.TempDir())
	t.Cleanup(func() {
		if err := reader.Close(); err != nil {
			t.Error(err)
		}
	})
	other, err := os.Open("../../attach/pdftext/testdata/slides.pdf")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	if text, reason := reader.Text(t.Context(), other, 18690); text == "" || reason != "" { // it takes seconds to start, which no pre-check waits for
		t.Fatalf("another file: %q, reason %q", text, reason)
	}
	f.handlers.pdf = reader
	patience := 60_000
	pdf := func(d *api.Draft) {
		d.Attachments = []api.DraftAttachment{{Name: "a.pdf", Size: int64(len(content)), Content: &content}}
		d.DeadlineMs = &patience
	}
	if c := f.check(draft(pdf)); c.Verdict.Action == "block" || !finds(c, "facts.incomplete") || c.NeedsContent != nil {
		t.Errorf("sent without a pre-check: %s, incomplete %t, asked for %v; want it judged without the text", c.Verdict.Action, finds(c, "facts.incomplete"), c.NeedsContent)
	}
	if c := f.check(draft(pdf, func(d *api.Draft) { d.Intent = "compose" })); c.Verdict.Action != "block" || finds(c, "facts.incomplete") {
		t.Errorf("the pre-check: %s, incomplete %t; want block", c.Verdict.Action, finds(c, "facts.incomplete"))
	}
	if c := f.check(draft(pdf)); c.Verdict.Action != "block" || finds(c, "facts.incomplete") {
		t.Errorf("sent after a pre-check: %s, incomplete %t; want block", c.Verdict.Action, finds(c, "facts.incomplete"))
	}
}
