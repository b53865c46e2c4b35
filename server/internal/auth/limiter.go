package auth

import (
	"net/netip"
	"sync"
	"time"
)

const (
	triesAllowed = 10
	triesWindow  = 10 * time.Minute
	triesKept    = 10_000 // addresses
)

// limiter counts tries by address, IPv6 by its /64. It slows guessing down and keeps the log readable; what makes guessing hopeless is the
// code's 80 bits. So when more addresses try than it can keep it starts over instead of refusing strangers.
type limiter struct {
	now   func() time.Time
	mu    sync.Mutex
	tries map[string]*tries
}

type tries struct {
	count int
	ends  time.Time
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, tries: map[string]*tries{}}
}

// allow counts one try and reports whether it may go on.
func (l *limiter) allow(remote string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	key, now := network(remote), l.now()
	t, ok := l.tries[key]
	if !ok || !t.ends.After(now) {
		if len(l.tries) >= triesKept {
			clear(l.tries)
		}
		t = &tries{ends: now.Add(triesWindow)}
		l.tries[key] = t
	}
	t.count++
	return t.count <= triesAllowed
}

// takeBack makes one try of an address not one.
func (l *limiter) takeBack(remote string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t := l.tries[network(remote)]; t != nil && t.count > 0 {
		t.count--
	}
}

// forget takes an address's tries back: one of them was right.
func (l *limiter) forget(remote string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.tries, network(remote))
}

// network returns what counts as one origin of tries. What is no address counts as itself.
func network(remote string) string {
	a, err := netip.ParseAddr(remote)
	if ap, perr := netip.ParseAddrPort(remote); perr == nil {
		a, err = ap.Addr(), nil
	}
	if err != nil {
		return remote
	}
	a = a.Unmap().WithZone("")
	if a.Is6() {
		p, _ := a.Prefix(64)
		return p.String()
	}
	return a.String()
}
