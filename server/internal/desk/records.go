package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"sekisho/server/check"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

// ErrTaken means that a device used an id that is somebody else's.
var ErrTaken = errors.New("desk: the id is taken")

type deviceKeeper interface {
	AddRecord(ctx context.Context, org store.Org, c store.Check, k *store.Confirmation, entries []audit.Entry) (bool, error)
	AddOutcome(ctx context.Context, org store.Org, o store.Outcome, e audit.Entry) error
	ConfirmationOfCheck(ctx context.Context, org store.Org, who store.Who, id string) (store.Confirmation, error)
}

// Judged is a mail that a device judged by itself.
type Judged struct {
	ID            string // the device's name for it
	At            time.Time
	PolicyVersion int64
	Message       check.Record
	Facts         policy.Facts
	Verdict       policy.Verdict
	Given         *check.Answers // nil: nobody was asked, or nobody answered
	Paused        string         // the reason of the pause during which nobody was asked
}

// Recorded is what a device learns of a mail it told of.
type Recorded struct {
	Pass    string // for X-Sekisho-Pass; empty: none
	Expires time.Time
}

// Record saves what a device judged and what its sender confirmed, in one. Told again it answers the same and adds nothing. What
// leaves something out is refused with *IncompleteError, a sender of nobody's with ErrForeign, and the refusal is in the audit log.
func (d *Desk) Record(ctx context.Context, p Person, door Door, m Judged) (Recorded, error) {
	pol, current, err := d.policies.Current(ctx, p.Org)
	if err != nil {
		return Recorded{}, fmt.Errorf("read the policy: %w", err)
	}
	j := &judged{person: p, door: door, message: m.Message.Message, policy: pol, version: min(max(m.PolicyVersion, 0), current), verdict: m.Verdict, now: d.now()}
	if err := m.check(pol); err != nil {
		e := j.entry("check.refused", m.ID)
		e.Details["why"] = refusal(err)
		return Recorded{}, errors.Join(err, d.records.Log(ctx, p.Org, e))
	}
	if p.Account != "" {
		j.message.Account = p.Account
	}
	if j.keys, err = d.records.Keys(ctx, p.Org); err != nil {
		return Recorded{}, fmt.Errorf("read the keys: %w", err)
	}
	if m.At.Before(j.now) {
		j.now = m.At // a device may tell late, but not of the future
	}
	c, k, err := j.recorded(m)
	if err != nil {
		return Recorded{}, err
	}
	_, err = d.records.AddRecord(ctx, p.Org, c, k, j.recordEntries(m, k))
	if errors.Is(err, store.ErrConflict) {
		return Recorded{}, ErrTaken
	}
	if err != nil || k == nil {
		return Recorded{}, err
	}
	return d.passOf(ctx, j, c.ID)
}

// check tells whether a record may be kept.
func (m *Judged) check(pol *policy.Policy) error {
	if !pol.Own(m.Message.From.Address) {
		return fmt.Errorf("%w: %q", ErrForeign, m.Message.From.Address)
	}
	if m.Given == nil {
		return nil
	}
	if m.Verdict.Action == policy.ActionBlock {
		return ErrNothing
	}
	if m.Verdict.Confirm != nil {
		if gaps := check.Missing(*m.Given, m.Verdict.Confirm); !gaps.Empty() {
			return &IncompleteError{gaps}
		}
	}
	return nil
}

func refusal(err error) string {
	var gaps *IncompleteError
	switch {
	case errors.As(err, &gaps):
		return "incomplete"
	case errors.Is(err, ErrNothing):
		return "nothing asked"
	}
	return "foreign"
}

