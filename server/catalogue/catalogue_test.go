package catalogue

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"sekisho/server/policy"
)

var placeholder = regexp.MustCompile(`\{([A-Za-z]+)\}`)

func placeholders(s string) []string {
	found := placeholder.FindAllString(s, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestLanguagesSayTheSame(t *testing.T) {
	ja, en := load()["ja"], load()["en"]
	if len(ja.Findings) != len(en.Findings) {
		t.Errorf("ja has %d codes, en has %d", len(ja.Findings), len(en.Findings))
	}
	for code, j := range ja.Findings {
		e := en.Findings[code]
		if e.Title == "" || e.Advice == "" || j.Title == "" || j.Advice == "" {
			t.Errorf("%s: a sentence is missing", code)
		}
		if got, want := placeholders(e.Title+e.Advice), placeholders(j.Title+j.Advice); !slices.Equal(got, want) {
			t.Errorf("%s: en uses %v, ja uses %v", code, got, want)
		}
	}
	same := func(what string, a, b map[string]string) {
		for k, v := range a {
			if v == "" || b[k] == "" {
				t.Errorf("%s.%s: a word is missing", what, k)
			}
		}
		if len(a) != len(b) {
			t.Errorf("%s: %d in ja, %d in en", what, len(a), len(b))
		}
	}
	same("actions", ja.Actions, en.Actions)
	same("severities", ja.Severities, en.Severities)
	same("changes", ja.Changes, en.Changes)
	if len(ja.Values) != len(en.Values) || len(ja.Special) != len(en.Special) {
		t.Errorf("values: %d in ja, %d in en; special: %d, %d", len(ja.Values), len(en.Values), len(ja.Special), len(en.Special))
	}
	for name := range ja.Values {
		same("values."+name, ja.Values[name], en.Values[name])
	}
	for key, j := range ja.Special {
		if e := en.Special[key]; j.Title == "" || j.Advice == "" || e.Title == "" || e.Advice == "" {
			t.Errorf("special.%s: a sentence is missing", key)
		}
	}
}

// A rule may name addresses itself. Nobody shall look for a list of that name.
func TestSentenceOfAnEntry(t *testing.T) {
	for list, want := range map[string]string{
		"rivals":            "リスト「rivals」にある宛先です",
		"@builtin/freemail": "リスト「フリーメール」にある宛先です",
		"aoba.example":      "ルールで指定された宛先です（aoba.example）",
		".aoba.example":     "ルールで指定された宛先です（.aoba.example）",
		"sales?@*":          "ルールで指定された宛先です（sales?@*）",
	} {
		f := policy.Finding{Code: "recipient.listed", Args: policy.ArgsOf(map[string]any{"list": list})}
		if got := Sentence("ja", f); got != want {
			t.Errorf("listed by %q: got %q, want %q", list, got, want)
		}
	}
}

func TestSentence(t *testing.T) {
	f := policy.Finding{Code: "recipient.mixed-companies", Args: policy.ArgsOf(map[string]any{"companies": []string{"a.example", "b.example"}})}
	if got, want := Sentence("en", f), "Several companies among the recipients (a.example, b.example)"; got != want {
		t.Errorf("Sentence = %q, want %q", got, want)
	}
	baseline := policy.Finding{Code: "policy.rule", Args: policy.ArgsOf(map[string]any{"rule": "baseline"})}
	if got, want := Sentence("en", baseline), "The policy asks before such mail goes"; got != want {
		t.Errorf("baseline = %q, want %q", got, want)
	}
	f.Args = nil
	if got, want := Sentence("ja", f), "複数の会社が宛先に混ざっています"; got != want {
		t.Errorf("without arguments = %q, want %q", got, want)
	}
	if got := Sentence("fr", policy.Finding{Code: "no.such"}); got != "no.such" {
		t.Errorf("unknown code = %q, want the code", got)
	}
	if got := Advice("en", policy.Finding{Code: "recipient.typo", Args: policy.ArgsOf(map[string]any{"suggest": "a@b.example"})}); !strings.Contains(got, "a@b.example") {
		t.Errorf("Advice = %q, want the suggestion in it", got)
	}
}
