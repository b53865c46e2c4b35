package policy

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"
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
