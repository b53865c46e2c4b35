// Package address parses, normalises and compares mail addresses and domains, and matches them against lists of entries.
package address

import "errors"

// Address is a mail address in the form rules compare: NFKC, lower case, domain in A-labels without a trailing dot.
type Address struct {
	Local, Domain string
}

// Parse reads one address, tolerantly: the domain is what follows the last "@". An error says what is wrong with it.
func Parse(s string) (Address, error) { return Address{}, errors.New("address: unwritten") }

// String returns local@domain.
func (a Address) String() string { return a.Local + "@" + a.Domain }

// Domain normalises a domain name the way Parse does.
func Domain(s string) (string, error) { return "", errors.New("address: unwritten") }

// Registrable returns the part of a normalised domain that an organisation registers ("a.co.jp" of "x.a.co.jp").
func Registrable(domain string) string { return domain }

// List is a compiled list of entries (policy language, section 2).
type List struct{}

// NewList compiles entries. named returns the list another entry names, or nil.
// Options: Subdomains makes each plain domain match what is below it.
func NewList(entries []string, subdomains bool, named func(name string) *List) (*List, error) {
	return nil, errors.New("address: unwritten")
}

// Match reports whether a is in the list, and the entry, as written, that put it there.
func (l *List) Match(a Address) (entry string, ok bool) { return "", false }

// Builtin returns a shipped list: freemail, carrier-jp, disposable, services.
func Builtin(name string) (*List, bool) { return nil, false }
