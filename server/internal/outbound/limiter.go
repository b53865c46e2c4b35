package outbound

import (
	"context"
	"sync"
)

// limiter lets so many work with one name at a time.
type limiter struct {
	most  int
	mu    sync.Mutex
	rooms map[string]*room
}

type room struct {
	places chan struct{}
	users  int
}

// enter waits for a place. The function it returns gives it back.
func (l *limiter) enter(ctx context.Context, name string) (leave func(), err error) {
	l.mu.Lock()
	if l.rooms == nil {
		l.rooms = map[string]*room{}
	}
	r := l.rooms[name]
	if r == nil {
		r = &room{places: make(chan struct{}, l.most)}
		l.rooms[name] = r
	}
	r.users++
	l.mu.Unlock()
	select {
	case r.places <- struct{}{}:
		return func() { <-r.places; l.forget(name, r) }, nil
	case <-ctx.Done():
		l.forget(name, r)
		return nil, ctx.Err()
	}
}

func (l *limiter) forget(name string, r *room) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.users--; r.users == 0 {
		delete(l.rooms, name)
	}
}
