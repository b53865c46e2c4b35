package directory

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sekisho/server/internal/store"
)

func TestMerge(t *testing.T) {
	old := []store.Person{
		{Address: "a@x.example", Kind: store.KindPerson, Name: "Old", Manager: "gone@x.example", Deputies: []string{"d@x.example"}, PrivateAddresses: []string{"a@home.example"}, Language: "ja"},
		{Address: "gone@x.example", Kind: store.KindPerson},
		{Address: "p@partner.example", Kind: store.KindContact, Name: "P"},
	}
	got, err := Merge(old, []store.Person{{Address: "A@x.example", Kind: store.KindPerson, Name: "New"}, {Address: "b@x.example", Kind: store.KindPerson, Language: "en"}})
	want := "person a@x.example \"New\"  [] [a@home.example] [] ja\nperson b@x.example \"\"  [] [] [] en\ncontact p@partner.example \"P\"  [] [] [] \n"
	if err != nil || spelt(got) != want || strings.Join(got[0].Deputies, "") != "d@x.example" {
		t.Errorf("Merge = %v\n%swant\n%s", err, spelt(got), want)
	}
}

// TestMergeOfGroups: of whom the server shows, its groups count, none being an answer, too; those of a table are never joined to them.
func TestMergeOfGroups(t *testing.T) {
	table := []store.Person{
		{Address: "moved@x.example", Kind: store.KindPerson, Groups: []string{"営業部", "承認者"}, Manager: "m@x.example"},
		{Address: "none@x.example", Kind: store.KindPerson, Groups: []string{"承認者"}, Manager: "m@x.example"},
		{Address: "table@x.example", Kind: store.KindPerson, Groups: []string{"承認者"}},
		{Address: "all@x.example", Kind: store.KindList, Members: []string{"a@x.example"}},
		{Address: "p@partner.example", Kind: store.KindContact, Groups: []string{"協力会社"}},
	}
	server := []store.Person{
		{Address: "moved@x.example", Kind: store.KindPerson, Groups: []string{"Sales"}},
		{Address: "none@x.example", Kind: store.KindPerson},
	}
	merged, err := Merge(table, server)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range merged {
		got = append(got, fmt.Sprint(p.Address, p.Groups, p.Manager))
	}
	if want := "moved@x.example[Sales] none@x.example[] p@partner.example[協力会社]"; strings.Join(got, " ") != want {
		t.Errorf("Merge:\n got %s\nwant %s", strings.Join(got, " "), want)
	}
}

// TestMergeDoesNotEmpty: a server that shows only a few of many shows too little.
func TestMergeDoesNotEmpty(t *testing.T) {
	people := func(n int) (all []store.Person) {
		for i := range n {
			all = append(all, store.Person{Address: fmt.Sprintf("p%d@x.example", i), Kind: store.KindPerson})
		}
		return all
	}
	for _, c := range []struct {
		before, after int
		shrinks       bool
	}{{10, 1, false}, {11, 1, true}, {20, 10, false}, {100, 50, false}, {100, 49, true}, {0, 1, false}, {1000, 1, true}} {
		var shrinks *store.ShrinkError
		merged, err := Merge(people(c.before), people(c.after))
		if errors.As(err, &shrinks) != c.shrinks || len(merged) != c.after {
			t.Errorf("%d to %d: %v", c.before, c.after, err)
		}
	}
}
