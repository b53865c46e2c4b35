package main

import "sync"

// ears are those who want to hear of changes. The zero value is ready.
type ears struct {
	mu   sync.Mutex
	next int
	all  map[int]func(topic string)
}

// add has heard called at each change until cancel is.
func (e *ears) add(heard func(topic string)) (cancel func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.all == nil {
		e.all = map[int]func(string){}
	}
	n := e.next
	e.next++
	e.all[n] = heard
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.all, n)
	}
}

// tell says that something of a topic changed.
func (e *ears) tell(topic string) {
	e.mu.Lock()
	all := make([]func(string), 0, len(e.all))
	for _, heard := range e.all {
		all = append(all, heard)
	}
	e.mu.Unlock()
	for _, heard := range all {
		heard(topic)
	}
}
