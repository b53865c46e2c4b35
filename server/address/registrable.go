package address

import (
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Name is a normalised domain with what the Public Suffix List, in the release that x/net was made with, says of it. To look
// there is what costs; whoever asks several things of one domain makes one Name.
type Name struct {
	full   string
	site   string // what its owner registered
	suffix string
	listed bool // the suffix is one that somebody runs
}

// NameOf looks a domain up, normalised as Domain does.
func NameOf(domain string) Name {
	n := Name{full: domain, site: domain}
	if domain == "" || domain[0] == '[' {
		n.listed = true
		return n
	}
	var icann bool
	n.suffix, icann = publicsuffix.PublicSuffix(domain)
	n.listed = icann || strings.Contains(n.suffix, ".") || isReserved(n.suffix)
	above := len(domain) - len(n.suffix) - 1
	if above <= 0 || domain[above] != '.' || isNumber(n.suffix) {
		return n
	}
	n.site = domain[strings.LastIndexByte(domain[:above], '.')+1:]
	if n.suffix == "lg.jp" && len(n.site) < len(domain) {
		rest := domain[:len(domain)-len(n.site)-1]
		n.site = domain[strings.LastIndexByte(rest, '.')+1:]
	}
	return n
}

// isNumber reports what ends an IP address that was written without brackets.
func isNumber(label string) bool {
	return strings.Trim(label, "0123456789") == "" && label != ""
}

// Registrable returns the part that an organisation registers ("a.co.jp" of "x.a.co.jp"). Under lg.jp it is one label more,
// because there the name of a prefecture is registered by one body and used by others. A name that is itself a suffix, and an
// address literal, are their own.
func (n Name) Registrable() string { return n.site }

// String returns the domain.
func (n Name) String() string { return n.full }

// Unreachable says why no mail can reach the domain: "reserved" (RFC 6761, 6.3 and 6.4); "bare-number", an IP address without the
// brackets of RFC 5321, 4.1.3; "bad-label", a hyphen at the end of a label, which RFC 5321, 4.1.2 does not let pass;
// "unknown-suffix". It is empty if mail may reach it. Other names of one label are used inside offices and are left alone.
func (n Name) Unreachable() string {
	switch {
	case n.full == "invalid" || strings.HasSuffix(n.full, ".invalid") || n.full == "localhost" || strings.HasSuffix(n.full, ".localhost"):
		return "reserved"
	case strings.Contains(n.full, ".") && n.full[0] != '[' && isNumber(n.full[strings.LastIndexByte(n.full, '.')+1:]):
		return "bare-number"
	case strings.Contains(n.full, ".") && (strings.HasPrefix(n.full, "-") || strings.HasSuffix(n.full, "-") || strings.Contains(n.full, ".-") || strings.Contains(n.full, "-.")):
		return "bad-label"
	case !n.listed && strings.Contains(n.full, "."):
		return string(AlikeUnknownName)
	}
	return ""
}

// Registrable is NameOf(domain).Registrable().
func Registrable(domain string) string { return NameOf(domain).site }

// Below reports whether domain lies below parent. Both are normalised; no domain lies below itself.
func Below(domain, parent string) bool {
	return len(domain) > len(parent)+1 && strings.HasSuffix(domain, parent) && domain[len(domain)-len(parent)-1] == '.'
}
