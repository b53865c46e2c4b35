package text

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// plainly folds a normalised text character by character, without runs.
func plainly(s string) string {
	f := folder{last: none}
	for _, r := range s {
		f.add(r)
	}
	f.letGo(none)
	return f.out.String()
}

// slowly folds without any short way.
func slowly(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	for range 4 {
		if s = plainly(norm.NFKC.String(s)); norm.NFKC.IsNormalString(s) {
			break
		}
	}
	return s
}

// Every settled character, also beside a mark or another one, folds as it does after normalisation, in a run or not.
func TestSettledFoldsAsNormalised(t *testing.T) {
	for r := rune(0); r <= 0xffff; r++ {
		c := string(r)
		for _, s := range []string{c, "が" + c + "a", c + "1 " + c, "1ー" + c, "1" + c + "2", "a " + c + " b", " " + c + "ー3ー4"} {
			got, settled := fold(s, true)
			if want := plainly(norm.NFKC.String(s)); settled && (got != want || !norm.NFKC.IsNormalString(got)) {
				t.Fatalf("%q: got %q, want %q", s, got, want)
			}
			if got, want := Fold(s), slowly(s); got != want {
				t.Fatalf("Fold(%q): got %q, want %q", s, got, want)
			}
			got, _ = fold(norm.NFKC.String(s), false)
			if want := plainly(norm.NFKC.String(s)); got != want {
				t.Fatalf("%q, normalised: got %q, want %q", s, got, want)
			}
		}
	}
	for _, s := range []string{"か\u3099", "\u0301", "ｶﾞ", "é", "\xff", "\u200b", "日本\xe6", "\xe6\x9c"} {
		if got, settled := fold(s, true); settled {
			t.Errorf("%q: got %q as settled, want normalised", s, got)
		}
	}
}

// What folding leaves alone costs no copy.
func TestFoldCopiesNothingSettled(t *testing.T) {
	for _, s := range []string{"a@tsubame.example", "社外秘のメール, no. 3", ""} {
		if n := testing.AllocsPerRun(10, func() { Fold(s) }); n != 0 {
			t.Errorf("%q: got %v allocations, want none", s, n)
		}
	}
}
