package text

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

// The short ways give what the norm package gives, whatever stands beside a character.
func TestNormalForms(t *testing.T) {
	for r := rune(0); r <= 0x1ffff; r++ {
		c := string(r)
		for _, s := range []string{c, "か" + c, "e" + c + "か", c + "\u3099", c + "\u0301"} {
			if got, want := NFC(s), norm.NFC.String(s); got != want {
				t.Fatalf("NFC(%+q) = %+q, want %+q", s, got, want)
			}
			if got, want := NFKC(s), norm.NFKC.String(s); got != want {
				t.Fatalf("NFKC(%+q) = %+q, want %+q", s, got, want)
			}
		}
	}
	for _, s := range []string{"\xff", "か\xe3\x81", "日本語 mail"} {
		if got, want := NFC(s), norm.NFC.String(s); got != want {
			t.Errorf("NFC(%+q) = %+q, want %+q", s, got, want)
		}
	}
}
