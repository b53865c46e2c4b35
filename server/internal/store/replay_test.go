package store

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// TestChecks reads more records than a page holds, several of one moment among them, each once and in order.
func TestChecks(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	must(t, s.CreateOrganization(ctx, Organization{ID: "bravo"}))
	start := noon.Truncate(time.Hour)
	const count = 2*checksPage + 7
	for i := range count {
		c := testCheck(fmt.Sprintf("check-%04d", i))
		c.Time = start.Add(time.Duration(i/3) * time.Hour)
		must(t, s.RecordCheck(ctx, org, c, entry("check.recorded")))
	}
	other := testCheck("not-ours")
	other.Time = start
	must(t, s.RecordCheck(ctx, Org{"bravo"}, other, entry("check.recorded")))
	read := func(since, until time.Time) (ids []string) {
		for c, err := range s.Checks(ctx, org, since, until) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, c.ID)
		}
		return ids
	}
	all := read(time.Time{}, time.Time{})
	if len(all) != count || all[0] != "check-0000" || all[count-1] != fmt.Sprintf("check-%04d", count-1) {
		t.Errorf("got %d checks, from %v to %v", len(all), all[:1], all[len(all)-1:])
	}
	if got := read(start.Add(time.Hour), start.Add(2*time.Hour)); len(got) != 3 || got[0] != "check-0003" {
		t.Errorf("one hour: got %v, want three from check-0003 on", got)
	}
	if got := read(start.Add(1000*time.Hour), time.Time{}); len(got) != 0 {
		t.Errorf("later: got %v, want none", got)
	}
}
