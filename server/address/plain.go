package address

import "strings"

// plain reads an address that is written in ASCII and nearly as it is compared, which is how nearly all are. False says
// nothing about it.
func plain(s string) (Address, bool) {
	at, upper := -1, false
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.', c == '-', c == '_':
		case c >= 'A' && c <= 'Z':
			upper = true
		case at >= 0:
			return Address{}, false
		case c == '@':
			at = i
		case !isAtext(c):
			return Address{}, false
		}
	}
	if at <= 0 || len(s) > maxAddress || !isPlainDomain(s[at+1:]) {
		return Address{}, false
	}
	if upper {
		s = strings.ToLower(s)
	}
	return Address{Local: s[:at], Domain: s[at+1:]}, true
}

// isAtext reports whether c, no letter or digit, stands in a local part without quotes: RFC 5322, 3.2.3.
func isAtext(c byte) bool { return strings.IndexByte("!#$%&'*+/=?^`{|}~", c) >= 0 }

// isPlainDomain reports whether the labels of a domain of letters, digits, "-" and "_" have 1 to 63 octets each.
func isPlainDomain(s string) bool {
	if len(s) > maxDomain {
		return false
	}
	label := 0
	for i := range len(s) {
		if s[i] != '.' {
			label++
			continue
		}
		if label == 0 || label > maxLabel {
			return false
		}
		label = 0
	}
	return label > 0 && label <= maxLabel
}
