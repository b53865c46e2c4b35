package peers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cel.dev/cel-go/cel"
	"github.com/open-policy-agent/opa/v1/rego"

	"sekisho/server/policy"
)

var now = time.Date(2026, time.November, 24, 10, 0, 0, 0, time.UTC)

// engine judges mails and names the rules that hit, sorted.
type engine struct {
	name  string
	judge func(m *mail) []string
}

func engines(t testing.TB, rules []rule) []engine {
	t.Helper()
	return []engine{
		{"sekisho", ours(t, rules)},
		{"cel", celEngine(t, rules)},
		{"cel-cost-limit", celEngine(t, rules, cel.EvalOptions(cel.OptTrackCost), cel.CostLimit(1<<40))},
		{"opa", opaEngine(t, rules)},
	}
}

// TestAgree: all engines name the same rules for every size that is measured, and each mail hits some.
func TestAgree(t *testing.T) {
	for _, size := range []int{10, 1000} {
		rules := rulesOf(size)
		all := engines(t, rules)
		for _, recipients := range []int{5, 50, 500} {
			m := mailTo(recipients)
			want := all[0].judge(m)
			if len(want) < 3 {
				t.Errorf("%d rules, %d recipients: only %v hit", size, recipients, want)
			}
			for _, e := range all[1:] {
				if got := e.judge(m); !slices.Equal(got, want) {
					t.Errorf("%d rules, %d recipients: %s says %v, we say %v", size, recipients, e.name, got, want)
				}
			}
		}
	}
}

func BenchmarkJudge(b *testing.B) {
	for _, size := range []int{10, 1000} {
		rules := rulesOf(size)
		all := engines(b, rules)
		for _, recipients := range []int{5, 50, 500} {
			m := mailTo(recipients)
			want := all[0].judge(m)
			for _, e := range all {
				if got := e.judge(m); !slices.Equal(got, want) {
					b.Fatalf("%s says %v, we say %v", e.name, got, want)
				}
				b.Run(fmt.Sprintf("rules=%d/recipients=%d/engine=%s", size, recipients, e.name), func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						e.judge(m)
					}
				})
			}
		}
	}
}

// BenchmarkLoad is how long a policy of 1,000 rules takes from text to the first mail.
func BenchmarkLoad(b *testing.B) {
	rules := rulesOf(1000)
	for _, e := range []struct {
		name string
		load func()
	}{
		{"sekisho", func() { ours(b, rules) }},
		{"cel", func() { celEngine(b, rules) }},
		{"opa", func() { opaEngine(b, rules) }},
	} {
		b.Run("rules=1000/engine="+e.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e.load()
			}
		})
	}
}

func ours(t testing.TB, rules []rule) func(*mail) []string {
	t.Helper()
	p, err := policy.Parse("p.yaml", []byte(asPolicy(rules)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return func(m *mail) []string {
		v := policy.Evaluate(p, m.message, policy.Facts{}, now)
		var hits []string
		for _, r := range v.Rules {
			hits = append(hits, r.ID)
		}
		slices.Sort(hits)
		return hits
	}
}

func celEngine(t testing.TB, rules []rule, options ...cel.ProgramOption) func(*mail) []string {
	t.Helper()
	env, err := cel.NewEnv(
		cel.Variable("recipients", cel.ListType(cel.MapType(cel.StringType, cel.StringType))),
		cel.Variable("files", cel.IntType), cel.Variable("size", cel.IntType),
	)
	if err != nil {
		t.Fatal(err)
	}
	programs := make([]cel.Program, len(rules))
	for i, r := range rules {
		ast, issues := env.Compile(r.cel())
		if issues.Err() != nil {
			t.Fatalf("%s: %v", r.id, issues.Err())
		}
		if programs[i], err = env.Program(ast, options...); err != nil {
			t.Fatal(err)
		}
	}
	return func(m *mail) []string {
		var hits []string
		for i := range programs {
			out, _, err := programs[i].Eval(m.facts)
			if err != nil {
				t.Fatalf("%s: %v", rules[i].id, err)
			}
			if out.Value() == true {
				hits = append(hits, rules[i].id)
			}
		}
		slices.Sort(hits)
		return hits
	}
}

func opaEngine(t testing.TB, rules []rule) func(*mail) []string {
	t.Helper()
	var module strings.Builder
	module.WriteString("package mail\n\nexternal contains r if {\n\tsome r in input.recipients\n\tnot internal(r.domain)\n}\n\ninternal(d) if d == \"own.example\"\n\n")
	for _, r := range rules {
		module.WriteString(r.rego())
	}
	query, err := rego.New(rego.Query("data.mail.hit"), rego.Module("mail.rego", module.String())).PrepareForEval(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return func(m *mail) []string {
		results, err := query.Eval(context.Background(), rego.EvalParsedInput(m.input))
		if err != nil || len(results) != 1 {
			t.Fatalf("%v, %d results", err, len(results))
		}
		var hits []string
		for _, one := range results[0].Expressions[0].Value.([]any) {
			hits = append(hits, one.(string))
		}
		slices.Sort(hits)
		return hits
	}
}
