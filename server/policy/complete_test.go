package policy_test

import (
	"bytes"
	"encoding/json"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"

	"sekisho/server/check"
	"sekisho/server/message"
	"sekisho/server/policy"
)

// notTheVerdicts are the keys that no verdict shows: what a door, the gateway or a person reading does with them is tested there.
// A key of which only the beginning stands here covers all that begins with it.
var notTheVerdicts = []string{
	"Document.version", "Document.tests", "TestMessage.", "TestAttachment.", "Test.", "Expectation.", "Organization.name", "Rule.title", "Rule.note", "Rule.id", "Organization.domains", "Document.organization",
	"Settings.gateway", "GatewaySettings.", "Settings.pass", "PassSettings.", "Settings.cannotCarryOut", "ChecklistSettings.tickAll", "Settings.desktop", "DesktopSettings.",
	// What holds anyway, though no tag says so: the default of most quantifiers, of an action, of a mail, and the only value inside may
	// have where attachments are counted.
	"RecipientTest.who=all", "Then.action=notify", "Thread.compose=new", "FileCount.inside",
}

// TestEverythingHasACase takes each key, and each value of a fixed set, out of the cases that use it, and out of the policies in
// proofs, which carry their mails with them. At least one of them must give another verdict then, or be no policy any more: it
// fails without it. What this version cannot do yet is not asked for,
// because the vocabulary leaves it out.
func TestEverythingHasACase(t *testing.T) {
	proved, codes := map[string]bool{}, map[string]bool{}
	proofs, err := filepath.Glob("testdata/proofs/*.yaml")
	if err != nil || len(proofs) == 0 {
		t.Fatalf("no proofs: %v", err)
	}
	for _, file := range proofs {
		proveTests(t, file, proved, codes)
	}
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	only, _ := filepath.Glob("testdata/proofs/*.txtar") // what not every door can see
	for _, file := range append(files, only...) {
		prove(t, file, proved, codes)
	}
	var missing []string
	for _, name := range policy.Language() {
		if !proved[name] && !outside(name) {
			missing = append(missing, name)
		}
	}
	for _, c := range policy.Codes() {
		if !codes[c.String()] {
			missing = append(missing, c.String())
		}
	}
	if len(missing) > 0 {
		t.Errorf("%d things have no case that fails without them:\n%s", len(missing), strings.Join(missing, "\n"))
	}
}

// prove notes what a case proves.
func prove(t *testing.T, file string, proved, codes map[string]bool) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := check.ReadCase(file, data)
	if err != nil {
		t.Fatal(err)
	}
	source := fileOf(t, data, "policy.yaml")
	want := verdictOf(t, c, c.Policy, c.Facts)
	var v policy.Verdict
	if err := json.Unmarshal(c.Want, &v); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	for _, f := range v.Findings {
		codes[f.Code] = true
	}
	doc, err := policy.Load(file, source, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range unproved(policy.Mutations(doc), proved) {
		m.Apply()
		p, err := policy.Compile(doc)
		proved[m.Name] = err != nil || verdictOf(t, c, p, c.Facts) != want
		m.Undo()
	}
	for _, m := range unproved(policy.FactMutations(&c.Facts), proved) {
		m.Apply()
		proved[m.Name] = verdictOf(t, c, c.Policy, c.Facts) != want
		m.Undo()
	}
}

// unproved gives what is still to be proved and can be, in order; it looks again before each.
func unproved(all []policy.Mutation, proved map[string]bool) iter.Seq2[int, policy.Mutation] {
	return func(yield func(int, policy.Mutation) bool) {
		for i, m := range all {
			if !proved[m.Name] && !outside(m.Name) && !yield(i, m) {
				return
			}
		}
	}
}

var defaults = sync.OnceValue(policy.Defaults)

// outside reports what no verdict shows.
func outside(name string) bool {
	return slices.ContainsFunc(notTheVerdicts, func(p string) bool {
		return name == p || strings.HasSuffix(p, ".") && strings.HasPrefix(name, p) || strings.HasPrefix(name, p+"=")
	}) || slices.Contains(defaults(), name)
}

// proveTests notes what a policy's own tests prove. They must all pass.
func proveTests(t *testing.T, file string, proved, codes map[string]bool) {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := policy.Load(file, source, nil)
	if err != nil {
		t.Fatal(err)
	}
	outcome := func(first bool) string {
		p, err := policy.Compile(doc)
		if err != nil {
			return err.Error()
		}
		var verdicts []policy.Verdict
		for _, r := range policy.RunTests(p, doc, check.Builder(t.Context(), nil)) {
			verdicts = append(verdicts, r.Verdict)
			for _, f := range r.Verdict.Findings {
				codes[f.Code] = codes[f.Code] || first
			}
			if first && !r.Passed() {
				t.Errorf("%s: %s: %v", file, r.Name, r.Failures)
			}
		}
		out, err := json.Marshal(verdicts)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	want := outcome(true)
	for _, m := range unproved(policy.Mutations(doc), proved) {
		m.Apply()
		proved[m.Name] = outcome(false) != want
		m.Undo()
	}
}

func fileOf(t *testing.T, archive []byte, name string) []byte {
	t.Helper()
	for _, f := range txtar.Parse(archive).Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

func verdictOf(t *testing.T, c *check.Case, p *policy.Policy, f policy.Facts) string {
	t.Helper()
	m, err := message.Read(t.Context(), bytes.NewReader(c.Mail), c.Envelope)
	if err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(check.Run(t.Context(), &check.Engine{Policy: p}, m, f))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
