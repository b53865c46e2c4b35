package policy

import (
	"fmt"
	"strings"
	"testing"
)

// TestExpressionsTogetherAreBounded: 1,200 expressions, each within its limit, cost no more together than ten that use all of it.
// The ones that are not asked any more count as the stricter thing, and the next mail has the whole budget again.
func TestExpressionsTogetherAreBounded(t *testing.T) {
	const ten = "[0,1,2,3,4,5,6,7,8,9]"
	var rules strings.Builder
	for i := range 1200 {
		fmt.Fprintf(&rules, "  - {id: r%d, when: {expr: '%[2]s.exists(a, %[2]s.exists(b, %[2]s.exists(c, a + b + c == 99%[1]d)))'}, then: {action: notify}}\n", i, ten)
	}
	p := parse(t, "version: 1\norganization: {domains: own.example}\nrules:\n"+rules.String())
	m := &Message{From: Mailbox{Address: "a@own.example"}}
	first := Evaluate(p, m, Facts{}, tuesday())
	asked := 1200
	for _, r := range first.Rules {
		if strings.HasPrefix(r.ID, "r") {
			asked--
		}
	}
	if asked < 10 || asked > 1000 {
		t.Errorf("%d of 1,200 expressions were asked and did not hold, want some", asked)
	}
	if again := Evaluate(p, m, Facts{}, tuesday()); len(again.Rules) != len(first.Rules) {
		t.Errorf("the second mail meets %d rules, the first %d", len(again.Rules), len(first.Rules))
	}
}
