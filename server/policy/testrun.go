package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// TestResult is what became of one of a policy's own tests.
type TestResult struct {
	Index    int      // in the document's tests
	Name     string   // as its author wrote it
	At       Position // where it stands; zero if unknown
	Failures []string // one sentence each, want before got; none: passed
	Rules    []string // ids of the rules that took part: enforced, monitored or exempted
	Verdict  Verdict
}

// Passed reports whether everything was as expected.
func (r TestResult) Passed() bool { return len(r.Failures) == 0 }

// testNow is the time of a test that gives none: a Monday morning in Tokyo, always the same, so that a test that passes today
// passes tomorrow.
func testNow() time.Time { return time.Date(2026, time.June, 1, 1, 0, 0, 0, time.UTC) }

// RunTests judges the message of each test of doc by p and compares the verdict with what the test expects. Build makes a
// message from its short form; nil means BuildTestMessage without files. A message that cannot be built is a failure.
// A test without facts.now happens at 2026-06-01T10:00:00+09:00.
func RunTests(p *Policy, doc *Document, build func(TestMessage) (*Message, error)) []TestResult {
	if build == nil {
		build = func(m TestMessage) (*Message, error) { return BuildTestMessage(m, nil) }
	}
	results := make([]TestResult, len(doc.Tests))
	for i, t := range doc.Tests {
		results[i] = runTest(p, t, build)
		results[i].Index, results[i].At = i, doc.Positions[item("/tests", i)]
	}
	return results
}

func runTest(p *Policy, t Test, build func(TestMessage) (*Message, error)) TestResult {
	r := TestResult{Name: t.Name}
	m, err := build(t.Message)
	if err != nil {
		r.Failures = []string{fmt.Sprintf("the message cannot be built: %v", err)}
		return r
	}
	now := t.Facts.Now
	if now.IsZero() {
		now = testNow()
	}
	r.Verdict = Evaluate(p, m, t.Facts, now)
	for _, rule := range r.Verdict.Rules {
		r.Rules = append(r.Rules, rule.ID)
	}
	r.Failures = t.Expect.compare(&r.Verdict)
	return r
}

// compare says in sentences where a verdict is not what was expected.
func (e *Expectation) compare(v *Verdict) []string {
	var c comparison
	c.equal("action", e.Action, string(v.Action))
	c.atLeast("rules", e.Rules, withEffect(v, "enforced"))
	c.atLeast("monitored", e.Monitored, withEffect(v, "monitored"))
	c.atLeast("exempted", e.Exempted, withEffect(v, "exempted"))
	var codes, changes, approvers []string
	for _, f := range v.Findings {
		codes = append(codes, f.Code)
	}
	for _, change := range v.Changes {
		changes = append(changes, change.Kind)
	}
	for _, s := range stages(v, "approval") {
		approvers = append(approvers, s.Approvers...)
	}
	c.atLeast("findings", e.Findings, codes)
	c.without("notFindings", e.NotFindings, codes)
	c.atLeast("changes", e.Changes, changes)
	c.hold(e.Hold, stages(v, "wait"))
	c.atLeast("approvers", e.Approvers, approvers)
	c.confirm(e.Confirm, v.Confirm)
	return c.failures
}

func withEffect(v *Verdict, effect string) []string {
	var ids []string
	for _, r := range v.Rules {
		if r.Effect == effect {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

func stages(v *Verdict, kind string) []Stage {
	var list []Stage
	if v.Hold != nil {
		for _, s := range v.Hold.Stages {
			if s.Kind == kind {
				list = append(list, s)
			}
		}
	}
	return list
}

// comparison collects what differs.
type comparison struct{ failures []string }

func (c *comparison) failf(format string, args ...any) {
	c.failures = append(c.failures, fmt.Sprintf(format, args...))
}

func (c *comparison) equal(what, want, got string) {
	if want != "" && want != got {
		c.failf("%s: want %s, got %s", what, want, got)
	}
}

func (c *comparison) atLeast(what string, want, got []string) {
	for _, w := range want {
		if !slices.Contains(got, w) {
			c.failf("%s: want %s, got %s", what, w, listed(got))
		}
	}
}

func (c *comparison) without(what string, unwanted, got []string) {
	for _, u := range unwanted {
		if slices.Contains(got, u) {
			c.failf("%s: want no %s, got it", what, u)
		}
	}
}

func listed(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

// hold compares waits: none, a duration, or a time.
func (c *comparison) hold(want string, waits []Stage) {
	var got []string
	for _, s := range waits {
		got = append(got, s.For+s.Until)
	}
	switch {
	case want == "":
	case want == "none":
		if len(waits) > 0 {
			c.failf("hold: want none, got %s", listed(got))
		}
	case !slices.ContainsFunc(got, func(g string) bool { return equalWaits(want, g) }):
		c.failf("hold: want %s, got %s", want, listed(got))
	}
}

// equalWaits compares two durations or two times, however they are written.
func equalWaits(a, b string) bool {
	d1, err1 := ParseDuration(a)
	d2, err2 := ParseDuration(b)
	if err1 == nil && err2 == nil {
		return d1 == d2
	}
	t1, err1 := time.Parse(time.RFC3339, a)
	t2, err2 := time.Parse(time.RFC3339, b)
	return err1 == nil && err2 == nil && t1.Equal(t2)
}

// confirm compares the mode: how the list is ticked, or that a question, a word or a reason is among what is asked.
func (c *comparison) confirm(want string, got *ConfirmVerdict) {
	if want == "" {
		return
	}
	modes := confirmModes(got)
	if !slices.Contains(modes, want) {
		c.failf("confirm: want %s, got %s", want, listed(modes))
	}
}

func confirmModes(v *ConfirmVerdict) []string {
	if v == nil {
		return nil
	}
	modes := []string{v.Mode}
	for mode, asked := range map[string]bool{"question": len(v.Questions) > 0, "type": len(v.Words) > 0, "reason": v.Reason} {
		if asked && mode != v.Mode {
			modes = append(modes, mode)
		}
	}
	slices.Sort(modes[1:])
	return modes
}
