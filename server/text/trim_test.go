package text

import (
	"strings"
	"testing"
)

func TestTrimmed(t *testing.T) {
	ends := []string{
		"", " ", "\t", "\n", "\r\n", "\v", "\f", "\x00", "\x7f", "a", "あ", "一", "鿿", "、", "　", "\u0085", "\u00a0", "\u1680", "\u2003", "\u2028", "\u3000", "🙂",
		"\xe3", "\xe3\x81", "\xe4\xc2\x85", "\xe4\xc2\xa0", "\x80", "\xe3\x80\x80", "\xe9\x80", "\xe4\xe2\x80\x80",
	}
	for _, first := range ends {
		for _, second := range ends {
			for _, line := range []string{first + second, first + "x" + second, first + "田中様" + second, first + first + "お" + second + second} {
				if got, want := trimmed(line), strings.TrimSpace(line); got != want {
					t.Errorf("%q: got %q, want %q", line, got, want)
				}
			}
		}
	}
}
