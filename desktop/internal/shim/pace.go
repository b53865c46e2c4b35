package shim

import (
	"sync"
	"time"
)

// What relaying takes where nothing was measured yet.
const (
	firstFixed = time.Second
	firstRate  = 1 << 20 // octets a second
)

// small is up to which size a mail says how long an upstream takes at all, and above how fast it is.
const small = 256 << 10

// paces are how fast accounts' servers were.
type paces struct {
	mu sync.Mutex
	of map[string]*pace
}

type pace struct {
	fixed time.Duration // for a mail of no size
	rate  float64       // octets a second
}

// need is how long a mail of this size is expected to take, half as much again as it usually did.
func (p *paces) need(account string, size int64) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	one := p.get(account)
	return (one.fixed + time.Duration(float64(size)/one.rate*float64(time.Second))) * 3 / 2
}

// measured takes in what one mail took. A slower one counts at once, faster ones bit by bit.
func (p *paces) measured(account string, size int64, took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	one := p.get(account)
	if size <= small {
		one.fixed = max(took, one.fixed-(one.fixed-took)/4)
		return
	}
	rate := float64(size) / max(took-one.fixed, took/4, time.Millisecond).Seconds()
	one.rate = min(rate, one.rate+(rate-one.rate)/4)
}

func (p *paces) get(account string) *pace {
	if p.of == nil {
		p.of = map[string]*pace{}
	}
	if p.of[account] == nil {
		p.of[account] = &pace{firstFixed, firstRate}
	}
	return p.of[account]
}
