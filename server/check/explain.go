package check

import (
	"context"

	"sekisho/server/policy"
)

// Explain is Run; it also returns how the verdict came about, told by the evaluation that made it.
func Explain(ctx context.Context, e *Engine, m *policy.Message, base policy.Facts, sources ...Source) (policy.Verdict, policy.Trace) {
	facts := e.prepare(ctx, m, base, sources)
	var trace policy.Trace
	v := policy.EvaluateFor(e.Policy, m, facts, facts.Now, &trace)
	return v, trace
}
