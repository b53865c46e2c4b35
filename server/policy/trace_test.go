package policy

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// A verdict is the same whether somebody listens or not, and the trace agrees with it.
func TestTraceDecidesNothing(t *testing.T) {
	each(t, func(t *testing.T, _ world, p *Policy, source string, m *Message, f Facts) {
		plain, err := json.Marshal(Evaluate(p, m, f, tuesday()))
		if err != nil {
			t.Fatal(err)
		}
		var trace Trace
		v := EvaluateFor(p, m, f, tuesday(), &trace)
		traced, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if string(plain) != string(traced) {
			t.Fatalf("with a trace got %s\nwant %s\npolicy:\n%s", traced, plain, source)
		}
		if got, want := len(trace.Rules), len(p.Document().Rules)+1; got != want {
			t.Fatalf("the trace has %d rules, want %d\npolicy:\n%s", got, want, source)
		}
		for _, r := range trace.Rules {
			agrees(t, &r, &v, source)
		}
	})
}

// agrees holds a traced rule against the verdict and against its own steps.
func agrees(t *testing.T, r *TracedRule, v *Verdict, source string) {
	t.Helper()
	want := ""
	for _, x := range v.Rules {
		if x.ID == r.ID {
			want = x.Effect
		}
	}
	matched := r.State == "enforced" || r.State == "monitored" || r.State == "exempted"
	if matched != (want != "") || matched && r.State != want {
		t.Errorf("rule %s: the trace says %s, the verdict %q\npolicy:\n%s", r.ID, r.State, want, source)
	}
	held := slices.ContainsFunc(r.When, func(b TracedBlock) bool { return b.Held })
	if r.State == "no-match" && held || (r.State == "enforced" || r.State == "monitored") && len(r.When) > 0 && !held {
		t.Errorf("rule %s is %s, but its blocks say %+v\npolicy:\n%s", r.ID, r.State, r.When, source)
	}
	for _, b := range append(slices.Clone(r.When), r.Unless...) {
		for i, s := range b.Steps {
			if last := i == len(b.Steps)-1; !s.Held && (!last || b.Held) || s.Want == "" {
				t.Errorf("rule %s: step %+v of %+v\npolicy:\n%s", r.ID, s, b, source)
			}
		}
	}
}

// traceOf judges a mail by one rule and returns what became of it.
func traceOf(t *testing.T, rule string, m *Message, f Facts) TracedRule {
	t.Helper()
	var trace Trace
	EvaluateFor(parse(t, head+"rules:\n  - "+rule+"\n"), m, f, tuesday(), &trace)
	return trace.Rules[0]
}

