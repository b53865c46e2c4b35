package policy

import (
	"encoding/json"
	"testing"
)

// A verdict is not touched by the next mail, and the next mail is judged as by a policy that has judged nothing yet.
func TestVerdictsShareNothing(t *testing.T) {
	asJSON := func(v Verdict) string {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	each(t, func(t *testing.T, w world, p *Policy, source string, m *Message, f Facts) {
		verdict := Evaluate(p, m, f, tuesday())
		before := asJSON(verdict)
		for range 3 {
			other, facts := w.mail(), w.facts()
			used := asJSON(Evaluate(p, other, facts, tuesday()))
			fresh, err := Compile(p.Document())
			if err != nil {
				t.Fatal(err)
			}
			if want := asJSON(Evaluate(fresh, other, facts, tuesday())); used != want {
				t.Errorf("after another mail got %s\nwant %s\npolicy:\n%s", used, want, source)
			}
		}
		if after := asJSON(verdict); after != before {
			t.Errorf("another mail changed a verdict: got %s\nwant %s\npolicy:\n%s", after, before, source)
		}
	})
}
