// Package confirm is the queue of the mails that wait for their sender's answer while their mail programs wait for ours.
//
// It promises that a mail is sent for an answer once: of any number of answers to one mail one counts, an answer serves one
// delivery, and only an answer that covers everything the checklist asks is taken as a yes, whatever the screen thinks. A time-out
// or a hang-up is no answer: the mail stays in the list, and when its program sends it again the question that is still open takes
// the new connection over. A yes that was given meanwhile serves the next try; a no is never remembered.
//
// It shows nothing, sends nothing and writes nothing to disk: what is in it is gone with the process, and the mail program still
// has the mail.
//
// # Limits
//
// 500 mails, those in wait for a second try included; Remember (15 minutes) for a mail whose program is gone and for an answer.
package confirm

import (
	"errors"
	"fmt"
	"time"

	"sekisho/server/check"
	"sekisho/server/policy"
)

// Remember is how long a mail stays in the list after its program stopped waiting, and how long a yes serves a repeat.
const Remember = 15 * time.Minute

// maxWaiting bounds the list, and the answers that wait for their mail.
const maxWaiting = 500

// Errors of a Queue.
var (
	// ErrGone is the error of an answer to a mail that waits no longer: it was answered, or its time is over.
	ErrGone = errors.New("confirm: this mail is no longer waiting")
	// ErrTakenOver ends a question whose mail came again on another connection, which waits for the answer from now on.
	ErrTakenOver = errors.New("confirm: the same mail came again and waits on another connection")
	// ErrEarly is the error of a yes that comes before the policy's countdown can have ended.
	ErrEarly = errors.New("confirm: the countdown has not ended yet")
	// ErrFull is the error of a question too many.
	ErrFull = errors.New("confirm: too many mails are waiting for an answer")
)

// IncompleteError is the error of a yes that leaves out something the checklist asks.
type IncompleteError struct{ Gaps check.Gaps }

// Error counts what is missing.
func (e *IncompleteError) Error() string {
	n := len(e.Gaps.Items) + len(e.Gaps.Questions) + len(e.Gaps.Words)
	if e.Gaps.Reason {
		n++
	}
	return fmt.Sprintf("confirm: not everything was confirmed, %d missing", n)
}

// Mail is one mail that waits, as a window shows it.
type Mail struct {
	ID          string `json:"id"`      // names the question; a repeat of the mail keeps it
	Account     string `json:"account"` // the account's id
	Login       string `json:"login"`
	Fingerprint string `json:"fingerprint"` // the draft's; empty: no repeat of it is known as one
	From        string `json:"from"`
	Subject     string `json:"subject"`
	Body        string `json:"body"` // the beginning of the text
	Client      string `json:"client"`
	Size        int64  `json:"size"` // octets

	Since time.Time `json:"since"` // when the mail came for the first time
	// Until is how long an answer reaches the program that waits; of a mail that is not connected, when it leaves the list.
	Until     time.Time `json:"until"`
	Connected bool      `json:"connected"` // a mail program waits; false: an answer serves the next try

	Verdict        policy.Verdict `json:"verdict"`
	Decision       check.Decision `json:"decision"`
	CannotCarryOut []string       `json:"cannotCarryOut"` // duties that nobody can carry out and the sender is asked about
	TickAll        string         `json:"tickAll"`        // none, internal or all
}

// Answer is what a person said.
type Answer struct {
	Send  bool          `json:"send"`
	Given check.Answers `json:"given"`

	Mail string    `json:"-"` // the ID of the mail it was given to; a repeat of it may have another
	Kept bool      `json:"-"` // it was given before this try of the mail
	at   time.Time // when
}

// early tells whether a yes comes before the countdown can have ended. The screen counts from the moment in which everything is
// ticked, and may pause; here is only known that it cannot have ended within its length after the mail came.
func (a Answer) early(m *Mail) bool {
	if !a.Send || m.Verdict.Confirm == nil {
		return false
	}
	wait, err := time.ParseDuration(m.Verdict.Confirm.Countdown)
	return err == nil && time.Since(m.Since) < wait
}

// covers returns the error of a yes that is none.
func (a Answer) covers(m *Mail) error {
	if !a.Send || m.Verdict.Confirm == nil {
		return nil
	}
	if gaps := check.Missing(a.Given, m.Verdict.Confirm); !gaps.Empty() {
		return &IncompleteError{gaps}
	}
	return nil
}