// recorded makes the rows. A device's fingerprint of the draft would be one under another key, so the record has a name of its own there.
func (j *judged) recorded(m Judged) (store.Check, *store.Confirmation, error) {
	j.facts = m.Facts
	hash, facts, verdict, err := j.hash()
	if err != nil {
		return store.Check{}, nil, err
	}
	message, err := json.Marshal(check.Keep(j.message, m.Message.Searched))
	if err != nil {
		return store.Check{}, nil, fmt.Errorf("record the message: %w", err)
	}
	trace, err := json.Marshal(m.Verdict.Rules)
	if err != nil {
		return store.Check{}, nil, fmt.Errorf("record the trace: %w", err)
	}
	j.draft, j.transit = "device:"+m.ID, pass.Transit(j.keys.Fingerprint, j.message)
	c := store.Check{
		ID: m.ID, Who: j.person.Who, Time: j.now, Door: j.door.Name, DoorVersion: j.door.Version, Sender: strings.ToLower(j.message.From.Address),
		Draft: j.draft, Transit: j.transit, PolicyVersion: j.version, FactsHash: hash, Action: string(m.Verdict.Action),
		Message: message, Facts: facts, Verdict: verdict, Trace: trace,
	}
	if m.Given == nil || m.Verdict.Confirm == nil {
		return c, nil, nil
	}
	answers, err := json.Marshal(check.Asked(*m.Given, m.Verdict.Confirm))
	if err != nil {
		return c, nil, fmt.Errorf("record the answers: %w", err)
	}
	return c, &store.Confirmation{
		ID: store.NewID(), CheckID: c.ID, Who: c.Who, Sender: c.Sender, Draft: c.Draft, Transit: c.Transit, PolicyVersion: c.PolicyVersion,
		Recipients: delivered(m.Verdict), Answers: answers, Time: j.now, DraftUntil: j.now, TransitUntil: j.now.Add(j.policy.Document().Settings.Pass.Gateway),
	}, nil
}

func (j *judged) recordEntries(m Judged, k *store.Confirmation) []audit.Entry {
	told := j.entry("check.recorded", m.ID)
	told.Details["at"], told.Details["version"] = j.now.UTC().Format(time.RFC3339), versionOf(j.door)
	if m.Paused != "" {
		told.Details["paused"] = m.Paused
	}
	if k == nil {
		return []audit.Entry{told}
	}
	return []audit.Entry{told, j.entry("check.confirmed", k.ID)}
}

// passOf signs what was recorded, which may be by an earlier telling.
func (d *Desk) passOf(ctx context.Context, j *judged, id string) (Recorded, error) {
	s := j.policy.Document().Settings
	if !s.Gateway.Present || j.message.Kind != policy.KindMail {
		return Recorded{}, nil
	}
	k, err := d.records.ConfirmationOfCheck(ctx, j.person.Org, j.person.Who, id)
	if err != nil || !k.TransitUntil.After(d.now()) {
		return Recorded{}, err
	}
	token, err := d.sign(j.person.Org, j.keys, j.door.Name, k.Transit, k.TransitUntil)
	return Recorded{Pass: token, Expires: k.TransitUntil}, err
}

// Outcome is what became of a mail that a device judged.
type Outcome struct {
	ID      string // as in Judged
	At      time.Time
	Outcome string // sent, confirmed, held, cancelled, refused, unanswered, gone, failed, doubtful, repeated
	Reply   string // class and enhanced code of the upstream's reply
	Unheard bool   // the mail program may not have heard the answer
}

// Ended saves what became of a mail that was told of before; else it is ErrNotFound. Told again it adds nothing. A mail that left
// teaches its sender's history.
func (d *Desk) Ended(ctx context.Context, p Person, door Door, o Outcome) error {
	c, err := d.records.Check(ctx, p.Org, p.Who, o.ID)
	if err != nil {
		return notFound(err)
	}
	v, m, err := read(c)
	if err != nil {
		return err
	}
	pol, _, err := d.policies.Current(ctx, p.Org)
	if err != nil {
		return fmt.Errorf("read the policy: %w", err)
	}
	j := &judged{person: p, door: door, message: m, version: c.PolicyVersion, verdict: v}
	e := j.entry("mail.ended", o.ID)
	e.Details = map[string]string{"outcome": o.Outcome, "reply": o.Reply, "at": o.At.UTC().Format(time.RFC3339)}
	if o.Unheard {
		e.Details["unheard"] = "true"
	}
	out := store.Outcome{CheckID: o.ID, Who: p.Who, Outcome: o.Outcome, Reply: o.Reply, Ended: o.At}
	if o.Outcome == "sent" || o.Outcome == "confirmed" {
		out.Teaches = lesson(pol, m, c.Draft, c.Time)
	}
	return notFound(d.records.AddOutcome(ctx, p.Org, out, e))
}
