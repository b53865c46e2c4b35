package store

import (
	"crypto/sha256"
	"regexp"
	"sync"
	"sync/atomic"
	"time"
)

// fresh keeps rows that are read at each request: tokens and the version of the policy in force. A row is given from memory only while
// nothing can have changed it. What this process writes ends that before the write is answered; what another process writes ends it with
// the next transaction, which looks first. A row that was read longer than freshFor ago, and no transaction has looked since then, is read
// from the database. So a device is refused as soon as this process has revoked it, and freshFor after another did at the latest.
type fresh struct {
	opened time.Time
	looked atomic.Int64 // when the writer last saw that no other process had written, after opened

	mu       sync.RWMutex
	changes  uint64
	tokens   map[tokenKey]row[Token]
	versions map[Org]row[int64]
}

// row is what was read, and when the reading began, after fresh.opened: until then no other process had written either.
type row[V any] struct {
	value V
	read  time.Duration
}

const (
	freshFor = 100 * time.Millisecond
	maxFresh = 10_000 // rows of a kind
)

// tokenKey names a token without being one.
type tokenKey struct {
	org  Org
	hash [sha256.Size]byte
}

func newFresh() *fresh {
	f := &fresh{opened: time.Now(), tokens: map[tokenKey]row[Token]{}, versions: map[Org]row[int64]{}}
	f.looked.Store(int64(-freshFor))
	return f
}

// look notes that no other process has written until now.
func (f *fresh) look() { f.looked.Store(int64(time.Since(f.opened))) }

// forget ends what is known.
func (f *fresh) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.changes++
	clear(f.tokens)
	clear(f.versions)
}

// remembered returns what rows has for a key, or what read finds. What was read is kept unless something has changed since the reading
// began.
func remembered[K comparable, V any](f *fresh, rows map[K]row[V], key K, read func() (V, error)) (V, error) {
	f.mu.RLock()
	known, ok := rows[key]
	changes := f.changes
	f.mu.RUnlock()
	now := time.Since(f.opened)
	if ok && now-max(known.read, time.Duration(f.looked.Load())) < freshFor {
		return known.value, nil
	}
	v, err := read()
	if err != nil {
		return v, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.changes == changes {
		if len(rows) >= maxFresh {
			clear(rows)
		}
		rows[key] = row[V]{v, now}
	}
	return v, nil
}

// staling are the writes after which nothing is fresh.
var staling = regexp.MustCompile(`^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) (?:tokens|devices|users|policies)\b`)
