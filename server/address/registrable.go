package address

import (
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Registrable returns the part of a normalised domain that an organisation registers ("a.co.jp" of "x.a.co.jp"), by the
// Public Suffix List that x/net was released with. Under lg.jp it is one label more, because there the name of a prefecture
// is registered by one body and used by others. A name that is itself a suffix, and an address literal, are their own.
func Registrable(domain string) string {
	if strings.HasPrefix(domain, "[") {
		return domain
	}
	registered, err := publicsuffix.EffectiveTLDPlusOne(domain)
	if err != nil {
		return domain
	}
	if strings.HasSuffix(registered, ".lg.jp") && len(registered) < len(domain) {
		rest := strings.TrimSuffix(domain, "."+registered)
		return rest[strings.LastIndexByte(rest, '.')+1:] + "." + registered
	}
	return registered
}

// Below reports whether domain lies below parent. Both are normalised; no domain lies below itself.
func Below(domain, parent string) bool {
	return len(domain) > len(parent)+1 && strings.HasSuffix(domain, parent) && domain[len(domain)-len(parent)-1] == '.'
}
