// Package policy is the rules engine: it reads a policy, compiles it, and judges one message by it.
package policy

import "time"

// Policy is a compiled Document. It is immutable and safe for use from any goroutine.
type Policy struct{ doc *Document }

// Document returns what the policy was compiled from. Callers must not change it.
func (p *Policy) Document() *Document { return p.doc }

// Evaluate judges m. It is total and deterministic: what cannot be understood becomes a finding with a strict default.
func Evaluate(p *Policy, m *Message, f Facts, now time.Time) Verdict { return Verdict{} }
