package text

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

// Every settled character, also beside a mark or another one, folds as it does after normalisation.
func TestSettledFoldsAsNormalised(t *testing.T) {
	for r := rune(0); r <= 0xffff; r++ {
		for _, s := range []string{string(r), "が" + string(r) + "a", string(r) + "1 " + string(r)} {
			if !isSettled(s) {
				continue
			}
			if got, want := fold(s), fold(norm.NFKC.String(s)); got != want || !norm.NFKC.IsNormalString(got) {
				t.Fatalf("%q: got %q, want %q", s, got, want)
			}
		}
	}
	for _, s := range []string{"か\u3099", "\u0301", "ｶﾞ", "é", "\xff", "\u200b"} {
		if isSettled(s) {
			t.Errorf("%q: got settled, want normalised", s)
		}
	}
}
