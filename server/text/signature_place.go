package text

import "strings"

// SignatureAt returns where in a body the sender's own signature stands, as octet offsets; from equals to where there is none.
// It is what NewText leaves out at the end of what the sender wrote; what is quoted below belongs to somebody else.
func SignatureAt(body string) (from, to int) {
	lines := strings.Split(body, "\n")
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], "\r")
	}
	own := lines[:ownEnd(lines)]
	kept := len(beforeSignature(own))
	if kept == len(own) {
		return 0, 0
	}
	at := 0
	for i, rest := 0, body; i < len(own); i++ {
		if i == kept {
			from = at
		}
		end := strings.IndexByte(rest, '\n') + 1
		if end == 0 {
			end = len(rest)
		}
		at, rest = at+end, rest[end:]
	}
	return from, at
}

// ownEnd is the number of lines before the original mail, or before the quotation at the end and what introduces it.
func ownEnd(lines []string) int {
	end := len(beforeOriginal(lines))
	for end > 0 {
		switch line := strings.TrimSpace(lines[end-1]); {
		case line == "", isQuote(line):
			end--
		case attribution(lines[end-1:]) && quoteFollows(lines[end-1:]):
			end--
		case end > 1 && attribution(lines[end-2:]) && quoteFollows(lines[end-2:]):
			end -= 2
		default:
			return end
		}
	}
	return 0
}
