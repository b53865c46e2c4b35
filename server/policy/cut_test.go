package policy

import (
	"strings"
	"testing"
)

// TestCountsOfCutTexts has lists of which only the first part was read.
func TestCountsOfCutTexts(t *testing.T) {
	read := strings.Repeat("x", 1000)
	list := func(size int64, reason string) []Attachment {
		return []Attachment{{Name: "a.txt"}, {Name: "b.csv", Size: size, Text: read, NoText: reason}}
	}
	inside := []Attachment{{Name: "a.txt"}, {Name: "b.zip", Size: 99, Inside: []Attachment{{Name: "c.csv", Size: 3400, Text: read, NoText: "limit"}}}}
	values := func(n int) (all []int32) {
		for i := range n {
			all = append(all, int32(i))
		}
		return all
	}
	for _, tt := range []struct {
		name  string
		files []Attachment
		place Place
		when  string
		want  bool
	}{
		{"all was read", list(3400, ""), Place{"files", 1, ""}, "records: {atLeast: 200}", false},
		{"as many as counted", list(3400, ""), Place{"files", 1, ""}, "records: {atLeast: 100}", true},
		{"a third was read", list(3400, "limit"), Place{"files", 1, ""}, "records: {atLeast: 200}", true},
		{"not that many", list(3400, "limit"), Place{"files", 1, ""}, "records: {atLeast: 400}", false},
		{"more than", list(3400, "limit"), Place{"files", 1, ""}, "records: {over: 339}", true},
		{"too many for both", list(3400, "limit"), Place{"files", 1, ""}, "records: {atLeast: 200, under: 300}", false},
		{"an upper bound is about what was counted", list(3400, "limit"), Place{"files", 1, ""}, "records: {under: 150}", true},
		{"another file was cut", list(3400, "limit"), Place{"files", 0, ""}, "records: {atLeast: 200}", false},
		{"in the body", list(3400, "limit"), Place{"body", 0, ""}, "records: {atLeast: 200}", false},
		{"damaged", list(3400, "corrupt"), Place{"files", 1, ""}, "records: {atLeast: 200}", false},
		{"in a container", inside, Place{"files", 1, "c.csv"}, "records: {atLeast: 200}", true},
		{"values", list(3400, "limit"), Place{"files", 1, ""}, "types: phone, atLeast: 200", true},
		{"values of another type", list(3400, "limit"), Place{"files", 1, ""}, "types: email, atLeast: 200", false},
		{"smaller than its text", list(10, "limit"), Place{"files", 1, ""}, "records: {atLeast: 200}", false},
	} {
		p := parse(t, minimal+"rules: [{id: many, when: {personalData: {"+tt.when+"}}, then: {action: block}}]")
		m := mail("to:x@customer.example")
		m.Attachments, m.Records = tt.files, []Records{{Place: tt.place, Count: 100}}
		m.Personal = []Personal{{Place: tt.place, Kind: "phone", Confidence: "high", Values: values(100)}}
		v := Evaluate(p, m, Facts{}, tuesday())
		if got := v.Action == ActionBlock; got != tt.want {
			t.Errorf("%s, %s: action %v; want the rule to act: %t", tt.name, tt.when, v.Action, tt.want)
		}
		for _, f := range v.Findings {
			if n := f.Args.Get("count"); strings.HasPrefix(f.Code, "personal.") && n != int64(100) {
				t.Errorf("%s: %s counts %v; want what was counted", tt.name, f.Code, n)
			}
		}
	}
}
