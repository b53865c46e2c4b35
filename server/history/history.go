// Package history knows what of a sent mail makes the next one normal: to whom a person wrote, at which domains, from which
// address, and which domains at once. It reads Sent folders (mbox, single mails, CSV) and finds in what is known what stands
// near to something new.
//
// It promises to use header fields only: no subject and no body leaves it but as a hash that serves to recognise a mail. It
// reads streams, tolerantly: what cannot be used is skipped with a reason and the reading goes on. It keeps nothing; package
// store does, and hashes what it keeps.
//
// # Limits
//
//   - A mail to more than MaxRecipients people is a circular and teaches nothing; one to more than MaxTogether domains says
//     nothing of which domains belong together.
//   - Forget: what is older teaches nothing and is forgotten.
//   - header block: 256 KiB; the rest of a longer one is not read, and the mail is skipped
//   - CSV: 16 MiB a row, 1,000 columns
package history

import (
	"errors"
	"slices"
	"sort"
	"strings"
	"time"

	"sekisho/server/address"
	"sekisho/server/policy"
)

// The limits of what is learned.
const (
	MaxRecipients = 500
	MaxTogether   = 6
	MaxAddresses  = 10_000 // of one sender; the newest stay
	Forget        = 2 * 365 * 24 * time.Hour
	Same          = time.Hour      // one draft counts once in this time
	Doors         = 24 * time.Hour // a mail that was counted at a door reaches the gateway within this time
)

// ErrFormat means that a file is no Sent folder in a form that is read.
var ErrFormat = errors.New("history: unknown format")

// Sent is one mail that left, as history sees it.
type Sent struct {
	Account string           // whose history it is: lower case, normalised
	From    string           // the address it was written from, normalised
	At      time.Time        // when; zero: unknown
	To      []policy.Mailbox // normalised addresses, each once; the names beside them
	Pairs   []string         // of outside domains that it went to together: "a.example b.example"
	// Draft, Subject and Message recognise a mail that is seen again: a door's fingerprint, the subject, the Message-ID.
	// Empty: unknown. They are hashed before they are kept.
	Draft, Subject, Message string
}

// noSubject is what mails without a subject have in common.
const noSubject = "-"

// Of returns what a message teaches when it leaves. own tells the organisation's addresses; nil: none is. A message without a
// sender, without recipients, or to more than MaxRecipients teaches nothing: ok is false.
func Of(m *policy.Message, own func(string) bool) (s Sent, ok bool) {
	s.From, s.Account, s.Subject = Normal(m.From.Address), Normal(m.Account), strings.TrimSpace(m.Subject)
	if s.Account == "" {
		s.Account = s.From
	}
	if s.Subject == "" {
		s.Subject = noSubject
	}
	seen := make(map[string]bool, len(m.Recipients))
	outside := map[string]bool{}
	for _, r := range m.Recipients {
		a, err := address.Parse(r.Address)
		if err != nil || !r.Envelope || seen[a.String()] {
			continue
		}
		if len(s.To) == MaxRecipients {
			return Sent{}, false
		}
		text := a.String()
		seen[text] = true
		s.To = append(s.To, policy.Mailbox{Address: text, Name: r.Name})
		if own == nil || !own(text) {
			outside[a.Domain] = true
		}
	}
	s.Pairs = Pairs(outside)
	return s, s.Account != "" && len(s.To) > 0
}

// Pairs names every two of the domains, as policy.History has them; nil if they are more than MaxTogether.
func Pairs(domains map[string]bool) []string {
	if len(domains) < 2 || len(domains) > MaxTogether {
		return nil
	}
	list := make([]string, 0, len(domains))
	for d := range domains {
		list = append(list, d)
	}
	sort.Strings(list)
	var pairs []string
	for i, a := range list {
		for _, b := range list[i+1:] {
			pairs = append(pairs, a+" "+b)
		}
	}
	return pairs
}

// Normal returns an address in the form that is compared; empty: it is none.
func Normal(s string) string {
	if s == "" {
		return ""
	}
	a, err := address.Parse(s)
	if err != nil {
		return ""
	}
	return a.String()
}

// Split returns what stands before the last "@" and what follows it.
func Split(normal string) (local, domain string) {
	at := strings.LastIndexByte(normal, '@')
	return normal[:max(at, 0)], normal[at+1:]
}

// Domains returns the domains of normalised addresses, each once, in order of their first.
func Domains(addresses []string) []string {
	var all []string
	for _, a := range addresses {
		if _, d := Split(a); !slices.Contains(all, d) {
			all = append(all, d)
		}
	}
	return all
}
