package pass

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Why a record does not speak for a mail.
var (
	ErrOtherOrganization = errors.New("pass: confirmed in another organisation")
	ErrOtherSender       = errors.New("pass: confirmed for another sender")
	ErrOtherMail         = errors.New("pass: another mail was confirmed")
	ErrRecordExpired     = errors.New("pass: confirmation has expired")
	ErrNoRecipients      = errors.New("pass: no recipients to deliver to")
	ErrUnconfirmed       = errors.New("pass: recipients were not confirmed")
	ErrUsed              = errors.New("pass: confirmation was used already")
)

// RecipientsError is ErrUnconfirmed or ErrUsed with the recipients it is about. Its text has only their number, so that it may
// be logged.
type RecipientsError struct {
	Err        error
	Recipients []string // normalised, sorted
}

// Error says what is wrong and with how many recipients.
func (e *RecipientsError) Error() string { return fmt.Sprintf("%v: %d", e.Err, len(e.Recipients)) }

// Unwrap returns ErrUnconfirmed or ErrUsed.
func (e *RecipientsError) Unwrap() error { return e.Err }

// Record is what one person confirmed of one mail.
type Record struct {
	Organization  string
	Issuer        string   // of the person's identity
	Subject       string   // of the person's identity, at that issuer
	Sender        string   // address the mail is from
	Draft         string   // fingerprint
	Transit       string   // fingerprint
	Recipients    []string // addresses confirmed, lists among them
	PolicyVersion string
	At            time.Time
	Expires       time.Time // the record counts before this moment
}

// Use is one recipient to which a mail went on the strength of a record.
type Use struct {
	Recipient string // normalised
	MessageID string
}

// Attempt is a mail at a door that wants to pass.
type Attempt struct {
	Organization string
	Sender       string
	Transit      string   // what TransitLike says of the mail and the record's fingerprint
	Recipients   []string // of the envelope
	MessageID    string   // empty: none, so that no repeat can be told from a second mail
	Now          time.Time
	// Members are the members of address lists, by the list's address: those of a confirmed list were confirmed with it.
	Members map[string][]string
}

// Allow decides whether the record speaks for a mail, given what was used of it before, and returns what to add to that. All
// or nothing: the mail passes only if every recipient was confirmed and none used up. A recipient is used up by one
// Message-ID; the same one again is a repeat of the same delivery.
func (r Record) Allow(a Attempt, earlier []Use) ([]Use, error) {
	switch {
	case a.Organization != r.Organization:
		return nil, ErrOtherOrganization
	case !a.Now.Before(r.Expires):
		return nil, fmt.Errorf("%w: %s", ErrRecordExpired, r.Expires.UTC().Format(time.RFC3339))
	case normalAddress(a.Sender) != normalAddress(r.Sender):
		return nil, ErrOtherSender
	case r.Transit == "" || a.Transit != r.Transit:
		return nil, ErrOtherMail
	case len(a.Recipients) == 0:
		return nil, ErrNoRecipients
	}
	wanted := normalAll(a.Recipients)
	if missing := without(wanted, r.confirmed(a.Members)); len(missing) > 0 {
		return nil, &RecipientsError{ErrUnconfirmed, missing}
	}
	return use(wanted, a.MessageID, earlier)
}

// confirmed returns every address the record speaks for.
func (r Record) confirmed(members map[string][]string) map[string]bool {
	all := map[string]bool{}
	for _, a := range normalAll(r.Recipients) {
		all[a] = true
	}
	lists := map[string][]string{}
	for list, of := range members {
		lists[normalAddress(list)] = of
	}
	for _, a := range normalAll(r.Recipients) {
		for _, m := range normalAll(lists[a]) {
			all[m] = true
		}
	}
	return all
}

// use returns the uses that are new, or which recipients were used up by another mail.
func use(wanted []string, messageID string, earlier []Use) ([]Use, error) {
	same, other := map[string]bool{}, map[string]bool{}
	for _, u := range earlier {
		if messageID != "" && u.MessageID == messageID {
			same[u.Recipient] = true
		} else {
			other[u.Recipient] = true
		}
	}
	var fresh []Use
	var spent []string
	for _, a := range wanted {
		switch {
		case other[a]:
			spent = append(spent, a)
		case !same[a]:
			fresh = append(fresh, Use{Recipient: a, MessageID: messageID})
		}
	}
	if len(spent) > 0 {
		return nil, &RecipientsError{ErrUsed, spent}
	}
	return fresh, nil
}

// normalAll normalises addresses, sorted, each once.
func normalAll(as []string) []string {
	var out []string
	for _, a := range as {
		out = append(out, normalAddress(a))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func without(all []string, known map[string]bool) []string {
	var out []string
	for _, a := range all {
		if !known[a] {
			out = append(out, a)
		}
	}
	return out
}
