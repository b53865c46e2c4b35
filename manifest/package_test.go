package manifest

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"sekisho/manifest/icon"
)

// schema compiles Microsoft's own schema. Its patterns say \a for the character that JSON Schema's dialect writes \x07, and
// look ahead for a text that is no null, which Go's patterns cannot.
func schema(t *testing.T, file string) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.NewReplacer(`\\a`, `\\x07`, `(?![nN][uU][lL]{2}$)`, "").Replace(string(text))))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(file, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(file)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func document(t *testing.T, data []byte) any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestUnifiedAgainstMicrosoftsSchema: what we make is valid, and the schema really is asked.
func TestUnifiedAgainstMicrosoftsSchema(t *testing.T) {
	s := schema(t, "MicrosoftTeams.v1.22.schema.json")
	for _, o := range []Options{{Origin: origin}, {Origin: origin, Launch: LaunchEntra, ClientID: clientID}} {
		o.Mode = ModeUnified
		if err := s.Validate(document(t, []byte(rendered(t, o)))); err != nil {
			t.Errorf("%+v: %v", o, err)
		}
	}
	broken := strings.Replace(rendered(t, Options{Origin: origin, Mode: ModeUnified}), `"softBlock"`, `"hardBlock"`, 1)
	if err := s.Validate(document(t, []byte(broken))); err == nil {
		t.Error("the schema has nothing against a send mode that does not exist")
	}
	words, err := json.Marshal(translation())
	if err != nil {
		t.Fatal(err)
	}
	if err := schema(t, "MicrosoftTeams.Localization.v1.22.schema.json").Validate(document(t, words)); err != nil {
		t.Errorf("the Japanese texts: %v", err)
	}
}

// repack is the package with one file changed; nil takes it out.
func repack(t *testing.T, name string, change func([]byte) []byte) []byte {
	t.Helper()
	good, err := Package(Options{Origin: origin})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, m := range members() {
		data, err := member(good, m)
		if err != nil {
			t.Fatal(err)
		}
		if m == name {
			data = change(data)
		}
		if data == nil {
			continue
		}
		w, err := z.Create(m)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPackage(t *testing.T) {
	one, err := Package(Options{Origin: origin})
	if err != nil {
		t.Fatal(err)
	}
	if two, err := Package(Options{Origin: origin}); err != nil || !bytes.Equal(one, two) {
		t.Errorf("two packages of the same options differ (%v)", err)
	}
	for _, p := range Lint(one, everything, []byte(script)) {
		t.Errorf("unexpected problem: %s", p)
	}
	if _, err := Package(Options{Origin: "http://a.example"}); err == nil {
		t.Error("a package for http: no error")
	}
	if inner, err := member(one, manifestName); err != nil || string(inner) != rendered(t, Options{Origin: origin, Mode: ModeUnified}) {
		t.Errorf("the document in the package is another than the one that Render makes (%v)", err)
	}
}

func TestLintOfBrokenPackages(t *testing.T) {
	gone := func([]byte) []byte { return nil }
	replaced := func(old, with string) func([]byte) []byte {
		return func(data []byte) []byte {
			if !bytes.Contains(data, []byte(old)) {
				t.Fatalf("the file has no %s", old)
			}
			return bytes.Replace(data, []byte(old), []byte(with), 1)
		}
	}
	for _, tc := range []struct {
		name, file string
		change     func([]byte) []byte
		rule, part string
	}{
		{"no document", manifestName, gone, "package", "manifest.json"},
		{"a broken document", manifestName, replaced("{", "{{"), "json", "invalid character"},
		{"no icon", colorName, gone, "icon", "color.png"},
		{"the wrong icon", outlineName, func([]byte) []byte { return pictureOf(icon.Draw(64)) }, "icon", "32 by 32 pixels"},
		{"no picture", colorName, func([]byte) []byte { return []byte("GIF89a") }, "icon", "192 by 192 pixels"},
		{"no Japanese", japaneseName, gone, "locale", "ja-jp.json"},
		{"broken Japanese", japaneseName, replaced("{", "["), "locale", "ja-jp.json"},
		{"a text too few", japaneseName, replaced(`"name.short": "関所"`, `"name.short": ""`), "locale", "name.short: locale: no text for ja-jp"},
		{"a long text", japaneseName, replaced(`"name.short": "関所"`, `"name.short": "`+strings.Repeat("関", 31)+`"`), "length", "31 characters, at most 30"},
		{"a text of nothing", japaneseName, replaced(`"name.short"`, `"name.old": "x", "name.short"`), "locale", "name.old is no text"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wantProblem(t, Lint(repack(t, tc.file, tc.change), everything, []byte(script)), tc.rule, tc.part)
		})
	}
	wantProblem(t, Lint([]byte("PK\x03\x04nothing"), everything, []byte(script)), "package", "zip")
}
