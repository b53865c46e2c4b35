package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sekisho/server/catalogue"
	"sekisho/server/check"
	"sekisho/server/message"
)

// keyShown is what a sentence that is missing would look like.
var keyShown = regexp.MustCompile(`(^|[ →])(ask|got|why|company|rule|stage|by|step|final|block|confirm)\.[a-z]+`)

// TestExplainEveryCase explains every case of the engine in both languages: the verdict is the wanted one, and nothing is left unsaid.
func TestExplainEveryCase(t *testing.T) {
	files, err := filepath.Glob("../../policy/testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range files {
		x := explainCase(t, name)
		for _, lang := range catalogue.Languages() {
			text := x.text(lang, "")
			for line := range strings.Lines(text) {
				if keyShown.MatchString(line) || strings.Contains(line, "{from}") || strings.Contains(line, "{want}") {
					t.Errorf("%s: %s lacks a sentence: %s", filepath.Base(name), lang, line)
				}
			}
			for _, r := range x.Trace.Rules {
				if !strings.Contains(text, r.ID) {
					t.Errorf("%s: %s does not speak of the rule %s", filepath.Base(name), lang, r.ID)
				}
			}
		}
	}
}

func explainCase(t *testing.T, name string) *explanation {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := check.ReadCase(name, data)
	if err != nil {
		t.Fatal(err)
	}
	m, err := message.Read(t.Context(), strings.NewReader(string(c.Mail)), c.Envelope)
	if err != nil {
		t.Fatal(err)
	}
	x := &explanation{}
	x.Verdict, x.Trace = check.Explain(t.Context(), &check.Engine{Policy: c.Policy}, m, c.Facts)
	if ok, err := c.Matches(x.Verdict); err != nil || !ok {
		t.Errorf("%s: explained it gives another verdict (%v)", filepath.Base(name), err)
	}
	return x
}

const explainPolicy = `version: 1
organization: {domains: own.example}
rules:
  - {id: free, title: 私用, when: {recipients: {any: {in: "@builtin/freemail"}}, attachments: {any: true}}, then: {action: block}}
  - {id: wait, when: {recipients: {any: {who: external}}}, then: {action: hold, hold: {for: 10m}}}
  - {id: scan, when: {sender: {in: copier@own.example}}, then: {exempt: [wait, baseline]}}
`

const explainMail = "From: copier@own.example\r\nTo: x@gmail.com\r\nSubject: scan\r\n\r\nbody\r\n"

// TestExplainTellsWhoFound: what a condition adds stands with its rule, and is nothing that the detectors found.
func TestExplainTellsWhoFound(t *testing.T) {
	policyFile := file(t, "p.yaml", `version: 1
organization: {domains: own.example}
partners: {name: 亀屋本店, domains: kame.example}
rules:
  - {id: other, when: {partnerNames: {notAddressed: body}}, then: {action: confirm}}
  - {id: bad, when: {findings: {atLeast: warning}}, then: {action: block}}
`)
	mail := file(t, "m.eml", "From: a@own.example\r\nTo: b@own.example\r\nSubject: s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n亀屋本店の件です。\r\n")
	_, out, _ := run(t, "", "policy", "explain", policyFile, mail, "--lang", "en")
	before, after, _ := strings.Cut(out, "3. The rules")
	if strings.Contains(before, "content.other-partner") || !strings.Contains(after, "content.other-partner") {
		t.Errorf("content.other-partner is to stand with the rules alone: got\n%s", out)
	}
	if !strings.Contains(after, "something at least warning → nothing found") {
		t.Errorf("got\n%s\nwant that no detector found anything so bad", out)
	}
}

// TestExplainAnswers: why did it ask, and why did it not.
func TestExplainAnswers(t *testing.T) {
	policyFile, mail := file(t, "p.yaml", explainPolicy), file(t, "m.eml", explainMail)
	status, out, errs := run(t, "", "policy", "explain", policyFile, mail, "--lang", "en")
	if status != exitOK || errs != "" {
		t.Fatalf("status %d, %s", status, errs)
	}
	for _, want := range []string{
		"x@gmail.com (to) is external; nothing in organization.domains matches",
		"free: does not apply", "- some file passes anything at all → none does",
		"wait: would apply, but was exempted", "Exempted by the rule scan.",
		"Verdict: ", "No rule acts",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("got\n%s\nwant %q in it", out, want)
		}
	}
	if _, out, _ := run(t, "", "policy", "explain", policyFile, mail, "--rule", "free"); strings.Contains(out, "wait") || !strings.Contains(out, "ファイルのどれか") {
		t.Errorf("--rule free: got\n%s", out)
	}
	if _, out, _ := run(t, "", "policy", "explain", policyFile, mail, "--json"); !strings.HasPrefix(out, `{"verdict":{"action":"allow"`) || strings.Count(out, "\n") != 1 {
		t.Errorf("--json: got\n%s", out)
	}
	if status, _, errs := run(t, "", "policy", "explain", policyFile, mail, "--rule", "nobody", "--lang", "en"); status != exitInput || !strings.Contains(errs, "nobody") {
		t.Errorf("an unknown rule: got %d, %s", status, errs)
	}
}
