package message

import (
	"regexp"
	"strings"
)

// Forwarding is a mail that a mailbox sends on by itself: a rule in Outlook, forwarding that an administrator set, a .forward
// file, a Sieve script.
type Forwarding struct {
	Owner string // the mailbox that sends it on, lower case
	Mark  string // what showed it, a header field or part of the envelope, for the record
	Shown bool   // the envelope's sender is the owner, too; else only the mail itself says so, which whoever wrote it could make it say
}

// Forwarded tells whether a mail was sent on by one of our own mailboxes, and by which. own tells our addresses. It goes by the
// marks that servers leave (RFC 3834, 5 Auto-Submitted; RFC 5322, 3.6.6 Resent-From; Exchange, Gmail and Sieve have fields of their own), and where a
// server leaves none, by a mail that comes from outside, was delivered to one of us and is on its way out again.
//
// What a machine of ours writes itself is none: absence notes, newsletters, mails of our lists, answers to invitations. Nor is a
// mail that a person forwards, which is a new mail.
func Forwarded(h Header, env Envelope, own func(address string) bool) (Forwarding, bool) {
	w := way{h: h, env: env, own: own, from: h.Addresses("From")}
	w.ours = len(w.from) > 0
	for _, a := range w.from {
		w.ours = w.ours && own(a)
	}
	if w.answer() {
		return Forwarding{}, false
	}
	for _, sign := range []func() (owner, mark string){w.exchange, w.gmail, w.sieve, w.declared, w.resent, w.rewritten, w.passing} {
		if owner, mark := sign(); owner != "" {
			return Forwarding{Owner: strings.ToLower(owner), Mark: mark, Shown: w.shows(owner)}, true
		}
	}
	return Forwarding{}, false
}

// way is what a header and an envelope tell of where a mail has been.
type way struct {
	h    Header
	env  Envelope
	own  func(string) bool
	from []string
	ours bool // From names us, and nobody else
}

// answer tells whether one of us answers by machine: Exchange marks absence notes as it marks what its rules send on. Answers go
// under the null sender (RFC 3834, 3.3).
func (w way) answer() bool {
	if autoSubmitted(w.h) == "auto-replied" {
		return w.ours
	}
	return w.ours && w.env.From == ""
}

// exchange knows inbox rules and mailbox forwarding of Exchange. The latter may name nobody ("ForwardingHandled").
func (w way) exchange() (owner, mark string) {
	const rules, forwarding = "X-MS-Exchange-Inbox-Rules-Loop", "X-MS-Exchange-ForwardingLoop"
	for _, v := range w.h.Values(rules) {
		if a := strings.TrimSpace(v); w.own(a) {
			return a, rules
		}
	}
	for _, v := range w.h.Values(forwarding) {
		if a := strings.TrimSpace(before(v, ";")); w.own(a) {
			return a, forwarding
		}
	}
	if len(w.h.Values(forwarding)) > 0 && !w.ours {
		return w.mailbox(), forwarding
	}
	return "", ""
}

// shows tells whether the envelope's sender is that mailbox.
func (w way) shows(owner string) bool {
	return strings.EqualFold(w.env.From, owner) || strings.EqualFold(w.gmailSender(), owner)
}

var gmailSender = regexp.MustCompile(`(?i)^(.+)\+caf_=.+(@[^@]+)$`)

// gmailSender is the mailbox that Gmail names in the envelope of what it forwards; empty: it names none.
func (w way) gmailSender() string {
	if found := gmailSender.FindStringSubmatch(w.env.From); found != nil {
		return found[1] + found[2]
	}
	return ""
}

// gmail knows the forwarding of Gmail and Google Workspace: "X-Forwarded-For: owner target", and the envelope's sender.
func (w way) gmail() (owner, mark string) {
	if owner := w.gmailSender(); owner != "" && w.own(owner) {
		return owner, "MAIL FROM"
	}
	if w.h.first("x-forwarded-to") == "" {
		return "", ""
	}
	for _, v := range w.h.Values("X-Forwarded-For") {
		if f := strings.Fields(v); len(f) > 0 && w.own(f[0]) {
			return f[0], "X-Forwarded-For"
		}
	}
	return "", ""
}

