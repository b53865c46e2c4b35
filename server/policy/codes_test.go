package policy

import (
	"slices"
	"testing"
)

// TestCodes compares the table with what the language says of some codes, and holds it to its own rules.
func TestCodes(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Codes() {
		if seen[c.String()] {
			t.Errorf("%s is there twice", c)
		}
		seen[c.String()] = true
		if found, ok := LookupCode(c.String()); !ok || found.String() != c.String() {
			t.Errorf("LookupCode(%q) = %v, %t", c, found, ok)
		}
	}
	for code, want := range map[string]Code{
		"recipient.invalid":     {Severity: SeverityDanger, Star: true, Args: []string{"reason", "suggest"}},
		"recipient.typo":        {Severity: SeverityDanger, Args: []string{"known", "suggest"}},
		"recipient.many":        {Severity: SeverityWarning, ByRule: true, Args: []string{"count", "limit"}},
		"attachment.executable": {Severity: SeverityDanger, Star: true, Args: []string{"type", "inside"}},
		"mail.no-subject":       {Severity: SeverityWarning, Star: true},
		"content.share-link":    {Severity: SeverityInfo, Args: []string{"host", "reason", "where"}},
		"door.no-policy":        {Severity: SeverityDanger},
	} {
		got, ok := LookupCode(code)
		if !ok || got.Severity != want.Severity || got.Star != want.Star || got.ByRule != want.ByRule || !slices.Equal(got.Args, want.Args) {
			t.Errorf("LookupCode(%q) = %+v, %t, want %+v", code, got, ok, want)
		}
	}
	for _, code := range []string{"", "recipient", "recipient.", "external", "recipient.External", "recipient.external.x"} {
		if got, ok := LookupCode(code); ok {
			t.Errorf("LookupCode(%q) = %+v, want none", code, got)
		}
	}
	Codes()[0].Area = "changed"
	if Codes()[0].Area == "changed" {
		t.Error("Codes hands out the table itself")
	}
}
