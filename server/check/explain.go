package check

import (
	"context"

	"sekisho/server/policy"
)

// Explain is Run; it also returns how the verdict came about, told by the evaluation that made it.
func Explain(ctx context.Context, e *Engine, m *policy.Message, base policy.Facts, sources ...Source) (policy.Verdict, policy.Trace) {
	Look(m)
	facts := gather(ctx, m, base, sources)
	if facts.Now.IsZero() {
		facts.Now = e.now()
	}
	var trace policy.Trace
	v := policy.EvaluateFor(e.Policy, m, facts, facts.Now, &trace)
	return v, trace
}