// sieve knows redirect as Dovecot does it (RFC 5228, 4.2 asks for no mark).
func (w way) sieve() (owner, mark string) {
	const redirected = "X-Sieve-Redirected-From"
	for _, v := range w.h.Values(redirected) {
		if a := strings.Trim(strings.TrimSpace(v), "<>"); w.own(a) {
			return a, redirected
		}
	}
	return "", ""
}

// declared goes by fields that say it in so many words.
func (w way) declared() (owner, mark string) {
	switch {
	case autoSubmitted(w.h) == "auto-forwarded":
		return w.mailbox(), "Auto-Submitted"
	case saysForwarded(w.h):
		return w.mailbox(), "Autoforwarded"
	}
	return "", ""
}

// resent is somebody else's mail that one of us gave out again as it is.
func (w way) resent() (owner, mark string) {
	if w.ours {
		return "", ""
	}
	return w.first(w.h.Addresses("Resent-From")), "Resent-From"
}

var rewrittenSender = regexp.MustCompile(`(?i)^(srs[01][=+-]|.*\+srs=)`)

// rewritten is somebody else's mail under a return address of ours (SRS), as forwarding servers make it.
func (w way) rewritten() (owner, mark string) {
	if w.ours || !w.own(w.env.From) || !rewrittenSender.MatchString(w.env.From) {
		return "", ""
	}
	return w.mailbox(), "MAIL FROM"
}

// passing goes by where the mail has been: delivered to one of us, and now on its way to somebody whom it does not name. A list of
// ours does the same, under its own return address.
func (w way) passing() (owner, mark string) {
	if w.own(w.env.From) && w.h.first("list-id") != "" {
		return "", ""
	}
	if owner := w.first(w.delivered()); owner != "" && w.hidden() {
		return owner, "Delivered-To"
	}
	if w.ours || w.own(w.env.From) {
		return "", ""
	}
	return w.first(w.received()), "Received"
}

// hidden tells whether the mail goes to somebody outside, and names none of those.
func (w way) hidden() bool {
	named := append(w.h.Addresses("To"), append(w.h.Addresses("Cc"), w.h.Addresses("Resent-To")...)...)
	outside := false
	for _, to := range w.env.To {
		if w.own(to) {
			continue
		}
		outside = true
		for _, n := range named {
			if strings.EqualFold(n, to) {
				return false
			}
		}
	}
	return outside
}

// delivered are those in whose mailbox the mail has been.
func (w way) delivered() []string {
	var all []string
	for _, name := range []string{"Delivered-To", "X-Original-To"} {
		for _, v := range w.h.Values(name) {
			all = append(all, strings.Trim(strings.TrimSpace(v), "<>"))
		}
	}
	return all
}

var receivedFor = regexp.MustCompile(`(?i)\sfor\s+<?([^\s<>;]{1,320}@[^\s<>;]{1,255})>?`)

// received are those for whom servers said that they take the mail (RFC 5321, 4.4: the FOR clause).
func (w way) received() []string {
	var all []string
	for _, v := range w.h.Values("Received") {
		if found := receivedFor.FindStringSubmatch(v); found != nil {
			all = append(all, found[1])
		}
	}
	return all
}

// mailbox is the one of ours that the mail has most likely been in.
func (w way) mailbox() string {
	for _, all := range [][]string{w.h.Addresses("Resent-From"), w.delivered(), w.received(), w.from, w.h.Addresses("To"), w.h.Addresses("Cc"), {w.env.From}} {
		if a := w.first(all); a != "" {
			return a
		}
	}
	return ""
}

// first is the first of ours.
func (w way) first(all []string) string {
	for _, a := range all {
		if w.own(a) {
			return a
		}
	}
	return ""
}

// autoSubmitted is what the field says, without parameters, in lower case.
func autoSubmitted(h Header) string {
	return strings.ToLower(strings.TrimSpace(before(h.first("auto-submitted"), ";")))
}

// saysForwarded knows the fields of RFC 2156, 5.3.6 and of those who wrote them otherwise.
func saysForwarded(h Header) bool {
	for _, name := range []string{"autoforwarded", "auto-forwarded", "x-auto-forwarded"} {
		if strings.EqualFold(strings.TrimSpace(h.first(name)), "true") {
			return true
		}
	}
	return false
}
