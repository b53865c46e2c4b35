package text

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestLiterals(t *testing.T) {
	list := []string{"abc", "ABC", "bc", "カタ", "かた", "見積書", "straße", "k", "\u212a", "μ", "zz"}
	l, numbers := NewLiterals(list)
	if l.Len() != 8 || len(numbers) != len(list) {
		t.Fatalf("%d strings with %d numbers, want 8 with %d", l.Len(), len(numbers), len(list))
	}
	for text, want := range map[string][]string{
		"":              nil,
		"xaBCx":         {"abc", "bc"},
		"bC":            {"bc"},
		"御見積書カタ":        {"見積書", "かた"},
		"STRASSE":       nil,
		"STRAßE\xff K":  {"straße", "k"},
		"Μ":             {"μ"},
		"ab c z z 見積 書": nil,
	} {
		found := make([]bool, l.Len())
		l.Mark(found, text)
		for i, s := range list {
			wanted := slices.ContainsFunc(want, func(w string) bool { return numbers[slices.Index(list, w)] == numbers[i] })
			if found[numbers[i]] != wanted {
				t.Errorf("Mark(%q) says %v of %q, want %v", text, found[numbers[i]], s, wanted)
			}
		}
	}
}

// FuzzLiterals: what package regexp finds without regard to case is marked.
func FuzzLiterals(f *testing.F) {
	f.Add("abc", "xABCx")
	f.Add("ſ", "S")
	f.Add("カ", "か")
	f.Add("\u212a", "aKa")
	f.Fuzz(func(t *testing.T, literal, text string) {
		if literal == "" {
			return
		}
		literal, text = strings.ToValidUTF8(literal, "?"), NFKC(text)
		l, _ := NewLiterals([]string{literal})
		found := make([]bool, 1)
		l.Mark(found, text)
		if regexp.MustCompile("(?i)"+regexp.QuoteMeta(literal)).MatchString(text) && !found[0] {
			t.Errorf("%q stands in %q and is not marked", literal, text)
		}
	})
}