func TestTraceSteps(t *testing.T) {
	m := func() *Message {
		return mail("to:x@gmail.com", "cc:y@a.example").file("plan.zip", 2_000_000, "application/zip")
	}
	for _, c := range []struct {
		name, rule string
		state      string
		last       TracedStep
	}{
		{"any", "{id: r, when: {recipients: {any: {in: a.example}}}, then: {action: block}}", "enforced", TracedStep{"recipients.any", true, "{in: a.example}", []string{"y@a.example"}}},
		{"none", "{id: r, when: {recipients: {none: {in: a.example}}}, then: {action: block}}", "no-match", TracedStep{"recipients.none", false, "{in: a.example}", []string{"y@a.example"}}},
		{"all names who fails", "{id: r, when: {recipients: {all: {who: external, in: a.example}}}, then: {action: block}}", "no-match", TracedStep{"recipients.all", false, "{who: external, in: a.example}", []string{"x@gmail.com"}}},
		{"count", "{id: r, when: {recipients: {count: {who: external, atLeast: 3}}}, then: {action: block}}", "no-match", TracedStep{"recipients.count", false, "{who: external, atLeast: 3}", []string{"2"}}},
		{"a rule that the index skips", "{id: r, when: {recipients: {any: {in: nobody.example}}}, then: {action: block}}", "no-match", TracedStep{"recipients.any", false, "{in: nobody.example}", []string{}}},
		{"the first that fails ends it", "{id: r, when: {kind: meeting, recipients: {any: {in: a.example}}}, then: {action: block}}", "no-match", TracedStep{"kind", false, "meeting", []string{"mail"}}},
		{"any file", "{id: r, when: {attachments: {any: true}}, then: {action: block}}", "enforced", TracedStep{"attachments.any", true, "true", []string{"plan.zip"}}},
		{"size", "{id: r, when: {attachments: {totalSize: {over: 10MB}}}, then: {action: block}}", "no-match", TracedStep{"attachments.totalSize", false, "{over: 10MB}", []string{"2MB"}}},
		{"words", "{id: r, when: {text: {any: [社外秘, 極秘]}}, then: {action: block}}", "enforced", TracedStep{"text.any", true, "[社外秘, 極秘]", []string{"社外秘 (body)"}}},
		{"groups", "{id: r, when: {sender: {groups: 営業部}}, then: {action: block}}", "no-match", TracedStep{"sender.groups", false, "営業部", []string{"総務部"}}},
		{"expr", "{id: r, when: {expr: external > 5 && cc == 1}, then: {action: block}}", "no-match", TracedStep{"expr", false, `"external > 5 && cc == 1"`, []string{"external = 2"}}},
		{"also", "{id: r, when: {kind: mail, also: {compose: reply}}, then: {action: block}}", "no-match", TracedStep{"compose", false, "reply", []string{"new"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := traceOf(t, c.rule, m().says("これは社外秘です。"), Facts{Sender: SenderFacts{Groups: []string{"総務部"}}})
			if got.State != c.state {
				t.Fatalf("state %s, want %s: %+v", got.State, c.state, got)
			}
			steps := got.When[len(got.When)-1].Steps
			if last := steps[len(steps)-1]; !reflect.DeepEqual(last, c.last) {
				t.Errorf("got  %+v\nwant %+v", last, c.last)
			}
		})
	}
}

// What a step says it found is what it asked for: "not found: found" explains nothing.
func TestTraceGotIsWhatWasAsked(t *testing.T) {
	const partners = "version: 1\norganization: {domains: own.example}\npartners: [{name: 虎屋, domains: tora.example}, {name: 亀屋本店, domains: kame.example}]\n"
	for _, c := range []struct {
		condition string
		held      bool
		got       []string
	}{
		{"findings: {atLeast: danger}", false, nil},
		{"findings: {atLeast: warning}", true, []string{"mail.no-subject"}},
		{"findings: {any: recipient.typo}", false, nil},
		{"findings: {any: mail.*}", true, []string{"mail.no-subject"}},
		{"findings: {none: recipient.external}", false, []string{"recipient.external"}},
		{"partnerNames: {notAddressed: body}", true, []string{"亀屋本店"}},
		{"partnerNames: {notNamed: subject}", true, []string{"虎屋"}},
		{"partnerNames: {notNamed: body}", false, nil},
		{"partnerNames: {outsiders: subject}", false, nil},
		{"personalData: {types: phone, atLeast: 3}", false, []string{"1"}},
	} {
		m := mail("to:x@tora.example").says("虎屋と亀屋本店の件です。").with(func(m *Message) {
			m.Subject = ""
			m.Personal = []Personal{{Kind: "phone", Confidence: "high", Values: []int32{1}, Place: Place{Where: "body"}}}
		})
		var trace Trace
		EvaluateFor(parse(t, partners+"rules:\n  - {id: r, when: {"+c.condition+"}, then: {action: confirm}}\n"), m, Facts{}, tuesday(), &trace)
		step := trace.Rules[0].When[0].Steps[0]
		if step.Held != c.held || !slices.Equal(step.Got, c.got) {
			t.Errorf("%s: got %v, %q, want %v, %q", c.condition, step.Held, step.Got, c.held, c.got)
		}
	}
}

// Findings that only a condition added are told from what detectors found.
func TestTraceTellsWhoFound(t *testing.T) {
	var trace Trace
	p := parse(t, "version: 1\norganization: {domains: own.example}\npartners: {name: 亀屋本店, domains: kame.example}\nrules:\n  - {id: r, when: {partnerNames: {notAddressed: body}}, then: {action: confirm}}\n")
	v := EvaluateFor(p, mail("to:x@gmail.com").says("亀屋本店の件です。"), Facts{}, tuesday(), &trace)
	var added []string
	for _, i := range trace.Added {
		added = append(added, v.Findings[i].Code)
	}
	if !slices.Contains(added, "content.other-partner") || slices.Contains(added, "recipient.external") || slices.Contains(added, "recipient.private-address") {
		t.Errorf("added by rules: %q; want content.other-partner, and nothing of detectors", added)
	}
}

func TestTraceOfRulesThatAreOff(t *testing.T) {
	m := mail("to:x@gmail.com", "cc:y@a.example")
	for _, c := range []struct {
		name, rule, state, by, why string
	}{
		{"disabled", "{id: r, mode: disabled, when: {kind: mail}, then: {action: block}}", "disabled", "", ""},
		{"not for", "{id: r, for: {groups: 営業部}, when: {kind: mail}, then: {action: block}}", "not-for", "", "{groups: 営業部}"},
		{"ended", "{id: r, valid: {until: 2020-01-01}, when: {kind: mail}, then: {action: block}}", "not-valid", "", "{until: 2020-01-01}"},
		{"monitored", "{id: r, mode: monitor, when: {kind: mail}, then: {action: block}}", "monitored", "", ""},
		{"excused", "{id: r, when: {kind: mail}, unless: {compose: new}, then: {action: block}}", "exempted", "unless", ""},
		{"excepted", "{id: r, when: {recipients: {any: {in: a.example}}}, except: y@a.example, then: {action: block}}", "exempted", "except", ""},
	} {
		got := traceOf(t, c.rule, m, Facts{})
		if got.State != c.state || strings.Join(got.By, " ") != c.by || got.For != c.why {
			t.Errorf("%s: got %s by %v for %q, want %s by %q for %q", c.name, got.State, got.By, got.For, c.state, c.by, c.why)
		}
	}
}

func TestTraceSaysWhoIsInternalAndWhy(t *testing.T) {
	p := parse(t, "version: 1\norganization: {domains: .own.example}\npartners: {name: 虎屋, domains: tora.example}\n")
	m := mail("to:a@sub.own.example", "to:b@tora.example", "to:c@other.example", "to:no address", "cc:list@own.example")
	var trace Trace
	EvaluateFor(p, m, Facts{Members: map[string][]string{"list@own.example": {"z@out.example"}}}, tuesday(), &trace)
	var got []string
	for _, r := range trace.Recipients {
		got = append(got, strings.Join([]string{r.Address, map[bool]string{true: "in", false: "out"}[r.Internal], r.Why, r.By, r.CompanyBy, r.List}, "|"))
	}
	want := []string{
		"a@sub.own.example|in|entry|.own.example|own|", "b@tora.example|out|no-entry|虎屋|partner|", "c@other.example|out|no-entry||domain|",
		"no address|out|unreadable||address|", "list@own.example|out|member|z@out.example|own|", "z@out.example|out|no-entry||domain|list@own.example",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
