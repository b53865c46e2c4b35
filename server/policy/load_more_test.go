package policy

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

const minimal = "version: 1\norganization: {domains: own.example}\n"

func mustLoad(t *testing.T, text string) *Document {
	t.Helper()
	doc, err := Load("p.yaml", []byte(text), nil)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return doc
}

// loadError returns what Load says of a text that it must refuse.
func loadError(t *testing.T, text string) *Errors {
	t.Helper()
	doc, err := Load("p.yaml", []byte(text), nil)
	var all *Errors
	if !errors.As(err, &all) || doc != nil {
		t.Fatalf("got %v, %v, want no document and *Errors", doc, err)
	}
	return all
}

func TestLimits(t *testing.T) {
	lines := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, c := range []struct{ name, text, want string }{
		{"rules", minimal + "rules:\n" + lines(2001, "  - {id: r%d, then: {action: block}}\n"), "p.yaml:2004:5: more than 2000 in this list"},
		{"words", minimal + "words:\n  a:\n" + lines(5001, "    - w%d\n"), "p.yaml:4:3: 5001 words; a policy has at most 5000; take out what is not needed"},
		{"entries", minimal + "lists:\n  a:\n" + lines(100_001, "    - a%d.example\n"), "p.yaml:100005:7: more than 100000 entries in this list; split the list"},
		{"size", minimal + "#" + strings.Repeat("x", maxDocument), "p.yaml: the policy is larger than 16 MiB; put long lists into CSV files beside it"},
		{"values", minimal + "words: {a: [" + strings.Repeat("x,", maxMarks) + "]}", "p.yaml: the policy has more values than a policy may have (1,000,000); put long lists into CSV files beside it"},
		{"depth", minimal + "rules:\n- id: a\n  then: {action: block}\n  when: " + strings.Repeat("{also: ", 40) + "{kind: mail}" + strings.Repeat("}", 40), "p.yaml:6:219: more than 32 levels of blocks and lists"},
		{"key", `{"version": 1, "organization": {"domains": "own.example"}, "words": {"` + strings.Repeat("k", 1001) + `": "a"}}`, "p.yaml:1:70: a key that is too long; write a shorter one"},
		{"brackets", strings.Repeat("[", 20_000), "p.yaml:1:1: this is not YAML: exceeded max depth of 10000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := loadError(t, c.text).Error(); !strings.HasPrefix(got, c.want) {
				t.Errorf("got  %.300s\nwant %s", got, c.want)
			}
		})
	}
}

func TestAtTheLimits(t *testing.T) {
	var b strings.Builder
	b.WriteString(minimal + "lists:\n  a:\n")
	for i := range maxEntries {
		fmt.Fprintf(&b, "    - a%d.example\n", i)
	}
	b.WriteString("rules:\n")
	for i := range maxRules {
		fmt.Fprintf(&b, "  - {id: r%d, when: {text: {any: [w%d, v%d]}}, then: {action: block}}\n", i, i, i)
	}
	doc := mustLoad(t, b.String())
	if len(doc.Lists[0].Entries.Items) != maxEntries || len(doc.Rules) != maxRules {
		t.Errorf("got %d entries and %d rules, want %d and %d", len(doc.Lists[0].Entries.Items), len(doc.Rules), maxEntries, maxRules)
	}
}

func TestErrorsAreCapped(t *testing.T) {
	all := loadError(t, minimal+strings.Repeat("x: 1\n", 1)+"lists:\n"+strings.Repeat("  a.b: c\n", 80))
	if len(all.Problems) != maxProblems || !all.More {
		t.Errorf("got %d problems, more %t, want %d, true", len(all.Problems), all.More, maxProblems)
	}
	if !strings.HasSuffix(all.Error(), "\nmore than 50 problems; the rest is not listed") {
		t.Errorf("the message does not say that there are more: %q", all.Error()[len(all.Error())-80:])
	}
}

// TestExample reads the example of the policy language.
func TestExample(t *testing.T) {
	data, err := os.ReadFile("testdata/good/example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if doc := mustLoad(t, string(data)); len(doc.Rules) != 8 || doc.Rules[2].ID != "wrong-person" {
		t.Errorf("got %d rules, the third %q; want 8 and wrong-person", len(doc.Rules), doc.Rules[2].ID)
	}
}

