package text

import "unicode/utf8"

// beginnings are what strings begin with: a character, and where the string has more of them, two.
type beginnings struct {
	chars [1 << 10]uint64          // a bit for each first character below U+10000 that is no ASCII, as hiragana and as katakana
	twos  [1 << 10]uint64          // a bit for what hashed says of it and the second; all of a string of one character
	alone [1 << 10]uint64          // a bit for each that is a string by itself
	ascii [utf8.RuneSelf]bool      // of each ASCII one, whether it is a first one
	pairs [utf8.RuneSelf][4]uint64 // and the octets that follow it
	wide  bool                     // some begin with a character from U+10000 on
}

func (b *beginnings) add(s string) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case s == "":
	case r > 0xffff:
		b.wide = true
	case r >= utf8.RuneSelf:
		b.chars[r>>6] |= 1 << (r & 63)
		if r >= 'ぁ' && r <= 'ゖ' {
			k := r - 'ぁ' + 'ァ'
			b.chars[k>>6] |= 1 << (k & 63)
		}
		if size == len(s) {
			b.alone[r>>6] |= 1 << (r & 63)
			return
		}
		h := hashed(uint(r), leading(s, size)) // #nosec G115 -- a character
		b.twos[h>>6] |= 1 << (h & 63)
	case len(s) == 1:
		b.ascii[r] = true
		b.pairs[r] = [4]uint64{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}
	default:
		b.ascii[r] = true
		b.pairs[r][s[1]>>6] |= 1 << (s[1] & 63)
	}
}

// hashed is a number below 2^16 for two characters.
func hashed(first, second uint) uint { return (first ^ second*0x9e5) & 0xffff }

// leading returns the character at i as far as hashed needs it: katakana as hiragana, and of what takes four octets nothing.
func leading(s string, i int) uint {
	if i >= len(s) {
		return 0
	}
	switch c := s[i]; {
	case c < utf8.RuneSelf:
		return uint(c)
	case c >= 0xe0 && c < 0xf0 && i+2 < len(s):
		return asHiragana(uint(c&0xf)<<12 | uint(s[i+1]&0x3f)<<6 | uint(s[i+2]&0x3f))
	case c >= 0xc0 && c < 0xe0 && i+1 < len(s):
		return uint(c&0x1f)<<6 | uint(s[i+1]&0x3f)
	}
	return 0
}

func asHiragana(r uint) uint {
	if r-'ァ' <= 'ヶ'-'ァ' {
		return r - ('ァ' - 'ぁ')
	}
	return r
}

// next returns the first place from i on at which a string may begin, or the length of text.
func (b *beginnings) next(text string, i int) int {
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			if b.ascii[c] && b.follows(c, text, i+1) {
				return i
			}
			i++
			continue
		}
		if c&0xf0 == 0xe0 && i+2 < len(text) { // as all of Japanese
			row, bit := uint(c&0xf)<<6|uint(text[i+1]&0x3f), text[i+2]&0x3f
			if b.chars[row]>>bit&1 != 0 && b.second(asHiragana(row<<6|uint(bit)), text, i+3) {
				return i
			}
			i += 3
			continue
		}
		switch {
		case c >= 0xc0 && c < 0xe0 && i+1 < len(text):
			r := uint(c&0x1f)<<6 | uint(text[i+1]&0x3f)
			if b.chars[r>>6]>>(r&63)&1 != 0 && b.second(r, text, i+2) {
				return i
			}
			i += 2
		case c >= 0xf0 && b.wide:
			return i
		default:
			i++ // within a character
		}
	}
	return len(text)
}

// follows reports whether a string may begin with c, of ASCII, and the octet at i.
func (b *beginnings) follows(c byte, text string, i int) bool {
	return i == len(text) || b.pairs[c][text[i]>>6]>>(text[i]&63)&1 != 0
}

// second reports whether a string may begin with r and the character at i.
func (b *beginnings) second(r uint, text string, i int) bool {
	if b.alone[r>>6]>>(r&63)&1 != 0 {
		return true
	}
	h := hashed(r, leading(text, i))
	return b.twos[h>>6]>>(h&63)&1 != 0
}
