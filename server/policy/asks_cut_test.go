package policy

import (
	"testing"
	"time"
)

// TestCutCountsAreSaid: a count in a text that was cut looks like a whole number; that it is none is said without any rule.
func TestCutCountsAreSaid(t *testing.T) {
	p := parse(t, "version: 1\norganization: {domains: own.example}\n")
	for _, tt := range []struct {
		what   string
		reason string
		place  Place
		want   bool
	}{
		{"in the file that was cut", "limit", Place{Where: "files", File: 1}, true},
		{"in another file", "limit", Place{Where: "files"}, false},
		{"in the body", "limit", Place{Where: "body"}, false},
		{"in a file inside", "limit", Place{Where: "files", File: 1, Inside: "a.csv"}, false},
		{"in a file that is whole", "", Place{Where: "files", File: 1}, false},
	} {
		m := mail("to:x@customer.example")
		m.Attachments = []Attachment{{Name: "b.csv"}, {Name: "a.csv", NoText: tt.reason}}
		m.Records = []Records{{Place: tt.place}}
		v := Evaluate(p, m, Facts{}, time.Time{})
		got := false
		for _, f := range v.Findings {
			got = got || f.Code == "facts.incomplete"
		}
		if got != tt.want {
			t.Errorf("records %s: facts.incomplete %t, want %t", tt.what, got, tt.want)
		}
	}
}
