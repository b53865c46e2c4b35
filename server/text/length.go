package text

import "unicode/utf8"

// Length returns how many characters s has, as utf8.RuneCountInString does: an octet that is no UTF-8 is one. It takes a third of the
// time for Japanese, and less for English.
func Length(s string) int {
	n := 0
	for i := 0; i < len(s); n++ {
		switch c := s[i]; {
		case c < utf8.RuneSelf:
			end := endOfASCII(s, i)
			n += end - i - 1
			i = end
		case c > 0xe0 && c < 0xed && i+2 < len(s) && (s[i+1]^0x80)|(s[i+2]^0x80) <= 0x3f: // as all of Japanese
			i += 3
		default:
			_, size := utf8.DecodeRuneInString(s[i:])
			i += size
		}
	}
	return n
}

// endOfASCII returns the end of the ASCII at i, looking at eight octets at a time.
func endOfASCII(s string, i int) int {
	for i+8 <= len(s) && eight(s[i:i+8])&0x8080808080808080 == 0 {
		i += 8
	}
	for i < len(s) && s[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// eight are the first eight octets of s, which has as many, as one number.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
