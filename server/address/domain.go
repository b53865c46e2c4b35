package address

import (
	"net/netip"
	"strings"

	"golang.org/x/net/idna"
)

const (
	maxDomain = 253 // octets without the trailing dot, RFC 1035, 2.3.4
	maxLabel  = 63
)

// Domain normalises a domain name the way Parse does. Its error is always an *Error.
func Domain(s string) (string, error) {
	folded, err := fold(s)
	if err != nil {
		return "", err
	}
	domain, reason := canonicalDomain(folded)
	if reason != "" {
		return "", fail(reason, s)
	}
	return domain, nil
}

// canonicalDomain brings a folded domain into A-labels. The reason is empty if that worked.
func canonicalDomain(s string) (string, Reason) {
	s = strings.TrimSuffix(strings.ReplaceAll(s, "。", "."), ".")
	if s == "" {
		return "", ReasonEmptyDomain
	}
	if s[0] == '[' {
		return literal(s)
	}
	ascii := toASCII(s)
	if !isName(ascii) {
		return "", ReasonBadDomain
	}
	if len(ascii) > maxDomain {
		return "", ReasonTooLong
	}
	return ascii, ""
}

var lenient = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.CheckHyphens(false))

// toASCII is UTS #46 without its rules on hyphens and right-to-left labels: a name that breaks them is usable all the same,
// and the caller looks at the outcome. Plain names do not need it.
func toASCII(s string) string {
	if isASCII(s) {
		return s
	}
	// The error is of no use: it also comes with names that are fine for comparing, and isName finds the others.
	ascii, _ := lenient.ToASCII(s)
	return strings.TrimSuffix(ascii, ".")
}

// isName reports whether every label is made of letters, digits, "-" and "_" and has 1 to 63 octets.
func isName(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > maxLabel || strings.ContainsFunc(label, notLDH) {
			return false
		}
	}
	return true
}

func notLDH(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

// literal reads an address literal, RFC 5321, 4.1.3.
func literal(s string) (string, Reason) {
	inner, ok := strings.CutSuffix(s[1:], "]")
	six, isSix := strings.CutPrefix(inner, "ipv6:")
	ip, err := netip.ParseAddr(six)
	if !ok || err != nil || ip.Is6() != isSix || ip.Zone() != "" {
		return "", ReasonBadDomain
	}
	if isSix {
		return "[ipv6:" + ip.String() + "]", ""
	}
	return "[" + ip.String() + "]", ""
}
