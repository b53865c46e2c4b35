package confirm

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Queue is the list of mails that wait. Make it with New; it may be used from many goroutines.
type Queue struct {
	mu       sync.Mutex
	waiting  map[string]*entry // by id
	repeats  map[key]*entry    // by what a repeat has in common
	answered map[key]*answered

	heard   map[int]func()
	nextEar int
}

// key is what a mail and its repeat have in common.
type key struct{ login, fingerprint string }

func keyOf(m *Mail) key { return key{m.Login, m.Fingerprint} }

// known tells whether a repeat can be known as one.
func (k key) known() bool { return k.fingerprint != "" }

// entry is one mail in the list.
type entry struct {
	mail   Mail
	waiter *waiter     // nil: not connected
	leaves *time.Timer // when it is not connected
}

// waiter is one Ask. What ends it is written under the Queue's lock before done is closed.
type waiter struct {
	done   chan struct{}
	answer Answer
	err    error
}

func (w *waiter) end(a Answer, err error) {
	w.answer, w.err = a, err
	close(w.done)
}

// New returns an empty queue.
func New() *Queue {
	return &Queue{waiting: map[string]*entry{}, repeats: map[key]*entry{}, answered: map[key]*answered{}, heard: map[int]func(){}}
}

// Ask puts a mail into the list and waits for its answer. An answer that a person gave to the same mail of the same login while
// nobody waited is returned at once, and is thereby used; one that does not cover what is asked today is not. When ctx ends first,
// or has ended, the mail stays for Remember, not connected, and the error is the context's. ErrTakenOver, ErrFull.
func (q *Queue) Ask(ctx context.Context, m Mail) (Answer, error) {
	a, w, err := q.join(m)
	if err != nil || w == nil {
		q.tell()
		return a, err
	}
	q.tell()
	select {
	case <-w.done:
	case <-ctx.Done():
	}
	defer q.tell()
	q.mu.Lock()
	defer q.mu.Unlock()
	select {
	case <-w.done:
	default:
		q.leave(m, w)
		return Answer{}, context.Cause(ctx)
	}
	if ctx.Err() != nil && w.err == nil { // answered in the same moment in which the program stopped waiting
		q.keep(m, w.answer)
		return Answer{}, context.Cause(ctx)
	}
	return w.answer, w.err
}

// join returns the answer that is there already, or what to wait for.
func (q *Queue) join(m Mail) (Answer, *waiter, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if a, ok := q.take(m); ok {
		return a, nil, nil
	}
	e := q.entryFor(m)
	if e == nil {
		return Answer{}, nil, ErrFull
	}
	if e.waiter != nil {
		e.waiter.end(Answer{}, ErrTakenOver)
	}
	if e.leaves != nil {
		e.leaves.Stop()
		e.leaves = nil
	}
	e.waiter = &waiter{done: make(chan struct{})}
	return Answer{}, e.waiter, nil
}

// entryFor returns the entry of m, brought up to date, or a new one. nil: the list is full.
func (q *Queue) entryFor(m Mail) *entry {
	m.Connected = true
	e := q.repeats[keyOf(&m)]
	if e != nil && keyOf(&m).known() {
		m.ID, m.Since = e.mail.ID, e.mail.Since
		e.mail = m
		return e
	}
	if _, taken := q.waiting[m.ID]; taken || len(q.waiting) >= maxWaiting {
		return nil
	}
	e = &entry{mail: m}
	q.waiting[m.ID] = e
	if k := keyOf(&m); k.known() {
		q.repeats[k] = e
	}
	return e
}

// leave keeps a mail whose program stopped waiting in the list for a while. A mail that cannot be known again is of no use there.
func (q *Queue) leave(m Mail, w *waiter) {
	e := q.repeats[keyOf(&m)]
	if !keyOf(&m).known() {
		e = q.waiting[m.ID]
	}
	if e == nil || e.waiter != w {
		return
	}
	e.waiter, e.mail.Connected = nil, false
	if !keyOf(&m).known() {
		q.remove(e)
		return
	}
	e.mail.Until = time.Now().Add(Remember)
	var leaves *time.Timer
	leaves = time.AfterFunc(Remember, func() { q.expire(e, func() bool { return e.leaves == leaves }) })
	e.leaves = leaves
}

func (q *Queue) expire(e *entry, still func() bool) {
	q.mu.Lock()
	gone := e.waiter == nil && still()
	if gone {
		q.remove(e)
	}
	q.mu.Unlock()
	if gone {
		q.tell()
	}
}

func (q *Queue) remove(e *entry) {
	if e.leaves != nil {
		e.leaves.Stop()
		e.leaves = nil
	}
	delete(q.waiting, e.mail.ID)
	if k := keyOf(&e.mail); q.repeats[k] == e {
		delete(q.repeats, k)
	}
}

// Answer ends the wait of the mail named id. A yes that leaves something out is an *IncompleteError, one within the countdown
// ErrEarly, and both change nothing; ErrGone is the error of the one who comes second. Where no program waits a yes serves the next try, and a no only empties the place.
func (q *Queue) Answer(id string, a Answer) error {
	if err := q.settle(id, a); err != nil {
		return err
	}
	q.tell()
	return nil
}

func (q *Queue) settle(id string, a Answer) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	e, ok := q.waiting[id]
	if !ok {
		return ErrGone
	}
	if err := a.covers(&e.mail); err != nil {
		return err
	}
	if a.early(&e.mail) {
		return ErrEarly
	}
	a.at, a.Mail = time.Now(), id
	q.remove(e)
	if e.waiter != nil {
		e.waiter.end(a, nil)
	} else {
		q.keep(e.mail, a)
	}
	return nil
}

// Waiting returns the mails in the list, the oldest first.
func (q *Queue) Waiting() []Mail {
	q.mu.Lock()
	defer q.mu.Unlock()
	list := make([]Mail, 0, len(q.waiting))
	for _, e := range q.waiting {
		list = append(list, e.mail)
	}
	return sorted(list)
}

func sorted(list []Mail) []Mail {
	slices.SortFunc(list, func(a, b Mail) int {
		if c := a.Since.Compare(b.Since); c != 0 {
			return c
		}
		return slices.Compare([]byte(a.ID), []byte(b.ID))
	})
	return list
}

// Subscribe has f called after each change, from the goroutine that made it and outside the lock; f must not wait. The function
// it returns ends that.
func (q *Queue) Subscribe(f func()) (cancel func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := q.nextEar
	q.nextEar++
	q.heard[n] = f
	return func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		delete(q.heard, n)
	}
}

func (q *Queue) tell() {
	q.mu.Lock()
	ears := make([]func(), 0, len(q.heard))
	for _, f := range q.heard {
		ears = append(ears, f)
	}
	q.mu.Unlock()
	for _, f := range ears {
		f()
	}
}
