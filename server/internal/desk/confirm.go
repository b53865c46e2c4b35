package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sekisho/server/check"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

type confirmationKeeper interface {
	SaveConfirmation(ctx context.Context, org store.Org, c store.Confirmation, e audit.Entry) error
	ConfirmationOfDraft(ctx context.Context, org store.Org, who store.Who, now time.Time, drafts ...string) (store.Confirmation, error)
}

// IncompleteError tells what a confirmation left out.
type IncompleteError struct{ Missing check.Gaps }

// Error says how much is missing; the gaps themselves are for the screen.
func (e *IncompleteError) Error() string {
	g := e.Missing
	return fmt.Sprintf("desk: the confirmation leaves out %d items, %d questions, %d words", len(g.Items), len(g.Questions), len(g.Words))
}

// Confirmation is the record of what was confirmed.
type Confirmation struct {
	ID, Check, Pass string
	Expires         time.Time
}

// Get reads a check of one's own again.
func (d *Desk) Get(ctx context.Context, p Person, id string) (Answer, error) {
	if a, ok := d.recent.get(p, id); ok {
		return a, nil
	}
	c, err := d.records.Check(ctx, p.Org, p.Who, id)
	if err != nil {
		return Answer{}, notFound(err)
	}
	v, m, err := read(c)
	if err != nil {
		return Answer{}, err
	}
	pol, _, err := d.policies.Current(ctx, p.Org)
	if err != nil {
		return Answer{}, fmt.Errorf("read the policy: %w", err)
	}
	s := pol.Document().Settings
	a := Answer{
		ID: c.ID, Verdict: v, Confirmed: c.State == "confirmed", PolicyVersion: c.PolicyVersion, Subject: m.Subject,
		TickAll: s.Checklist.TickAll, Expires: c.Time.Add(s.Pass.Confirm),
	}
	a.Decision, a.CannotCarryOut = check.Decide(v, s, doorOf(c.Door, m.Kind, s), a.Confirmed)
	a.ToMake = doorOf(c.Door, m.Kind, s).ToMake(v)
	return a, nil
}

// Confirm records that a person confirmed everything a check asks. It refuses with *IncompleteError if anything is
// missing, ErrExpired if it comes too late.
func (d *Desk) Confirm(ctx context.Context, p Person, id string, given check.Answers) (Confirmation, error) {
	c, err := d.records.Check(ctx, p.Org, p.Who, id)
	if err != nil {
		return Confirmation{}, notFound(err)
	}
	v, m, err := read(c)
	if err != nil {
		return Confirmation{}, err
	}
	pol, _, err := d.policies.Current(ctx, p.Org)
	if err != nil {
		return Confirmation{}, fmt.Errorf("read the policy: %w", err)
	}
	s, now := pol.Document().Settings, d.now()
	switch {
	case v.Action == policy.ActionBlock || v.Confirm == nil:
		return Confirmation{}, ErrNothing
	case now.After(c.Time.Add(s.Pass.Confirm)):
		return Confirmation{}, ErrExpired
	}
	if gaps := check.Missing(given, v.Confirm); !gaps.Empty() {
		return Confirmation{}, &IncompleteError{gaps}
	}
	answers, err := json.Marshal(check.Asked(given, v.Confirm))
	if err != nil {
		return Confirmation{}, fmt.Errorf("record the answers: %w", err)
	}
	rec := store.Confirmation{
		ID: store.NewID(), CheckID: c.ID, Who: p.Who, Sender: c.Sender, Draft: c.Draft, Transit: c.Transit, PolicyVersion: c.PolicyVersion,
		Recipients: delivered(v), Answers: answers, Time: now, DraftUntil: now.Add(s.Pass.Confirm), TransitUntil: now.Add(s.Pass.Gateway),
	}
	if decision, _ := check.Decide(v, s, doorOf(c.Door, m.Kind, s), true); decision == check.Send && c.Door != outlook {
		rec.Teaches = lesson(pol, m, c.Draft, now)
	}
	j := &judged{person: p, door: Door{Name: c.Door, Version: c.DoorVersion}, message: m, version: c.PolicyVersion, verdict: v}
	if err := d.records.SaveConfirmation(ctx, p.Org, rec, j.entry("check.confirmed", rec.ID)); err != nil {
		if errors.Is(err, store.ErrConflict) {
			return Confirmation{}, ErrConfirmed
		}
		return Confirmation{}, err
	}
	return d.confirmation(ctx, p, c.Door, rec, m, s)
}

