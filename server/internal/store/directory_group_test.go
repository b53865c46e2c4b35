package store

import (
	"testing"
	"time"

	"sekisho/server/internal/audit"
)

// TestAGroupIsOneName: a group whose name differs in case is another one; people of it would approve in the place of the right ones.
func TestAGroupIsOneName(t *testing.T) {
	s, org := open(t, t.TempDir(), time.Now)
	_, err := s.ImportPeople(t.Context(), org, []Person{
		{Address: "cfo@minato.example", Groups: []string{"Finance"}},
		{Address: "mallory@minato.example", Groups: []string{"FINANCE", "finance", `x","Finance`}},
	}, false, audit.Entry{Event: "directory.changed"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.PeopleIn(t.Context(), org, "Finance", 10)
	if err != nil || len(got) != 1 || got[0].Address != "cfo@minato.example" {
		t.Errorf("Finance = %+v, %v, want the CFO alone", got, err)
	}
}
