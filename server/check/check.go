// Package check is the only way from a message to a verdict. It gathers facts under a budget, then calls the engine.
//
// It promises that a slow or broken source of facts never stops a check: the verdict is made without it and says so
// (facts.incomplete). It does no judging of its own and keeps nothing.
//
// # Limits
//
// Sources run side by side until the context's deadline, or for Budget where it has none.
package check

import (
	"context"
	"fmt"
	"sort"
	"time"

	"sekisho/server/policy"
)

// Budget is how long sources may take when the caller set no deadline.
const Budget = 2 * time.Second

// Engine is a policy and the clock it is judged by.
type Engine struct {
	Policy *policy.Policy
	Now    func() time.Time // nil: time.Now
}

// Source knows something of a message that the message itself does not say.
//
// Gather must return when ctx ends and must not change m. What it learned is put into the facts by the function it
// returns; nil means that it has nothing to say. An error counts as late.
type Source interface {
	Name() string // what facts.incomplete calls it
	Gather(ctx context.Context, m *policy.Message) (func(*policy.Facts), error)
}

// Run lets the detectors read m (Look), gathers facts on top of base and returns the verdict. A time in base.Now is the time of judging.
func Run(ctx context.Context, e *Engine, m *policy.Message, base policy.Facts, sources ...Source) policy.Verdict {
	v, _ := RunFacts(ctx, e, m, base, sources...)
	return v
}

// RunFacts is Run; it also returns all facts the verdict rests on, with their time, for the record.
func RunFacts(ctx context.Context, e *Engine, m *policy.Message, base policy.Facts, sources ...Source) (policy.Verdict, policy.Facts) {
	facts := e.prepare(ctx, m, base, sources)
	return policy.Evaluate(e.Policy, m, facts, facts.Now), facts
}

// RunSearched is RunFacts; it also returns what a record keeps of the texts that it does not keep.
func RunSearched(ctx context.Context, e *Engine, m *policy.Message, base policy.Facts, sources ...Source) (policy.Verdict, policy.Facts, policy.Searched) {
	facts := e.prepare(ctx, m, base, sources)
	var searched policy.Searched
	v := policy.EvaluateSearched(e.Policy, m, facts, facts.Now, &searched)
	return v, facts, searched
}

// prepare lets the detectors read m and gathers all facts, with their time.
func (e *Engine) prepare(ctx context.Context, m *policy.Message, base policy.Facts, sources []Source) policy.Facts {
	Look(m)
	facts := gather(ctx, m, base, sources)
	if facts.Now.IsZero() {
		facts.Now = e.now()
	}
	return facts
}

func (e *Engine) now() time.Time {
	if e.Now != nil {
		return e.Now()
	}
	return time.Now()
}

type answer struct {
	index int
	apply func(*policy.Facts)
	err   error
}

// Gather returns the facts of a message on top of base, for somebody who judges elsewhere. It does not look into m.
func Gather(ctx context.Context, m *policy.Message, base policy.Facts, sources ...Source) policy.Facts {
	return gather(ctx, m, base, sources)
}

// gather asks every source at once and applies the answers in the sources' order, so that the outcome does not
// depend on who was faster.
func gather(ctx context.Context, m *policy.Message, base policy.Facts, sources []Source) policy.Facts {
	if len(sources) == 0 {
		return base
	}
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, Budget)
		defer cancel()
	}
	answers := ask(ctx, m, sources)
	facts := base
	facts.Late = append([]string(nil), base.Late...)
	for i, s := range sources {
		switch a := answers[i]; {
		case a == nil || a.err != nil:
			facts.Late = append(facts.Late, s.Name())
		case a.apply != nil:
			a.apply(&facts)
		}
	}
	sort.Strings(facts.Late)
	return facts
}

// ask returns each source's answer; nil stands for none in time. The channel holds every answer, so a late source
// ends without anybody waiting for it.
func ask(ctx context.Context, m *policy.Message, sources []Source) []*answer {
	answers := make([]*answer, len(sources))
	came := make(chan answer, len(sources))
	for i, s := range sources {
		go func() { came <- askOne(ctx, i, s, m) }()
	}
	for range sources {
		select {
		case a := <-came:
			answers[a.index] = &a
		case <-ctx.Done():
			return answers
		}
	}
	return answers
}

// askOne turns a source's panic into an error: one broken source must not take the door down.
func askOne(ctx context.Context, i int, s Source, m *policy.Message) (a answer) {
	a.index = i
	defer func() {
		if r := recover(); r != nil {
			a = answer{index: i, err: fmt.Errorf("check: source %s: %v", s.Name(), r)}
		}
	}()
	a.apply, a.err = s.Gather(ctx, m)
	return a
}
