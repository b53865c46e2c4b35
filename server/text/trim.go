package text

import "strings"

// trimmed is strings.TrimSpace, at less cost for lines that begin and end with what is certainly no white space: signs of ASCII, kana
// and kanji.
func trimmed(line string) string {
	from, to := 0, len(line)
	for to > 0 && isASCIISpace(line[to-1]) {
		to--
	}
	for from < to && isASCIISpace(line[from]) {
		from++
	}
	if line = line[from:to]; line == "" || beginsVisibly(line) && endsVisibly(line) {
		return line
	}
	return strings.TrimSpace(line)
}

func isASCIISpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// beginsVisibly says no when in doubt. Of the characters from U+3000 on that take three octets, only the first is white space.
func beginsVisibly(line string) bool {
	switch c := line[0]; {
	case c < 0x80:
		return true
	case c == 0xe3:
		return len(line) > 2 && (line[1] != 0x80 || line[2] != 0x80)
	default:
		return c > 0xe3 && c <= 0xe9
	}
}

// endsVisibly is the same of the end.
func endsVisibly(line string) bool {
	n := len(line)
	if line[n-1] < 0x80 {
		return true
	}
	if n < 3 || line[n-2]&0xc0 != 0x80 {
		return false
	}
	lead := line[n-3]
	return lead == 0xe3 && (line[n-2] != 0x80 || line[n-1] != 0x80) || lead > 0xe3 && lead <= 0xe9
}
