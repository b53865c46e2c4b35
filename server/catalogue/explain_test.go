package catalogue

import (
	"slices"
	"testing"
)

// TestExplanationsInBothLanguages: each sentence exists in Japanese and English and speaks of the same things.
func TestExplanationsInBothLanguages(t *testing.T) {
	ja, en := explanations()["ja"], explanations()["en"]
	if len(ja) != len(en) {
		t.Errorf("ja has %d sentences, en has %d", len(ja), len(en))
	}
	for key := range explanations()["ja"] {
		if ja[key] == "" || en[key] == "" {
			t.Errorf("%s: a sentence is missing", key)
		}
		if got, want := placeholders(en[key]), placeholders(ja[key]); !slices.Equal(got, want) {
			t.Errorf("%s: en uses %v, ja uses %v", key, got, want)
		}
	}
}

func TestExplain(t *testing.T) {
	if got, want := Explain("en", "final", "action", "asks", "name", "confirm"), "Verdict: asks (confirm)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Explain("fr", "nothing-found"); got != "検出はありません。" {
		t.Errorf("an unknown language: got %q, want Japanese", got)
	}
	if got := Explain("en", "no.such.key"); got != "no.such.key" {
		t.Errorf("an unknown key: got %q, want it as it is", got)
	}
	if got := Explain("en", "notify", "names", "{code} {names}", "odd"); got != "Told: {code} {names}" {
		t.Errorf("braces in a value, and half a pair: got %q", got)
	}
}
