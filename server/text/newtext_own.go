package text

import "strings"

// isAllOwn reports that nothing of a body is to be cut, with a look at each line's beginning and end: no quotation, nothing
// that stands over one, no rule. It says no when in doubt.
func isAllOwn(body string) bool {
	inRow := 0 // lines with a colon; three may be the header block of a forwarded mail
	colons := strings.Count(body, ":")+strings.Count(body, "：") >= 3
	for at := 0; at < len(body); {
		end := strings.IndexByte(body[at:], '\n')
		line := body[at:]
		if end >= 0 {
			line = body[at : at+end]
		}
		if at += len(line) + 1; line == "" {
			inRow = 0
			continue
		}
		if mayBeginOther(line) && (isQuote(line) || isRule(line) || isOriginalLine(line) || line == "--" || line == "-- ") {
			return false
		}
		if mayAttribute(line) {
			return false
		}
		if inRow++; !colons || !hasColon(line) {
			inRow = 0
		}
		if inRow == 3 {
			return false
		}
	}
	return true
}

// mayBeginOther looks at what a line begins with: no letter, digit, kana or kanji but the B of "Begin" stands before a
// quotation or a rule. ー and ・ are the kana that people draw with.
func mayBeginOther(line string) bool {
	switch c := line[0]; {
	case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		return c == 'B'
	case c >= 0xe4 && c <= 0xe9:
		return false
	case c == 0xe3 && len(line) > 2:
		return line[1] == 0x80 || line[1] == 0x83 && line[2] >= 0xbb
	}
	return true
}

// mayAttribute looks for what attribution asks of a line before it looks closer.
func mayAttribute(line string) bool {
	switch c := line[len(line)-1]; {
	case line[0] == 'O' && strings.HasPrefix(line, "On "), c == ':':
		return true
	case c > ' ' && c < 0x80:
		return mayBeginOther(line) && startsOn(line)
	case c >= 0x80 && len(line) > 2:
		first, second := line[len(line)-3], line[len(line)-2]
		if first == 0xe3 && (second != 0x80 || c != 0x80) || first >= 0xe4 && first <= 0xe9 { // no full-width blank
			return mayBeginOther(line) && startsOn(line)
		}
	}
	line = strings.TrimSpace(line)
	return strings.HasSuffix(line, ":") || strings.HasSuffix(line, "：") || strings.HasPrefix(line, "On ")
}

func startsOn(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "On ") }
