package outbound

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestYield counts how long a start waits: while there is more urgent work, and never for ever.
func TestYield(t *testing.T) {
	for _, tt := range []struct {
		urgent int // how often there is more urgent work
		want   time.Duration
	}{{0, 0}, {3, 3 * yieldTime}, {1 << 30, yields * yieldTime}} {
		synctest.Test(t, func(t *testing.T) {
			left := tt.urgent
			q := &Queue{Yields: func() bool { left--; return left >= 0 }}
			began := time.Now()
			q.yield(t.Context())
			if got := time.Since(began); got != tt.want {
				t.Errorf("more urgent %d times: waited %v, want %v", tt.urgent, got, tt.want)
			}
			ctx, stop := context.WithCancel(t.Context())
			stop()
			began, left = time.Now(), 1<<30
			if q.yield(ctx); time.Since(began) != 0 {
				t.Error("a queue that ends waits")
			}
		})
	}
	(&Queue{}).yield(t.Context())
}
