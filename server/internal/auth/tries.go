package auth

import "time"

// Tries bounds how often an address may guess: 10 times in 10 minutes, an IPv6 address with its /64.
type Tries struct{ limiter *limiter }

// NewTries counts by the given clock.
func NewTries(now func() time.Time) *Tries { return &Tries{newLimiter(now)} }

// Allow counts one try of an address, or address and port, and tells whether it may go on.
func (t *Tries) Allow(remote string) bool { return t.limiter.allow(remote) }

// Right takes one try of an address back: it was right. The wrong ones still count, for who may log in may guess others' passwords too.
func (t *Tries) Right(remote string) { t.limiter.takeBack(remote) }
