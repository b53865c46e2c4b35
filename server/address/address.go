// Package address parses, normalises and compares mail addresses and domains, and matches them against lists of entries.
//
// It is tolerant where real mail is (dots in odd places in old Japanese mobile addresses, quoted and UTF-8 local parts,
// full-width forms, "_" in domains) and strict where tolerance would let an address look like another: the domain is what
// follows the last "@", two addresses in one string are an error, and no control character ever passes. Two spellings of one
// mailbox give equal values, so Address may be compared with == and used as the key of a map.
//
// It looks nothing up: whether a domain exists or takes mail is somebody else's question. Domains that only look alike stay
// different.
//
// # Limits
//
// An address read by Parse is at most 2,048 octets as written and 320 when normalised; a domain 253, a label 63.
// A list has at most 100,000 entries. Matching is linear in the address for all entries without wildcards; a wildcard costs
// at most the product of its length and the address's.
package address

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

const (
	maxWritten = 2048 // octets of input that are looked at
	maxAddress = 320  // octets: 64 + "@" + 255, RFC 5321, 4.5.3.1; longer local parts than 64 are in real use
)

// Address is a mail address in the form rules compare: NFKC, lower case, domain in A-labels without a trailing dot.
type Address struct {
	// Local is the part before the last "@". It is in quotes only if it could not stand without them.
	Local string
	// Domain is a name in A-labels, or an address literal in brackets.
	Domain string
}

// Parse reads one address, tolerantly: the domain is what follows the last "@". An error says what is wrong with it: it is
// always an *Error. Display names and angle brackets are not part of an address and are refused.
func Parse(s string) (Address, error) {
	if a, _, ok := Plain(s); ok {
		return a, nil
	}
	a, err := parse(s)
	if err != nil {
		err.Suggest = suggest(s)
		return Address{}, err
	}
	return a, nil
}

// String returns local@domain.
func (a Address) String() string { return a.Local + "@" + a.Domain }

// IsZero reports whether a is no address at all.
func (a Address) IsZero() bool { return a == Address{} }

func parse(s string) (Address, *Error) {
	folded, err := fold(s)
	if err != nil {
		return Address{}, err
	}
	at := strings.LastIndexByte(folded, '@')
	switch {
	case folded == "":
		return Address{}, fail(ReasonEmpty, s)
	case at < 0:
		return Address{}, fail(ReasonNoAt, s)
	case at == 0:
		return Address{}, fail(ReasonEmptyLocal, s)
	}
	local, ok := canonicalLocal(folded[:at])
	if !ok {
		return Address{}, fail(ReasonBadLocal, s)
	}
	if local == "" {
		return Address{}, fail(ReasonEmptyLocal, s)
	}
	domain, reason := canonicalDomain(folded[at+1:])
	if reason != "" {
		return Address{}, fail(reason, s)
	}
	if len(local)+1+len(domain) > maxAddress {
		return Address{}, fail(ReasonTooLong, s)
	}
	return Address{Local: local, Domain: domain}, nil
}

// fold does what address and domain have in common: it refuses controls and excess, then trims, lowers case and brings
// compatibility forms (full width, half width) to the usual one.
func fold(s string) (string, *Error) {
	if len(s) > maxWritten {
		return "", fail(ReasonTooLong, s)
	}
	if hasControl(s) {
		return "", fail(ReasonControl, s)
	}
	s = trim(norm.NFKC.String(s))
	// Lower case can undo NFKC ("İ") and NFKC can make capitals out of symbols, hence twice.
	for range 2 {
		s = norm.NFKC.String(strings.ToLower(s))
	}
	return trim(s), nil
}
