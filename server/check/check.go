// Package check is the only way from a message to a verdict: it gathers facts under a budget and calls the engine.
package check

import (
	"context"
	"time"

	"sekisho/server/policy"
)

// Engine is a policy and what it needs to judge.
type Engine struct {
	Policy *policy.Policy
	Now    func() time.Time // nil: time.Now
}

// Source adds what it knows of a message to the facts. It must return when ctx ends.
type Source interface {
	Name() string // the name that facts.incomplete reports when it is late
	Gather(ctx context.Context, m *policy.Message, f *policy.Facts) error
}

// Run gathers facts from base and sources within the context's deadline and returns the verdict.
func Run(ctx context.Context, e *Engine, m *policy.Message, base policy.Facts, sources ...Source) policy.Verdict {
	return policy.Verdict{}
}
