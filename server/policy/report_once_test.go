package policy

import (
	"slices"
	"testing"
)

// What two blocks of a rule hold on, the rule used once.
func TestRuleUsesFindingOnce(t *testing.T) {
	p := parse(t, head+`rules:
  - id: twice
    when:
      - {recipients: {any: {is: private-address}}}
      - {recipients: {any: {is: private-address, fields: [to]}}}
    then: {action: confirm}
`)
	v := Evaluate(p, mail("to:a@gmail.com", "cc:b@gmail.com"), Facts{}, tuesday())
	told := false
	for _, f := range v.Findings {
		if f.Code != "recipient.private-address" {
			continue
		}
		if told = slices.Contains(f.Recipients, "a@gmail.com") || told; !slices.Equal(f.Rules, []string{"twice"}) {
			t.Errorf("%s of %v: got rules %v, want the one", f.Code, f.Recipients, f.Rules)
		}
	}
	if !told {
		t.Errorf("got findings %v, want one of a@gmail.com's private address", v.Findings)
	}
}
