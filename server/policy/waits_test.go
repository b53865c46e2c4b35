package policy_test

import (
	"strings"
	"testing"
	"time"

	"sekisho/server/policy"
)

// TestWaits: what somebody may choose follows the rules about them, in force that day.
func TestWaits(t *testing.T) {
	const wait = "then: {action: hold, hold: {for: 1m, adjust: 2h}}"
	now := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC) // noon in Tokyo
	sato := policy.SenderFacts{Account: "Sato@minato.example", Groups: []string{"sales"}, Language: "ja"}
	for _, c := range []struct{ name, settings, rules, want string }{
		{"one rule", "", "{id: a, " + wait + "}", "1m to 2h"},
		{"the widest of two", "", "{id: a, " + wait + "}, {id: b, then: {action: hold, hold: {for: 10m, adjust: 72h}}}", "1m to 3d"},
		{"of a stronger action", "", "{id: a, then: {action: approve, hold: {for: 30s, adjust: 5m}}}", "30s to 5m"},
		{"no adjust", "", "{id: a, then: {action: hold, hold: {for: 1m}}}", ""},
		{"adjust no longer than the wait", "", "{id: a, then: {action: hold, hold: {for: 1m, adjust: 1m}}}", ""},
		{"the second wait", "", "{id: a, then: {action: hold, hold: [{for: 1m}, {for: 2m, adjust: 1h}]}}", ""},
		{"after a calendar", "", "{id: a, then: {action: hold, hold: [{until: office}, {for: 2m, adjust: 1h}]}}", "2m to 1h"},
		{"a calendar alone", "", "{id: a, then: {action: hold, hold: {until: office}}}", ""},
		{"no rule", "", "", ""},
		{"disabled", "", "{id: a, mode: disabled, " + wait + "}", ""},
		{"monitored", "", "{id: a, mode: monitor, " + wait + "}", ""},
		{"over", "", "{id: a, valid: {until: 2026-11-22}, " + wait + "}", ""},
		{"today", "", "{id: a, valid: {from: 2026-11-23, until: 2026-11-23}, " + wait + "}", "1m to 2h"},
		{"learning", "learnUntil: 2026-11-23", "{id: a, " + wait + "}", ""},
		{"learnt", "learnUntil: 2026-11-22", "{id: a, " + wait + "}", "1m to 2h"},
		{"no gateway", "gateway: {present: false}", "{id: a, " + wait + "}", ""},
		{"for them", "", "{id: a, for: {senders: [sato@minato.example]}, " + wait + "}", "1m to 2h"},
		{"for a list within a list", "", "{id: a, for: {senders: [outer]}, " + wait + "}", "1m to 2h"},
		{"for others", "", "{id: a, for: {senders: [mori@minato.example]}, " + wait + "}", ""},
		{"for their group", "", "{id: a, for: {senders: [mori@minato.example], groups: [sales]}, " + wait + "}", "1m to 2h"},
		{"for another group", "", "{id: a, for: {groups: [legal]}, " + wait + "}", ""},
		{"for their language", "", "{id: a, for: {languages: [ja]}, " + wait + "}", "1m to 2h"},
		{"for another language", "", "{id: a, for: {languages: [en]}, " + wait + "}", ""},
	} {
		settings := "gateway: {present: true}"
		if strings.HasPrefix(c.settings, "gateway") {
			settings = c.settings
		} else if c.settings != "" {
			settings += ", " + c.settings
		}
		text := "version: 1\norganization: {name: M, domains: [minato.example]}\nsettings: {" + settings + "}\n" +
			"calendars: {office: {hours: {mon-fri: '09:00-17:30'}}}\n" +
			"lists: {outer: [inner], inner: [\"*@minato.example\", \"!mori@minato.example\"]}\nrules: [" + c.rules + "]\n"
		p, err := policy.Parse("p.yaml", []byte(text), nil)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		got := ""
		if w, ok := p.Waits(sato, now); ok {
			got = policy.FormatDuration(w.Shortest) + " to " + policy.FormatDuration(w.Longest)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
