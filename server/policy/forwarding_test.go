package policy

import (
	"strings"
	"testing"
)

// TestLintForwarding: the gateway's hold stands aside for any rule about automatic forwarding, so one of them has to stop some.
func TestLintForwarding(t *testing.T) {
	const allowing = "{id: allowed, when: {compose: auto-forward}, then: {exempt: baseline}}"
	for name, c := range map[string]struct {
		rules []string
		want  string // rules that are warned of
	}{
		"an exemption alone":         {[]string{allowing}, "allowed"},
		"a change alone":             {[]string{"{id: a, when: {compose: auto-forward}, then: {change: {forceBcc: {}}}}"}, "a"},
		"each of several":            {[]string{"{id: a, when: {compose: auto-forward}, then: {action: notify}}", allowing}, "a allowed"},
		"beside one that blocks":     {[]string{allowing, "{id: b, when: {compose: auto-forward, recipients: {any: {who: external, notIn: x@y.example}}}, then: {action: block}}"}, ""},
		"beside one that holds":      {[]string{"{id: b, when: {kind: mail, also: {compose: auto-forward}}, then: {action: hold, hold: {for: 1h}}}", allowing}, ""},
		"beside one that approves":   {[]string{allowing, "{id: b, when: {compose: auto-forward}, then: {action: approve, approve: {by: manager}}}"}, ""},
		"beside one on trial":        {[]string{allowing, "{id: b, mode: monitor, when: {compose: auto-forward}, then: {action: block}}"}, "allowed"},
		"beside one taken out":       {[]string{allowing, "{id: b, mode: disabled, when: {compose: auto-forward}, then: {action: block}}"}, "allowed"},
		"beside one that has ended":  {[]string{allowing, "{id: b, valid: {until: 2026-11-23}, when: {compose: auto-forward}, then: {action: block}}"}, "allowed b"},
		"beside one on its last day": {[]string{allowing, "{id: b, valid: {until: 2026-11-24}, when: {compose: auto-forward}, then: {action: block}}"}, ""},
		"beside a block of another":  {[]string{allowing, "{id: b, when: {compose: forward}, then: {action: block}}"}, "allowed"},
		"on trial alone":             {[]string{strings.Replace(allowing, "when", "mode: monitor, when", 1)}, ""},
		"about another":              {[]string{"{id: a, when: {compose: forward}, unless: {compose: auto-forward}, then: {action: notify}}"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			doc := mustLoad(t, minimal+"rules:\n  - "+strings.Join(c.rules, "\n  - ")+"\n")
			var got []string
			for _, p := range Lint(doc, lintNow, []TestResult{}) {
				if strings.Contains(p.Message, "automatic forwarding") {
					got = append(got, strings.Fields(p.Message)[2])
				}
			}
			if g := strings.Join(got, " "); g != c.want {
				t.Errorf("warned of %q, want %q", g, c.want)
			}
		})
	}
}
