package policy

import (
	"slices"
	"strings"
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
		"recipient.invalid":     {Severity: SeverityDanger, Star: true, Available: true, Args: []string{"reason", "suggest"}},
		"recipient.typo":        {Severity: SeverityDanger, Available: true, Args: []string{"known", "suggest"}},
		"recipient.many":        {Severity: SeverityWarning, ByRule: true, Available: true, Args: []string{"count", "limit"}},
		"attachment.executable": {Severity: SeverityDanger, Star: true, Available: true, Args: []string{"type", "inside"}},
		"mail.no-subject":       {Severity: SeverityWarning, Star: true, Available: true},
		"content.share-link":    {Severity: SeverityInfo, Available: true, Args: []string{"host", "reason", "where"}},
		"door.no-policy":        {Severity: SeverityDanger, Available: true},
	} {
		got, ok := LookupCode(code)
		if !ok || got.Severity != want.Severity || got.Star != want.Star || got.ByRule != want.ByRule || got.Available != want.Available || !slices.Equal(got.Args, want.Args) {
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

// TestUnavailable: whatever this version cannot find is refused wherever it can be written, and named in the refusal.
func TestUnavailable(t *testing.T) {
	const refusal = " is not available in this version: "
	for _, c := range Codes() {
		if c.Available {
			continue
		}
		places := map[string]string{
			"severity":    minimal + "settings: {severity: {" + c.String() + ": info}}\n",
			"findings":    minimal + "rules: {id: a, when: {findings: {any: " + c.String() + "}}, then: {action: block}}\n",
			"notFindings": minimal + "tests: {name: t, message: {from: a@own.example}, expect: {notFindings: " + c.String() + "}}\n",
		}
		switch c.Area {
		case "recipient":
			places["flag"] = minimal + "rules: {id: a, when: {recipients: {any: {isNot: " + c.Name + "}}}, then: {action: block}}\n"
		case "sender":
			places["flag"] = minimal + "rules: {id: a, when: {sender: {is: " + c.Name + "}}, then: {action: block}}\n"
		case "attachment":
			places["flag"] = minimal + "rules: {id: a, when: {attachments: {none: {is: " + c.Name + "}}}, then: {action: block}}\n"
		}
		for place, text := range places {
			if got := loadError(t, text).Error(); !strings.Contains(got, c.Name+refusal) {
				t.Errorf("%s as %s: got %s", c, place, got)
			}
		}
	}
}
