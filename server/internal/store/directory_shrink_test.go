package store

import (
	"errors"
	"fmt"
	"testing"
)

// crowd are n people with addresses of their own.
func crowd(n int) (all []Person) {
	for i := range n {
		all = append(all, Person{Address: fmt.Sprintf("p%02d@x.example", i), Kind: KindPerson})
	}
	return all
}

// TestImportPeopleKeepsMost: a list that leaves most of a directory out changes nothing and leaves no audit row, unless that is asked for.
func TestImportPeopleKeepsMost(t *testing.T) {
	newcomer := []Person{{Address: "new@x.example", Kind: KindPerson}} // who must not stay of a list that is refused
	for _, c := range []struct {
		before, after int
		added         []Person
		refused       bool
	}{
		{10, 1, nil, false},
		{10, 0, newcomer, true},
		{11, 1, nil, true},
		{19, 9, nil, true},
		{20, 10, newcomer, false},
		{20, 9, newcomer, true},
		{30, 15, nil, false},
		{30, 14, nil, true},
	} {
		t.Run(fmt.Sprintf("%d to %d", c.before, c.after), func(t *testing.T) {
			s, org := open(t, t.TempDir(), nil)
			_, err := s.ImportPeople(t.Context(), org, crowd(c.before), true, entry("directory.imported"))
			must(t, err)
			const audited = `SELECT CAST(n AS TEXT) FROM audit WHERE event LIKE 'directory.%'`
			rows := len(names(t, s.read, audited))

			list := append(crowd(c.after), c.added...)
			done, err := s.ImportPeople(t.Context(), org, list, true, entry("directory.imported"))
			var shrinks *ShrinkError
			if errors.As(err, &shrinks) != c.refused {
				t.Fatalf("%+v, %v; refused must be %v", done, err, c.refused)
			}
			if !c.refused {
				return
			}
			if *shrinks != (ShrinkError{c.before - c.after, c.before}) || len(done.Removed) != 0 {
				t.Errorf("refused with %+v, %+v", *shrinks, done)
			}
			people, err := s.People(t.Context(), org, "", 100)
			must(t, err)
			if n := len(names(t, s.read, audited)); n != rows || len(people) != c.before {
				t.Errorf("after the refusal: %d audit rows, %d people, want %d, %d", n, len(people), rows, c.before)
			}
		})
	}
}

// TestReplacePeople: where it was said that most may go, it goes, in one audit row.
func TestReplacePeople(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	_, err := s.ImportPeople(t.Context(), org, crowd(30), true, entry("directory.imported"))
	must(t, err)
	done, err := s.ReplacePeople(t.Context(), org, crowd(1), entry("directory.imported"))
	if err != nil || len(done.Removed) != 29 || done.Removed[0] != "p01@x.example" || done.Removed[28] != "p29@x.example" || done.Unchanged != 1 {
		t.Errorf("ReplacePeople = %+v, %v, want 29 taken out, in order", done, err)
	}
	rows := names(t, s.read, `SELECT details FROM audit WHERE event = 'directory.imported' ORDER BY n DESC LIMIT 1`)
	if want := `{"added":"0","changed":"0","removed":"29"}`; len(rows) != 1 || rows[0] != want {
		t.Errorf("the audit says %v, want %s", rows, want)
	}
}
