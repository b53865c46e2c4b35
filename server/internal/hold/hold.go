// Package hold keeps mails back until somebody or some time lets them go: what a verdict's stages become in the store, who may
// move them, and what becomes of a stage whose time is over.
//
// A mail's recipients are parted into groups that wait through the same stages; those who wait for nothing are delivered at once.
// A stage is a sender's confirmation that nobody has given yet (waiting-sender), a wait (timed), the question to the sender what to
// do after a wait (waiting-sender), or an approval. Each step is one transaction with its audit row, guarded by the state it was
// decided on: of a hundred people who release, reject and cancel at once exactly one wins, and the others hear ErrConflict.
//
// It promises that nobody approves a mail of their own, that nobody but the sender, the approvers and operators moves a hold, and
// that a hold never ends unnoticed: each step that concerns somebody leaves a notice to be sent, in the same transaction.
//
// It reads no mail and sends none: the spool, the queue and the notices are others' rooms.
//
// # Limits
//
// A hold has at most 8 stages, and a stage at most 100 approvers; further ones are not asked. A sweep takes 200 holds at a time.
package hold

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// Errors that callers tell apart.
var (
	ErrNotFound  = errors.New("hold: there is no such hold")      // or it is none of the caller's business
	ErrConflict  = errors.New("hold: it has moved meanwhile")     // somebody was first; read it again
	ErrForbidden = errors.New("hold: not allowed")                // the stage or the policy does not let this person do this
	ErrTime      = errors.New("hold: not a time that is allowed") // outside what the policy lets a sender choose
	ErrReason    = errors.New("hold: a reason is needed")
)

// Records is what is needed of the store.
type Records interface {
	Hold(ctx context.Context, org store.Org, id string) (store.Hold, error)
	Message(ctx context.Context, org store.Org, id string) (store.Message, error)
	Approvals(ctx context.Context, org store.Org, hold string) ([]store.Approval, error)
	Asked(ctx context.Context, org store.Org, approver string, limit int) ([]store.Hold, error)
	AskedInPlace(ctx context.Context, org store.Org, deputy string, limit int) ([]store.Hold, error)
	Advance(ctx context.Context, org store.Org, a store.Advance, e audit.Entry) (bool, error)
	MoveDue(ctx context.Context, org store.Org, h store.Hold, due time.Time, e audit.Entry) error
	DueHolds(ctx context.Context, org store.Org, now time.Time, limit int) ([]store.Hold, error)
}

// People knows who decides. Its answers are mail addresses, in lower case.
type People interface {
	// Approvers are who stands behind a name of the policy: an address, "manager", "group/NAME" or "administrators".
	Approvers(ctx context.Context, org store.Org, name, sender string) ([]string, error)
	// Deputies decide in an approver's place.
	Deputies(ctx context.Context, org store.Org, approver string) ([]string, error)
	// Primary is the main address of whoever has an address; that address itself where nothing else is known.
	Primary(ctx context.Context, org store.Org, address string) (string, error)
}

// Policies gives the policy in force.
type Policies interface {
	Current(ctx context.Context, org store.Org) (*policy.Policy, int64, error)
}

// Keeper moves holds. Its fields must not change once in use.
type Keeper struct {
	Records  Records
	People   People
	Policies Policies         // whose calendars waits look at; nil: waits end as they are written
	Now      func() time.Time // nil: time.Now
}

// Actor is who moves a hold.
type Actor struct {
	Who      store.Who
	Account  string // mail address
	Operator bool   // may move every hold but those of mails that may be their own, and approves none by that
	Door     string // for the audit: page, outlook, desktop, command
	Stage    int64  // the stage that the actor saw; in another one it is ErrConflict. 0: whichever it is in
}

func (a Actor) is(address string) bool {
	return a.Account != "" && strings.EqualFold(a.Account, address)
}

// elsewhere tells whether a hold has left the stage that the actor saw.
func (a Actor) elsewhere(c current) bool { return a.Stage != 0 && a.Stage != c.Stage }

func (k *Keeper) now() time.Time {
	if k.Now != nil {
		return k.Now()
	}
	return time.Now()
}

// current is a hold with its stage, as it is now.
type current struct {
	store.Hold
	stages   []Stage
	stage    Stage
	operated bool // by an operator, who may move it though it is somebody else's
}

func (k *Keeper) read(ctx context.Context, org store.Org, id string) (current, error) {
	h, err := k.Records.Hold(ctx, org, id)
	if errors.Is(err, store.ErrNotFound) {
		return current{}, ErrNotFound
	}
	if err != nil {
		return current{}, fmt.Errorf("read hold: %w", err)
	}
	return opened(h)
}

func opened(h store.Hold) (current, error) {
	stages, err := ReadStages(h.Stages)
	if err != nil {
		return current{}, fmt.Errorf("hold %q: %w", h.ID, err)
	}
	if h.Stage < 1 || h.Stage > int64(len(stages)) {
		return current{}, fmt.Errorf("hold %q: stage %d of %d", h.ID, h.Stage, len(stages))
	}
	return current{Hold: h, stages: stages, stage: stages[h.Stage-1]}, nil
}

func (c current) waits() bool {
	return c.State == store.HoldSender || c.State == store.HoldTimed || c.State == store.HoldApproval
}

// mine reads a hold that an actor may see as its sender or as an operator. A stranger hears that there is none. An operator who may be
// behind the mail is no operator of it: who decides on that mail are others.
func (k *Keeper) mine(ctx context.Context, org store.Org, id string, by Actor) (current, error) {
	c, err := k.read(ctx, org, id)
	if err != nil {
		return c, err
	}
	if c.operated = by.Operator; c.operated {
		own, err := k.behind(ctx, org, by.Account, ownerOf(c.Hold))
		if err != nil {
			return c, err
		}
		c.operated = !own
	}
	switch {
	case !c.operated && by.acts(ownerOf(c.Hold)):
	case !c.operated && by.Operator:
		return c, ErrForbidden
	case !c.operated:
		return c, ErrNotFound
	}
	if !c.waits() || by.elsewhere(c) {
		return c, ErrConflict
	}
	return c, nil
}

func entry(event string, c current, by Actor, details map[string]string) audit.Entry {
	return audit.Entry{
		Event: event, Issuer: by.Who.Issuer, Subject: by.Who.Subject, Door: by.Door, Object: c.ID, Account: by.Account, Details: details,
	}
}

// moved turns the store's answer into ours.
func moved(err error) error {
	if errors.Is(err, store.ErrConflict) {
		return ErrConflict
	}
	return err
}
