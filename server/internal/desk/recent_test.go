package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sekisho/server/policy"
)

func TestRecentForgets(t *testing.T) {
	now := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	r := newRecent(func() time.Time { return now })
	sato := Person{Account: "sato@minato.example"}
	heavy := func(id string) Answer {
		a := Answer{ID: id}
		for range 10_000 {
			a.Verdict.Recipients = append(a.Verdict.Recipients, policy.RecipientVerdict{Address: strings.Repeat("a", 300)})
		}
		return a
	}
	has := func(id string, want bool) {
		t.Helper()
		if _, ok := r.get(sato, id); ok != want {
			t.Errorf("check %s is there: %v, want %v", id, ok, want)
		}
	}
	r.add(sato, Answer{ID: "small"})
	for i := range 14 { // of some 5.5 MB each
		r.add(sato, heavy(fmt.Sprint(i)))
	}
	has("13", true)
	has("0", false)
	has("small", false)
	if r.weight > maxWeight {
		t.Errorf("they weigh %d, want at most %d", r.weight, maxWeight)
	}
	now = now.Add(RepeatFor + time.Second)
	r.add(sato, Answer{ID: "later"})
	if len(r.all) != 1 || len(r.order) != 1 || r.weight != weigh(Answer{}) {
		t.Errorf("%d checks of weight %d are left, want the last one alone", len(r.all), r.weight)
	}
}
