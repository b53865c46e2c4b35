package address

import "strings"

// romajiFolds bring the ways to write Japanese in Latin letters to one: Hepburn, Kunrei, Nihon, and what passports and
// people make of long vowels. The first that fits at a place wins, so longer ones stand first.
var romajiFolds = [...]struct{ from, to string }{
	{"sshi", "ssi"},
	{"cchi", "tti"},
	{"tchi", "tti"},
	{"tti", "tti"},
	{"ttsu", "ttu"},
	{"sha", "sya"},
	{"shu", "syu"},
	{"sho", "syo"},
	{"shi", "si"},
	{"cha", "tya"},
	{"chu", "tyu"},
	{"cho", "tyo"},
	{"chi", "ti"},
	{"tsu", "tu"},
	{"jya", "zya"},
	{"jyu", "zyu"},
	{"jyo", "zyo"},
	{"ja", "zya"},
	{"ju", "zyu"},
	{"jo", "zyo"},
	{"ji", "zi"},
	{"dzu", "zu"},
	{"du", "zu"},
	{"di", "zi"},
	{"fu", "hu"},
	{"mb", "nb"},
	{"mp", "np"},
	{"mm", "nm"},
}

// romajiFirst are the letters that folds begin with.
const romajiFirst = "sctjdfm"

// Romaji returns s, Japanese in Latin letters, in a spelling of its own that all usual spellings of a word share: shi and si,
// tsu and tu, ji and zi, jo and jyo and zyo, mb and nb, and long vowels written once (oo, ou, oh and o; uu and u). Lower case
// in, lower case out; other characters stay. It is for comparing only: different words may become equal (Ono and Ohno).
func Romaji(s string) string {
	var room [maxLabel + 1]byte
	out := room[:0]
next:
	for i := 0; i < len(s); {
		if !strings.Contains(romajiFirst, s[i:i+1]) {
			out, i = append(out, s[i]), i+1
			continue
		}
		for _, f := range romajiFolds {
			if s[i] == f.from[0] && strings.HasPrefix(s[i:], f.from) {
				out, i = append(out, f.to...), i+len(f.from)
				continue next
			}
		}
		out, i = append(out, s[i]), i+1
	}
	return reuse(s, shortVowels(out))
}

func shortVowels(s []byte) []byte {
	out := s[:0]
	for i, c := range s {
		if n := len(out); n > 0 {
			last, end := out[n-1], i+1 == len(s)
			switch {
			case last == 'o' && (c == 'o' || c == 'u'), last == 'u' && c == 'u', last == 'i' && c == 'i', last == 'e' && c == 'e':
				continue
			case last == 'o' && c == 'h' && (end || !isVowel(s[i+1]) && s[i+1] != 'y'):
				continue
			}
		}
		out = append(out, c)
	}
	return out
}

func isVowel(c byte) bool { return c == 'a' || c == 'i' || c == 'u' || c == 'e' || c == 'o' }
