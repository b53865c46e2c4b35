// Package desk is where a person's draft is judged, recorded and confirmed: the server's work between a request and an
// answer. Doors reach it through httpapi; it knows nothing of HTTP.
//
// It promises that a check of intent send and its audit row are on the disk before the verdict is answered, that only the
// person who asked can read or confirm a check, and that a confirmation which leaves anything out changes nothing.
//
// # Limits
//
// A check can be confirmed for settings.pass.confirm. A repeat is answered from the record for 10 minutes; checks of
// intent compose are kept in memory as long, at most 10,000 of them.
package desk

import (
	"context"
	"errors"
	"time"

	"sekisho/server/check"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// What callers may ask for with errors.Is.
var (
	ErrNotFound  = errors.New("desk: no such check")
	ErrExpired   = errors.New("desk: the check is too old to be confirmed")
	ErrNothing   = errors.New("desk: the check asks nothing")
	ErrConfirmed = errors.New("desk: confirmed before")
	ErrForeign   = errors.New("desk: the sender is not an address of this organisation")
)

// RepeatFor is how long the same draft is answered from the record.
const RepeatFor = 10 * time.Minute

// Person is who asks, as the credential says.
type Person struct {
	Org      store.Org
	Who      store.Who
	Account  string // mail address
	Name     string
	Language string // ja, en; empty: unknown
}

// Door is where a person asks from, and how long it waits for facts; zero: check.Budget.
type Door struct {
	Name, Version string
	Budget        time.Duration
}

// Answer is what a door learns of a check.
type Answer struct {
	ID             string
	Verdict        policy.Verdict
	Decision       check.Decision
	CannotCarryOut []string
	ToMake         []string // changes that the door makes in the draft first
	Confirmed      bool
	Pass           string // for X-Sekisho-Pass; empty: none
	PolicyVersion  int64
	Subject        string // of the mail
	TickAll        string // settings.checklist.tickAll
	Expires        time.Time
}

// Records is what a desk needs of the store.
type Records interface {
	Keys(ctx context.Context, org store.Org) (store.Keys, error)
	recordKeeper
	confirmationKeeper
	historyKeeper
	reportKeeper
	deviceKeeper
	ownKeeper
}

// Desk serves all organisations.
type Desk struct {
	records  Records
	policies Policies
	sources  func(Person) []check.Source
	now      func() time.Time
	recent   *recent
}

// Policies gives the policy in force.
type Policies interface {
	Current(ctx context.Context, org store.Org) (*policy.Policy, int64, error)
}

// New returns a desk. sources may be nil; now nil is time.Now.
func New(records Records, policies Policies, sources func(Person) []check.Source, now func() time.Time) *Desk {
	if now == nil {
		now = time.Now
	}
	if sources == nil {
		sources = func(Person) []check.Source { return nil }
	}
	return &Desk{records: records, policies: policies, sources: sources, now: now, recent: newRecent(now)}
}
