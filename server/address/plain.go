package address

import "strings"

// Plain reads an address that is written in ASCII and nearly as it is compared, which is how nearly all are, as Parse would; text
// is its String. False says nothing about it.
func Plain(s string) (a Address, text string, ok bool) {
	at := strings.IndexByte(s, '@')
	if at <= 0 || len(s) > maxAddress {
		return Address{}, "", false
	}
	seen := plainEverywhere
	for i := range at {
		seen |= plainKinds[s[i]]
	}
	if seen&plainNowhere != 0 {
		return Address{}, "", false
	}
	inDomain, ok := plainDomain(s[at+1:])
	if !ok {
		return Address{}, "", false
	}
	if (seen|inDomain)&plainUpper != 0 {
		s = strings.ToLower(s)
	}
	return Address{Local: s[:at], Domain: s[at+1:]}, s, true
}

// plainKind says where an octet may stand in an address that Plain reads, by bit, so that those of many octets are one.
type plainKind uint8

const (
	plainUpper   plainKind = 1 << iota // a capital
	plainLocal                         // before the "@" alone
	plainNowhere                       // as a second "@"

	plainEverywhere plainKind = 0
)

// plainKinds of all octets. No letter or digit, atext stands in a local part without quotes: RFC 5322, 3.2.3.
var plainKinds = func() (kinds [256]plainKind) {
	for i := range kinds {
		kinds[i] = plainNowhere
	}
	for _, c := range []byte("!#$%&'*+/=?^`{|}~") {
		kinds[c] = plainLocal
	}
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyz0123456789.-_") {
		kinds[c] = plainEverywhere
	}
	for c := 'A'; c <= 'Z'; c++ {
		kinds[c] = plainUpper
	}
	return kinds
}()

// plainDomain reports whether a domain is of letters, digits, "-" and "_" in labels of 1 to 63 octets, and what kinds they are.
func plainDomain(s string) (seen plainKind, ok bool) {
	if len(s) > maxDomain {
		return 0, false
	}
	label := 0 // where it begins
	for i := range len(s) {
		c := s[i]
		if seen |= plainKinds[c]; c == '.' {
			if i == label || i-label > maxLabel {
				return 0, false
			}
			label = i + 1
		}
	}
	return seen, seen&(plainLocal|plainNowhere) == 0 && len(s) > label && len(s)-label <= maxLabel
}
