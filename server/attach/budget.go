package attach

import (
	"context"
	"sync/atomic"
	"time"
)

// The limits, as published in the package comment.
const (
	maxDepth    = 5
	maxEntries  = 10_000
	maxExpanded = 200 << 20
	maxRatio    = 200
	ratioFrom   = 10 << 20
	bombRatio   = 20
	maxTime     = 2 * time.Second
	maxVerified = 32 << 20
	maxMemory   = 4 << 20
	maxWindow   = 32 << 20
)

type budgetKey struct{}

// NewBudget returns a context in which all calls of Inspect share one message's limits. Its two seconds are those spent
// inside Inspect, so that a mail that arrives slowly loses none of them.
func NewBudget(ctx context.Context) context.Context {
	return context.WithValue(ctx, budgetKey{}, &budget{})
}

// budget counts what is left. It is safe for use from several goroutines.
type budget struct {
	entries, expanded, verified atomic.Int64
	texts                       atomic.Int64 // octets
	spent                       atomic.Int64 // nanoseconds
}

func budgetOf(ctx context.Context) *budget {
	if b, ok := ctx.Value(budgetKey{}).(*budget); ok {
		return b
	}
	return &budget{}
}

// entry takes one entry; false: there are too many.
func (b *budget) entry() bool { return b.entries.Add(1) <= maxEntries }

// expand takes n octets of content; false: it is too much.
func (b *budget) expand(n int64) bool {
	return n >= 0 && n <= maxExpanded && b.expanded.Add(n) <= maxExpanded
}

// verify takes n octets that are read only to see whether they are as many as declared.
func (b *budget) verify(n int64) bool { return b.verified.Add(n) <= maxVerified }

// start begins to count time; what it returns ends that.
func (b *budget) start() (until time.Time, stop func()) {
	now := time.Now()
	left := maxTime - time.Duration(b.spent.Load())
	return now.Add(left), func() { b.spent.Add(int64(time.Since(now))) }
}