func (d *Desk) confirmation(ctx context.Context, p Person, door string, rec store.Confirmation, m *policy.Message, s policy.Settings) (Confirmation, error) {
	done := Confirmation{ID: rec.ID, Check: rec.CheckID, Expires: rec.DraftUntil}
	if !s.Gateway.Present || m.Kind != policy.KindMail {
		return done, nil
	}
	keys, err := d.records.Keys(ctx, p.Org)
	if err != nil {
		return done, fmt.Errorf("read the keys: %w", err)
	}
	done.Pass, err = d.sign(p.Org, keys, door, rec.Transit, rec.TransitUntil)
	return done, err
}

// confirmed reports whether this person has confirmed, for this very draft, all that today's verdict asks, and until when
// that serves at the gateway. The draft may have been confirmed before all contents of its files were known.
func (d *Desk) confirmed(ctx context.Context, j *judged) (ok bool, until time.Time, err error) {
	if j.verdict.Confirm == nil {
		return false, time.Time{}, nil
	}
	if j.seen {
		if _, until, ok, err = d.covered(ctx, j, j.draft); ok || err != nil {
			return ok, until, err
		}
	}
	earlier := pass.DraftsBefore(j.keys.Fingerprint, j.message)
	if len(earlier) == 0 {
		return false, time.Time{}, nil
	}
	id, until, ok, err := d.covered(ctx, j, earlier...)
	if ok {
		ok, err = d.shown(ctx, j, id)
	}
	return ok, until, err
}

// covered reports whether a confirmation of one of these drafts has all that today's verdict asks. It is of that check.
func (d *Desk) covered(ctx context.Context, j *judged, drafts ...string) (id string, until time.Time, ok bool, err error) {
	c, err := d.records.ConfirmationOfDraft(ctx, j.person.Org, j.person.Who, j.now, drafts...)
	if errors.Is(err, store.ErrNotFound) {
		return "", time.Time{}, false, nil
	}
	if err != nil {
		return "", time.Time{}, false, err
	}
	var given check.Answers
	if err := json.Unmarshal(c.Answers, &given); err != nil {
		return "", time.Time{}, false, fmt.Errorf("read answers of confirmation %s: %w", c.ID, err)
	}
	return c.CheckID, c.TransitUntil, check.Covers(given, j.verdict.Confirm), nil
}

// shown reports whether a check told all that today's verdict tells: what a file turned out to be is asked about, even where the same
// ticks would cover it.
func (d *Desk) shown(ctx context.Context, j *judged, id string) (bool, error) {
	c, err := d.records.Check(ctx, j.person.Org, j.person.Who, id)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	before, _, err := read(c)
	if err != nil {
		return false, err
	}
	then, err := told(before)
	if err != nil {
		return false, err
	}
	now, err := told(j.verdict)
	for _, one := range now {
		if !slices.Contains(then, one) {
			return false, err
		}
	}
	return err == nil, err
}

// told are findings and rules of a verdict, each as JSON.
func told(v policy.Verdict) (out []string, err error) {
	add := func(one any) {
		if err == nil {
			var b []byte
			b, err = json.Marshal(one)
			out = append(out, string(b))
		}
	}
	for i := range v.Findings {
		add(v.Findings[i])
	}
	for i := range v.Rules {
		add(v.Rules[i])
	}
	return out, err
}

// delivered are the recipients the mail goes to.
func delivered(v policy.Verdict) []string {
	var to []string
	for _, r := range v.Recipients {
		if r.Envelope && r.Address != "" {
			to = append(to, r.Address)
		}
	}
	return to
}

func read(c store.Check) (policy.Verdict, *policy.Message, error) {
	var v policy.Verdict
	var m policy.Message
	if err := json.Unmarshal(c.Verdict, &v); err != nil {
		return v, nil, fmt.Errorf("read verdict of check %s: %w", c.ID, err)
	}
	if err := json.Unmarshal(c.Message, &m); err != nil {
		return v, nil, fmt.Errorf("read message of check %s: %w", c.ID, err)
	}
	return v, &m, nil
}

func notFound(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return ErrNotFound
	}
	return err
}
