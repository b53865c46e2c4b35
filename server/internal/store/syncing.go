package store

import (
	"errors"
	"slices"
	"sync"
)

// Syncer is a place of files that rows name. Implementations are compared, so they are pointers.
type Syncer interface {
	// Sync makes all files durable that were there when it was called.
	Sync() error
}

// syncing begins to sync the files that rows of a batch name, each place of files once, and returns what waits for the answer. All files
// were there before their rows were queued. It goes on while the rows are written, and only the commit waits for it.
func syncing(batch []*job) func() error {
	var files []Syncer
	for _, j := range batch {
		if j.files != nil && !slices.Contains(files, j.files) {
			files = append(files, j.files)
		}
	}
	if len(files) == 0 {
		return func() error { return nil }
	}
	answer := make(chan error, 1)
	go func() {
		var errs []error
		for _, f := range files {
			errs = append(errs, f.Sync())
		}
		answer <- errors.Join(errs...)
	}()
	return sync.OnceValue(func() error { return <-answer })
}
