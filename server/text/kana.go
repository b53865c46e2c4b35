package text

import (
	"strings"
	"unicode/utf8"
)

// hiragana writes katakana as hiragana. Each character keeps its length in octets, so places in a text stay the same.
func hiragana(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ァ' && r <= 'ヶ' {
			return r - 'ァ' + 'ぁ'
		}
		return r
	}, s)
}

// leadOfKana is the octet that all kana begin with.
const leadOfKana = 0xe3

// katakanaAt returns the last two octets, of three, of the hiragana for a katakana at s[i].
func katakanaAt(s string, i int) (second, third byte, ok bool) {
	if s[i] != leadOfKana || i+2 >= len(s) || s[i+1] != 0x82 && s[i+1] != 0x83 {
		return 0, 0, false
	}
	r := uint(s[i+1]&0x3f)<<6 | uint(s[i+2]&0x3f) | 0x3000
	if r < 'ァ' || r > 'ヶ' {
		return 0, 0, false
	}
	r -= 'ァ' - 'ぁ'
	return byte(0x80 | r>>6&0x3f), byte(0x80 | r&0x3f), true // #nosec G115 -- six bits each
}

// sameKana compares two strings as if all katakana were hiragana.
func sameKana(a, b string) bool {
	if a == b {
		return true
	}
	return len(a) == len(b) && hiragana(a) == hiragana(b)
}

// ownScript reports whether pieces of a word count only in the script they are written in: kana alone, and so short that in
// the other script they are an ending or a particle. マスト is in いただけますと.
func ownScript(pieces []string) bool {
	length, most := 0, 2
	for _, p := range pieces {
		for _, r := range p {
			switch {
			case r >= 'ァ' && r <= 'ヶ':
				most = 3
			case (r < 'ぁ' || r > 'ゖ') && r != longVowel:
				return false
			}
		}
		length += utf8.RuneCountInString(p)
	}
	return length <= most
}
