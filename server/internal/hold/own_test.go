package hold

import (
	"strings"
	"testing"

	"sekisho/server/policy"
)

// TestLengthen: one's own setting makes a wait longer, inside the policy's bounds, and never shorter.
func TestLengthen(t *testing.T) {
	calendar := Stage{Kind: Wait, Until: "2026-11-24T00:00:00Z", Adjust: "2h"}
	for _, c := range []struct {
		name, own, want string
		stages          []Stage
	}{
		{"longer", "30m", "30m", []Stage{wait("10m", "send")}},
		{"beyond the bounds", "5h", "2h", []Stage{wait("10m", "send")}},
		{"shorter", "1m", "10m", []Stage{wait("10m", "send")}},
		{"no bounds, so none of one's own", "30m", "10m", []Stage{{Kind: Wait, For: "10m"}}},
		{"none chosen", "", "10m", []Stage{wait("10m", "send")}},
		{"no duration", "long", "10m", []Stage{wait("10m", "send")}},
		{"the first wait alone", "30m", "1h  30m 10m", []Stage{{Kind: Confirm, For: "1h"}, approval("manager"), wait("10m", "next"), wait("10m", "send")}},
		{"a calendar", "1h", "", []Stage{calendar}},
	} {
		groups := []Group{{}, {Stages: c.stages}}
		Lengthen(groups, c.own)
		var got []string
		for _, s := range groups[1].Stages {
			got = append(got, s.For)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestLengthenLeavesTheVerdict, which is recorded as the policy gave it.
func TestLengthenLeavesTheVerdict(t *testing.T) {
	v := &policy.HoldVerdict{Stages: []Stage{wait("10m", "send")}}
	groups, err := Plan([]string{"a@x.example"}, v, nil, strings.EqualFold)
	must(t, err)
	Lengthen(groups, "1h")
	if v.Stages[0].For != "10m" || groups[0].Stages[0].For != "1h" {
		t.Errorf("the verdict says %s, the mail waits %s", v.Stages[0].For, groups[0].Stages[0].For)
	}
}
