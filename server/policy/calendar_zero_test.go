package policy

import (
	"testing"
	"time"
)

// A mail of which nobody knows the time is judged by a policy that does not learn: rules act on it.
func TestWithoutTimeNothingIsLearning(t *testing.T) {
	p := parse(t, head+"rules:\n  - {id: ask, when: {recipients: {any: {is: external}}}, then: {action: confirm}}\n")
	v := Evaluate(p, mail("to:x@a.example"), Facts{}, time.Time{})
	if v.Action != ActionConfirm || len(v.Rules) == 0 || v.Rules[0].Effect != "enforced" {
		t.Errorf("got %s, rules %v; want confirm, enforced", v.Action, v.Rules)
	}
}
