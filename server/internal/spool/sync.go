package spool

import "fmt"

// folderSync is one sync of the folder that several commits wait for.
type folderSync struct {
	done chan struct{} // closed when it ended
	err  error
}

// Sync makes the names of all files durable that were placed before. After an error it is not known which of them are.
func (s *Spool) Sync() error {
	if err := s.syncFolder(); err != nil {
		return fmt.Errorf("sync the spool's folder: %w", full(err))
	}
	return nil
}

// syncFolder returns when a sync of the folder that began after the call has ended. Calls that come while one is running share the
// next one: a name that is there before a sync begins is covered by it.
func (s *Spool) syncFolder() error {
	s.mu.Lock()
	mine := s.gather
	if mine == nil {
		mine = &folderSync{done: make(chan struct{})}
		s.gather = mine
	}
	lead := !s.busy
	s.busy = true
	s.mu.Unlock()
	if lead {
		s.runSyncs(mine)
	}
	<-mine.done
	return mine.err
}

// runSyncs syncs for its own caller, and leaves those that came meanwhile to a goroutine, so that nobody waits for more than two.
func (s *Spool) runSyncs(first *folderSync) {
	for next := first; next != nil; {
		s.mu.Lock()
		s.gather = nil
		s.mu.Unlock()
		next.err = s.files.Sync()
		close(next.done)
		s.mu.Lock()
		next = s.gather
		s.busy = next != nil
		s.mu.Unlock()
		if next != nil {
			go s.runSyncs(next)
			return
		}
	}
}