func TestDefaults(t *testing.T) {
	doc := mustLoad(t, minimal+`rules:
  - {id: a, then: {exempt: baseline}}
  - {id: b, when: {kind: mail}, then: {action: approve, confirm: {countdown: 5s}, hold: {for: 1m}, approve: {need: all}, change: {forceBcc: {}, link: {}, zip: {}}}}
`)
	s := doc.Settings
	got := []any{
		doc.Organization.TimeZone, s.Unreachable, s.CacheFor, s.Gateway, s.CannotCarryOut, s.Pass, s.Checklist, s.InlineImages, s.KnownAfter, s.Records,
		s.Confirm.Mode, s.Confirm.Items, s.Approve.By, s.Approve.Within, s.Approve.Deputies, doc.Baseline.External, doc.Baseline.Internal, doc.Baseline.Meeting,
		doc.Rules[0].Mode, doc.Rules[0].Then.Action, doc.Rules[0].Then.Scope,
		doc.Rules[1].Then.Confirm.Mode, doc.Rules[1].Then.Confirm.Countdown, doc.Rules[1].Then.Hold, doc.Rules[1].Then.Approve.OnExpiry, doc.Rules[1].Then.Approve.Need,
		*doc.Rules[1].Then.Change.ForceBcc, *doc.Rules[1].Then.Change.Link, *doc.Rules[1].Then.Change.Zip,
	}
	const day = 24 * time.Hour
	want := []any{
		"Asia/Tokyo", "confirm", 30 * day,
		GatewaySettings{false, "ask", day, "discard"},
		"refuse",
		PassSettings{30 * time.Minute, day, false},
		ChecklistSettings{"address", "internal"},
		int64(50_000), int64(1), int64(10),
		"tick",
		[]string{"external", "files"},
		[]string{"manager"},
		3 * day, true, "confirm", "allow", "",
		"enforce", "allow", "message",
		"tick", 5 * time.Second,
		[]HoldDuty{{For: time.Minute, OnExpiry: "send", Release: "sender"}},
		"discard", "all",
		ForceBcc{"external", "sender"},
		Link{7 * day, 0, "all"},
		Zip{"all", "separate"},
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("value %d: got %+v, want %+v", i, got[i], want[i])
		}
	}
}

// TestSettingsReachRules: what a rule's block leaves out comes from settings, what it writes stays.
func TestSettingsReachRules(t *testing.T) {
	doc := mustLoad(t, minimal+`settings: {confirm: {mode: reason, countdown: 10s}, approve: {by: boss@own.example, deputies: false}}
rules: {id: a, when: {kind: mail}, then: {action: approve, confirm: {countdown: 5s}, approve: {deputies: true}}}
`)
	then := doc.Rules[0].Then
	if c := then.Confirm; c.Mode != "reason" || c.Countdown != 5*time.Second {
		t.Errorf("got %+v, want mode reason and 5s", c)
	}
	if a := then.Approve; a.By[0] != "boss@own.example" || !a.Deputies {
		t.Errorf("got %+v, want by the boss with deputies", a)
	}
}

// TestAsWritten: what other readers of YAML turn into truth values, numbers and dates stays what the author wrote.
func TestAsWritten(t *testing.T) {
	written := []string{"no", "on", "Yes", "1e3", "0x1F", "012", "1_000", "2026-12-29", "12:30:45", ".5", "NaN", "1.0"}
	doc := mustLoad(t, minimal+"words: {a: ["+strings.Join(written, ", ")+"]}\n")
	if got := doc.Words[0].Words; !reflect.DeepEqual(got, written) {
		t.Errorf("got %q, want %q", got, written)
	}
}

func TestJSONIsTheSame(t *testing.T) {
	fromJSON := mustLoad(t, `{"version": 1, "organization": {"domains": ["own.example"]}, "words": {"a": ["\u793e\u5916\u79d8", "\ud83d\ude00 a\/b"]}}`)
	fromYAML := mustLoad(t, "version: 1\norganization: {domains: own.example}\nwords: {a: [社外秘, 😀 a/b]}\n")
	fromJSON.Positions, fromYAML.Positions = nil, nil
	if !reflect.DeepEqual(fromJSON, fromYAML) {
		t.Errorf("JSON %+v\nYAML %+v", fromJSON, fromYAML)
	}
}

func TestPositions(t *testing.T) {
	doc := mustLoad(t, minimal+"rules:\n  - id: a\n    title: 外\n    when: {kind: mail, recipients: {any: {in: [x.example]}}}\n    then: {action: block}\n")
	for path, want := range map[string]Position{
		"/rules/0": {4, 5}, "/rules/0/id": {4, 9}, "/rules/0/when/0/recipients/any/in/0": {6, 48}, "/rules/0/then/action": {7, 20}, "/organization/domains": {2, 25},
	} {
		if got := doc.Positions[path]; got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
}

func TestFiles(t *testing.T) {
	data, err := os.ReadFile("testdata/good/everything.yaml")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := Load("everything.yaml", data, openSample)
	if err != nil {
		t.Fatal(err)
	}
	wantPartners := []Partner{
		{Name: "株式会社ホクト", Aliases: []string{"ホクト", "HOKUTO"}, Domains: Entries{Items: []string{".hokuto.example", "hokuto-net.example"}, Set: true}},
		{Name: "青葉商事", Domains: Entries{Items: []string{"aoba.example"}, Set: true}, Group: "青葉"},
	}
	if got := doc.Partners.Items; !reflect.DeepEqual(got, wantPartners) {
		t.Errorf("partners from Shift_JIS: got %+v, want %+v", got, wantPartners)
	}
	wantEntries := Entries{Items: []string{"hoshino.clinic@gmail.com", "*@*.yahoo.example"}, File: "private.csv", Column: "address", Set: true}
	if got := doc.Lists[1].Entries; !reflect.DeepEqual(got, wantEntries) {
		t.Errorf("entries from UTF-8: got %+v, want %+v", got, wantEntries)
	}
	_, err = Load("everything.yaml", data, nil)
	want := "everything.yaml:6:18: files are not available here; write the rows into the policy\neverything.yaml:9:22: files are not available here; write the rows into the policy"
	if err == nil || err.Error() != want {
		t.Errorf("without files: got  %v\nwant %s", err, want)
	}
}
