package main

import (
	"fmt"
	"strconv"
	"strings"
)

// letter is one mail of the run. Each has a recipient of its own, so that the audit can be asked about it.
type letter int

// What is to become of a letter.
const (
	goes    = "hokuto.example"  // it is delivered
	kept    = "kept.example"    // it is held for longer than the run lasts
	dropped = "dropped.example" // it is held for ten seconds, then discarded
)

const policyText = `version: 1
organization: {name: Minato, domains: minato.example}
settings: {gateway: {present: true, confirm: send}}
baseline: {external: allow}
rules:
  - id: kept
    when: {recipients: {any: {in: [kept.example]}}}
    then: {action: hold, hold: {for: 12h}}
  - id: dropped
    when: {recipients: {any: {in: [dropped.example]}}}
    then: {action: hold, hold: {for: 10s, onExpiry: discard}}
`

// end is what is to become of it: of twenty letters one is kept and one dropped.
func (l letter) end() string {
	switch int(l) % 20 {
	case 3:
		return kept
	case 7:
		return dropped
	}
	return goes
}

func (l letter) to() string { return fmt.Sprintf("n%d@%s", int(l), l.end()) }

// from is one of a few senders: a list of held mails is of one person.
func (l letter) from() string { return fmt.Sprintf("s%d@minato.example", int(l)%senders) }

// senders shares no factor with the cycle of ends, so that each of them has mails of every end, and no list is longer than a command shows.
const senders = 41

func (l letter) text() string {
	return fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: torture\r\nMessage-ID: <%d@torture.example>\r\n\r\n%s", l.from(), l.to(), int(l),
		strings.Repeat("お世話になっております。 This is a letter that is not lost.\r\n", 1+int(l)%40))
}

// byMessageID reads what text wrote.
func byMessageID(line string) (letter, bool) {
	id, ok := strings.CutPrefix(line, "Message-ID: <")
	id, ok2 := strings.CutSuffix(id, "@torture.example>")
	n, err := strconv.Atoi(id)
	return letter(n), ok && ok2 && err == nil
}

// byRecipient reads what to wrote.
func byRecipient(address string) (letter, bool) {
	id, _, ok := strings.Cut(strings.TrimPrefix(address, "n"), "@")
	n, err := strconv.Atoi(id)
	return letter(n), ok && err == nil && letter(n).to() == address
}
