package policy

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestCanonicalSamples reads each good sample, writes it, and wants the same document and the same bytes again.
func TestCanonicalSamples(t *testing.T) {
	files, err := filepath.Glob("testdata/good/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, file := range files {
		if ext := filepath.Ext(file); ext != ".yaml" && ext != ".json" {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := Load(file, data, openSample)
			if err != nil {
				t.Fatalf("Load: %v", err)
			}
			checkRoundTrip(t, doc)
		})
	}
}

func openSample(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join("testdata/good", name))
}

func checkRoundTrip(t *testing.T, doc *Document) {
	t.Helper()
	text := Canonical(doc)
	again, err := Load("canonical.yaml", text, openSample)
	if err != nil {
		t.Fatalf("Load of the canonical form: %v\n%s", err, text)
	}
	doc.Positions, again.Positions = nil, nil
	doc.File, again.File = "", ""
	if !reflect.DeepEqual(doc, again) {
		t.Errorf("the canonical form reads as another document:\n%s\ngot  %+v\nwant %+v", text, again, doc)
	}
	if third := Canonical(again); !bytes.Equal(text, third) {
		t.Errorf("the canonical form changed when written again\ngot:\n%s\nwant:\n%s", third, text)
	}
}

// TestCanonicalForm: one document, however it was written, has one canonical text.
func TestCanonicalForm(t *testing.T) {
	const want = `version: 1
organization:
  domains: own.example
words:
  a: [社外秘, "no", "1e3", "a: b", "#c"]
settings:
  cacheFor: 1d12h
  inlineImages: 1.5MB
rules:
  id: r
  title:
    ja: 表題
  when:
    - recipients:
        any:
          in: .b.example
      kind: mail
    - attachments:
        any: true
  then:
    action: block
    message: "{files}"
`
	for name, text := range map[string]string{
		"itself": want,
		"JSON": `{"rules": [{"then": {"message": "{files}", "scope": "message", "action": "block"}, "id": "r", "title": {"ja": "表題"}, "mode": "enforce", "exemptible": false,
			"when": [{"kind": ["mail"], "recipients": {"any": {"in": [".b.example"]}}}, {"attachments": {"any": true}}]}],
			"baseline": {"external": "confirm"}, "settings": {"inlineImages": "1500KB", "cacheFor": "36h", "unreachable": "confirm", "boilerplate": []},
			"words": {"a": ["社外秘", "no", "1e3", "a: b", "* c"]}, "organization": {"subdomains": false, "domains": ["own.example"]}, "partners": [], "version": 1}`,
		"defaults and comments": "# x\nversion: 1\norganization: {timeZone: Asia/Tokyo, domains: [own.example]}\ntests: []\nlists: {}\n" +
			"words: {a: [社外秘, no, 1e3, 'a: b', '* c']}\nsettings: {confirm: {mode: tick}, cacheFor: 1d12h, inlineImages: 1.5MB, approve: {by: [manager], within: 3d}}\n" +
			"rules: [{id: r, title: {ja: 表題}, when: [{recipients: {any: {in: [.b.example]}}, kind: mail}, {attachments: {any: true}}], then: {message: '{files}', action: block}}]\n",
	} {
		doc := mustLoad(t, strings.ReplaceAll(text, `"#c"`, `"* c"`))
		if got := strings.ReplaceAll(string(Canonical(doc)), `"* c"`, `"#c"`); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestCanonicalKeepsAction(t *testing.T) {
	doc := mustLoad(t, minimal+"rules: {id: a, when: {kind: mail}, then: {action: notify}}\n")
	if got := string(Canonical(doc)); !strings.HasSuffix(got, "  then:\n    action: notify\n") {
		t.Errorf("a default that stands alone is kept: got\n%s", got)
	}
	checkRoundTrip(t, doc)
}

func TestScalarText(t *testing.T) {
	for s, want := range map[string]string{
		"a.example": "a.example", ".a.example": ".a.example", "taro@a.example": "taro@a.example", "社外秘（案）": "社外秘（案）", "a b": "a b", "2026-Q1x": "2026-Q1x",
		"": `""`, "null": `"null"`, "~": `"~"`, "true": `"true"`, "Off": `"Off"`, "12": `"12"`, "1.5": `"1.5"`, "09:00": `"09:00"`, "-a": `"-a"`, "@a": `"@a"`, "..": `".."`,
		"*.a": `"*.a"`, "!a": `"!a"`, "a,b": `"a,b"`, "a: b": `"a: b"`, "a #b": `"a #b"`, " a": `" a"`, "a ": `"a "`, "a\nb": `"a\nb"`, "\u00a0": `"\u00a0"`, `"`: `"\""`, "\ufeffa": `"\ufeffa"`,
	} {
		if got := scalarText(s); got != want {
			t.Errorf("scalarText(%q) = %s, want %s", s, got, want)
		}
	}
}

// FuzzCanonicalText puts any text where a policy has text of its author, and wants it back.
func FuzzCanonicalText(f *testing.F) {
	for _, s := range []string{"a", "no", "1e3", "# x", "a: b", "- a", "\u2028", "\x7f", "\U000e0001", "é\u0301", "? a", "{a}", "'", "\\", "%", "`", "a #b", "...", strings.Repeat("k", 2000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		text, err := json.Marshal(map[string]any{
			"version": 1, "organization": map[string]any{"domains": []string{"own.example", "# " + s}},
			"rules": map[string]any{"id": "r", "note": s + ".", "then": map[string]any{"action": "block"}},
			"tests": map[string]any{"name": "t", "message": map[string]any{"subject": s, "body": s, "to": []string{s, s}}, "facts": map[string]any{"links": map[string]string{s: s}}, "expect": map[string]any{"action": "block"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		doc, err := Load("p.json", text, nil)
		if err != nil {
			return
		}
		if doc.Tests[0].Message.Body != s {
			t.Fatalf("read as %q, want %q", doc.Tests[0].Message.Body, s)
		}
		checkRoundTrip(t, doc)
	})
}
