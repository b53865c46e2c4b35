package gate

import (
	"strings"
	"unicode/utf8"
)

// Replies of the path parser. Each text says what is wrong and how it is written.
var (
	replyNoBrackets  = Reply{501, "5.1.7", "The address must stand in angle brackets, as in <taro@example.co.jp>"}
	replySourceRoute = Reply{501, "5.1.7", "Source routes are not accepted; write the last address only"}
	replyControl     = Reply{501, "5.1.7", "The address holds a control character"}
	replyAddress     = Reply{501, "5.1.3", "The address is not of the form local@domain"}
	replyLong        = Reply{501, "5.1.3", "The address is too long (64 octets before the @, 255 behind it)"}
	replyBracketsIn  = Reply{501, "5.1.3", "Angle brackets inside an address are not accepted"}
	replyNotUTF8     = Reply{501, "5.1.3", "The address is not UTF-8"}
	replyNeedsUTF8   = Reply{553, "5.6.7", "A non-ASCII address needs SMTPUTF8 with MAIL FROM"}
	replyNoRecipient = Reply{501, "5.1.3", "An empty address is no recipient"}
)

// Lengths of RFC 5321, 4.5.3.1.
const (
	maxLocal  = 64
	maxDomain = 255
)

// splitPath cuts "<path>" off s and returns what follows it.
func splitPath(s string) (path, rest string, refusal *Reply) {
	s = strings.TrimLeft(s, " ")
	if !strings.HasPrefix(s, "<") {
		return "", "", &replyNoBrackets
	}
	quoted := false
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c < ' ' || c == 0x7f:
			return "", "", &replyControl
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == '>' && !quoted:
			return s[1:i], s[i+1:], nil
		}
	}
	return "", "", &replyNoBrackets
}

// checkPath judges a path without its brackets. It changes nothing: what was written is what the rules see and the upstream gets.
func checkPath(path string, smtputf8 bool) *Reply {
	switch {
	case strings.HasPrefix(path, "@"):
		return &replySourceRoute
	case strings.ContainsAny(path, "<>"): // a lax server ends the path at the first ">", so that it would deliver elsewhere
		return &replyBracketsIn
	case !utf8.ValidString(path):
		return &replyNotUTF8
	case !isASCII(path) && printable(path) != path:
		return &replyControl
	case !isASCII(path) && !smtputf8:
		return &replyNeedsUTF8
	}
	local, domain, ok := cutAddress(path)
	switch {
	case !ok || !validLocal(local) || !validDomain(domain):
		return &replyAddress
	case len(local) > maxLocal || len(domain) > maxDomain:
		return &replyLong
	}
	return nil
}

// cutAddress cuts at the only "@" outside quotes.
func cutAddress(path string) (local, domain string, ok bool) {
	i := strings.LastIndexByte(path, '@')
	if i <= 0 || i == len(path)-1 {
		return "", "", false
	}
	return path[:i], path[i+1:], true
}

// validLocal accepts a quoted string or atoms and dots. Dots may stand anywhere: Japanese carriers gave out such addresses.
func validLocal(s string) bool {
	if strings.HasPrefix(s, `"`) {
		return validQuoted(s)
	}
	for _, r := range s {
		if r < utf8.RuneSelf && r != '.' && !isAtext(byte(r)) { //nolint:gosec // below 0x80
			return false
		}
	}
	return s != ""
}

func validQuoted(s string) bool {
	if len(s) < 2 || s[len(s)-1] != '"' {
		return false
	}
	for s = s[1 : len(s)-1]; s != ""; s = s[1:] {
		if s[0] == '"' {
			return false
		}
		if s[0] == '\\' {
			if s = s[1:]; s == "" {
				return false
			}
		}
	}
	return true
}

func isAtext(c byte) bool {
	return isAlnum(c) || strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
}

func isAlnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// validDomain accepts a name of labels, or an address literal.
func validDomain(s string) bool {
	if strings.HasPrefix(s, "[") {
		return validLiteral(s)
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if c := label[i]; c < utf8.RuneSelf && !isAlnum(c) && c != '-' && c != '_' {
				return false
			}
		}
	}
	return true
}

func validLiteral(s string) bool {
	if len(s) < 3 || s[len(s)-1] != ']' {
		return false
	}
	for i := 1; i < len(s)-1; i++ {
		if c := s[i]; !isAlnum(c) && c != '.' && c != ':' && c != '-' {
			return false
		}
	}
	return true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
