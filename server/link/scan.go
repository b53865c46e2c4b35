package link

import (
	"strings"
	"unicode/utf8"
)

// urls calls yield with each address on the web in s, as written, until it returns false. It knows them by "://" and "www.".
func urls(s string, yield func(string) bool) {
	mark, www := nextMark(s, 0), nextWWW(s, 0)
	for at := 0; mark < len(s) || www < len(s); {
		if mark < at {
			mark = nextMark(s, at)
		}
		if www < at {
			www = nextWWW(s, at)
		}
		start := www
		if after := mark + len("://"); mark < www {
			if start = schemeBefore(s, at, mark); start == mark { // no scheme of the web
				at = after
				continue
			}
			at = after + stretch(s[after:])
		} else if www < len(s) {
			at = www + stretch(s[www:])
		} else {
			return
		}
		if at > start && !yield(s[start:at]) {
			return
		}
		at = max(at, start+1)
	}
}

// nextMark returns where the next "://" is, or len(s).
func nextMark(s string, at int) int {
	if i := strings.Index(s[at:], "://"); i >= 0 {
		return at + i
	}
	return len(s)
}

// nextWWW returns where the next "www." is that begins a name, or len(s).
func nextWWW(s string, at int) int {
	for {
		i := indexWWW(s[at:])
		switch {
		case i < 0:
			return len(s)
		case i > 0 || at == 0 || !nameByte(s[at-1]):
			return at + i
		}
		at += len("www.")
	}
}

// indexWWW finds "www." where a name begins, in any case.
func indexWWW(s string) int {
	for at := 0; ; {
		i := strings.IndexByte(s[at:], '.')
		if i < 0 {
			return -1
		}
		i += at
		if i >= 3 && strings.EqualFold(s[i-3:i], "www") && (i == 3 || !nameByte(s[i-4])) && i+1 < len(s) && nameByte(s[i+1]) {
			return i - 3
		}
		at = i + 1
	}
}

func nameByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '_' || b == '.' || b == '/' || b == '@'
}

// schemeBefore returns where http, https or ftp begins that ends at mark; mark if there is none.
func schemeBefore(s string, from, mark int) int {
	for _, scheme := range [...]string{"https", "http", "ftp"} {
		if at := mark - len(scheme); at >= from && strings.EqualFold(s[at:mark], scheme) {
			return at
		}
	}
	return mark
}

// stretch returns how far an address goes: to white space, a quotation mark or bracket, or Japanese punctuation, without the
// full stop or bracket of the sentence around it. Other Japanese characters end it too, unless it is still in the host: hosts may have
// them.
func stretch(s string) int {
	inHost, end := true, 0
	for end < len(s) && end < maxURL {
		r, n := utf8.DecodeRuneInString(s[end:])
		if r <= ' ' || strings.ContainsRune("<>\"`|{}^\\\u3000、。，．」』）】〉》「『（【〈《＜＞｜", r) || r == utf8.RuneError {
			break
		}
		if r == '/' || r == '?' || r == '#' {
			inHost = false
		}
		if r >= 0x3040 && !inHost {
			break
		}
		end += n
	}
	for end > 0 {
		if last := s[end-1]; strings.IndexByte(".,;:!?'", last) >= 0 || last == ')' && !strings.Contains(s[:end], "(") || last == ']' && !strings.Contains(s[:end], "[") {
			end--
			continue
		}
		break
	}
	return end
}
