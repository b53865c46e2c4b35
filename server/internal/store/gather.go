package store

import "time"

// How the writer waits for more before it commits, where it knows that more are to come. A commit costs as much of the processor, in the
// system's sync and in SQLite's pages, as several items do, and the disk's time for it is the same for one item as for thirty. Who prepares
// an item uses the processor meanwhile; so a wait that is no longer than a commit takes is not lost.
const (
	gatherItems = 32                     // enough without waiting
	gatherLeast = 2 * time.Millisecond   // the wait for those of whom Expect told, where commits take less
	gatherMost  = 20 * time.Millisecond  // the same where they take more
	gatherBlind = 500 * time.Microsecond // the wait where nobody told, and several came last time
)

// Expect tells that the caller prepares something that it is about to have saved, until arrived is called, which may be after it was
// saved. Of those who told, the writer commits the first three quarters (of two: the first) together while the others prepare theirs: so neither the
// processor nor the disk waits long for the other, and a caller who is alone waits for nobody. Who takes long keeps others waiting for as
// long as a commit takes, and for 2 to 20 ms.
func (s *Store) Expect() (arrived func()) {
	s.writer.expect(1)
	return func() { s.writer.expect(-1) }
}

func (w *writer) expect(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.expected += n
	if len(w.queue) > 0 && w.enough() {
		w.signal()
	}
}

// enough tells whether what is queued is worth a commit by itself. Callers hold the lock.
func (w *writer) enough() bool {
	return w.closed || len(w.queue) >= gatherItems || w.expected > 0 && len(w.queue) >= max(1, 3*w.expected/4)
}

// gather waits for enough to be queued, but not for long, and not at all where nobody else writes. last is how many came together last time.
func (w *writer) gather(last int) {
	wait, ready := w.patience(last)
	if ready {
		return
	}
	late := time.NewTimer(wait)
	defer late.Stop()
	for !ready {
		select {
		case <-late.C:
			return
		case <-w.wake:
		}
		w.mu.Lock()
		ready = w.enough()
		w.mu.Unlock()
	}
}

// patience is how long to wait for more, or that there is nothing to wait for.
func (w *writer) patience(last int) (wait time.Duration, ready bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.expected > 0 {
		return min(max(w.took, gatherLeast), gatherMost), len(w.queue) == 0 || w.enough()
	}
	return gatherBlind, last <= 1 || w.enough()
}
