package policy

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkEvaluateAtTheLimits judges a mail to 500 recipients by a policy with a list of 100,000 entries, 1,000 rules and as many
// words as a policy may have.
func BenchmarkEvaluateAtTheLimits(b *testing.B) {
	rules, m := thousandRules(), largeMail()
	own := 0 // words that the rules bring themselves
	for i := range 990 {
		if i%6 == 1 {
			own += 2
		}
	}
	var source strings.Builder
	source.WriteString("version: 1\norganization: {domains: own.example}\nlists:\n  private: [\"@builtin/freemail\"]\n  rivals: [kitsune.example]\n  customers:\n")
	for i := range maxEntries {
		fmt.Fprintf(&source, "    - p%d@customer%d.example\n", i, i%50_000)
	}
	source.WriteString("words:\n  secret: [社外秘]\n  many:\n")
	for i := range maxWords - own - 3 {
		fmt.Fprintf(&source, "    - 用語%d番\n", i)
	}
	source.WriteString("calendars: {office: {hours: {mon-fri: \"09:00-18:00\"}}}\n")
	source.WriteString(rules)
	source.WriteString("  - {id: customers, when: {recipients: {any: {in: customers}}, text: {any: \"@many\"}}, then: {action: confirm}}\n")
	p := parse(b, source.String())
	m.Recipients[7].Address = "p7@customer7.example"
	m.Body += "用語7番\n"
	v := Evaluate(p, m, Facts{}, tuesday())
	hit := false
	for _, r := range v.Rules {
		hit = hit || r.ID == "customers"
	}
	if !hit || len(v.Rules) < 200 {
		b.Fatalf("%d rules, customers among them: %t; the benchmark's mail must match", len(v.Rules), hit)
	}
	b.ReportAllocs()
	for b.Loop() {
		Evaluate(p, m, Facts{}, tuesday())
	}
}
