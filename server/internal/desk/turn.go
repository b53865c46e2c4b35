package desk

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// Turn is one draft's turn at the desk, under the policy that was in force when it began.
type Turn struct {
	desk    *Desk
	person  Person
	policy  *policy.Policy
	version int64
}

// Turn reads the policy in force for this person.
func (d *Desk) Turn(ctx context.Context, p Person) (*Turn, error) {
	pol, version, err := d.policies.Current(ctx, p.Org)
	if err != nil {
		return nil, fmt.Errorf("read the policy: %w", err)
	}
	return &Turn{desk: d, person: p, policy: pol, version: version}, nil
}

// Asks is what the policy's rules want to know of files.
type Asks struct {
	Texts bool // what they say
	Marks bool // what they are: type, encrypted, with macros
	Names bool // how files inside archives are called
}

// Asks tells what the policy wants to know of files.
func (t *Turn) Asks() Asks {
	return Asks{Texts: t.policy.AsksForFileText(), Marks: t.policy.AsksForFileMarks(), Names: t.policy.AsksForNamesInside()}
}

// Compose judges a draft while it is being written. Nothing is recorded.
func (t *Turn) Compose(ctx context.Context, door Door, m *policy.Message) (Answer, error) {
	j, err := t.judge(ctx, door, m)
	if err != nil {
		return Answer{}, err
	}
	if j.seen, err = t.desk.records.Seen(ctx, t.person.Org, t.person.Who, j.draft); err != nil {
		return Answer{}, err
	}
	a, err := t.desk.answer(ctx, j, store.NewID())
	if err != nil {
		return Answer{}, err
	}
	t.desk.recent.add(t.person, a)
	return a, nil
}

// Send judges a draft that is about to leave, and records it before it answers.
func (t *Turn) Send(ctx context.Context, door Door, m *policy.Message) (Answer, error) {
	d := t.desk
	defer d.records.Expect()()
	runtime.Gosched() // those who have come as well tell so before this one is judged, and their records are committed together
	j, err := t.judge(ctx, door, m)
	if errors.Is(err, ErrForeign) {
		if failed := d.logForeign(ctx, t.person, door, m); failed != nil {
			return Answer{}, failed
		}
	}
	if err != nil {
		return Answer{}, err
	}
	a, err := d.send(ctx, j)
	if errors.Is(err, store.ErrConflict) && !j.seen {
		j.seen = true
		a, err = d.send(ctx, j)
	}
	return a, err
}

// send answers and records. Nearly all drafts come once, so they are taken for unseen first; whether they are shows when they are recorded,
// where it costs an eighth of what a look beforehand does.
func (d *Desk) send(ctx context.Context, j *judged) (Answer, error) {
	a, err := d.answer(ctx, j, "")
	if err != nil {
		return Answer{}, err
	}
	a.ID, err = d.record(ctx, j, j.teaches(a.Decision))
	if err != nil {
		return Answer{}, err
	}
	return a, nil
}
