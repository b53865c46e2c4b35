package policy

import "math/bits"

// flags are what is known of one recipient: recipient.* codes of detectors, and what only rules ask about.
type flags uint64

// The flags that this version can set, in the order of the table of codes.
const (
	flagExternal flags = 1 << iota
	flagPrivate
	flagOwnPrivate
	flagOwnPrivateLikely
	flagDisposable
	flagInvalid
	flagUnusual
	flagUndeliverable
	flagDuplicate
	flagFirstTime
	flagFirstTimeDomain
	flagLookAlike
	flagTypo
	flagOtherMailbox
	flagNamesake
	flagNameMismatch
	flagGroup
	flagUnexpanded
	flagExternalMember
	flagAdded
	flagAddedDomain
	flagAddedOutsider
	flagNoTLS
	flagTLSUnknown
	flagBccMixed
	flagUnusualCompany
	flagManager
	flagSelf
	flagContact
	flagKnown
	flagPartner
	flagCount = iota
)

// flagNames are the names of the flags by bit.
var flagNames = [flagCount]string{
	"external", "private-address", "own-private", "own-private-likely", "disposable", "invalid", "unusual-form", "undeliverable", "duplicate", "first-time",
	"first-time-domain", "look-alike", "typo", "other-mailbox", "namesake", "name-mismatch",
	"group-address", "unexpanded-list", "external-member", "added", "added-domain", "added-outsider",
	"no-tls", "tls-unknown", "bcc-mixed", "unusual-company", "manager", "self", "contact", "known", "partner",
}

// flagOf returns the bit of a flag, or 0 if no detector of this version sets it.
func flagOf(name string) flags {
	for i := range flagNames {
		if flagNames[i] == name {
			return 1 << i
		}
	}
	return 0
}

// number is the place of a single flag in the tables.
func (f flags) number() int { return bits.TrailingZeros64(uint64(f)) }

// code is the code of a single flag below flagManager: flags are in the order of the table of codes.
func (f flags) code() code { return code(f.number()) } //nolint:gosec // below flagCount

// list is the names of all flags of f but external, if they are few enough for a list that all mails share; else nil.
func (f flags) list() []string {
	switch f &^= flagExternal; {
	case f == 0:
		return []string{}
	case f&(f-1) == 0:
		return flagLists[f.number()]
	}
	return nil
}

// appendNames adds the names of all flags of f but external, which a recipient shows as internal.
func (f flags) appendNames(names []string) []string {
	for rest := f &^ flagExternal; rest != 0; rest &= rest - 1 {
		names = append(names, flagNames[rest.number()])
	}
	return names
}
