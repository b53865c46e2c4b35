package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
)

// place is a folder of files that counts its syncs. begun is called in each.
type place struct {
	mu    sync.Mutex
	syncs int
	begun func() error
}

func (p *place) Sync() error {
	p.mu.Lock()
	p.syncs++
	p.mu.Unlock()
	return p.begun()
}

// addBatch queues so many messages, whose files are in the folders in turns, for one commit, and returns their answers.
func addBatch(t *testing.T, s *Store, org Org, n int, files ...Syncer) []error {
	t.Helper()
	release := gate(t, s)
	answers := make([]error, n)
	var all sync.WaitGroup
	for i := range answers {
		all.Add(1)
		queued(s, i+1, func() {
			defer all.Done()
			answers[i] = s.AddMessage(context.Background(), org, Accepted{
				Message: Message{ID: fmt.Sprint(i), File: fmt.Sprint("f", i), Hash: "h"}, Files: files[i%len(files)],
			}, entry("mail.accepted"))
		})
	}
	release()
	all.Wait()
	return answers
}

// TestFilesAreSyncedBeforeTheCommit, once for all messages of it that are in one place.
func TestFilesAreSyncedBeforeTheCommit(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	early := func() error {
		if _, err := s.Message(context.Background(), org, "0"); !errors.Is(err, ErrNotFound) {
			t.Errorf("while the files are synced the row is there (%v)", err)
		}
		return nil
	}
	one, two := &place{begun: early}, &place{begun: early}
	for i, err := range addBatch(t, s, org, 7, one, two, nil) {
		if err != nil {
			t.Errorf("message %d: %v", i, err)
		}
		_, err := s.Message(context.Background(), org, fmt.Sprint(i))
		must(t, err)
	}
	if one.syncs != 1 || two.syncs != 1 {
		t.Errorf("%d and %d syncs for 5 messages in two places, want 1 and 1", one.syncs, two.syncs)
	}
}

// TestNothingIsSavedOfWhatCannotBeSynced, and what comes afterwards is.
func TestNothingIsSavedOfWhatCannotBeSynced(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	broken := errors.New("the disk is broken")
	bad := &place{begun: func() error { return broken }}
	for i, err := range addBatch(t, s, org, 3, bad, nil) {
		if !errors.Is(err, ErrCommit) || !errors.Is(err, ErrUnsynced) || !errors.Is(err, broken) {
			t.Errorf("message %d: %v, want ErrCommit, ErrUnsynced and the reason", i, err)
		}
		if _, err := s.Message(context.Background(), org, fmt.Sprint(i)); !errors.Is(err, ErrNotFound) {
			t.Errorf("message %d is there (%v)", i, err)
		}
	}
	bad.begun = func() error { return nil }
	for i, err := range addBatch(t, s, org, 3, bad) {
		if err != nil {
			t.Errorf("message %d afterwards: %v", i, err)
		}
	}
	if r, err := s.VerifyAudit(context.Background(), org); err != nil || r.Rows != 1+3 {
		t.Errorf("VerifyAudit = %+v, %v, want the organisation's row and 3", r, err)
	}
}
