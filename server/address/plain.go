package address

import "strings"

// Plain reads an address that is written in ASCII and nearly as it is compared, which is how nearly all are, as Parse would. False
// says nothing about it.
func Plain(s string) (Address, bool) {
	at, upper := -1, false
	for i := range len(s) {
		kind := plainKinds[s[i]]
		if kind == plainBoth {
			continue // nearly all
		}
		switch kind {
		case plainUpper:
			upper = true
		case plainAt:
			if at >= 0 {
				return Address{}, false
			}
			at = i
		case plainLocal:
			if at >= 0 {
				return Address{}, false
			}
		default:
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

// plainKind says where an octet may stand in an address that Plain reads.
type plainKind uint8

const (
	plainNowhere plainKind = iota
	plainBoth              // before the "@" and behind it
	plainUpper             // both, as a capital
	plainLocal             // before it
	plainAt                // it is the "@"
)

// plainKinds of all octets. No letter or digit, atext stands in a local part without quotes: RFC 5322, 3.2.3.
var plainKinds = func() (kinds [256]plainKind) {
	for _, c := range []byte("!#$%&'*+/=?^`{|}~") {
		kinds[c] = plainLocal
	}
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyz0123456789.-_") {
		kinds[c] = plainBoth
	}
	for c := 'A'; c <= 'Z'; c++ {
		kinds[c] = plainUpper
	}
	kinds['@'] = plainAt
	return kinds
}()

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
