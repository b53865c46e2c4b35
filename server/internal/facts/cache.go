package facts

import (
	"sync"
	"time"
)

// cache remembers answers for a while. When they weigh too much together it forgets all that are too old, and if that is not
// enough, everything: an answer can be had again.
type cache[K comparable, V any] struct {
	now   func() time.Time
	keep  time.Duration
	limit int

	mu     sync.Mutex
	all    map[K]remembered[V]
	weight int
}

type remembered[V any] struct {
	value  V
	weight int
	until  time.Time
}

func newCache[K comparable, V any](now func() time.Time, keep time.Duration, limit int) *cache[K, V] {
	return &cache[K, V]{now: now, keep: keep, limit: limit, all: map[K]remembered[V]{}}
}

// get returns what is remembered, or asks. Errors are not remembered; two may ask at once.
func (c *cache[K, V]) get(key K, ask func() (V, int, error)) (V, error) {
	c.mu.Lock()
	r, ok := c.all[key]
	c.mu.Unlock()
	now := c.now()
	if ok && now.Before(r.until) {
		return r.value, nil
	}
	value, weight, err := ask()
	if err != nil {
		return value, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(key)
	if c.weight+weight > c.limit {
		c.makeRoom(now)
	}
	if c.weight+weight > c.limit {
		clear(c.all)
		c.weight = 0
	}
	c.all[key] = remembered[V]{value, weight, now.Add(c.keep)}
	c.weight += weight
	return value, nil
}

func (c *cache[K, V]) makeRoom(now time.Time) {
	for key, r := range c.all {
		if now.After(r.until) {
			c.drop(key)
		}
	}
}

func (c *cache[K, V]) drop(key K) {
	if r, ok := c.all[key]; ok {
		c.weight -= r.weight
		delete(c.all, key)
	}
}
