package policy

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"unicode/utf8"
)

// FuzzLoad: no input makes Load panic; what it takes, it takes again in canonical form, as the same document; and what it
// refuses, it refuses with a place or a reason.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"testdata/good/*.yaml", "testdata/good/*.json", "testdata/broken/*.yaml", "testdata/broken/*.json", "testdata/lint/*.yaml"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := Load("p.yaml", data, openSample)
		if err != nil {
			if doc != nil || err.Error() == "" || !utf8.ValidString(err.Error()) {
				t.Fatalf("got %v, %q", doc, err)
			}
			return
		}
		text := Canonical(doc)
		again, err := Load("canonical.yaml", text, openSample)
		if err != nil {
			t.Fatalf("the canonical form is refused: %v\n%s", err, text)
		}
		doc.Positions, again.Positions = nil, nil
		doc.File, again.File = "", ""
		if !reflect.DeepEqual(doc, again) {
			t.Fatalf("the canonical form reads as another document:\n%s\ngot  %+v\nwant %+v", text, again, doc)
		}
		if third := Canonical(again); !bytes.Equal(text, third) {
			t.Fatalf("the canonical form changed\ngot:\n%s\nwant:\n%s", third, text)
		}
	})
}

// FuzzExpr reads expressions and asks those that can be read.
func FuzzExpr(f *testing.F) {
	for _, s := range []string{
		"external > 3", `groups.exists(g, g == "x")`, "10 / bcc > 1", `"a" in codes`, "hour >= 9.5 && weekday <= 5", `from.matches("^a+$")`, "((((", "to ? cc : bcc", "[1,2].all(x, x > 0)", "'\\u3042' == from", "external >\n 3",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		doc := &Document{Version: 1, Organization: Organization{Domains: Entries{Items: []string{"own.example"}, Set: true}}}
		doc.Rules = []Rule{{ID: "r", When: Blocks{Items: []Block{{Expr: s}}, Set: true}, Then: Then{Action: "block"}}}
		_, wrong := checkExpr(s)
		p, err := Compile(doc)
		if s == "" {
			return
		}
		if (wrong == nil) != (err == nil) {
			t.Fatalf("the loader says %v, the compiler %v", wrong, err)
		}
		if wrong != nil {
			if wrong.message == "" {
				t.Fatal("an error without a message")
			}
			return
		}
		Evaluate(p, mail("to:x@a.example", "cc:y@own.example"), Facts{}, tuesday())
	})
}
