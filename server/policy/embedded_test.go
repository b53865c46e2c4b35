package policy

import "testing"

func TestEmbedded(t *testing.T) {
	doc := &Document{
		Lists: []NamedEntries{{Name: "rivals", Entries: Entries{Items: []string{"a.example"}, File: "rivals.csv", Column: "address", Set: true}}},
		Rules: []Rule{{ID: "r", When: Blocks{Items: []Block{{Recipients: &RecipientCondition{Any: &RecipientTest{In: Entries{File: "x.csv"}}}}}}}},
	}
	got := doc.Embedded()
	if f := got.Lists[0].Entries; f.File != "" || f.Column != "" || len(f.Items) != 1 {
		t.Errorf("list = %+v, want its rows and no file", f)
	}
	if f := got.Rules[0].When.Items[0].Recipients.Any.In.File; f != "" {
		t.Errorf("a rule still names %q", f)
	}
	if doc.Lists[0].Entries.File != "rivals.csv" || doc.Rules[0].When.Items[0].Recipients.Any.In.File != "x.csv" {
		t.Error("the original changed")
	}
}
