package outbound

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"sekisho/server/gate"
)

// errRests tells that a server could not be connected to a moment ago.
var errRests = errors.New("it could not be reached just now and is not tried again yet")

const maxResting = 10_000

// rest remembers which servers could not be connected to, so that a thousand mails for one that is down are not a thousand attempts.
type rest struct {
	mu    sync.Mutex
	until map[string]time.Time
}

// begins leaves a server alone for a while.
func (r *rest) begins(key string, now, until time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.until == nil {
		r.until = map[string]time.Time{}
	}
	if len(r.until) >= maxResting {
		maps.DeleteFunc(r.until, func(_ string, t time.Time) bool { return !now.Before(t) })
	}
	if len(r.until) < maxResting {
		r.until[key] = until
	}
}

// lasts reports whether a server is to be left alone.
func (r *rest) lasts(key string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	t, ok := r.until[key]
	if ok && !now.Before(t) {
		delete(r.until, key)
		ok = false
	}
	return ok
}

// connect opens a connection unless the server rests. One that cannot be connected to, or where we cannot log in, rests for the schedule's
// first wait.
func (q *Queue) connect(ctx context.Context, hop Hop) (*gate.Courier, error) {
	if q.rest.lasts(hop.key(), q.now()) {
		return nil, errRests
	}
	k, err := connect(ctx, hop)
	if err != nil && ctx.Err() == nil {
		now := q.now()
		q.rest.begins(hop.key(), now, now.Add(q.Schedule.waits()[0]))
	}
	return k, err
}
