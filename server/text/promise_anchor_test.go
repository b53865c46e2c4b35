package text

import (
	"slices"
	"testing"
)

// anchored are the traits round the words in question of a sentence.
func anchored(s string) []uint32 {
	x := newTraits()
	defer x.end()
	x.ofKinds(ofSentence, soften(Fold(s)))
	x.ofAnchors()
	return slices.Clone(x.all)
}

// What stands round a word in question tells promises from their twins; what stands far off or in its place does not.
func TestOfAnchors(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		alike bool
	}{
		{"図面を添付します", "名簿を添付します", true},
		{"図面を添付します", "図面を添付しません", false},
		{"図面を添付します", "図面を添付いただきました", false},
		{"先方が図面を添付", "昨日の図面を添付", false},
		{"the invoice attached", "the drawings attached", true},
		{"I attached the form", "you attached the form", false},
	} {
		a, b := anchored(c.a), anchored(c.b)
		if len(a) == 0 {
			t.Errorf("there is nothing round the word in question of %q", c.a)
		}
		if got := slices.Equal(a, b); got != c.alike {
			t.Errorf("round the words in question of %q and %q there stands the same: %t, want %t", c.a, c.b, got, c.alike)
		}
	}
	for _, s := range []string{"", "会議は三時からです", "see", "See you at the meeting"} {
		if got := anchored(s); len(got) == 0 != (s == "" || s == "会議は三時からです") {
			t.Errorf("%d traits round words in question of %q", len(got), s)
		}
	}
}

// 添付 and 同封, or attached and enclosed, have traits in common: those of their group.
func TestAnchorsOfAGroup(t *testing.T) {
	common := func(a, b string) (n int) {
		other := anchored(b)
		for _, trait := range anchored(a) {
			if slices.Contains(other, trait) {
				n++
			}
		}
		return n
	}
	for _, c := range []struct {
		a, b  string
		alike bool
	}{
		{"図面を添付します", "図面を同封します", true},
		{"it is attached", "it is enclosed", true},
		{"図面を添付します", "図面を共有します", false},
	} {
		if got := common(c.a, c.b); got > 0 != c.alike {
			t.Errorf("%q and %q have %d traits in common, want some: %t", c.a, c.b, got, c.alike)
		}
	}
}

// A sentence is folded once, however often it is asked for in a row, and no two are taken for each other.
func TestFoldings(t *testing.T) {
	var f foldings
	for range 3 {
		for _, s := range []string{"ＰＤＦを貼付", "図面", "", "図面を", "ＡＢＣ", "details"} {
			if got, want := f.folded(s), soften(Fold(s)); got != want {
				t.Errorf("folded(%q) = %q, want %q", s, got, want)
			}
		}
	}
	f = foldings{}
	f.folded("図面")
	f.folded("図面")
	if f.next != 1 {
		t.Errorf("a sentence asked for twice was folded %d times", f.next)
	}
}
