package hold

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// The kinds of stages. The first two come from verdicts.
const (
	Wait     = "wait"
	Approval = "approval"
	Confirm  = "confirm" // the sender has not confirmed it yet
	Ask      = "ask"     // the wait is over and the sender says what to do
)

// Forwarding stands where a stage names its rules, for the gateway's own: nothing is forwarded out of the house by itself.
const Forwarding = "automatic-forwarding"

// Stage is one thing that a mail waits for: a verdict's stage, or one of the two that only the gateway knows. Onto the verdict's
// onExpiry (send, next, discard, ask, escalate) follows what it says; next goes on to the next stage, and send too where there is one.
type Stage = policy.Stage

// Administrators is the approval that stands in where nobody else can answer.
func Administrators(within string, rules []string) Stage {
	return Stage{Kind: Approval, Approvers: []string{"administrators"}, Need: "one", Within: within, OnExpiry: "discard", Deputies: true, Rules: rules}
}

const (
	maxStages    = 8
	maxApprovers = 100
)

// ReadStages reads what a hold keeps of its stages.
func ReadStages(text string) ([]Stage, error) {
	var stages []Stage
	if err := json.Unmarshal([]byte(text), &stages); err != nil {
		return nil, fmt.Errorf("read stages: %w", err)
	}
	return stages, nil
}

func writeStages(stages []Stage) (string, error) {
	b, err := json.Marshal(stages)
	if err != nil {
		return "", fmt.Errorf("write stages: %w", err)
	}
	return string(b), nil
}

// state is the state of a hold in a stage.
func state(s Stage) string {
	switch s.Kind {
	case Wait:
		return store.HoldTimed
	case Approval:
		return store.HoldApproval
	}
	return store.HoldSender
}

// later is when a stage that begins now, after others, ends by itself. Whether a calendar is open then was only guessed when the mail was
// judged: people cut waits short, make them longer and confirm late. It is looked up in the policy in force; one that has no such calendar any
// more leaves it at what was written.
func (k *Keeper) later(ctx context.Context, org store.Org, s Stage, now time.Time) (time.Time, error) {
	due, err := end(s, now)
	if err != nil || len(s.Calendars) == 0 || k.Policies == nil {
		return due, err
	}
	pol, _, err := k.Policies.Current(ctx, org)
	if err != nil {
		return due, fmt.Errorf("read the policy: %w", err)
	}
	latest := now
	for _, written := range []string{s.For, s.Least} {
		if d, err := policy.ParseDuration(written); err == nil && now.Add(d).After(latest) {
			latest = now.Add(d)
		}
	}
	for _, name := range s.Calendars {
		opens, known := pol.Opens(name, now)
		if !known {
			return due, nil
		}
		if opens.After(latest) {
			latest = opens.UTC()
		}
	}
	return latest, nil
}

// end is when a stage that begins now ends by itself, as it is written. A wait that is over before it began ends at once.
func end(s Stage, now time.Time) (time.Time, error) {
	written := s.For
	if s.Kind == Approval {
		written = s.Within
	}
	if s.Until != "" {
		t, err := time.Parse(time.RFC3339, s.Until)
		if err != nil {
			return time.Time{}, fmt.Errorf("stage %s: until %q is no time", s.Kind, s.Until)
		}
		return t.UTC(), nil
	}
	d, err := policy.ParseDuration(written)
	if err != nil {
		return time.Time{}, fmt.Errorf("stage %s: %w", s.Kind, err)
	}
	return now.Add(d), nil
}

// Group are recipients who wait through the same stages.
type Group struct {
	Recipients []string
	Stages     []Stage // none: delivered at once
}

// Unconfirmed is how a mail waits that nobody has confirmed (policy: settings.gateway).
type Unconfirmed struct {
	Within   string // a duration
	OnExpiry string // send or discard
}

var errStages = errors.New("hold: too many stages")

// Plan parts the recipients of a mail, in the envelope's spelling and order, into groups. The stages of a verdict name people as
// the verdict does; equal tells whether two spellings are one person. A mail that nobody has confirmed waits as a whole.
func Plan(recipients []string, h *policy.HoldVerdict, u *Unconfirmed, equal func(envelope, label string) bool) ([]Group, error) {
	var groups []Group
	var keys [][]int
	seen := make(map[string]bool, len(recipients))
	for _, r := range recipients {
		if seen[r] {
			continue // named twice, it gets one copy
		}
		seen[r] = true
		key := waitsFor(r, h, equal)
		i := slices.IndexFunc(keys, func(k []int) bool { return slices.Equal(k, key) })
		if i < 0 {
			i = len(groups)
			keys = append(keys, key)
			groups = append(groups, Group{Stages: stagesOf(h, key, u)})
		}
		groups[i].Recipients = append(groups[i].Recipients, r)
		if len(groups[i].Stages) > maxStages {
			return nil, errStages
		}
	}
	return groups, nil
}

// waitsFor are the numbers of the stages that somebody waits through.
func waitsFor(recipient string, h *policy.HoldVerdict, equal func(envelope, label string) bool) []int {
	key := []int{}
	if h == nil {
		return key
	}
	for n, s := range h.Stages {
		if len(s.Recipients) == 0 || slices.ContainsFunc(s.Recipients, func(label string) bool { return equal(recipient, label) }) {
			key = append(key, n)
		}
	}
	return key
}

func stagesOf(h *policy.HoldVerdict, key []int, u *Unconfirmed) []Stage {
	var stages []Stage
	if u != nil {
		stages = append(stages, Stage{Kind: Confirm, For: u.Within, OnExpiry: u.OnExpiry, Release: "sender", Rules: []string{}})
	}
	for _, n := range key {
		s := h.Stages[n]
		s.Recipients = nil // the group says who
		stages = append(stages, s)
	}
	return stages
}
