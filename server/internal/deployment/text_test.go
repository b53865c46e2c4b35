package deployment

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// codes are all that the source adds as lines.
func codes(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`i\.add\((?:OK|Warning|Missing), "([a-zA-Z.]+)"|(?:return|case) "(get\.[a-z]+)"|"((?:connect|file)\.[a-z]+)"`)
	var found []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range form.FindAllStringSubmatch(string(text), -1) {
			found = append(found, m[1]+m[2]+m[3])
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func TestTextsAreComplete(t *testing.T) {
	want := codes(t)
	if len(want) < 40 {
		t.Fatalf("the source has only %v", want)
	}
	placeholder := regexp.MustCompile(`\{\d\}`)
	ja, err := TextsIn("ja")
	if err != nil {
		t.Fatal(err)
	}
	en, err := TextsIn("en")
	if err != nil {
		t.Fatal(err)
	}
	for lang, texts := range map[string]Texts{"ja": ja, "en": en} {
		if got := slices.Sorted(maps.Keys(texts.byCode)); !slices.Equal(got, want) {
			t.Errorf("%s has texts for\n%v, want\n%v", lang, got, want)
		}
		for code, s := range texts.byCode {
			if wrong := strings.Contains(code, "."); wrong != (s.Do != "") {
				t.Errorf("%s: %s has advice: %t, want %t", lang, code, s.Do != "", wrong)
			}
		}
	}
	for code, s := range ja.byCode {
		a, b := placeholder.FindAllString(s.Says, -1), placeholder.FindAllString(en.byCode[code].Says, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s: Japanese says %v, English %v", code, a, b)
		}
	}
	if _, err := TextsIn("fr"); err == nil {
		t.Error("there are French texts")
	}
}

func TestOf(t *testing.T) {
	en, err := TextsIn("en")
	if err != nil {
		t.Fatal(err)
	}
	says, do := en.Of(Line{"get.redirect", Missing, []string{"/a", "/b"}})
	if says != "/a is redirected to /b; Outlook does not follow." || do == "" {
		t.Errorf("got %q, %q", says, do)
	}
	if says, _ := en.Of(Line{"frame.option", Missing, []string{"/a", ""}}); !strings.Contains(says, "–") {
		t.Errorf("nothing is shown as %q, want a dash", says)
	}
}
