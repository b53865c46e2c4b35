package address

import (
	"fmt"
	"testing"
)

// most is how many known names a question is compared with.
const most = 400

// numbered are n names that differ in their numbers alone.
func numbered(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("customer%d.co.jp", i+1)
	}
	return names
}

// worked is what a question found in the names that have a spelling in common, and what it cost.
func worked(t *testing.T, a *Alikes, domain string) (best Alike, looked, compared int) {
	t.Helper()
	q, ok := shapeOf(NameOf(domain))
	if !ok {
		t.Fatalf("%s cannot be compared", domain)
	}
	best = notAlike
	s := search{a: a, q: &q, marks: marksOf(q.mapped), best: &best}
	for _, keys := range [...]func(func(uint64)){q.faces, q.wholePieces} {
		keys(func(hash uint64) { looked += len(a.table.find(hash)) })
	}
	s.bySpelling()
	for _, at := range s.seen {
		if at > 0 {
			compared++
		}
	}
	return best, looked, compared
}

// TestNearlyEqualNamesAreBounded: where all known names are nearly equal, few of them are compared, and the right one is among
// those.
func TestNearlyEqualNamesAreBounded(t *testing.T) {
	known := NewAlikes(numbered(20_000))
	for _, c := range []struct{ domain, want string }{
		{"custoner15432.co.jp", "customer15432.co.jp"},
		{"costoner15432.co.jp", "customer15432.co.jp"},
		{"custmoer777.co.jp", "customer777.co.jp"},
		{"customer99999.co.jp", ""},
		{"cusstomerr19876.co.jp", "customer19876.co.jp"},
		{"customer15432.com", "customer15432.co.jp"},
	} {
		got, there, compared := worked(t, known, c.domain)
		if got.Known != c.want {
			t.Errorf("%s is like %q (%s), want %q", c.domain, got.Known, got.Reason, c.want)
		}
		if compared > most {
			t.Errorf("%s is compared with %d of %d candidates, want at most %d", c.domain, compared, there, most)
		}
	}
}

// TestNamesDrawnAlikeAreBounded: of names that are one when o and 0, l and 1 are, a few are compared and found.
func TestNamesDrawnAlikeAreBounded(t *testing.T) {
	names := make([]string, 1<<13)
	for i := range names {
		label := []byte("ololololololo")
		for bit := range label {
			if i>>bit&1 == 1 {
				label[bit] = "01"[bit%2]
			}
		}
		names[i] = string(label) + ".co.jp"
	}
	got, there, compared := worked(t, NewAlikes(names[1:]), names[0])
	if got.Known == "" || compared > most/2 || there < len(names)/2 {
		t.Errorf("like %q after %d comparisons of %d candidates, want one after at most %d of thousands", got.Known, compared, there, most/2)
	}
}

// TestOneSlipEndsTheSearch: nobody asks for two slips where one explains the name.
func TestOneSlipEndsTheSearch(t *testing.T) {
	known := NewAlikes([]string{"hokuto-denki.co.jp", "hokuta-denko.co.jp"})
	got, _, compared := worked(t, known, "hokuto-denkki.co.jp")
	if got.Known != "hokuto-denki.co.jp" || compared != 1 {
		t.Errorf("like %q after %d comparisons, want hokuto-denki.co.jp after 1", got.Known, compared)
	}
}

// TestMarks: names two slips apart are never told apart by their characters alone.
func TestMarks(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"mitsubishi", "mitubishii", true},
		{"hokuto-denki", "xokuto-denky", true},
		{"未来設計", "末来投計", true},
		{"customer12345", "customer67890", false},
		{"hokuto", "tsubame", false},
	} {
		if got := marksOf(c.a).mayBeTwoSlipsFrom(marksOf(c.b)); got != c.want {
			t.Errorf("%s may be two slips from %s: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}
