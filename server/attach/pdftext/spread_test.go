package pdftext

import (
	"fmt"
	"strings"
	"testing"
)

// placed makes a file of one page, on which each word is set at its place.
func placed(show string) string {
	return fmt.Sprintf("%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"+
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"+
		"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%%%EOF\n", len(show), show)
}

// letters sets a word letter by letter, each so many points behind the one before.
func letters(word string, from, step float64) string {
	var b strings.Builder
	for i, c := range word {
		fmt.Fprintf(&b, "BT /F1 12 Tf 1 0 0 1 %g 700 Tm (%c) Tj ET\n", from+step*float64(i), c)
	}
	return b.String()
}

func TestSpreadLetters(t *testing.T) {
	r := closing(t, New(t.TempDir()))
	const word = "confidential"
	var back strings.Builder
	lines := strings.SplitAfter(letters(word, 10, 8), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		back.WriteString(lines[i])
	}
	for _, tt := range []struct{ name, show, want string }{
		{"at one distance", letters(word, 10, 8), "confidential\n"},
		{"from behind", back.String(), "confidential\n"},
		{"with a gap", "BT /F1 12 Tf 5 Tc 10 700 Td (" + word + ") Tj ET", "confidential\n"},
		{"two words", letters("strictly", 10, 9) + letters("secret", 110, 9), "strictly secret\n"},
		{"digits in boxes", letters("123456789018", 10, 14), "123456789018\n"},
		{"columns of a table", letters("ABCDEFG", 10, 40), "A B C D E F G\n"},
		{"short words", "BT /F1 12 Tf 10 700 Td (it is as it is if he is in it) Tj ET", "it is as it is if he is in it\n"},
	} {
		if got := get(t.Context(), r, placed(tt.show)); got.text != tt.want || got.reason != "" {
			t.Errorf("%s: got %q, reason %q; want %q", tt.name, got.text, got.reason, tt.want)
		}
	}
	typed := strings.Replace(placed("BT /F1 12 Tf 10 700 Td (we go to us as it is) Tj ET"), "Helvetica", "Courier", 1)
	if got := get(t.Context(), r, typed); got.text != "we go to us as it is\n" {
		t.Errorf("words of a typewriter: got %q; want them apart", got.text)
	}
}

func TestSpread(t *testing.T) {
	for page, want := range map[string]bool{
		"c onf i dent i al\r\n": true, "1 2 3 4 5 6 7 8 9 0\n": true, "": false, "社外秘 の 資料 で す\n": false,
		"The quick brown fox jumps over it\n": false, "1 2 3 4\n10 11 12 13 14 15 16 17 18 19\n": false, "A B\n": false,
	} {
		if got := spread(page); got != want {
			t.Errorf("spread(%q) = %t, want %t", page, got, want)
		}
	}
}

// FuzzJoin has letters anywhere. Nothing but blanks may go.
func FuzzJoin(f *testing.F) {
	f.Add([]byte{1, 8, 16, 24, 32, 40, 41}, byte(9))
	f.Fuzz(func(t *testing.T, places []byte, height byte) {
		var line []glyph
		for i, p := range places {
			line = append(line, glyph{string(rune('a' + i%26)), float64(p), float64(p) + 2, float64(height), i%2 == 1})
		}
		var want, got strings.Builder
		for _, g := range line {
			want.WriteString(g.text)
		}
		write(&got, line)
		if strings.ReplaceAll(got.String(), " ", "") != want.String() {
			t.Errorf("got %q, want the letters %q", got.String(), want.String())
		}
	})
}
