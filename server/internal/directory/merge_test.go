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
