package outbound

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"sekisho/server/gate"
)

// idleFor is how long an open connection waits for its next mail. Servers close idle ones, and some count them.
const idleFor = 5 * time.Second

// pool keeps connections open that were used just now.
type pool struct {
	mu   sync.Mutex
	idle map[string][]waiting
}

type waiting struct {
	courier *gate.Courier
	close   *time.Timer
}

// take returns a connection to a server, opened by open if none waits; used tells that it has served before.
func (p *pool) take(ctx context.Context, hop Hop, open func(context.Context, Hop) (*gate.Courier, error)) (k *gate.Courier, used bool, err error) {
	p.mu.Lock()
	list := p.idle[hop.key()]
	if n := len(list); n > 0 {
		last := list[n-1]
		p.idle[hop.key()] = list[:n-1]
		p.mu.Unlock()
		last.close.Stop()
		return last.courier, true, nil
	}
	p.mu.Unlock()
	k, err = open(ctx, hop)
	return k, false, err
}

// put keeps a connection for a while.
func (p *pool) put(name string, k *gate.Courier) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.idle == nil {
		p.idle = map[string][]waiting{}
	}
	w := waiting{courier: k}
	w.close = time.AfterFunc(idleFor, func() { p.expire(name, k) })
	p.idle[name] = append(p.idle[name], w)
}

// expire closes a connection that nobody took.
func (p *pool) expire(name string, k *gate.Courier) {
	p.mu.Lock()
	list, found := p.idle[name], false
	for i, w := range list {
		if w.courier == k {
			p.idle[name], found = append(list[:i:i], list[i+1:]...), true
			break
		}
	}
	if len(p.idle[name]) == 0 {
		delete(p.idle, name)
	}
	p.mu.Unlock()
	if found {
		k.Close()
	}
}

// close says good-bye on all connections.
func (p *pool) close() {
	p.mu.Lock()
	lists := p.idle
	p.idle = nil
	p.mu.Unlock()
	for _, list := range lists {
		for _, w := range list {
			if w.close.Stop() {
				w.courier.Close()
			}
		}
	}
}

// errLogin tells that it is our own credentials that do not work. What is behind it is for the log, not for senders.
var errLogin = errors.New("this server cannot log in there")

// connect opens a connection and logs in where that is needed.
func connect(ctx context.Context, hop Hop) (*gate.Courier, error) {
	k, err := hop.Upstream.Courier(ctx)
	if hop.Clear && hop.Login == nil && (errors.Is(err, gate.ErrNoTLS) || errors.Is(err, gate.ErrHandshake)) {
		plain := *hop.Upstream
		plain.Security = gate.SecurityNone
		k, err = plain.Courier(ctx)
	}
	if err != nil {
		return nil, err
	}
	if hop.Login == nil {
		return k, nil
	}
	cred, err := hop.Login(ctx)
	if err != nil {
		k.Close()
		return nil, fmt.Errorf("%w: %w", errLogin, err)
	}
	reply, err := k.Login(ctx, cred)
	if err == nil && reply.Code/100 != 2 {
		err = fmt.Errorf("%w: %s", errLogin, reply)
	}
	if err != nil {
		k.Drop()
		return nil, err
	}
	return k, nil
}
