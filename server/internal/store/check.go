package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"sekisho/server/history"
	"sekisho/server/internal/audit"
)

// Who is a person or device as its issuer names it. An address is no identity.
type Who struct{ Issuer, Subject string }

// Check is the record of one check: enough to answer a repeat, to confirm it and to replay it under another policy.
type Check struct {
	ID            string // NewID
	Who           Who    // who asked
	Time          time.Time
	Door          string // outlook, desktop, gateway
	DoorVersion   string
	Intent        string          // send; "compose" leaves no record
	State         string          // open, confirmed, erased; RecordCheck writes open
	Sender        string          // From, lower case
	Draft         string          // fingerprint for send again
	Transit       string          // fingerprint between doors
	PolicyVersion int64           // version that judged
	FactsHash     string          // over all facts the verdict rests on
	Action        string          // the verdict's
	Message       json.RawMessage // normalised, without body and contents; JSON, like the next three: it is saved as it is
	Facts         json.RawMessage
	Verdict       json.RawMessage
	Trace         json.RawMessage // what became of each rule
	Teaches       *history.Sent   // saved with it: what its sender's history learns; nil: nothing. Not read again
}

const (
	checkColumns = `id, issuer, subject, created, door, door_version, intent, state, sender, draft, transit, policy_version, facts_hash, action,
message, facts, verdict, trace`
	insertCheck = `INSERT INTO checks (org, ` + checkColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, 'send', 'open', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	queryCheck  = `SELECT ` + checkColumns + ` FROM checks WHERE org = ? AND id = ? AND issuer = ? AND subject = ?`
	findCheck   = `SELECT ` + checkColumns + ` FROM checks WHERE org = ? AND draft = ? AND created >= ? AND issuer = ? AND subject = ?
AND policy_version = ? AND facts_hash = ? AND state <> 'erased' ORDER BY created DESC LIMIT 1`
	querySeen = `SELECT CASE WHEN EXISTS (SELECT 1 FROM checks WHERE org = ? AND draft = ? AND issuer = ? AND subject = ?) THEN 1 ELSE 0 END`
)

// RecordCheck saves a check of intent send and its audit row. When it returns nil both are on the disk.
func (s *Store) RecordCheck(ctx context.Context, org Org, c Check, e audit.Entry) error {
	return s.record(ctx, org, c, e, func(context.Context, *tx) error { return nil })
}

// RecordFirst is RecordCheck of a draft of which there is no record by this person. Where there is one it saves nothing and returns
// ErrConflict.
func (s *Store) RecordFirst(ctx context.Context, org Org, c Check, e audit.Entry) error {
	return s.record(ctx, org, c, e, func(ctx context.Context, t *tx) error {
		var n int
		err := t.row(ctx, querySeen, []any{org.id, c.Draft, c.Who.Issuer, c.Who.Subject}, &n)
		if err == nil && n != 0 {
			err = ErrConflict
		}
		if err != nil {
			return fmt.Errorf("record check %s as the draft's first: %w", c.ID, err)
		}
		return nil
	})
}

// record saves a check if may lets it. It is what the writer does most, and nothing but rows comes of it: so it may be done again.
func (s *Store) record(ctx context.Context, org Org, c Check, e audit.Entry, may func(context.Context, *tx) error) error {
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return err
	}
	return s.loggedAs(ctx, job{again: true}, org, c.size(), e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		if err := may(ctx, t); err != nil {
			return err
		}
		return t.recordCheck(ctx, org, keys, c)
	})
}

// size is about how many octets a record takes; none takes none.
func (c *Check) size() int {
	if c == nil {
		return 0
	}
	return len(c.Message) + len(c.Facts) + len(c.Verdict) + len(c.Trace)
}

func (t *tx) recordCheck(ctx context.Context, org Org, keys Keys, c Check) error {
	_, err := t.exec(ctx, insertCheck, org.id, c.ID, c.Who.Issuer, c.Who.Subject, micros(c.Time), c.Door, c.DoorVersion, c.Sender, c.Draft,
		c.Transit, c.PolicyVersion, c.FactsHash, c.Action, string(c.Message), string(c.Facts), string(c.Verdict), string(c.Trace))
	if err != nil {
		return fmt.Errorf("record check %s: %w", c.ID, err)
	}
	return t.taught(ctx, org, keys, c.Teaches)
}

// Check returns a recorded check of this person. Another person's check is ErrNotFound.
func (s *Store) Check(ctx context.Context, org Org, who Who, id string) (Check, error) {
	c, err := readCheck(s.row(ctx, queryCheck, org.id, id, who.Issuer, who.Subject).Scan)
	if err != nil {
		return Check{}, fmt.Errorf("check %q: %w", id, err)
	}
	return c, nil
}

// Repeat is what must be equal for a check to be answered from the record.
type Repeat struct {
	Who           Who
	Draft         string
	PolicyVersion int64
	FactsHash     string
	Since         time.Time // the oldest record that still counts
}

// Seen tells whether there is any record of this draft by this person. Where there is none, there is neither a repeat nor a
// confirmation to look for.
func (s *Store) Seen(ctx context.Context, org Org, who Who, draft string) (bool, error) {
	var n int
	if err := s.row(ctx, querySeen, org.id, draft, who.Issuer, who.Subject).Scan(&n); err != nil {
		return false, fmt.Errorf("look for the draft: %w", err)
	}
	return n != 0, nil
}

// FindCheck returns the newest record that r describes, or ErrNotFound.
func (s *Store) FindCheck(ctx context.Context, org Org, r Repeat) (Check, error) {
	c, err := readCheck(s.row(ctx, findCheck, org.id, r.Draft, micros(r.Since), r.Who.Issuer, r.Who.Subject, r.PolicyVersion, r.FactsHash).Scan)
	if err != nil {
		return Check{}, fmt.Errorf("find check: %w", err)
	}
	return c, nil
}

func readCheck(scan scanner) (c Check, err error) {
	var created int64
	var message, facts, verdict, trace string
	err = scan(&c.ID, &c.Who.Issuer, &c.Who.Subject, &created, &c.Door, &c.DoorVersion, &c.Intent, &c.State, &c.Sender, &c.Draft, &c.Transit,
		&c.PolicyVersion, &c.FactsHash, &c.Action, &message, &facts, &verdict, &trace)
	c.Time = moment(created)
	c.Message, c.Facts, c.Verdict, c.Trace = json.RawMessage(message), json.RawMessage(facts), json.RawMessage(verdict), json.RawMessage(trace)
	return c, err
}
